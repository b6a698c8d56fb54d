"""The workshop in which the dialogues take place."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from conversations.builtin import country_rows
from conversations.cleaning import fold
from locales import words

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("America/Tegucigalpa"))
COUNTRIES = ("CO", "CR", "DO", "GT", "HN", "MX")
PRACTICES = (
    {"name": "p1", "label": "Rutas seguras para la niñez"},
    {"name": "p2", "label": "Escuelas que escuchan"},
)
ADOPTED = (
    {"name": "p1", "chosen": "“Rutas seguras para la niñez”", "last": ""},
    {"name": "p2", "chosen": "“Escuelas que escuchan”", "last": "3 / 12"},
)


def lists(language: str) -> Mapping[str, Sequence[Mapping[str, str]]]:
    return {
        "countries.csv": country_rows(COUNTRIES, words(language)),
        "practices.csv": PRACTICES,
        "adopted.csv": ADOPTED,
        "world.csv": _world(language),
    }


def _world(language: str) -> Sequence[Mapping[str, str]]:
    """Return all countries by name, as a form may attach them: a list that nobody leafs through."""
    named = {
        code: name
        for code, name in words(language).locale.territories.items()
        if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "ZZ", "XA", "XB"}
    }
    return [{"name": code, "label": name} for code, name in sorted(named.items(), key=_by_name)]


def _by_name(named: tuple[str, str]) -> str:
    return fold(named[1])
