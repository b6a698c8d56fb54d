"""The workshop in which the dialogues take place."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from conversations.builtin import country_rows
from locales import words

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("America/Tegucigalpa"))
COUNTRIES = ("CO", "CR", "DO", "GT", "HN", "MX")
PRACTICES = (
    {"name": "p1", "label": "Rutas seguras para la niñez"},
    {"name": "p2", "label": "Escuelas que escuchan"},
)


def lists(language: str) -> Mapping[str, Sequence[Mapping[str, str]]]:
    return {
        "countries.csv": country_rows(COUNTRIES, words(language)),
        "practices.csv": PRACTICES,
    }
