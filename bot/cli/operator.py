"""What every command needs: the settings, the database, and a word with the operator."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from bot import logs
from bot.app import Database, DatabaseRefused, KeyFileRefused, LedgerRefused, open_database
from bot.settings import BadSettings, Settings, load
from locales import N_, Words, negotiate, words

KEY_MADE = N_(
    "A new key was made: {path}. Without it nothing that is told can be read. Keep a copy of it apart"
    " from the data."
)


def operator_words() -> Words:
    """Return the words of the language this terminal is set to."""
    return words(negotiate(os.environ.get("LANG"), default="en"))


def say(sentence: str, **values: object) -> str:
    """Translate a sentence for the operator."""
    return operator_words().say(sentence, **values)


def fail(message: str) -> NoReturn:
    """Say why the command does nothing, and end it with 1."""
    typer.echo(message, err=True)
    raise typer.Exit(1)


def settings_or_fail() -> Settings:
    try:
        settings = load()
    except BadSettings as error:
        fail(str(error))
    logs.configure(
        settings.log_level,
        secrets=[
            settings.token.get_secret_value(),
            settings.webhook_secret.get_secret_value(),
        ],
        style=settings.log_format,
    )
    return settings


@contextmanager
def opened(settings: Settings, *, tells_of_key: bool = True) -> Iterator[Database]:
    """Open the database for a command; what stands in the way is said in one sentence."""
    is_new = tells_of_key and not settings.key_file.exists()
    try:
        database = open_database(settings)
    except (DatabaseRefused, KeyFileRefused, LedgerRefused) as error:
        fail(say(error.sentence, **error.values))
    if is_new:
        typer.echo(say(KEY_MADE, path=settings.key_file), err=True)
    try:
        yield database
    except DatabaseRefused as refused:  # it can be opened, and is still not to be worked with
        fail(say(refused.sentence, **refused.values))
    finally:
        database.close()
