"""What is sent without words does: a place or a file answers a question that wants it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from conversations.answers import WANTED, value_of_place
from conversations.going_on import answer, put_open
from conversations.inputs import Located, Sent, Shown, Spoken, Voice
from conversations.joining import unfinished
from conversations.sitting import Sitting, asks_for_another
from conversations.standing import Mode
from conversations.typed import said_back
from conversations.xforms.entry import Prompt
from conversations.xforms.formdef import Kind
from locales import N_

_VOICE: Final = N_("I cannot take a recording here. Please write your answer or press a button.")
_OTHER: Final = N_("I can only read text here. Please write your answer or press a button.")
_PLACE: Final = N_("This question needs a place on the map.")
_CODE: Final = N_(
    "I cannot read a code from a picture. Please write the figures that stand under it."
)

_REFUSED: Final[Mapping[Kind, str]] = MappingProxyType(
    {**WANTED, Kind.GEOPOINT: _PLACE, Kind.BARCODE: _CODE}
)


def sent(sitting: Sitting, came_in: Shown) -> Sitting:
    open_ = sitting.conversation.open
    if sitting.conversation.mode is Mode.REVIEWING or asks_for_another(open_):
        return _refuse(sitting, None, came_in)
    prompt = sitting.prompt(open_)
    match came_in:
        case Located(latitude, longitude) if prompt.kind is Kind.GEOPOINT:
            value = value_of_place(prompt, latitude, longitude)
            return said_back(answer(sitting, value, in_place=False), prompt, "")
        case Spoken(name) if prompt.kind is Kind.TEXT:
            return _spoken(sitting, prompt, name)
        case Sent(kind, name) if _is_wanted(prompt, kind):
            return said_back(answer(sitting, name, in_place=False), prompt, "")
        case _:
            return _refuse(sitting, prompt, came_in)


def _spoken(sitting: Sitting, prompt: Prompt, name: str) -> Sitting:
    """Take a voice note in the place of words, unless some are written already."""
    if sitting.conversation.written:
        return unfinished(sitting)
    return said_back(answer(sitting, name, in_place=False), prompt, "")


def _is_wanted(prompt: Prompt, kind: Kind) -> bool:
    """Tell whether a file is of the kind that is asked for; any will do where a file is."""
    return prompt.kind is Kind.FILE or (prompt.kind in WANTED and prompt.kind is kind)


def _refuse(sitting: Sitting, prompt: Prompt | None, came_in: Shown) -> Sitting:
    spoken = isinstance(came_in, Spoken | Voice) or (
        isinstance(came_in, Sent) and came_in.kind is Kind.AUDIO
    )
    usual = _VOICE if spoken else _OTHER
    message = _REFUSED.get(prompt.kind, usual) if prompt else usual
    return put_open(sitting, problem=sitting.words.say(message), recap="")
