"""Local days and hours: each comes once, whatever is done to the clocks of a place."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions.calendar import days_between, last_due_day, moment_of, next_local

FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
TEGUCIGALPA = "America/Tegucigalpa"
MONDAY = date(2026, 11, 23)


def transitions(clock: ZoneInfo) -> Iterator[datetime]:
    """Yield the first moment of each new offset."""
    at = FIRST
    while at < LAST:
        following = at + 7 * DAY
        if following.astimezone(clock).utcoffset() != at.astimezone(clock).utcoffset():
            yield _first_of_new(clock, at, following)
        at = following


def _first_of_new(clock: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = before.astimezone(clock).utcoffset()
    while after - before > SECOND:
        middle = before + (after - before) // 2
        is_old = middle.astimezone(clock).utcoffset() == old
        before, after = (middle, after) if is_old else (before, middle)
    return after.replace(microsecond=0)


@cache
def changes() -> tuple[tuple[str, datetime], ...]:
    """Return a zone and a moment for each way in which a clock somewhere is changed at it."""
    found: dict[tuple[datetime, timedelta | None, timedelta | None], str] = {}
    for zone in sorted(available_timezones()):
        clock = ZoneInfo(zone)
        for at in transitions(clock):
            offsets = [moment.astimezone(clock).utcoffset() for moment in (at - SECOND, at)]
            found.setdefault((at, offsets[0], offsets[1]), zone)
    return tuple((zone, at) for (at, *_), zone in found.items())


def first_not_before(wanted: datetime, clock: ZoneInfo, around: datetime) -> datetime:
    """Return the first moment at which clocks there show `wanted` or more, found by looking."""
    shown = around - 3 * DAY
    for step in (timedelta(hours=1), timedelta(minutes=1), SECOND):
        while shown.astimezone(clock).replace(tzinfo=None) < wanted:
            shown += step
        shown -= step
    return shown + SECOND


def test_around_every_change_of_every_clock_each_hour_strikes_once_on_each_day() -> None:
    assert len(changes()) > 500
    for zone, at in changes():
        clock = ZoneInfo(zone)
        today = at.astimezone(clock).date()
        for hour in range(24):
            days = [today + days * DAY for days in range(-2, 3)]
            struck = [moment_of(day, hour, zone=zone) for day in days]
            assert struck == sorted(set(struck))
            for day, moment in zip(days, struck, strict=True):
                assert last_due_day(moment, hour=hour, zone=zone) == day
                assert last_due_day(moment - SECOND, hour=hour, zone=zone) == day - DAY


@given(st.data())
def test_an_hour_strikes_when_clocks_first_show_it_or_more(data: st.DataObject) -> None:
    zone, at = data.draw(st.sampled_from(changes()))
    hour, days = data.draw(st.integers(0, 23)), data.draw(st.integers(-1, 1))
    clock = ZoneInfo(zone)
    day = at.astimezone(clock).date() + days * DAY
    wanted = datetime(day.year, day.month, day.day, hour)  # noqa: DTZ001 -- what a clock shows

    assert moment_of(day, hour, zone=zone) == first_not_before(wanted, clock, at)


@given(st.data())
def test_whoever_looks_at_any_time_has_each_allowed_day_once(data: st.DataObject) -> None:
    """Run after run, with pauses of any length: never the same day twice, never out of order."""
    zone, at = data.draw(st.sampled_from(changes()))
    hour = data.draw(st.integers(0, 23))
    weekdays = data.draw(st.none() | st.frozensets(st.integers(0, 6), min_size=1))
    now = at - 3 * DAY
    day, due_at = next_local(now, hour=hour, zone=zone, weekdays=weekdays)
    assert now <= due_at < now + 8 * DAY
    for pause in data.draw(st.lists(st.integers(0, 100), max_size=6)):
        now = max(now, due_at) + timedelta(hours=pause)
        following, due_at = next_local(now, hour=hour, zone=zone, weekdays=weekdays, after=day)
        between = [*days_between(day + DAY, following, weekdays=weekdays)]
        assert following > day
        assert weekdays is None or following.weekday() in weekdays
        assert due_at <= now or not between  # only what was missed is left out
        day = following


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), 23),  # 18:00 in Tegucigalpa
        (datetime(2026, 11, 23, 23, 59, tzinfo=UTC), 22),
        (datetime(2026, 11, 24, 14, 0, tzinfo=UTC), 23),
    ],
)
def test_the_newest_day_whose_hour_has_struck(now: datetime, day: int) -> None:
    assert last_due_day(now, hour=18, zone=TEGUCIGALPA).day == day


@pytest.mark.parametrize(
    ("zone", "day", "hour", "utc"),
    [
        ("America/Tijuana", date(2027, 3, 14), 2, "2027-03-14T10:00:00+00:00"),  # is skipped
        ("America/Tijuana", date(2026, 11, 1), 1, "2026-11-01T08:00:00+00:00"),  # comes twice
        ("Antarctica/Troll", date(2027, 3, 28), 2, "2027-03-28T01:00:00+00:00"),  # of two skipped
        ("Australia/Lord_Howe", date(2026, 10, 4), 2, "2026-10-03T15:30:00+00:00"),  # half an hour
        ("America/Santiago", date(2026, 9, 6), 0, "2026-09-06T04:00:00+00:00"),  # midnight
    ],
)
def test_days_on_which_the_clock_is_changed_have_each_hour_once(
    zone: str, day: date, hour: int, utc: str
) -> None:
    assert moment_of(day, hour, zone=zone).isoformat() == utc


def test_the_first_run_is_never_in_the_past_and_may_be_at_this_very_moment() -> None:
    at_six = moment_of(MONDAY, 18, zone=TEGUCIGALPA)

    assert next_local(at_six, hour=18, zone=TEGUCIGALPA) == (MONDAY, at_six)
    assert next_local(at_six + SECOND, hour=18, zone=TEGUCIGALPA)[0] == MONDAY + DAY


def test_of_days_that_were_missed_the_newest_allowed_one_is_made_up_for() -> None:
    thursday = moment_of(MONDAY + 3 * DAY, 20, zone=TEGUCIGALPA)

    def day_after(last: date, *weekdays: int) -> date:
        hour, zone = 18, TEGUCIGALPA
        return next_local(thursday, hour=hour, zone=zone, weekdays=weekdays, after=last)[0]

    assert day_after(MONDAY - DAY) == MONDAY + 3 * DAY
    assert day_after(MONDAY - DAY, 0, 1) == MONDAY + DAY
    assert day_after(MONDAY + DAY, 0, 1) == MONDAY + 7 * DAY
    assert [*days_between(MONDAY, MONDAY + 7 * DAY, weekdays=(0, 4))] == [
        MONDAY,
        MONDAY + 4 * DAY,
    ]
