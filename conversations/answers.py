"""From what was typed to the canonical value of a question."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeAlias

from conversations.cleaning import clean, fold
from conversations.options import Calendar, is_exact, options, precision_of
from conversations.shown import is_voice
from conversations.written_choices import YES, find_choices, find_resembling, split_list
from conversations.written_dates import read_date, read_month, read_year
from conversations.written_numbers import read_decimal, read_integer
from conversations.written_places import read_place
from conversations.written_times import read_moment, read_time
from conversations.xforms.canonical import ACKNOWLEDGED, within
from conversations.xforms.entry import Prompt
from conversations.xforms.formdef import Kind
from locales import N_, Words

LONGEST: Final = 4096  # what fits into one message, so that it can be shown again
EXAMPLE_PLACE: Final = "14.07, -87.21"
EXAMPLE_TIME: Final = "14:30"

_ASSENT: Final = frozenset(
    {"ok", "okay", *YES, "de acuerdo", "entiendo", "d accord", "de acordo", "entendi", "entendo"}
)


@dataclass(frozen=True, slots=True)
class Read:
    """The canonical value: 2026-11-24, 1234.5, or the names of choices with a space between.

    Of a date with a time it may be the date alone, and of a ranking its beginning.
    """

    value: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why it could not be read, and what to do, as a msgid."""

    message: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """It may be one of these choices; `resembling` tells that none has its very letters."""

    choices: tuple[int, ...]
    resembling: bool = False


Outcome: TypeAlias = Read | Unreadable | Ambiguous
Reader: TypeAlias = Callable[[Prompt, str, Words, date], Outcome]

# What a question that cannot be answered in words says to words, and to another kind of file.
WANTED: Final = MappingProxyType(
    {
        Kind.IMAGE: N_("This question needs a photo. Please send one as a photo, not as a file."),
        Kind.AUDIO: N_(
            "This question needs your voice or a sound. Please record a voice message or send a sound file."
        ),
        Kind.VIDEO: N_("This question needs a video. Please record or send one."),
        Kind.FILE: N_("This question needs a file. Please send one with the paper clip."),
    }
)


def read(prompt: Prompt, text: str, words: Words, *, today: date) -> Outcome:
    cleaned = clean(text)
    if not cleaned:
        return Unreadable(N_("I could not find any text in that message. Please write it again."))
    if len(cleaned) > LONGEST:
        return Unreadable(
            N_("That message is too long. Please send at most {most} characters."),
            {"most": words.number(LONGEST)},
        )
    return _READERS.get(prompt.kind, _text)(prompt, cleaned, words, today)


def read_clock(text: str, *, on: str) -> Read | Unreadable:
    """Read the time of a day that is known already."""
    clock = read_time(clean(text))
    if clock is None:
        return Unreadable(
            N_("I could not read that time. Please write it like this: {example}."),
            {"example": EXAMPLE_TIME},
        )
    return Read(f"{on}T{clock.isoformat()}")


def value_of_place(prompt: Prompt, latitude: float, longitude: float) -> str:
    """Write a place as it is kept: to two decimals, about a kilometre, where the form asks no more."""
    digits = 7 if is_exact(prompt) else 2
    # 0.0 is added, for a place just below zero would be rounded to -0.0.
    return f"{round(latitude, digits) + 0.0} {round(longitude, digits) + 0.0}"


def _text(_: Prompt, text: str, __: Words, ___: date) -> Outcome:
    if is_voice(text):  # which only a file may be called
        return Unreadable(N_("Please write your answer in words."))
    return Read(text)


def _integer(prompt: Prompt, text: str, words: Words, _: date) -> Outcome:
    number = read_integer(text)
    if number is None and prompt.bounds is not None:
        return Unreadable(*bounds_in_words(prompt, words))
    if number is None:
        return Unreadable(
            N_("Please write a whole number in figures, for example {example}."), {"example": "12"}
        )
    return _within(prompt, number, words)


def _decimal(prompt: Prompt, text: str, words: Words, _: date) -> Outcome:
    number = read_decimal(text, words)
    if number is None and prompt.bounds is not None:
        return Unreadable(*bounds_in_words(prompt, words))
    if number is None:
        return Unreadable(
            N_("Please write a number in figures, for example {example}."),
            {"example": words.number(Decimal("12.5"))},
        )
    return _within(prompt, number, words)


def _range(prompt: Prompt, text: str, words: Words, today: date) -> Outcome:
    whole = prompt.bounds is not None and prompt.bounds.whole
    return (_integer if whole else _decimal)(prompt, text, words, today)


def _within(prompt: Prompt, number: str, words: Words) -> Outcome:
    """Hold a number to the bounds that the form sets, if it does."""
    if prompt.bounds is None or within(prompt.bounds, number):
        return Read(number)
    return Unreadable(*bounds_in_words(prompt, words))


def bounds_in_words(prompt: Prompt, words: Words) -> tuple[str, Mapping[str, str]]:
    """Return what tells the bounds of a number, as a msgid and its values."""
    assert prompt.bounds is not None
    low, high = sorted((prompt.bounds.start, prompt.bounds.end))
    values = {"start": words.figures(low), "end": words.figures(high)}
    if prompt.bounds.step in {1, -1}:
        return N_("A number from {start} to {end}."), values
    step = words.figures(abs(prompt.bounds.step))
    return N_("A number from {start} to {end}, in steps of {step}."), {**values, "step": step}


def _date(prompt: Prompt, text: str, words: Words, today: date) -> Outcome:
    readers = {Calendar.DAY: read_date, Calendar.MONTH: read_month, Calendar.YEAR: read_year}
    precision = precision_of(prompt)
    on = readers[precision](text, today=today)
    if on is None:
        examples = {Calendar.DAY: words.date(today), Calendar.YEAR: str(today.year)}
        example = examples.get(precision, f"{today.month}/{today.year}")
        return Unreadable(
            N_("I could not read that date. Please write it like this: {example}."),
            {"example": example},
        )
    return Read(on.isoformat())


def _time(_: Prompt, text: str, __: Words, today: date) -> Outcome:
    told = read_clock(text, on=today.isoformat())
    return Read(told.value.partition("T")[2]) if isinstance(told, Read) else told


def _moment(prompt: Prompt, text: str, words: Words, today: date) -> Outcome:
    at = read_moment(text, today=today)
    return Read(at.isoformat()) if at else _date(prompt, text, words, today)


def _place(prompt: Prompt, text: str, _: Words, __: date) -> Outcome:
    place = read_place(text)
    if place is None:
        return Unreadable(
            N_("I do not know where that is: I need a place on the map, not a name."),
        )
    return Read(value_of_place(prompt, *place))


def _assent(prompt: Prompt, text: str, words: Words, _: date) -> Outcome:
    (button,) = options(prompt, words)
    if fold(text) in {*_ASSENT, fold(button.label)}:
        return Read(ACKNOWLEDGED)
    return Unreadable(
        N_("Please press “{button}” when you have read it."), {"button": button.label}
    )


def _file(prompt: Prompt, _: str, __: Words, ___: date) -> Outcome:
    return Unreadable(WANTED[prompt.kind])


def _one(prompt: Prompt, text: str, _: Words, __: date) -> Outcome:
    found = find_choices(prompt.choices, text)
    if len(found) > 1:
        return Ambiguous(found)
    if not found:
        return _no_such_choice(prompt, text)
    return Read(prompt.choices[found[0]].value)


def _several(prompt: Prompt, text: str, _: Words, __: date) -> Outcome:
    listed = _listed(prompt, text)
    if isinstance(listed, tuple):
        return Read(" ".join(prompt.choices[choice].value for choice in sorted(listed)))
    return listed


def _ranking(prompt: Prompt, text: str, _: Words, __: date) -> Outcome:
    listed = _listed(prompt, text)
    if isinstance(listed, tuple):
        return Read(" ".join(prompt.choices[choice].value for choice in listed))
    return listed


def _listed(prompt: Prompt, text: str) -> tuple[int, ...] | Unreadable | Ambiguous:
    """Return the choices of a written list, each once, in the order in which they are written."""
    ways = [[find_choices(prompt.choices, part) for part in way] for way in split_list(text)]
    for found in ways:
        if found and all(len(choices) == 1 for choices in found):
            return tuple(dict.fromkeys(choices[0] for choices in found))
    unclear = [choices for found in ways for choices in found if len(choices) > 1]
    return Ambiguous(unclear[0]) if unclear else _no_such_choice(prompt, text)


def _no_such_choice(prompt: Prompt, text: str) -> Unreadable | Ambiguous:
    resembling = find_resembling(prompt.choices, text)
    if resembling:
        return Ambiguous(resembling, resembling=True)
    written = " ".join(text.split())
    shown = written if len(written) <= 40 else written[:39] + "…"  # noqa: PLR2004 -- a line
    return Unreadable(
        N_("“{written}” is not one of the choices. Press a button, or write its words."),
        {"written": shown},
    )


_READERS: Final[Mapping[Kind, Reader]] = MappingProxyType(
    {
        Kind.INTEGER: _integer,
        Kind.DECIMAL: _decimal,
        Kind.RANGE: _range,
        Kind.DATE: _date,
        Kind.TIME: _time,
        Kind.DATETIME: _moment,
        Kind.SELECT_ONE: _one,
        Kind.SELECT_MULTIPLE: _several,
        Kind.RANK: _ranking,
        Kind.ACKNOWLEDGE: _assent,
        Kind.GEOPOINT: _place,
        **dict.fromkeys(WANTED, _file),
    }
)
