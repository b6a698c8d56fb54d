"""What came in: small typed values of ours, read once from the Bot API's JSON.

Names and user names of people are not read at all: what is not kept cannot leak.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bot.attached import File, Location, read_file, read_location
from bot.outside import mapping, moment, whole, words

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
LONGEST_TEXT = 4096
LONGEST_ID = 64  # of a press
LONGEST_DATA = 256  # bytes are counted where it is read
COMMAND = re.compile(r"/([^\W\d]\w{0,31})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")

MemberStatus = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]
STATUSES: tuple[MemberStatus, ...] = (
    "creator",
    "administrator",
    "member",
    "restricted",
    "left",
    "kicked",
)


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """`/name argument`: the name in lower case and without accents."""

    name: str
    argument: str


@dataclass(frozen=True, slots=True)
class Tap:
    """A press of an inline button; `data` is chosen by whoever sends it."""

    callback_id: str
    data: str


@dataclass(frozen=True, slots=True)
class Sticker:
    pass


@dataclass(frozen=True, slots=True)
class Contact:
    pass


@dataclass(frozen=True, slots=True)
class Other:
    """A message of a kind which the bot does not know."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A message which was changed afterwards; empty where it is not a text."""

    text: str


@dataclass(frozen=True, slots=True)
class Membership:
    """What the bot is in this chat now: `kicked` in a private chat means blocked."""

    status: MemberStatus
    is_group: bool


@dataclass(frozen=True, slots=True)
class GroupMessage:
    """Anything said, changed or pressed where others read along; nothing of it is kept."""


Sent = (
    Text
    | Command
    | Tap
    | File
    | Location
    | Sticker
    | Contact
    | Other
    | Edited
    | Membership
    | GroupMessage
)


@dataclass(frozen=True, slots=True)
class Update:
    """One thing that came in; `at` is None for presses, which carry no time."""

    update_id: int
    chat_id: int
    chat_type: str
    language_code: str | None
    message_id: int | None
    at: datetime | None
    sent: Sent


@dataclass(frozen=True, slots=True)
class Toast:
    """What is shown for a moment to whoever pressed a button; it may be lost."""

    text: str = ""
    alert: bool = False


def update_id_of(raw: object) -> int | None:
    """Return the number under which this update is acknowledged, whatever else it holds."""
    return whole(mapping(raw).get("update_id"))


def parse(raw: object) -> Update | None:
    """Read an update; None where it is not one for us or not one at all. Never raises."""
    update = mapping(raw)
    update_id = update_id_of(raw)
    if update_id is None:
        return None
    if "message" in update:
        return _message(update_id, mapping(update["message"]))
    if "edited_message" in update:
        return _edited(update_id, mapping(update["edited_message"]))
    if "callback_query" in update:
        return _tap(update_id, mapping(update["callback_query"]))
    return _membership(update_id, mapping(update.get("my_chat_member")))


def _message(update_id: int, message: Mapping[str, Any]) -> Update | None:
    return _in_chat(update_id, message, _sent(message))


def _edited(update_id: int, message: Mapping[str, Any]) -> Update | None:
    if "location" in message:
        return None  # a live location moves on by itself, for hours
    return _in_chat(update_id, message, Edited(words(message.get("text"), most=LONGEST_TEXT)))


def _in_chat(update_id: int, message: Mapping[str, Any], sent: Sent) -> Update | None:
    chat = _chat(message.get("chat"))
    if chat is None:
        return None
    chat_id, chat_type = chat
    return Update(
        update_id=update_id,
        chat_id=chat_id,
        chat_type=chat_type,
        language_code=_language(message.get("from")),
        message_id=whole(message.get("message_id")),
        at=moment(message.get("date")),
        sent=sent if chat_type == "private" else GroupMessage(),
    )


def _tap(update_id: int, query: Mapping[str, Any]) -> Update | None:
    callback_id = words(query.get("id"), most=LONGEST_ID)
    message = mapping(query.get("message"))
    # A press can come without its message: in a private chat the chat is the person.
    chat = _chat(message.get("chat")) or _chat({**mapping(query.get("from")), "type": "private"})
    if not callback_id or chat is None:
        return None
    chat_id, chat_type = chat
    tap = Tap(callback_id=callback_id, data=words(query.get("data"), most=LONGEST_DATA))
    return Update(
        update_id=update_id,
        chat_id=chat_id,
        chat_type=chat_type,
        language_code=_language(query.get("from")),
        message_id=whole(message.get("message_id")),
        at=None,
        sent=tap if chat_type == "private" else GroupMessage(),
    )


def _membership(update_id: int, change: Mapping[str, Any]) -> Update | None:
    chat = _chat(change.get("chat"))
    now = mapping(change.get("new_chat_member")).get("status")
    status = next((known for known in STATUSES if known == now), None)
    if chat is None or status is None:
        return None
    chat_id, chat_type = chat
    return Update(
        update_id=update_id,
        chat_id=chat_id,
        chat_type=chat_type,
        language_code=_language(change.get("from")),
        message_id=None,
        at=moment(change.get("date")),
        sent=Membership(status=status, is_group=chat_type != "private"),
    )


def _sent(message: Mapping[str, Any]) -> Sent:
    if isinstance(message.get("text"), str):
        return _typed(words(message["text"], most=LONGEST_TEXT))
    for name, kind in (("sticker", Sticker), ("contact", Contact)):
        if name in message:
            return kind()
    return read_location(message) or read_file(message) or Other()


def _typed(text: str) -> Text | Command:
    command = COMMAND.fullmatch(text)
    if command is None:
        return Text(text)
    name, argument = command.groups(default="")
    return Command(name=_folded(name), argument=argument.strip())


def _chat(chat: object) -> tuple[int, str] | None:
    found = mapping(chat)
    chat_id, chat_type = whole(found.get("id")), found.get("type")
    if chat_id is None or not isinstance(chat_type, str):
        return None
    return chat_id, chat_type


def _language(person: object) -> str | None:
    code = mapping(person).get("language_code")
    return code if isinstance(code, str) and LANGUAGE.fullmatch(code) else None


def _folded(name: str) -> str:
    # People who write "/práctica" mean "/practica".
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))
