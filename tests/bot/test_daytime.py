"""By day: when somebody may be written to who did not ask."""

from datetime import UTC, datetime

import pytest

from bot.actions.daytime import is_night, main_zone, next_daytime, zones_of

TEGUCIGALPA = "America/Tegucigalpa"


def at(hour: int, minute: int = 0, *, day: int = 24) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("country", "moment", "by_day"),
    [
        ("HN", at(18), at(18)),
        ("HN", at(3), at(13)),  # nine in the evening, until seven
        ("HN", at(2, 59), at(2, 59)),
        ("HN", at(12, 59), at(13)),
        ("ES", at(20), at(7, day=25)),
        ("MX", at(13), at(15)),  # it must be day in Tijuana too
        (None, at(3), at(13)),
        ("XX", at(3), at(13)),
    ],
)
def test_what_comes_at_night_waits_for_the_morning(
    country: str | None, moment: datetime, by_day: datetime
) -> None:
    assert next_daytime(moment, country=country, zone=TEGUCIGALPA) == by_day


def test_hours_that_never_come_in_all_of_a_country_still_come_to_an_end() -> None:
    found = next_daytime(at(3), country="US", zone=TEGUCIGALPA, from_hour=9, until_hour=10)

    assert found > at(3)


def test_night_is_told_of_any_of_several_countries() -> None:
    assert is_night(at(21), countries=("HN", "ES"), zone=TEGUCIGALPA)
    assert not is_night(at(18), countries=("HN", None), zone=TEGUCIGALPA)


def test_zones_are_known_by_country() -> None:
    assert zones_of("HN") == (TEGUCIGALPA,)
    assert zones_of(None) == ()
    assert main_zone("MX", zone=TEGUCIGALPA) == "America/Mexico_City"
    assert main_zone("BR", zone=TEGUCIGALPA) == "America/Sao_Paulo"
    assert main_zone(None, zone=TEGUCIGALPA) == TEGUCIGALPA
