"""Dates as people write them: 24/11/2026, 24 de noviembre, hier."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Final

from babel import Locale

from conversations.cleaning import fold
from locales import LANGUAGES

_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}|\d{2}))?")
_ORDINAL: Final = re.compile(r"(\d{1,2})(?:er|re|ro|ero|o|st|nd|rd|th|e)")
_DAYS_FROM_TODAY: Final = MappingProxyType(
    {
        "hoy": 0,
        "ayer": -1,
        "anteayer": -2,
        "antier": -2,
        "manana": 1,
        "aujourd hui": 0,
        "hier": -1,
        "avant hier": -2,
        "demain": 1,
        "today": 0,
        "yesterday": -1,
        "tomorrow": 1,
    }
)
_FILLERS: Final = frozenset({"de", "del", "el", "le", "la", "the", "of", "on", "dia", "du", "en"})


def read_date(text: str, *, today: date) -> date | None:
    """Read a date in any of the languages; a date without a year is one of this year."""
    away = _DAYS_FROM_TODAY.get(fold(text))
    if away is not None:
        return today + timedelta(days=away)
    return _in_figures(text.strip(), today) or _in_words(fold(text), today)


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
        if word in _FILLERS or word in _weekdays():
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
    return MappingProxyType(
        {
            fold(name): number
            for language in LANGUAGES
            for context in ("format", "stand-alone")
            for width in ("wide", "abbreviated")
            for number, name in Locale(language).months[context][width].items()
        }
    )


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(
        fold(name)
        for language in LANGUAGES
        for name in Locale(language).days["format"]["wide"].values()
    )
