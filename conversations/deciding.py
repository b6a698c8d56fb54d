"""What becomes of a text that is held back: a press or other words decide about it."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from conversations import guarding
from conversations.cleaning import fold
from conversations.going_on import go_on, put_open
from conversations.inputs import (
    Back,
    Cancel,
    Decisive,
    Done,
    DropDisclosure,
    Edited,
    ForOrganisers,
    Input,
    Keep,
    KeepDisclosure,
    LeaveIt,
    Located,
    Press,
    Replace,
    Resume,
    Reworded,
    Rewrite,
    Sent,
    Shown,
    Skip,
    Spoken,
    Typed,
)
from conversations.remembering import is_part
from conversations.replies import Ask, Review, Say, Toast
from conversations.sitting import Sitting
from conversations.standing import Decision, Held, Mode, Pause, Way
from conversations.typed import with_recap
from locales import N_

_DECISIONS: Final[Mapping[type[Press], Decision]] = MappingProxyType(
    {
        LeaveIt: Decision.LEFT,
        ForOrganisers: Decision.ORGANISERS,
        KeepDisclosure: Decision.KEPT,
    }
)
_JOINED: Final = frozenset({Way.DONE, Way.BACK})  # what is held is all that was written
_DROPPED: Final = N_("I have not kept that.")
_FIRST: Final = N_("Please decide first what becomes of what you wrote.")


def decide(sitting: Sitting, held: Held, came_in: Input) -> tuple[Sitting, Input | None]:
    """Return what is to be taken now, None where that was all."""
    match came_in:
        case Typed():
            return _written(sitting, held, came_in)
        case Edited(message, text) if message and message == held.message:
            return _without(sitting), _instead(held, text, message)
        case Edited() if held.way in _JOINED and is_part(sitting.conversation, came_in.message):
            return _without(sitting), came_in
        case Edited(text=text) | Reworded(text=text):
            return _first(guarding.hear_danger(sitting, text)), None
        case _ if isinstance(came_in, Press):
            return _pressed(sitting, held, came_in)
        case _:
            return _shown(sitting, held, came_in)


def put_anew(sitting: Sitting, *, before: Sitting) -> Sitting:
    """Put what is open once more where nothing else was put: its buttons are old since the text was held."""
    conversation = sitting.conversation
    same = conversation.turn == before.conversation.turn
    if conversation.held is not None or conversation.mode is Mode.CLOSED or not same:
        return sitting
    if any(isinstance(reply, Ask | Review) for reply in sitting.replies):
        return sitting
    return _put_next(sitting, recap="")


def _put_next(sitting: Sitting, *, recap: str) -> Sitting:
    """Put what is open, or what comes next where that came to be asked no more meanwhile."""
    if sitting.is_lost():
        return with_recap(go_on(sitting), recap)
    return put_open(sitting, problem="", recap=recap)


def _written(sitting: Sitting, held: Held, typed: Typed) -> tuple[Sitting, Input | None]:
    """Take a text for the button that it names, else for what the held one should have been."""
    for button in guarding.controls(sitting, held):
        if fold(button.label) == fold(typed.text):
            return _pressed(sitting, held, button.press)
    if guarding.is_open(sitting, held):
        return _anew(sitting, held), typed
    return _without(sitting), _instead(held, typed.text, typed.message)


def _pressed(sitting: Sitting, held: Held, press: Press) -> tuple[Sitting, Input | None]:
    rewriting = held.pause is Pause.REWRITING and guarding.is_open(sitting, held)
    match press:
        case _ if isinstance(press, Decisive):
            return _decided(sitting, held, press)
        case Skip() | Keep() | Back() if rewriting and press.turn == sitting.conversation.turn:
            return _anew(sitting, held), press
        case _ if press.turn == sitting.conversation.turn or isinstance(press, Replace):
            return _first(sitting), None
        case _:
            return sitting, press


def _shown(
    sitting: Sitting, held: Held, came_in: Shown | Cancel | Resume
) -> tuple[Sitting, Input | None]:
    """Let a voice note take the place of what is held, and nothing else answer around it."""
    if not guarding.is_open(sitting, held):
        answers = isinstance(came_in, Located | Sent | Spoken)
        return (_first(sitting), None) if answers else (sitting, came_in)
    written = sitting.conversation.written and held.pause is not Pause.REWRITING
    if isinstance(came_in, Spoken) and not written:
        return _anew(sitting, held), came_in
    return sitting, came_in


def _first(sitting: Sitting) -> Sitting:
    """Ask for the decision before anything else is taken, which would let go of what is held."""
    return put_open(sitting, problem=sitting.words.say(_FIRST), recap="")


def _decided(sitting: Sitting, held: Held, press: Decisive) -> tuple[Sitting, Input | None]:
    offered = {type(button.press) for button in guarding.controls(sitting, held)}
    if press.turn != sitting.conversation.turn or type(press) not in offered | {Rewrite}:
        return sitting, press  # of what was held before
    match press:
        case Rewrite():
            again = sitting.move(held=replace(held, pause=Pause.REWRITING))
            return put_open(again, problem="", recap=""), None
        case DropDisclosure():
            return _dropped(sitting), None
        case _:
            settled = guarding.settle(sitting, held, _DECISIONS[type(press)])
            if isinstance(press, ForOrganisers):
                settled = settled.reply(
                    Toast(sitting.words.say(N_("Only the organisers will see it.")))
                )
            return settled, _again(held, press.turn)


def _dropped(sitting: Sitting) -> Sitting:
    """Let go of what was held, and go back to what is open."""
    said = sitting.words.say(_DROPPED)
    if sitting.conversation.mode is Mode.CLOSED:
        return _without(sitting).reply(Say(said))
    return _put_next(_without(sitting), recap=said)


def _without(sitting: Sitting) -> Sitting:
    return sitting.move(held=None)


def _anew(sitting: Sitting, held: Held) -> Sitting:
    """Let go of what is held for what comes in its stead; its messages stay until then, to be edited."""
    if held.pause is Pause.REWRITING and held.way in _JOINED:
        return sitting.move(held=None, written="", parts=())
    return _without(sitting)


def _again(held: Held, turn: int) -> Input:
    """Return what had come in when the text was held back."""
    match held.way:
        case Way.DONE:
            return Done(turn)
        case Way.BACK:
            return Back(turn)
        case Way.KEPT:
            return Keep(turn)
        case _:
            return _instead(held, held.said, held.message)


def _instead(held: Held, text: str, message: int) -> Input:
    """Return other words as if they had come in the first time."""
    match held.way:
        case Way.EDITED:
            return Edited(held.message, text)
        case Way.REWORDED:
            return Reworded(held.ref, text)
        case _:
            return Typed(text, message)
