"""Everything that differs from one installation to the next, from the environment or .env."""

import difflib
import os
import re
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "TERTULIA_"
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
LARGEST_PORT = 65_535


class BadSettings(Exception):
    """The settings cannot be used; the message says to the operator which, and what to do."""


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("is not a web address: it must begin with https:// or http://")
    return value.rstrip("/")


def _webhook_address(value: str) -> str:
    if not value:
        return value
    parts = urlsplit(_web_address(value))
    if parts.scheme != "https" and not _is_loopback(parts.hostname or ""):
        raise ValueError("must begin with https://, since the answers of people travel to it")
    if parts.query or parts.fragment:
        raise ValueError("must end with its path, without ? and #")
    return value


def _webhook_secret(value: SecretStr) -> SecretStr:
    secret = value.get_secret_value()
    if secret and not WEBHOOK_SECRET.fullmatch(secret):
        raise ValueError("may hold only A-Z, a-z, 0-9, _ and -, and 256 characters at most")
    return value


def _host_and_port(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > LARGEST_PORT:
        raise ValueError("must be host:port, for example 127.0.0.1:8443")
    return value


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Settings(BaseSettings):
    """Everything that differs from one installation to the next."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    token: SecretStr = Field(
        default=SecretStr(""),
        description="The token which @BotFather gave this bot; `tertulia run` needs it",
    )
    bot_name: str = Field(
        default="Tertulia",
        min_length=1,
        max_length=40,
        description="What people see the bot called, with “good practices” in their language behind it",
    )
    api_url: Annotated[str, AfterValidator(_web_address)] = Field(
        default="https://api.telegram.org",
        description="The Bot API server: Telegram's own, or another one",
    )
    database_url: str = Field(
        default="sqlite:///data/tertulia.db",
        min_length=1,
        repr=False,  # it can hold a password
        description="Where answers are kept: sqlite:///path, or postgresql+psycopg://user:password@host/name",
    )
    key_file: Annotated[Path, AfterValidator(Path.expanduser)] = Field(
        default=Path("keys/tertulia.key"),
        description="The file with the keys to what is kept; never in the directory of the data, nor in its backups",
    )
    erasure_ledger: Annotated[Path, AfterValidator(Path.expanduser)] | None = Field(
        default=None,
        description="The file that remembers what was erased, so that no backup brings it back; never in the directory of the data; empty: beside the key file",
    )
    backup_days: int = Field(
        default=30,
        ge=0,
        le=3650,
        description="How many days you keep backups: people are told so when they erase what they told",
    )
    webhook_url: Annotated[str, AfterValidator(_webhook_address)] = Field(
        default="",
        description="The public https:// address to which Telegram brings updates; empty: the bot asks for them",
    )
    webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] = Field(
        default=SecretStr(""),
        description="What proves that an update comes from Telegram: 1 to 256 of A-Z, a-z, 0-9, _ and -; empty: made from the key file",
    )
    listen: Annotated[str, AfterValidator(_host_and_port)] = Field(
        default="127.0.0.1:8443",
        description="The host:port on which updates and /healthz are served when there is a webhook address",
    )
    poll_timeout: int = Field(
        default=30,
        ge=1,
        le=50,
        description="How many seconds one question for updates may stay open, when there is no webhook address",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="What is logged: DEBUG, INFO, WARNING or ERROR"
    )
    log_format: Literal["console", "json"] = Field(
        default="console", description="How it is logged: console for people, json for machines"
    )

    @property
    def ledger_file(self) -> Path:
        return self.erasure_ledger or self.key_file.with_name("erasures.ledger")

    @property
    def uses_webhook(self) -> bool:
        return bool(self.webhook_url)

    @property
    def webhook_path(self) -> str:
        return unquote(urlsplit(self.webhook_url).path) or "/"


def load(env_file: Path | None = Path(".env")) -> Settings:
    """Read the settings, or raise BadSettings with one sentence a mistake."""
    mistyped = [*_mistyped()]
    if mistyped:
        raise BadSettings("\n".join(mistyped))
    try:
        return Settings(_env_file=env_file)  # type: ignore[call-arg]  # an argument of pydantic's
    except ValidationError as error:
        raise BadSettings("\n".join(map(_sentence, error.errors(include_input=False)))) from None


def _mistyped() -> Iterator[str]:
    """Name the variables which look like a setting and are none; of .env pydantic does it."""
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            for meant in difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.85):
                yield f"{name} is not a setting. Did you mean {meant}?"


def _sentence(error: Any) -> str:
    reason = error["msg"].removeprefix("Value error, ")
    name = str(error["loc"][0]).upper()
    if error["type"] == "extra_forbidden":
        return f"{name} in .env is not a setting. .env.example holds them all."
    return f"{PREFIX}{name}: {reason[0].lower()}{reason[1:]}."
