"""A visit: one update as an action meets it, and the means to answer it.

Actions are plain functions of a visit. They run in a database thread inside one transaction, never
call Telegram, and promise what is to be said; the sender keeps the promise after the commit.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from bot.actions.shelf import FormShelf
from bot.actions.wording import title_of
from bot.render import Message, Note, drop_buttons, in_full, note, note_in_place, say
from bot.updates import Edited, Other, Tap, Toast, Update
from locales import N_, Words, negotiate, words
from storage import audit, deliveries, organisers, participants, updates
from storage.database import Session
from storage.deliveries import Delivery
from storage.organisers import Organiser
from storage.participants import Participant
from storage.units import StorageUnavailable

__all__ = [
    "Act",
    "House",
    "Nameplate",
    "NoLonger",
    "Participant",
    "Refusal",
    "StorageUnavailable",
    "Visit",
    "come_back",
    "promise",
    "promise_one",
    "receive",
]


BY_ITSELF: Final = 0  # no update of Telegram has this number


class Refusal(Exception):
    """The bot will not do what was asked, and says why to the person who asked."""

    sentence: str = N_("I cannot do that.")
    passing: bool = False  # shown for a moment only, where a button was pressed


class NoLonger(Refusal):
    """A button that may do nothing here: whatever it was about, nothing is to be learnt of it."""

    sentence = N_("This button no longer works.")
    passing = True


@dataclass(slots=True)
class Nameplate:
    """What Telegram calls the bot, as links need it; empty until Telegram has said so."""

    username: str = ""
    ask: Callable[[], None] = lambda: None
    """Let Telegram be asked again, from any thread; what is wanted now has to be tried again."""


@dataclass(frozen=True, slots=True)
class House:
    """What stays the same from one update to the next."""

    forms: FormShelf
    owner: str  # the process that sends what it promised itself
    lease: timedelta  # how long other processes leave these promises to it
    default_language: str
    backup_days: int = 30  # how long backups are kept, as people are told who are erased
    hears: bool = False  # whether voice notes are written down here
    nameplate: Nameplate = field(default_factory=Nameplate)


@dataclass(frozen=True, slots=True)
class Visit:
    """Who came with what, and when; the bot answers in `language`."""

    db: Session
    came: Update
    now: datetime
    house: House
    language: str
    participant: Participant | None
    organiser: Organiser | None
    priority: int = deliveries.REPLY  # of what is promised: not a reply where nobody asked for it

    @property
    def words(self) -> Words:
        return words(self.language)

    @property
    def tapped(self) -> int | None:
        """The message whose button was pressed, where one was."""
        return self.came.message_id if isinstance(self.came.sent, Tap) else None

    @property
    def _is_unwanted(self) -> bool:
        unasked = self.came.update_id == BY_ITSELF and self.organiser is None
        return unasked and self.participant is not None and self.participant.stopped

    def title_of(self, form_version_id: int) -> str:
        """Return what the form of a version is called in the language of this visit."""
        return title_of(self.house.forms.get(self.db, form_version_id), self.words)

    def speaking(self, language: str) -> "Visit":
        return replace(self, language=language)

    def promise(self, messages: Iterable[Message], *, conversation_id: int | None = None) -> None:
        """Promise `messages` to the chat of this visit, in this order.

        Who wants no messages gets none but those that answer something.
        """
        if self._is_unwanted:
            return
        promise(
            self.db,
            messages,
            chat_id=self.came.chat_id,
            now=self.now,
            house=self.house,
            conversation_id=conversation_id,
            priority=self.priority,
        )

    def say(self, sentence: str, **values: object) -> None:
        """Promise one sentence, translated; the values are shown as plain text."""
        self.promise([say(self.words.say(sentence, **values))])

    def show(self, shown: Note) -> None:
        """Promise a text with buttons."""
        self.promise(note(shown))

    def show_in_place(self, shown: Note) -> None:
        """Promise a text with buttons in place of the message whose button was pressed."""
        self.promise(note_in_place(shown, message_id=self.tapped))

    def no_longer(self) -> Toast:
        """Return what is shown for a moment where a button may do nothing any more."""
        return Toast(self.words.say(NoLonger.sentence))

    def drop_buttons(self) -> None:
        """Take the buttons away from the message whose button was pressed: they have served."""
        self.edit_tapped(drop_buttons)

    def edit_tapped(self, edited: Callable[[int], Message]) -> None:
        """Change the message whose button was pressed, where Telegram still tells its number."""
        if self.tapped is not None:
            self.promise([edited(self.tapped)])

    def record(self, role: str, action: str, *, workshop_id: int | None) -> None:
        """Write into the audit trail what this chat did, in one of its roles."""
        audit.record(
            self.db,
            at=self.now,
            role=role,
            actor_chat_id=self.came.chat_id,
            action=action,
            subject=role,
            workshop_id=workshop_id,
        )


Act: TypeAlias = Callable[[Visit], Toast | None]


def promise(  # noqa: PLR0913 -- what is kept of them, each by name
    db: Session,
    messages: Iterable[Message],
    *,
    chat_id: int,
    now: datetime,
    house: House | None,
    conversation_id: int | None = None,
    key: str | None = None,
    priority: int = deliveries.REPLY,
) -> None:
    """Promise `messages` to a chat, in this order; this process sends replies after the commit.

    What nobody asked for has a `priority`, NOTICE or BROADCAST, and is sent at its pace by whichever
    replica comes to it. By their `key` messages are promised once. Without a house nobody here
    sends: the bot does, when it next looks. What is too long for one message goes in several.
    """
    parts = (part for message in messages for part in in_full(message))
    for number, message in enumerate(parts):
        promise_one(
            db,
            message,
            chat_id=chat_id,
            now=now,
            house=house,
            conversation_id=conversation_id,
            key=key and f"{key}:{number}",
            priority=priority,
        )


def promise_one(  # noqa: PLR0913 -- what is kept of it, each by name
    db: Session,
    message: Message,
    *,
    chat_id: int,
    now: datetime,
    house: House | None,
    conversation_id: int | None = None,
    key: str | None = None,
    priority: int = deliveries.REPLY,
) -> None:
    """Promise one message; by its `key` it is promised once, and found again."""
    sends = house if priority == deliveries.REPLY else None
    deliveries.promise(
        db,
        chat_id=chat_id,
        method=message.method,
        payload=message.to(chat_id),
        now=now,
        key=key,
        owner=sends.owner if sends else None,
        lease_until=now + sends.lease if sends else None,
        conversation_id=conversation_id,
        turn=message.turn,
        priority=priority,
    )


def receive(
    db: Session, *, came: Update, act: Act, now: datetime, house: House
) -> tuple[Toast | None, tuple[Delivery, ...]]:
    """Do `act` for an update once, however often it is delivered.

    Returns the toast, and what was promised, to be handed to the sender after the commit.
    """
    if not _mark(db, came, now):
        return None, ()
    visit = _visit(db, came, now, house)
    known = visit.participant or visit.organiser
    if known and not known.reachable:
        participants.mark_reachable(db, chat_id=came.chat_id)
        organisers.mark_reachable(db, chat_id=came.chat_id)
    return act(visit), deliveries.promised(db)


def come_back(db: Session, *, chat_id: int, now: datetime, house: House) -> Visit:
    """Return a visit that no update brought: the bot has something to tell this chat by itself."""
    nothing = Update(BY_ITSELF, chat_id, "private", None, None, None, Other())
    return _visit(db, nothing, now, house)


def _mark(db: Session, came: Update, now: datetime) -> bool:
    """Mark the update as done, with the number of what the person wrote; a press brings ours."""
    is_own = came.chat_type == "private" and not isinstance(came.sent, Tap | Edited)
    return updates.mark_processed(
        db,
        update_id=came.update_id,
        now=min(came.at or now, now),
        chat_id=came.chat_id,
        message_id=came.message_id if is_own else None,
    )


def _visit(db: Session, came: Update, now: datetime, house: House) -> Visit:
    participant = participants.find_participant(db, chat_id=came.chat_id)
    organiser = organisers.find_organiser(db, chat_id=came.chat_id)
    known = participant or organiser
    language = (
        known.language if known else negotiate(came.language_code, default=house.default_language)
    )
    return Visit(db, came, now, house, language, participant, organiser)
