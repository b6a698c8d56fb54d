"""Days told from today: hoy, el lunes pasado, il y a trois jours, in two weeks."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Final

from conversations.cleaning import fold
from locales import LANGUAGES

_DAYS_FROM_TODAY: Final = MappingProxyType(
    {
        "hoy": 0,
        "ayer": -1,
        "anoche": -1,
        "anteayer": -2,
        "antier": -2,
        "antes de ayer": -2,
        "manana": 1,
        "pasado manana": 2,
        "aujourd hui": 0,
        "hier": -1,
        "avant hier": -2,
        "demain": 1,
        "apres demain": 2,
        "today": 0,
        "yesterday": -1,
        "last night": -1,
        "the day before yesterday": -2,
        "tomorrow": 1,
        "the day after tomorrow": 2,
        "hoje": 0,
        "ontem": -1,
        "ontem a noite": -1,
        "anteontem": -2,
        "antes de ontem": -2,
        "amanha": 1,
        "depois de amanha": 2,
    }
)
_NUMBERS: Final = MappingProxyType(
    {
        word: number
        for number, words in enumerate(
            (
                "un una uno une a an one um uma",
                "dos deux two dois duas",
                "tres trois three",
                "cuatro quatre four quatro",
                "cinco cinq five",
                "seis six",
                "siete sept seven sete",
                "ocho huit eight oito",
                "nueve neuf nine nove",
                "diez dix ten dez",
            ),
            start=1,
        )
        for word in words.split()
    }
)
_UNITS: Final = MappingProxyType(
    {
        unit: kind
        for kind, units in {
            "day": "dia dias jour jours day days",
            "week": "semana semanas semaine semaines week weeks",
            "month": "mes meses mois month months",
            "year": "ano anos an ans annee annees year years",
        }.items()
        for unit in units.split()
    }
)
_COUNT: Final = rf"(?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)}) (?P<unit>{'|'.join(_UNITS)})"
_AGO: Final = (
    re.compile(rf"(?:hace|il y a|ha|faz) {_COUNT}(?: atras)?"),
    re.compile(rf"{_COUNT} (?:ago|atras)"),
)
_AHEAD: Final = (re.compile(rf"(?:en|dentro de|dans|in|em|daqui a) {_COUNT}"),)
_AROUND: Final = frozenset(
    "el le ce cet la on the this este o a no na neste nesta esta feira".split()  # noqa: SIM905 -- words
)
_PAST: Final = frozenset({"pasado", "dernier", "last", "past", "passado", "passada"})
_COMING: Final = frozenset(
    {"proximo", "proxima", "prochain", "next", "coming", "que", "viene", "vem"}
)


def read_relative(folded: str, *, today: date) -> date | None:
    """Read a day that is told from today, in any of the languages."""
    away = _DAYS_FROM_TODAY.get(folded)
    if away is not None:
        return _move(today, "day", away)
    return _counted(folded, today) or _weekday(folded, today)


def weekdays() -> frozenset[str]:
    """Return the names of the days of the week, folded."""
    return frozenset(_weekdays())


def _counted(folded: str, today: date) -> date | None:
    for patterns, sign in ((_AGO, -1), (_AHEAD, 1)):
        for pattern in patterns:
            if told := pattern.fullmatch(folded):
                count = _NUMBERS.get(told["count"]) or int(told["count"])
                return _move(today, _UNITS[told["unit"]], sign * count)
    return None


def _weekday(folded: str, today: date) -> date | None:
    """Read "lunes" as the last one, today among them; "lunes pasado" is never today."""
    words = folded.split()
    named = [_weekdays()[word] for word in words if word in _weekdays()]
    others = {word for word in words if word not in _weekdays()} - _AROUND
    if len(named) != 1 or not others <= _PAST | _COMING:
        return None
    behind = (today.weekday() - named[0]) % 7
    if others & _COMING:
        return _move(today, "day", 7 - behind)
    return _move(today, "day", -behind if behind or not others else -7)


def _move(today: date, unit: str, count: int) -> date | None:
    """Go `count` units on; the 31st of a shorter month is its last day."""
    try:
        if unit in {"day", "week"}:
            return today + timedelta(days=count * (7 if unit == "week" else 1))
        months = today.year * 12 + today.month - 1 + count * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return None


@cache
def _weekdays() -> Mapping[str, int]:
    from babel import Locale  # noqa: PLC0415 - slow to import

    return MappingProxyType(
        {
            fold(name).split()[0]: number  # "segunda" of segunda-feira
            for language in LANGUAGES
            for number, name in Locale(language).days["format"]["wide"].items()
        }
    )
