"""Dates and times as numbers: days since 1970-01-01 UTC which print as ISO 8601."""

import math
import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from typing import Final, Self

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
DAY: Final = 86_400.0
INVALID: Final = "Invalid Date"

_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_TIME: Final = (
    r"(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{1,9}))?)?"
    r"(?P<offset>Z|[+-]\d\d:?\d\d)?"
)
_CLOCK: Final = re.compile(_TIME, re.ASCII)
_MOMENT: Final = re.compile(rf"(?P<day>\d{{4}}-\d\d-\d\d)(?:T{_TIME})?", re.ASCII)


class DateTime(float):
    """A moment as an expression handles it; not-a-number where there is none."""

    __slots__ = ("zone",)
    zone: tzinfo

    def __new__(cls, days: float, zone: tzinfo) -> Self:
        made = super().__new__(cls, days)
        made.zone = zone
        return made

    def moment(self) -> datetime | None:
        """Give the moment in its zone to the millisecond, None where it cannot be told."""
        if not math.isfinite(self):
            return None
        try:
            moment = (EPOCH + timedelta(milliseconds=round(self * DAY * 1000))).astimezone(
                self.zone
            )
        except OverflowError:
            return None
        return moment

    def iso(self) -> str:
        moment = self.moment()
        if moment is None:
            return INVALID
        if moment.time() == time.min:
            return moment.date().isoformat()
        return moment.isoformat(timespec="milliseconds")


def days_of(moment: datetime) -> float:
    """Turn a moment into days since 1970 in UTC."""
    return (moment - EPOCH).total_seconds() / DAY


def read_moment(text: str, zone: tzinfo) -> datetime | None:
    """Read an ISO date or date and time; without an offset it is meant in `zone`."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    try:
        day = date.fromisoformat(found["day"])
        if found["hour"] is None:
            return datetime.combine(day, time.min, zone)
        return datetime.combine(day, _clock(found, zone))
    except ValueError:
        return None


def read_days(text: str, zone: tzinfo) -> float:
    """Read an ISO date as a number of days; not-a-number where it is none."""
    moment = read_moment(text, zone)
    return math.nan if moment is None else days_of(moment)


def read_clock(text: str, *, on: datetime) -> datetime | None:
    """Read a time of day on a day; without an offset it is meant in that day's zone."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    try:
        return datetime.combine(on.date(), _clock(found, on.tzinfo or UTC))
    except (OverflowError, ValueError):
        return None


def write_clock(clock: time, *, on: datetime) -> str:
    """Write a time of day with the offset that its zone has then, which depends on the day."""
    moment = datetime.combine(on.date(), clock, on.tzinfo or UTC)
    return moment.isoformat(timespec="milliseconds").partition("T")[2]


def read_time(text: str, *, on: datetime) -> float:
    """Read a time of day as a part of a day, in the zone of `on`."""
    moment = read_clock(text, on=on)
    if moment is None:
        return math.nan
    moment = moment.astimezone(on.tzinfo or UTC)
    return (moment - moment.replace(hour=0, minute=0, second=0, microsecond=0)) / timedelta(days=1)


def _clock(found: re.Match[str], zone: tzinfo) -> time:
    fraction = (found["fraction"] or "").ljust(6, "0")[:6]
    return time(
        int(found["hour"]),
        int(found["minute"]),
        int(found["second"] or 0),
        int(fraction),
        tzinfo=_offset(found["offset"], zone),
    )


def _offset(text: str | None, zone: tzinfo) -> tzinfo:
    if text is None:
        return zone
    if text == "Z":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=minutes if text[0] == "+" else -minutes))


def write_moment(moment: datetime, pattern: str, language: str | None) -> str:
    """Write a moment by the letters of format-date-time(); unknown letters stay as they are.

    The names of months and days are English where there is no language, or none that is known.
    """
    parts = {
        "Y": f"{moment.year:04}",
        "y": f"{moment.year % 100:02}",
        "m": f"{moment.month:02}",
        "n": f"{moment.month}",
        "d": f"{moment.day:02}",
        "e": f"{moment.day}",
        "H": f"{moment.hour:02}",
        "h": f"{moment.hour}",
        "M": f"{moment.minute:02}",
        "S": f"{moment.second:02}",
        "3": f"{moment.microsecond // 1000:03}",
        "W": f"{moment.isocalendar().week}",
        "%": "%",
    }
    if "%b" in pattern or "%a" in pattern:
        months, days = _names(language)
        parts |= {"b": months[moment.month - 1], "a": days[moment.weekday()]}
    return re.sub(r"%(.)", lambda found: parts.get(found[1], found[0]), pattern)


@cache
def _names(language: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the short names of months and days."""
    if language is None or language.startswith("en"):
        return _MONTHS, _WEEKDAYS
    # Few forms write such names in words, and Babel takes its time to import.
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415

    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return _MONTHS, _WEEKDAYS
    months, days = locale.months["format"]["abbreviated"], locale.days["format"]["abbreviated"]
    return tuple(months[at] for at in range(1, 13)), tuple(days[at] for at in range(7))
