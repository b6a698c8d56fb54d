"""Dates as people write them: 24/11/2026, 24 de noviembre, hier, mai 2024."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

from conversations.cleaning import fold
from conversations.relative_dates import read_relative, weekdays
from locales import LANGUAGES

_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}|\d{2}))?")
_ORDINAL: Final = re.compile(r"(\d{1,2})(?:er|re|ro|ero|o|st|nd|rd|th|e)")
_MONTH_FIRST: Final = re.compile(r"(\d{1,2})[-/. ](\d{4})")
_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/. ](\d{1,2})")
_FILLERS: Final = frozenset(
    "de del el la en le du the of on dia o do da em no na feira".split()  # noqa: SIM905 -- words
)


def read_date(text: str, *, today: date) -> date | None:
    """Read a date in any of the languages; a date without a year is one of this year."""
    folded = fold(text)
    return (
        read_relative(folded, today=today)
        or _in_figures(text.strip(), today)
        or _in_words(folded, today)
    )


def read_month(text: str, *, today: date) -> date | None:
    """Read a month, or the month of a date, as its first day."""
    written = text.strip()
    if found := _MONTH_FIRST.fullmatch(written):
        return _day(int(found[2]), int(found[1]), 1)
    if found := _YEAR_FIRST.fullmatch(written):
        return _day(int(found[1]), int(found[2]), 1)
    on = _named_month(fold(text), today) or read_date(text, today=today)
    return on and on.replace(day=1)


def read_year(text: str, *, today: date) -> date | None:
    """Read a year, or the year of a month or date, as its first day."""
    written = text.strip()
    if re.fullmatch(r"\d{4}", written):
        return _day(int(written), 1, 1)
    on = read_month(text, today=today)
    return on and on.replace(month=1)


def _named_month(folded: str, today: date) -> date | None:
    """Read a month by its name, of this year where no other stands behind it."""
    words = [word for word in folded.split() if word not in _FILLERS]
    if not words or words[0] not in _months() or len(words) > 2:  # noqa: PLR2004 -- month, year
        return None
    year = words[1] if len(words) > 1 else None
    return _day(_year(year, today), _months()[words[0]], 1)


def _in_figures(text: str, today: date) -> date | None:
    if iso := _ISO.fullmatch(text):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    if not (written := _DAY_FIRST.fullmatch(text)):
        return None
    first, second = int(written[1]), int(written[2])
    year = _year(written[3], today)
    # 24/11 in all our languages; 11/24 can only be the other order.
    return _day(year, second, first) or _day(year, first, second)


def _in_words(folded: str, today: date) -> date | None:
    month = 0
    figures: list[str] = []
    for word in folded.split():
        if word in _FILLERS or word in weekdays():
            continue
        if word in _months() and not month:
            month = _months()[word]
        elif word.isdecimal() or _ORDINAL.fullmatch(word):
            figures.append(word)
        else:
            return None
    return _from_parts(month, figures, today)


def _from_parts(month: int, figures: list[str], today: date) -> date | None:
    if not month or len(figures) not in {1, 2}:
        return None
    day, year = figures[0], figures[1] if len(figures) > 1 else None
    if year is not None and len(day) > len(year):  # 2026 noviembre 24
        day, year = year, day
    ordinal = _ORDINAL.fullmatch(day)
    return _day(_year(year, today), month, int(ordinal[1] if ordinal else day))


def _year(written: str | None, today: date) -> int:
    if written is None:
        return today.year
    if not written.isdecimal():
        return 0
    return int(written) + 2000 if len(written) == len("26") else int(written)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


@cache
def _months() -> Mapping[str, int]:
    from babel import Locale  # noqa: PLC0415 - slow to import

    return MappingProxyType(
        {
            fold(name): number
            for language in LANGUAGES
            for context in ("format", "stand-alone")
            for width in ("wide", "abbreviated")
            for number, name in Locale(language).months[context][width].items()
        }
    )
