"""One turn of a conversation: what came in, and then what is kept and what is said.

Pure: the clock, the lists and the form are handed in, and nothing outlives
the turn but the conversation that is returned.
"""

from dataclasses import dataclass
from datetime import datetime

from conversations import putting
from conversations.going_on import go_on, put_open
from conversations.inputs import (
    Attachment,
    Cancel,
    Input,
    Press,
    Resume,
    Typed,
    Voice,
)
from conversations.pressed import pressed
from conversations.replies import Completed, Reply, Say, Toast
from conversations.sitting import Sitting
from conversations.standing import Conversation, Mode
from conversations.typed import typed
from conversations.xforms.entry import FormEntry
from conversations.xforms.filled import Lists
from conversations.xforms.formdef import FormDef, Kind
from locales import N_


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
    """Begin `form` and put its first question."""
    entry = FormEntry.begin(form, now=now, seed=seed, lists=lists)
    conversation = Conversation(
        form=form,
        entry=entry.dump(),
        language=language,
        turn=0,
        mode=Mode.ASKING,
        open="",
        changing="",
        put={},
        passed=(),
        marked=(),
        offered=(),
        page=0,
        total=entry.longest_remaining(),
    )
    return _end(go_on(Sitting.open(conversation, now=now, lists=lists)))


def take(conversation: Conversation, came_in: Input, *, now: datetime, lists: Lists) -> Turn:
    """Take what came in. Never raises: what cannot be taken is answered with words."""
    sitting = Sitting.open(conversation, now=now, lists=lists)
    if conversation.mode is Mode.CLOSED:
        return _end(_after_the_end(sitting, came_in))
    if _is_lost(sitting) and not isinstance(came_in, Cancel):
        return _end(go_on(sitting))
    return _end(_receive(sitting, came_in))


def put_again(conversation: Conversation, *, language: str, now: datetime, lists: Lists) -> Turn:
    """Put what is open once more, in `language`."""
    sitting = Sitting.open(conversation, now=now, lists=lists)
    if conversation.mode is Mode.CLOSED:
        return _end(sitting.speak(language))
    if _is_lost(sitting):
        return _end(go_on(sitting.speak(language)))
    return _end(put_open(sitting.speak(language), problem="", recap=""))


def answers(conversation: Conversation, *, now: datetime, lists: Lists) -> tuple[Told, ...]:
    """Return every value that the form holds, whether asked, calculated or hidden."""
    entry = Sitting.open(conversation, now=now, lists=lists).entry
    relevant = entry.answers()
    asked = conversation.form.by_ref
    return tuple(
        Told(
            ref=ref,
            name=ref.rpartition("/")[2],
            kind=asked[ref].kind if ref in asked else Kind.TEXT,
            value=value,
            relevant=ref in relevant,
        )
        for ref, value in entry.answers(relevant_only=False).items()
    )


def _end(sitting: Sitting) -> Turn:
    completed = any(isinstance(reply, Completed) for reply in sitting.replies)
    conversation = sitting.move(entry=sitting.entry.dump()).conversation
    return Turn(conversation, sitting.replies, completed)


def _is_lost(sitting: Sitting) -> bool:
    """Tell whether the open question is no longer asked: a list or the day has changed."""
    conversation = sitting.conversation
    return conversation.mode is not Mode.REVIEWING and not sitting.is_asked(conversation.open)


def _after_the_end(sitting: Sitting, came_in: Input) -> Sitting:
    words = sitting.words.say(N_("You have sent this already. Thank you."))
    return sitting.reply(Toast(words) if isinstance(came_in, Press) else Say(words))


def _receive(sitting: Sitting, came_in: Input) -> Sitting:
    match came_in:
        case Typed(text):
            return typed(sitting, text)
        case Voice():
            return _refuse(
                sitting, N_("I cannot listen to voice messages yet. Please write your answer.")
            )
        case Attachment():
            return _refuse(
                sitting,
                N_("I can only read text here. Please write your answer or press a button."),
            )
        case Cancel():
            return sitting.reply(
                Say(sitting.words.say(N_("We stop here. What you told so far is kept.")))
            )
        case Resume():
            return put_open(sitting, problem="", recap=putting.recap(sitting))
        case _:
            return pressed(sitting, came_in)


def _refuse(sitting: Sitting, msgid: str) -> Sitting:
    return put_open(sitting, problem=sitting.words.say(msgid), recap="")
