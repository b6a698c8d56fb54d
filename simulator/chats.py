"""People, groups, and what was said in each chat."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from simulator.params import Json


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a phone; `start_payload` is what their START button brings (a deep link)."""

    id: int
    first_name: str
    language_code: str | None = None
    note: str = ""
    start_payload: str = ""

    def as_user(self) -> Json:
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.language_code is not None:
            user["language_code"] = self.language_code
        return user

    def as_chat(self) -> Json:
        return {"id": self.id, "type": "private", "first_name": self.first_name}


@dataclass(frozen=True, slots=True)
class Group:
    """A group chat."""

    id: int
    title: str

    def as_chat(self) -> Json:
        return {
            "id": self.id,
            "type": "group",
            "title": self.title,
            "all_members_are_administrators": True,
        }


class Standing(StrEnum):
    """How the bot stands in a chat."""

    NEW = "new"  # the person never pressed start
    MEMBER = "member"
    BLOCKED = "blocked"
    KICKED = "kicked"
    LEFT = "left"


@dataclass(slots=True)
class Message:
    """One message: what the Bot API says of it, and what it does not say."""

    content: Json  # as the Bot API gives it
    from_bot: bool
    changed_in: int = 0  # the chat's version in which it last changed
    bare_keyboard: bool = False  # it brought a reply keyboard, so that it cannot be edited
    reaction: str = ""
    edited: bool = False  # as people are told: a keyboard that changes does not count

    @property
    def id(self) -> int:
        return int(self.content["message_id"])

    def quoted(self) -> Json:
        """Return the message as another one quotes it: without what it answered itself."""
        return {name: part for name, part in self.content.items() if name != "reply_to_message"}

    @property
    def rows(self) -> list[list[Json]]:
        """The inline keyboard below it."""
        markup = self.content.get("reply_markup", {})
        return markup.get("inline_keyboard", [])  # type: ignore[no-any-return]  # JSON

    def find_button(self, data_or_label: str) -> Json | None:
        """Return the button with this data, or else with this label."""
        buttons = [button for row in self.rows for button in row]
        by_data = [b for b in buttons if b.get("callback_data") == data_or_label]
        by_label = [b for b in buttons if b["text"] == data_or_label]
        return next(iter(by_data + by_label), None)


@dataclass(slots=True)
class Query:
    """A press that waits for its answer."""

    id: str
    chat_id: int
    message_id: int
    at: datetime
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Toast:
    """What a person was shown in answer to a press."""

    number: int
    text: str
    alert: bool
    url: str = ""


@dataclass(slots=True)
class Chat:
    """One chat of the bot."""

    who: Person | Group
    standing: Standing
    messages: dict[int, Message] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    toasts: list[Toast] = field(default_factory=list)
    spinning: set[int] = field(default_factory=set)  # messages whose press is not yet answered
    keyboard: Json | None = None  # reply keyboard or force_reply now shown
    action: str = ""
    action_at: datetime | None = None
    menu_button: Json | None = None
    version: int = 0

    @property
    def id(self) -> int:
        return self.who.id
