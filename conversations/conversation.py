"""One turn of a conversation: what came in, and then what is kept and what is said.

Pure: the clock, the lists and the form are handed in, and nothing outlives
the turn but the conversation that is returned.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from conversations import putting
from conversations.going_on import answered, go_on, put_open
from conversations.inputs import (
    Attachment,
    Cancel,
    Input,
    Located,
    Press,
    Resume,
    Sent,
    Shown,
    Typed,
    Voice,
)
from conversations.pressed import pressed
from conversations.replies import Answered, Completed, Reply, Say, Toast
from conversations.sent import sent
from conversations.sitting import Sitting
from conversations.standing import Conversation, Mode
from conversations.typed import typed
from conversations.xforms.entry import FormEntry
from conversations.xforms.filled import Lists
from conversations.xforms.formdef import FormDef, Kind, generic
from conversations.xforms.values import TooCostly
from locales import N_, words


@dataclass(frozen=True, slots=True)
class Turn:
    """`completed` tells that the form was sent in this very turn."""

    conversation: Conversation
    replies: tuple[Reply, ...]
    completed: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One value of the form as it is kept; what became irrelevant is kept too."""

    ref: str
    name: str
    kind: Kind
    value: str
    relevant: bool


def begin(form: FormDef, *, language: str, now: datetime, seed: int, lists: Lists) -> Turn:
    """Begin `form` and put its first question; one that cannot be borne is closed at once."""
    try:
        entry = FormEntry.begin(form, now=now, seed=seed, lists=lists, language=language)
        conversation = Conversation.new(form, entry.dump(), language=language)
        return _end(go_on(Sitting.open(conversation, now=now, lists=lists)))
    except TooCostly:
        nothing: dict[str, object] = {"answers": {}, "at": None, "seed": seed, "repeats": {}}
        conversation = Conversation.new(form, nothing, language=language)
        return _too_costly(replace(conversation, mode=Mode.CLOSED))


def take(conversation: Conversation, came_in: Input, *, now: datetime, lists: Lists) -> Turn:
    """Take what came in. Never raises: what cannot be taken is answered with words."""
    try:
        return _end(_taken(Sitting.open(conversation, now=now, lists=lists), came_in))
    except TooCostly:
        return _too_costly(conversation)


def put_again(conversation: Conversation, *, language: str, now: datetime, lists: Lists) -> Turn:
    """Put what is open once more, in `language`."""
    try:
        spoken = replace(conversation, language=language)
        sitting = Sitting.open(spoken, now=now, lists=lists)
        if conversation.mode is Mode.CLOSED:
            return _end(sitting)
        return _end(
            go_on(sitting) if _is_lost(sitting) else put_open(sitting, problem="", recap="")
        )
    except TooCostly:
        return _too_costly(conversation)


def answers(conversation: Conversation, *, now: datetime, lists: Lists) -> tuple[Told, ...]:
    """Return every value that the form holds, whether asked, calculated or hidden."""
    entry = Sitting.open(conversation, now=now, lists=lists).entry
    relevant = entry.answers()
    return tuple(
        Told(
            ref=ref,
            name=generic(ref).rpartition("/")[2],
            kind=_kind(conversation.form, ref),
            value=value,
            relevant=ref in relevant,
        )
        for ref, value in entry.answers(relevant_only=False).items()
    )


def _kind(form: FormDef, ref: str) -> Kind:
    asked = form.by_ref.get(generic(ref))
    return asked.kind if asked else Kind.TEXT


def _end(sitting: Sitting) -> Turn:
    completed = any(isinstance(reply, Completed) for reply in sitting.replies)
    conversation = sitting.move(entry=sitting.entry.dump()).conversation
    return Turn(conversation, sitting.replies, completed)


def _too_costly(conversation: Conversation) -> Turn:
    """Say that the form asks for more than can be reckoned; all is as it was before."""
    said = words(conversation.language).say(
        N_(
            "I could not work that out: this form asks for too much at once. Please tell the organisers."
        )
    )
    return Turn(conversation, (Say(said),), completed=False)


def _is_lost(sitting: Sitting) -> bool:
    """Tell whether the open question is no longer asked: a list or the day has changed."""
    conversation = sitting.conversation
    return conversation.mode is not Mode.REVIEWING and not sitting.is_asked(conversation.open)


def _taken(sitting: Sitting, came_in: Input) -> Sitting:
    if sitting.conversation.mode is Mode.CLOSED:
        return _after_the_end(sitting, came_in)
    if isinstance(came_in, Cancel):
        stopped = Say(sitting.words.say(N_("We stop here. What you told so far is kept.")))
        return sitting.reply(*_place_left_open(sitting), stopped)
    return go_on(sitting) if _is_lost(sitting) else _received(sitting, came_in)


def _place_left_open(sitting: Sitting) -> tuple[Answered, ...]:
    """Tell that a place is no longer waited for, so that its button goes away."""
    ref = sitting.conversation.open
    if _kind(sitting.conversation.form, ref) is Kind.GEOPOINT and sitting.is_asked(ref):
        return (answered(sitting, sitting.prompt(ref)),)
    return ()


def _after_the_end(sitting: Sitting, came_in: Input) -> Sitting:
    words = sitting.words.say(N_("You have sent this already. Thank you."))
    return sitting.reply(Toast(words) if isinstance(came_in, Press) else Say(words))


def _received(sitting: Sitting, came_in: Typed | Shown | Press | Resume) -> Sitting:
    match came_in:
        case Typed(text):
            return typed(sitting, text)
        case Located() | Sent() | Voice() | Attachment():
            return sent(sitting, came_in)
        case Resume():
            return put_open(sitting, problem="", recap=putting.recap(sitting))
        case _:
            return pressed(sitting, came_in)
