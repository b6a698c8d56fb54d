"""By day: nobody is written to unasked while it is night where they live."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from bot.actions.calendar import moment_of

DAY_BEGINS: Final = 7
DAY_ENDS: Final = 21
_MOST_STEPS: Final = 9  # where it is never day in all of a country at once, one must do

_MOST_LIVE_IN: Final = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "RU": "Europe/Moscow",
}


def next_daytime(
    moment: datetime,
    *,
    country: str | None,
    zone: str,
    from_hour: int = DAY_BEGINS,
    until_hour: int = DAY_ENDS,
) -> datetime:
    """Return `moment`, or the first one after it at which it is day where somebody lives.

    Of a person only the country is known, so it must be day in all of it. Who named none, or one
    without a zone of its own, lives by the clock of the workshop, `zone`.
    """
    zones = zones_of(country) or (zone,)
    for _ in range(_MOST_STEPS):
        later = max(_next_in(name, moment, from_hour, until_hour) for name in zones)
        if later == moment:
            break
        moment = later
    return moment


def is_night(moment: datetime, *, countries: Iterable[str | None], zone: str) -> bool:
    """Tell whether it is night for anybody who lives in one of these countries."""
    return any(next_daytime(moment, country=one, zone=zone) > moment for one in countries)


def main_zone(country: str | None, *, zone: str) -> str:
    """Return the zone in which most of a country lives, else `zone`.

    The table puts it first in nearly every country that has several.
    """
    known = zones_of(country)
    return _MOST_LIVE_IN.get(country or "", known[0] if known else zone)


def zones_of(country: str | None) -> tuple[str, ...]:
    """Return the zones of a country, by its two-letter code."""
    return _zones().get(country or "", ())


@cache
def _zones() -> dict[str, tuple[str, ...]]:
    """Read which zones lie in which country, from the table that comes with the zones."""
    found: dict[str, tuple[str, ...]] = {}
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            country, _coordinates, zone, *_remark = line.split("\t")
            found[country] = (*found.get(country, ()), zone)
    return found


def _next_in(zone: str, moment: datetime, from_hour: int, until_hour: int) -> datetime:
    local = moment.astimezone(ZoneInfo(zone))
    if from_hour <= local.hour < until_hour:
        return moment
    day = local.date() + timedelta(days=local.hour >= until_hour)
    return moment_of(day, from_hour, zone=zone)
