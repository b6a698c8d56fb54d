"""From what was typed to the canonical value of a question, and from the value back into words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from babel.numbers import format_decimal, get_decimal_symbol

from conversations.cleaning import clean
from conversations.written_choices import find_choices, split_list
from conversations.written_dates import read_date
from conversations.xforms.entry import Prompt
from conversations.xforms.formdef import Kind
from locales import N_, Words

LONGEST: Final = 4096  # what fits into one message, so that it can be shown again
_PLAIN: Final = re.compile(r"[-+]?\d{1,15}")
_GROUPED: Final = re.compile(r"[-+]?\d{1,3}(?:[.,]\d{3}){1,4}")


@dataclass(frozen=True, slots=True)
class Read:
    """The canonical value: 2026-11-24, 1234.5, or the names of choices with a space between."""

    value: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why it could not be read, and what to do, as a msgid."""

    message: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """More than one choice begins like it; these do."""

    choices: tuple[int, ...]


def read(prompt: Prompt, text: str, words: Words, *, today: date) -> Read | Unreadable | Ambiguous:
    cleaned = clean(text)
    if not cleaned:
        return Unreadable(N_("I could not find any text in that message. Please write it again."))
    if len(cleaned) > LONGEST:
        return Unreadable(
            N_("That message is too long. Please send at most {most} characters."),
            {"most": words.number(LONGEST)},
        )
    if prompt.kind is Kind.DATE:
        return _read_date(cleaned, words, today)
    return _read_dateless(prompt, cleaned, words)


def _read_dateless(prompt: Prompt, text: str, words: Words) -> Read | Unreadable | Ambiguous:
    match prompt.kind:
        case Kind.INTEGER:
            return _read_integer(text)
        case Kind.DECIMAL:
            return _read_decimal(text, words)
        case Kind.SELECT_ONE:
            return _read_one(prompt, text)
        case Kind.SELECT_MULTIPLE:
            return _read_several(prompt, text)
        case _:
            return Read(text)


def show(prompt: Prompt, value: str, words: Words) -> str:
    """Write a canonical value as a person would, "" for none."""
    if not value:
        return ""
    match prompt.kind:
        case Kind.DATE:
            return _show_date(value, words)
        case Kind.INTEGER | Kind.DECIMAL:
            return _show_number(prompt, value, words)
        case Kind.SELECT_ONE:
            return _label(prompt, value)
        case Kind.SELECT_MULTIPLE:
            return "; ".join(_label(prompt, name) for name in value.split())
        case _:
            return value


def _read_integer(text: str) -> Read | Unreadable:
    figures = _compact(text)
    if _GROUPED.fullmatch(figures):
        figures = re.sub(r"[.,]", "", figures)
    if not re.fullmatch(r"[-+]?\d{1,15}(?:[.,]0+)?", figures):
        return Unreadable(
            N_("Please write a whole number in figures, for example {example}."), {"example": "12"}
        )
    return Read(str(int(re.split(r"[.,]", figures)[0])))


def _read_decimal(text: str, words: Words) -> Read | Unreadable:
    figures = _compact(text)
    mark = _decimal_mark(figures, words)
    whole, _, fraction = figures.rpartition(mark) if mark else (figures, "", "")
    if not (_PLAIN.fullmatch(whole) or _GROUPED.fullmatch(whole)) or not re.fullmatch(
        r"\d{0,15}", fraction
    ):
        return Unreadable(
            N_("Please write a number in figures, for example {example}."),
            {"example": words.number(Decimal("12.5"))},
        )
    number = Decimal(f"{re.sub('[.,]', '', whole)}.{fraction or '0'}")
    return Read(format(number.normalize(), "f"))


def _compact(text: str) -> str:
    """Take out the spaces and apostrophes that some languages set between thousands."""
    return re.sub("[\\s'\u2019]", "", text)


def _decimal_mark(figures: str, words: Words) -> str:
    """Tell which of . and , stands before the fraction, "" where none does."""
    marks = [character for character in figures if character in ".,"]
    if not marks or (len(marks) > 1 and len(set(marks)) == 1):
        return ""
    ambiguous = len(marks) == 1 and _GROUPED.fullmatch(figures)
    if ambiguous and marks[-1] != get_decimal_symbol(words.locale):
        return ""  # 1,234 alone could be either: the language decides
    return marks[-1]


def _read_date(text: str, words: Words, today: date) -> Read | Unreadable:
    on = read_date(text, today=today)
    if on is None:
        return Unreadable(
            N_("I could not read that date. Please write it like this: {example}."),
            {"example": words.date(today)},
        )
    return Read(on.isoformat())


def _read_one(prompt: Prompt, text: str) -> Read | Unreadable | Ambiguous:
    found = find_choices(prompt.choices, text)
    if len(found) > 1:
        return Ambiguous(found)
    if not found:
        return _no_such_choice(text)
    return Read(prompt.choices[found[0]].value)


def _read_several(prompt: Prompt, text: str) -> Read | Unreadable | Ambiguous:
    ways = [[find_choices(prompt.choices, part) for part in way] for way in split_list(text)]
    for found in ways:
        if found and all(len(choices) == 1 for choices in found):
            chosen = {choices[0] for choices in found}
            return Read(" ".join(prompt.choices[choice].value for choice in sorted(chosen)))
    unclear = [choices for found in ways for choices in found if len(choices) > 1]
    return Ambiguous(unclear[0]) if unclear else _no_such_choice(text)


def _no_such_choice(text: str) -> Unreadable:
    written = " ".join(text.split())
    shown = written if len(written) <= 40 else written[:39] + "…"  # noqa: PLR2004 -- a line
    return Unreadable(
        N_("“{written}” is not one of the choices. Press a button, or write its words."),
        {"written": shown},
    )


def _show_date(value: str, words: Words) -> str:
    try:
        return words.date(date.fromisoformat(value))
    except ValueError:
        return value


def _show_number(prompt: Prompt, value: str, words: Words) -> str:
    try:
        number = Decimal(value)
    except ArithmeticError:
        return value
    # A year is a number too: 2019 is grouped only where the form asks for it.
    grouped = "thousands-sep" in prompt.appearance
    return format_decimal(
        number, locale=words.locale, group_separator=grouped, decimal_quantization=False
    )


def _label(prompt: Prompt, name: str) -> str:
    labels = {choice.value: choice.label for choice in prompt.choices}
    return labels.get(name, name)
