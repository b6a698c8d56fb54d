"""What Telegram's answer means for a promised message."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.client import FileTooLarge, seconds_to_wait
from bot.uploads import FILE_METHODS

TAG = re.compile(r"<[^>]*>")
WORDS = FILE_METHODS | {"sendMessage", "editMessageText"}
# The messages of the Bot API server, in lower case, as far as they tell cases apart.
ALREADY_SO = (
    "message is not modified",
    "message to delete not found",
    "message can't be deleted",
)
GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
)
BAD_MARKUP = ("can't parse entities", "can't find end of the entity", "unsupported start tag")
NO_PICTURE = ("image_process_failed", "photo_invalid_dimensions", "photo_save_file_invalid")
NOBODY_THERE = ("chat not found", "user not found", "peer_id_invalid")
TOO_LARGE = ("request entity too large", "file is too big", "too big for a")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A call as it is to be made; `fallback` is sent where the message to edit is gone."""

    method: str
    payload: Mapping[str, Any]
    fallback: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Accepted:
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Instead:
    """Try at once, differently."""

    outgoing: Outgoing
    reason: str


@dataclass(frozen=True, slots=True)
class Later:
    """Try again after a while, this chat alone."""

    reason: str


@dataclass(frozen=True, slots=True)
class Held:
    """Send nothing to anybody for so long."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nobody reads this chat, or the bot was blocked in it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """It will never be accepted."""

    reason: str


Outcome = Accepted | Instead | Later | Held | Unreachable | Refused


def outgoing(method: str, payload: Mapping[str, Any]) -> Outgoing:
    """Take a promised payload apart: the fallback is ours and no parameter of the Bot API."""
    rest = {name: value for name, value in payload.items() if name != "fallback"}
    return Outgoing(method=method, payload=rest, fallback=payload.get("fallback"))


def accepted(result: object) -> Accepted:
    """Read the number of the message out of what Telegram returned, where there is one."""
    message_id = result.get("message_id") if isinstance(result, dict) else None
    return Accepted(message_id if isinstance(message_id, int) else None)


def judge(error: TelegramError, sent: Outgoing) -> Outcome:  # noqa: PLR0911 -- one case an error
    """Say what becomes of a message which Telegram did not take, or may not have taken."""
    match error:
        case RetryAfter():
            return Held(seconds_to_wait(error))
        case ChatMigrated():
            return _follow(error.new_chat_id, sent)
        case Forbidden():
            return Unreachable()
        case BadRequest():
            return _judge_request(error.message.lower(), sent)
        case InvalidToken() if sent.method not in WORDS:
            # The token was good at start, so this server has no such method; words wait instead.
            return Refused("unknown_method")
        case _:
            pass  # what is left has no type of its own
    if _says(error.message.lower(), TOO_LARGE):
        return Refused("too_large")
    return Later(type(error).__name__)


def _follow(chat_id: int, sent: Outgoing) -> Outcome:
    if sent.payload.get("chat_id") == chat_id:
        return Refused("chat_migrated")
    moved = {**sent.payload, "chat_id": chat_id}
    return Instead(replace(sent, payload=moved), "chat_migrated")


def _judge_request(message: str, sent: Outgoing) -> Outcome:
    if _says(message, ALREADY_SO):
        return Accepted(None)
    if _says(message, NOBODY_THERE):
        return Unreachable()
    if _says(message, GONE) and sent.fallback is not None:
        return Instead(Outgoing("sendMessage", sent.fallback, fallback=None), "message_gone")
    if _says(message, NO_PICTURE) and "photo" in sent.payload:
        return Instead(_as_document(sent), "no_picture")
    if _says(message, BAD_MARKUP) and "parse_mode" in sent.payload:
        return Instead(replace(sent, payload=_plain(sent.payload)), "bad_markup")
    return Refused("too_large" if _says(message, TOO_LARGE) else "bad_request")


def _as_document(sent: Outgoing) -> Outgoing:
    """Return a picture that Telegram cannot show as a file that people can open."""
    rest = {name: value for name, value in sent.payload.items() if name != "photo"}
    return replace(sent, method="sendDocument", payload=rest | {"document": sent.payload["photo"]})


def as_text(sent: Outgoing) -> Outgoing:
    """Return a picture that there is none of as its caption alone."""
    payload = {"text" if name == "caption" else name: value for name, value in sent.payload.items()}
    return replace(sent, method="sendMessage", payload=payload)


def judge_download(error: TelegramError) -> Later | Held | Refused:
    """Say what becomes of a file which Telegram did not give out."""
    match error:
        case RetryAfter():
            return Held(seconds_to_wait(error))
        case FileTooLarge():
            return Refused("too_large")
        case BadRequest():
            is_large = _says(error.message.lower(), TOO_LARGE)
            return Refused("too_large" if is_large else "gone")
        case _:
            return Later(type(error).__name__)


def _says(message: str, known: tuple[str, ...]) -> bool:
    return any(words in message for words in known)


def _plain(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same message without markup: words in the wrong shape beat no words."""
    plain = {name: value for name, value in payload.items() if name != "parse_mode"}
    for name in ("text", "caption"):
        if name in plain:
            plain[name] = html.unescape(TAG.sub("", plain[name]))
    return plain
