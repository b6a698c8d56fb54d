"""One turn of a conversation: what came in, and then what is kept and what is said.

Pure: the clock, the lists and the form are handed in, and nothing outlives
the turn but the conversation that is returned.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from conversations import deciding, guarding, putting, reviewing
from conversations.cleaning import clean
from conversations.corrected import corrected
from conversations.going_on import go_on, place_left_open, put_open
from conversations.inputs import (
    Attachment,
    Cancel,
    Edited,
    Input,
    Located,
    Press,
    Resume,
    Reworded,
    Sent,
    Shown,
    Spoken,
    Typed,
    Voice,
)
from conversations.pressed import change, pressed
from conversations.replies import Ask, Completed, Reply, Review, Say, Toast
from conversations.sent import sent
from conversations.sitting import Sitting
from conversations.standing import Conversation, Decision, Mode
from conversations.typed import typed
from conversations.xforms.entry import FormEntry
from conversations.xforms.filled import Lists
from conversations.xforms.formdef import FormDef, Kind, generic
from conversations.xforms.values import TooCostly
from locales import N_, words

NOTHING_GIVEN: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Turn:
    """`completed` tells that the form was sent in this very turn."""

    conversation: Conversation
    replies: tuple[Reply, ...]
    completed: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One value of the form as it is kept; what became irrelevant is kept too.

    `screened` is "organisers" where nobody else may see it, "left" where its person looked at it
    once more, for somebody could be recognised by it, and left it so.
    """

    ref: str
    name: str
    kind: Kind
    value: str
    relevant: bool
    screened: str = ""


def begin(
    form: FormDef,
    *,
    language: str,
    now: datetime,
    seed: int,
    lists: Lists,
    given: Mapping[str, str] = NOTHING_GIVEN,
) -> Turn:
    """Begin `form` and put its first question; one that cannot be borne is closed at once.

    `given` are values by the names of their questions: each is proposed as the answer so far, and
    asked all the same. What its question does not take is left out. A value that the form asks
    nobody for, as which practice it is about, is set.
    """
    try:
        entry = FormEntry.begin(form, now=now, seed=seed, lists=lists, language=language)
        for name, value in given.items():
            entry.hand_in(name, value)
        for ref in form.by_ref:
            if _name(ref) in given and entry.is_there(ref):
                entry.answer_question(ref, clean(given[_name(ref)]))
        conversation = Conversation.new(form, entry.dump(), language=language)
        return _end(go_on(Sitting.open(conversation, now=now, lists=lists)))
    except TooCostly:
        nothing: dict[str, object] = {"answers": {}, "at": None, "seed": seed, "repeats": {}}
        conversation = Conversation.new(form, nothing, language=language)
        return _too_costly(replace(conversation, mode=Mode.CLOSED))


def take(
    conversation: Conversation,
    came_in: Input,
    *,
    now: datetime,
    lists: Lists,
    regions: tuple[str, ...] = (),
) -> Turn:
    """Take what came in. Never raises: what cannot be taken is answered with words.

    `regions` are the workshop's countries: telephone numbers are known by them.
    """
    try:
        sitting = Sitting.open(conversation, now=now, lists=lists, regions=regions)
        return _end(_taken(sitting, came_in))
    except TooCostly:
        return _too_costly(conversation)


def put_again(
    conversation: Conversation,
    *,
    language: str,
    now: datetime,
    lists: Lists,
    regions: tuple[str, ...] = (),
) -> Turn:
    """Put what is open once more, in `language`."""
    try:
        spoken = replace(conversation, language=language)
        sitting = Sitting.open(spoken, now=now, lists=lists, regions=regions)
        if _is_over(sitting.conversation):
            return _end(sitting)
        return _end(
            go_on(sitting) if _has_moved(sitting) else put_open(sitting, problem="", recap="")
        )
    except TooCostly:
        return _too_costly(conversation)


def reopen(
    conversation: Conversation,
    *,
    language: str,
    now: datetime,
    lists: Lists,
    regions: tuple[str, ...] = (),
    at: str = "",
) -> Turn:
    """Put the review card of a form that was sent, or what has come to be asked in it since.

    `at` names a question that is put first, to be changed. Nothing counts before it is sent again.
    A change that waits for a decision is decided first.
    """
    if not _is_over(conversation):
        return put_again(conversation, language=language, now=now, lists=lists, regions=regions)
    try:
        opened = replace(conversation, language=language, mode=Mode.CHANGING)
        sitting = Sitting.open(opened, now=now, lists=lists)
        names = [_name(ref) for ref in sitting.asked()]
        return _end(change(sitting, names.index(at)) if at in names else go_on(sitting))
    except TooCostly:
        return _too_costly(conversation)


def read_again(conversation: Conversation, *, language: str, now: datetime, lists: Lists) -> Review:
    """Return all answers as they stand, in full and in `language`; nothing is moved by it."""
    spoken = replace(conversation, language=language)
    return reviewing.in_full(Sitting.open(spoken, now=now, lists=lists))


def answers(conversation: Conversation, *, now: datetime, lists: Lists) -> tuple[Told, ...]:
    """Return every value that the form holds, whether asked, calculated or hidden."""
    entry = Sitting.open(conversation, now=now, lists=lists).entry
    relevant = entry.answers()
    return tuple(
        Told(
            ref=ref,
            name=_name(ref),
            kind=_kind(conversation.form, ref),
            value=value,
            relevant=ref in relevant,
            screened=_screened(conversation, ref, value),
        )
        for ref, value in entry.answers(relevant_only=False).items()
    )


def _screened(conversation: Conversation, ref: str, value: str) -> str:
    decision = conversation.decision_about(ref, value)
    return decision or "" if decision is not Decision.KEPT else ""


def _name(ref: str) -> str:
    return generic(ref).rpartition("/")[2]


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


def _has_moved(sitting: Sitting) -> bool:
    """Tell whether another question is to be put, and no text for an earlier one is to be decided."""
    held = sitting.conversation.held
    waits = held is not None and not guarding.is_open(sitting, held)
    return sitting.is_lost() and not waits


def _taken(sitting: Sitting, came_in: Input) -> Sitting:
    held = sitting.conversation.held
    if held is None:
        return _gone_on(sitting, came_in)
    decided, next_in = deciding.decide(sitting, held, came_in)
    if next_in is None:
        return decided
    return deciding.put_anew(_gone_on(decided, next_in), before=decided)


def _gone_on(sitting: Sitting, came_in: Input) -> Sitting:
    came_in = _put_right(sitting, came_in)
    if isinstance(came_in, Edited | Reworded):
        return corrected(sitting, came_in)
    if _is_over(sitting.conversation):
        return _after_the_end(sitting, came_in)
    if isinstance(came_in, Cancel):
        stopped = Say(sitting.words.say(N_("We stop here. What you told so far is kept.")))
        return sitting.reply(*place_left_open(sitting), stopped)
    if sitting.conversation.mode is Mode.CLOSED:
        return put_open(sitting, problem="", recap="")
    return go_on(sitting) if _has_moved(sitting) else _received(sitting, came_in)


def _put_right(sitting: Sitting, came_in: Input) -> Input:
    """Take an edited message that was no answer to the open question as if it came in now."""
    refused = sitting.conversation.refused
    if isinstance(came_in, Edited) and came_in.message == refused > 0:
        return Typed(came_in.text, refused)
    return came_in


def _is_over(conversation: Conversation) -> bool:
    """Tell whether all was sent, and no change of it waits for a decision."""
    return conversation.mode is Mode.CLOSED and conversation.held is None


def _after_the_end(sitting: Sitting, came_in: Input) -> Sitting:
    words = sitting.words.say(N_("You have sent this already. Thank you."))
    return sitting.reply(Toast(words) if isinstance(came_in, Press) else Say(words))


def _wrote(sitting: Sitting, text: str, message: int) -> Sitting:
    """Take a text; one that is refused may be put right by editing it."""
    taken = typed(replace(sitting, message=message), text)
    stays = taken.conversation.turn == sitting.conversation.turn
    refused = stays and any(isinstance(reply, Ask) and reply.problem for reply in taken.replies)
    return taken.move(refused=message if refused else 0)


def _received(sitting: Sitting, came_in: Typed | Shown | Press | Resume) -> Sitting:
    match came_in:
        case Typed(text, message):
            return _wrote(sitting, text, message)
        case Located() | Sent() | Spoken() | Voice() | Attachment():
            return sent(sitting, came_in)
        case Resume():
            return put_open(sitting, problem="", recap=putting.recap(sitting))
        case _:
            return pressed(sitting, came_in)
