"""From a canonical value back into the words of a person."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeAlias

from conversations.markdown import unmarked
from conversations.options import Calendar, precision_of
from conversations.xforms.entry import Prompt
from conversations.xforms.formdef import Kind
from locales import N_, Words

LONGEST_LINE: Final = 120
_SPOKEN: Final = re.compile(r"voice-[0-9a-f]{1,64}\.ogg")

Writer: TypeAlias = Callable[[Prompt, str, Words], str]

RECEIVED: Final = MappingProxyType(
    {
        Kind.IMAGE: N_("Photo received"),
        Kind.AUDIO: N_("Recording received"),
        Kind.VIDEO: N_("Video received"),
        Kind.FILE: N_("File received"),
    }
)


def show(prompt: Prompt, value: str, words: Words) -> str:
    """Write a canonical value as a person would, "" for none.

    What a form has calculated may be no value of its question: it is shown as it is.
    """
    if not value or prompt.kind not in _WRITERS:
        return value
    try:
        return _WRITERS[prompt.kind](prompt, value, words)
    except (ValueError, ArithmeticError):
        return value


def clip(text: str, *, most: int = LONGEST_LINE) -> str:
    """Cut a text to what stands on a line or two, or to `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def show_place(latitude: float, longitude: float) -> str:
    """Write a place plainly; six decimals are a hand's breadth."""
    return (
        f"{latitude:.6f}".rstrip("0").rstrip(".")
        + ", "
        + f"{longitude:.6f}".rstrip("0").rstrip(".")
    )


def _number(prompt: Prompt, value: str, words: Words) -> str:
    # A year is a number too: 2019 is grouped only where the form asks for it.
    grouped = "thousands-sep" in prompt.appearance
    return words.figures(Decimal(value), grouped=grouped)


def _date(prompt: Prompt, value: str, words: Words) -> str:
    on = date.fromisoformat(value)
    match precision_of(prompt):
        case Calendar.YEAR:
            return str(on.year)
        case Calendar.MONTH:
            return words.month(on)
        case _:
            return words.date(on)


def _time(_: Prompt, value: str, words: Words) -> str:
    return words.clock(time.fromisoformat(value).replace(tzinfo=None))


def _datetime(_: Prompt, value: str, words: Words) -> str:
    at = datetime.fromisoformat(value)
    return f"{words.date(at.date())}, {words.clock(at.time())}"


def _place(_: Prompt, value: str, __: Words) -> str:
    latitude, longitude = map(float, value.split()[:2])
    return show_place(latitude, longitude)


def _one(prompt: Prompt, value: str, _: Words) -> str:
    return _label(prompt, value)


def _several(prompt: Prompt, value: str, words: Words) -> str:
    return words.say(N_("; ")).join(_label(prompt, name) for name in value.split())


def _ranked(prompt: Prompt, value: str, words: Words) -> str:
    names = enumerate(value.split(), start=1)
    return words.say(N_("; ")).join(f"{place}. {_label(prompt, name)}" for place, name in names)


def _acknowledged(_: Prompt, __: str, words: Words) -> str:
    return words.say(N_("I understand"))


def is_voice(value: str) -> bool:
    """Tell an answer that was spoken: its value is the name of the file with the voice."""
    return _SPOKEN.fullmatch(value) is not None


def _text(_: Prompt, value: str, words: Words) -> str:
    return words.say(N_("🎤 Voice note")) if is_voice(value) else value


def _received(prompt: Prompt, _: str, words: Words) -> str:
    return words.say(RECEIVED[prompt.kind])


def _label(prompt: Prompt, name: str) -> str:
    labels = {choice.value: choice.label for choice in prompt.choices}
    return unmarked(labels.get(name, name))


_WRITERS: Final[Mapping[Kind, Writer]] = MappingProxyType(
    {
        Kind.INTEGER: _number,
        Kind.DECIMAL: _number,
        Kind.RANGE: _number,
        Kind.DATE: _date,
        Kind.TIME: _time,
        Kind.DATETIME: _datetime,
        Kind.GEOPOINT: _place,
        Kind.SELECT_ONE: _one,
        Kind.SELECT_MULTIPLE: _several,
        Kind.RANK: _ranked,
        Kind.ACKNOWLEDGE: _acknowledged,
        **dict.fromkeys(RECEIVED, _received),
        Kind.TEXT: _text,
    }
)
