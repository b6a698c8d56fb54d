"""Local days and hours: when a daily task falls due in somebody's own zone."""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

WHOLE_WEEK: Final = range(7)  # Monday is 0, as of `date.weekday`

_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)


def moment_of(day: date, hour: int, *, zone: str) -> datetime:
    """Return when `hour` strikes on `day` in `zone`, in UTC.

    An hour which comes twice in autumn counts the first time: `fold=0` means that. One which is
    skipped in spring comes with the first moment after what is skipped.
    """
    wanted = datetime.combine(day, time(hour))
    clock = ZoneInfo(zone)
    struck = wanted.replace(tzinfo=clock).astimezone(UTC)
    if struck.astimezone(clock).replace(tzinfo=None) == wanted:
        return struck
    return _end_of_gap(wanted, clock, late=struck)


def last_due_day(now: datetime, *, hour: int, zone: str) -> date:
    """Return the newest local day on which `hour` has struck."""
    return next(day for day in _back_from(now, zone) if moment_of(day, hour, zone=zone) <= now)


def next_local(
    now: datetime,
    *,
    hour: int,
    zone: str,
    weekdays: Collection[int] | None = None,
    after: date | None = None,
) -> tuple[date, datetime]:
    """Return the local day of the next run, and its moment; no `weekdays` are all of them.

    Behind `after`, the day of the last run, that is the newest day which was missed, to be made up
    for at once; older ones are lost. Where none was missed, or nothing ran before, it is the first
    day whose hour is still to come.
    """
    allowed = frozenset(weekdays or WHOLE_WEEK)
    newest = last_due_day(now, hour=hour, zone=zone)
    if after is not None:
        for days in range(len(WHOLE_WEEK)):
            missed = newest - days * _DAY
            if missed > after and missed.weekday() in allowed:
                return missed, moment_of(missed, hour, zone=zone)
    # at the very moment it is still to come where nothing ran before
    day = newest if after is None else max(newest, after) + _DAY
    while day.weekday() not in allowed or (after is None and moment_of(day, hour, zone=zone) < now):
        day += _DAY
    return day, moment_of(day, hour, zone=zone)


def days_between(
    first: date, end: date, *, weekdays: Collection[int] | None = None
) -> Iterator[date]:
    """Yield the days from `first` on, before `end`, which are of these weekdays."""
    allowed = frozenset(weekdays or WHOLE_WEEK)
    for days in range((end - first).days):
        day = first + days * _DAY
        if day.weekday() in allowed:
            yield day


def _back_from(now: datetime, zone: str) -> Iterator[date]:
    """Yield days, tomorrow first: where a clock is put back over midnight, that had begun."""
    day = now.astimezone(ZoneInfo(zone)).date() + _DAY
    while True:
        yield day
        day -= _DAY


def _end_of_gap(wanted: datetime, clock: ZoneInfo, *, late: datetime) -> datetime:
    """Return the first moment after the gap of local time in which `wanted` lies.

    `late` is what the offset before the gap makes of it: so much later than its end as `wanted` is
    later than its beginning.
    """
    early = wanted.replace(tzinfo=clock, fold=1).astimezone(UTC)
    while late - early > _SECOND:
        middle = early + (late - early) // 2
        if middle.astimezone(clock).replace(tzinfo=None) < wanted:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)
