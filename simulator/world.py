"""Everything the simulated Telegram knows: one bot, its chats, and what happens in them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from simulator.chats import Chat, Group, Message, Person, Query, Standing
from simulator.clock import Bell, Clock
from simulator.faults import Faults
from simulator.files import Files
from simulator.limits import Limits
from simulator.params import Json
from simulator.profile import Profile
from simulator.refusals import Refused, bad_request, forbidden
from simulator.updates import Updates

FIRST_PERSON_ID = 5_000_000_001
FIRST_GROUP_ID = -4_000_000_001
REFUSALS: dict[Standing, Callable[[], Refused]] = {
    Standing.NEW: lambda: forbidden("bot can't initiate conversation with a user"),
    Standing.BLOCKED: lambda: forbidden("bot was blocked by the user"),
    Standing.KICKED: lambda: forbidden("bot was kicked from the group chat"),
    Standing.LEFT: lambda: forbidden("bot is not a member of the group chat"),
}


@dataclass(frozen=True, slots=True)
class Accepted:
    """One message which the bot sent and Telegram took; `buttons` are labels with data."""

    chat_id: int
    message_id: int
    text: str
    buttons: tuple[tuple[str, str], ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Deleted:
    """One message which the bot took out of a chat, its own or the person's."""

    chat_id: int
    message_id: int
    from_bot: bool
    at: datetime


@dataclass(slots=True)
class Poll:
    """Who asks for updates: a newer call ends an older one."""

    calls: int = 0


@dataclass(slots=True)
class Hook:
    """The webhook as the bot set it."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""
    last_error_at: datetime | None = None


@dataclass(slots=True)
class World:
    """The state behind the Bot API of one bot."""

    token: str
    me: Json
    clock: Clock
    bell: Bell
    faults: Faults
    updates: Updates
    files: Files = field(default_factory=Files)
    profile: Profile = field(default_factory=Profile)
    chats: dict[int, Chat] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    accepted: list[Accepted] = field(default_factory=list)
    deleted: list[Deleted] = field(default_factory=list)
    calls: dict[str, int] = field(default_factory=dict)
    poll: Poll = field(default_factory=Poll)
    hook: Hook = field(default_factory=Hook)
    limits: Limits | None = None  # None: every message is taken
    closing: bool = False
    last_message_id: int = 0

    def find_person(self, person_id: int) -> Person | None:
        chat = self.chats.get(person_id)
        return chat.who if chat is not None and isinstance(chat.who, Person) else None

    def chat_for_bot(self, chat_id: int) -> Chat:
        """Return the chat a call is about, when the bot may act there."""
        chat = self.get_chat(chat_id)
        if chat.standing in REFUSALS:
            refusal = REFUSALS[chat.standing]
            raise refusal()
        return chat

    def get_chat(self, chat_id: int) -> Chat:
        chat = self.chats.get(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def post(self, chat: Chat, sender: Json, content: Json) -> Message:
        """Put a new message into a chat.

        Ids run through all private chats and basic groups of one account, as at Telegram.
        """
        self.last_message_id += 1
        whole = {
            "message_id": self.last_message_id,
            "from": sender,
            "chat": chat.who.as_chat(),
            "date": self.seconds(),
        } | content
        message = Message(whole, from_bot=sender == self.me)
        chat.messages[message.id] = message
        self.touch(chat, message)
        return message

    def push(self, kind: str, chat: Chat, content: Json) -> int | None:
        """Tell the bot what happened."""
        return self.updates.push(kind, chat.id, content, faults=self.faults)

    def touch(self, chat: Chat, message: Message | None = None) -> None:
        """Take note that this chat, and this message of it, looks different now."""
        chat.version += 1
        if message is not None:
            message.changed_in = chat.version
        self.bell.ring()

    def seconds(self) -> int:
        return int(self.clock().timestamp())

    def add_person(
        self,
        first_name: str,
        *,
        language_code: str | None = None,
        note: str = "",
        start_payload: str = "",
    ) -> Person:
        """Let somebody new have a phone, with the next free id."""
        taken = [chat_id for chat_id in self.chats if chat_id >= FIRST_PERSON_ID]
        person_id = max(taken, default=FIRST_PERSON_ID - 1) + 1
        person = Person(person_id, first_name, language_code, note, start_payload)
        self.add(person)
        return person

    def add_group(self, title: str) -> Group:
        taken = [chat_id for chat_id in self.chats if chat_id <= FIRST_GROUP_ID]
        group = Group(min(taken, default=FIRST_GROUP_ID + 1) - 1, title)
        self.add(group)
        return group

    def add(self, who: Person | Group) -> Chat:
        """Let the world have this person or group in it."""
        if who.id in self.chats:
            raise ValueError(f"there is already somebody with the id {who.id}")
        chat = Chat(who, Standing.NEW if isinstance(who, Person) else Standing.LEFT)
        self.chats[who.id] = chat
        self.touch(chat)
        return chat
