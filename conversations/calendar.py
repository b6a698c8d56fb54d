"""A calendar of buttons: the days of a month, the months of a year, or a dozen years."""

from calendar import Calendar as Weeks
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, TypeAlias

from conversations.inputs import Blank, Day, Month
from conversations.options import Calendar
from conversations.replies import Button
from locales import N_, Words

Row: TypeAlias = tuple[Button, ...]

MONTHS: Final = 12
_YEARS: Final = 12  # in view at once
_FIRST: Final = MONTHS * 1000
_LAST: Final = MONTHS * 9000
_NO_DAY: Final = "·"


def month_of(on: date) -> int:
    return on.year * MONTHS + on.month - 1


def within_reach(month: int) -> int:
    """Return the month itself, or the nearest one that can be shown."""
    return max(_FIRST, min(month, _LAST))


def rows(
    calendar: Calendar, month: int, words: Words, *, turn: int, marked: date | None, today: date
) -> tuple[Row, ...]:
    """Return the rows of a calendar in view of `month`; `marked` is the answer so far."""
    shown = {Calendar.DAY: _days, Calendar.MONTH: _months, Calendar.YEAR: _years}[calendar]
    chosen = marked and _NARROWED[calendar](marked)
    return shown(month, words, turn, chosen, today)


def _days(month: int, words: Words, turn: int, marked: date | None, today: date) -> tuple[Row, ...]:
    year, number = divmod(month, MONTHS)
    first = words.locale.first_week_day
    letters = words.locale.days["stand-alone"]["narrow"]
    weeks = Weeks(first).monthdayscalendar(year, number + 1)
    return (
        _steps(year, month, MONTHS, turn),
        (
            _step(f"◀ {_month(month - 1, words, 'abbreviated')}", month - 1, turn),
            Button(_month(month, words, "wide"), Blank(turn)),
            _step(f"{_month(month + 1, words, 'abbreviated')} ▶", month + 1, turn),
        ),
        tuple(Button(letters[(first + day) % 7], Blank(turn)) for day in range(7)),
        *(tuple(_day(year, number + 1, day, turn, marked) for day in week) for week in weeks),
        (_pick(words.say(N_("Today")), today, turn, None),),
    )


def _months(month: int, words: Words, turn: int, marked: date | None, _: date) -> tuple[Row, ...]:
    year = month // MONTHS
    names = [
        _pick(_month(number, words, "abbreviated"), date(year, number + 1, 1), turn, marked)
        for number in range(MONTHS)
    ]
    return (_steps(year, month, MONTHS, turn), *_in_rows(names, 3))


def _years(month: int, _: Words, turn: int, marked: date | None, __: date) -> tuple[Row, ...]:
    last = month // MONTHS + 1
    years = range(last - _YEARS + 1, last + 1)
    names = [_pick(str(year), date(year, 1, 1), turn, marked) for year in years]
    back, on = month - _YEARS * MONTHS, month + _YEARS * MONTHS
    steps = (
        _step(f"◀ {years[0] - _YEARS}–{years[0] - 1}", back, turn),  # noqa: RUF001 -- from, to
        _step(f"{last + 1}–{last + _YEARS} ▶", on, turn),  # noqa: RUF001 -- from, to
    )
    return (*_in_rows(names, 4), steps)


def _steps(year: int, month: int, step: int, turn: int) -> Row:
    return (
        _step(f"◀ {year - 1}", month - step, turn),
        Button(str(year), Blank(turn)),
        _step(f"{year + 1} ▶", month + step, turn),
    )


def _step(label: str, month: int, turn: int) -> Button:
    return Button(label, Month(turn, month))


def _day(year: int, month: int, day: int, turn: int, marked: date | None) -> Button:
    if not day:
        return Button(_NO_DAY, Blank(turn))
    return _pick(str(day), date(year, month, day), turn, marked)


def _pick(label: str, on: date, turn: int, marked: date | None) -> Button:
    return Button(label, Day(turn, on.toordinal()), marked=on == marked)


def _in_rows(buttons: list[Button], columns: int) -> tuple[Row, ...]:
    return tuple(tuple(buttons[at : at + columns]) for at in range(0, len(buttons), columns))


def _month(month: int, words: Words, width: str) -> str:
    return str(words.locale.months["stand-alone"][width][month % MONTHS + 1])


_NARROWED: Final[Mapping[Calendar, Callable[[date], date]]] = MappingProxyType(
    {
        Calendar.DAY: lambda on: on,
        Calendar.MONTH: lambda on: on.replace(day=1),
        Calendar.YEAR: lambda on: on.replace(month=1, day=1),
    }
)
