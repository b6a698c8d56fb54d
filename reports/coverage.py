"""Where practices have come in and where not: one picture for a phone, and the same in words.

What is counted are contributions, whatever their sharing level, and never persons; so each number
is exact, see `reports.small_cells`. What was withdrawn is in none of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from locales import N_, Words
from reports.labels import Labels, choice_label, country_name
from reports.typed_text import one_line, units
from storage.coverage import COMPONENTS, DAYS, TARGET_GROUPS, Coverage

MOST_UNITS: Final = 1024
"""Telegram's limit for the words beside a picture, counted as Telegram counts."""

_MOST_COLUMNS: Final = 10  # more would be narrower than their numbers
_MOST_ROWS: Final = 14
_TITLE_LENGTH: Final = 60
_COLUMN_LENGTH: Final = 16
_SHORT_WORD: Final = 3  # letters: a name that was cut does not end in "of", "de los" or "et"


@dataclass(frozen=True, slots=True)
class Picture:
    """What `reports.drawing` draws, and what it shows in plain words, for those who hear them."""

    spec: dict[str, Any]
    caption: str


@dataclass(frozen=True, slots=True)
class _Row:
    """A target group or a country: how many for each component, in all, and today."""

    label: str
    cells: tuple[int, ...]
    count: int
    today: int


@dataclass(frozen=True, slots=True)
class _Table:
    """What is shown, each in the order of the form or of the workshop."""

    columns: tuple[str, ...]
    groups: tuple[_Row, ...]
    countries: tuple[_Row, ...]


def picture_of(
    coverage: Coverage, *, title: str, countries: Sequence[str], labels: Labels, words: Words
) -> Picture | None:
    """Return the picture of a workshop with these countries; None before there is any practice."""
    if not coverage.total:
        return None
    table = _table(coverage, countries, labels, words)
    return Picture(_spec(coverage, table, title, words), _caption(coverage, table, words))


def _table(coverage: Coverage, countries: Sequence[str], labels: Labels, words: Words) -> _Table:
    named = labels.get(COMPONENTS, {})
    pairs = (*coverage.by_group, *coverage.by_country)
    components = _in_order(named, sorted({component for component, _ in pairs}))[:_MOST_COLUMNS]
    groups = _in_order(labels.get(TARGET_GROUPS, {}), sorted(coverage.groups))
    return _Table(
        columns=_columns([choice_label(COMPONENTS, one, labels) for one in components]),
        groups=tuple(
            _Row(
                _without_remark(choice_label(TARGET_GROUPS, group, labels)),
                tuple(coverage.by_group.get((one, group), 0) for one in components),
                *_counts(coverage.groups, group),
            )
            for group in groups
        ),
        countries=tuple(
            _Row(
                country_name(country, words, labels),
                tuple(coverage.by_country.get((one, country), 0) for one in components),
                *_counts(coverage.countries, country),
            )
            for country in _in_order(countries, sorted(coverage.countries))
        ),
    )


def _in_order(wanted: Iterable[str], found: Iterable[str]) -> list[str]:
    """Return what is asked for now, then what was told when something else was asked."""
    return list(dict.fromkeys((*wanted, *found)))


def _counts(told: Mapping[str, tuple[int, int]], name: str) -> tuple[int, int]:
    today, count = told.get(name, (0, 0))
    return count, today


def _columns(labels: Sequence[str]) -> tuple[str, ...]:
    """Name columns by their first words, and by their last ones where several begin alike."""
    short = [_shortest(label) for label in labels]
    return tuple(
        _ending(label) if short.count(name) > 1 else name
        for label, name in zip(labels, short, strict=True)
    )


def _ending(label: str) -> str:
    kept = label.split()
    while len(kept) > 1 and len(" ".join(kept)) >= _COLUMN_LENGTH:
        del kept[0]
    return one_line(f"…{' '.join(kept)}", _COLUMN_LENGTH)


def _shortest(label: str) -> str:
    """Return the words at the beginning that can stand for the whole."""
    name = _without_remark(label)
    line = one_line(name, _COLUMN_LENGTH)
    head = line.removesuffix("…")
    if head == line or name[len(head)].isalnum():
        return line
    kept = head.split()
    while len(kept) > 1 and len(kept[-1]) <= _SHORT_WORD:
        kept.pop()
    return " ".join(kept)


def _without_remark(label: str) -> str:
    """Leave out what a label adds in brackets, as "Children (under 12)" does."""
    return label.partition("(")[0].strip() or label


def _spec(coverage: Coverage, table: _Table, title: str, words: Words) -> dict[str, Any]:
    said = _in_all(coverage, words)
    parts = ((N_("For whom"), table.groups), (N_("From where"), table.countries))
    return {
        "picture": "coverage",
        "language": words.language,
        "title": one_line(title, _TITLE_LENGTH),
        "subtitle": f"{words.day(coverage.on)} · {said}",
        "days": list(_days(coverage, words)),
        "today": words.say(N_("today")),
        "columns": list(table.columns),
        "parts": [
            {
                "title": words.say(heading),
                "rows": [_drawn(row, words) for row in rows[:_MOST_ROWS]],
                "rest": _rest(len(rows) - _MOST_ROWS, words),
            }
            for heading, rows in parts
            if rows
        ],
    }


def _in_all(coverage: Coverage, words: Words) -> str:
    return words.say_many(
        "{count} practice, {today} of them today",
        "{count} practices, {today} of them today",
        coverage.total,
        today=words.number(coverage.per_day.get(coverage.on, 0)),
    )


def _days(coverage: Coverage, words: Words) -> Iterator[dict[str, Any]]:
    for ago in range(DAYS - 1, -1, -1):
        on = coverage.on - timedelta(days=ago)
        count = coverage.per_day.get(on, 0)
        yield {"label": words.short_day(on), "today": not ago, **_number(count, words)}


def _drawn(row: _Row, words: Words) -> dict[str, Any]:
    return {
        "label": row.label,
        "cells": [_number(count, words) for count in row.cells],
        "more": f"+{words.number(row.today)}" if row.today else "",
        **_number(row.count, words),
    }


def _number(count: int, words: Words) -> dict[str, Any]:
    return {"count": count, "said": words.number(count)}


def _rest(count: int, words: Words) -> str:
    return words.say(N_("{count} more"), count=words.number(count)) if count > 0 else ""


def _caption(coverage: Coverage, table: _Table, words: Words) -> str:
    """Say what the picture shows; where it is too much, gaps are left out first, from the end."""
    days = [_entry(day["label"], day["said"], words) for day in _days(coverage, words)]
    groups = [_counted(row, words) for row in table.groups]
    countries = [_counted(row, words) for row in table.countries]
    gaps = list(_gaps(table))
    longest = max(len(groups), len(countries))
    lengths = (
        *((longest, most) for most in range(len(gaps), -1, -1)),
        *((most, 0) for most in range(longest - 1, -1, -1)),
    )
    drafts = (
        [
            _in_all(coverage, words),
            _listed(N_("By day: {list}"), days, DAYS, words),
            _listed(N_("For whom: {list}"), groups, most, words),
            _listed(N_("From where: {list}"), countries, most, words),
            _listed(N_("Nothing yet: {list}"), gaps, most_gaps, words),
        ]
        for most, most_gaps in lengths
    )
    texts = ("\n".join(filter(None, draft)) for draft in drafts)
    return next(text for text in texts if units(text) <= MOST_UNITS)


def _gaps(table: _Table) -> Iterator[str]:
    """Name what is red in the picture, but for rows in which nothing is: their number says it."""
    for row in (*table.groups, *table.countries):
        names = [name for name, count in zip(table.columns, row.cells, strict=True) if not count]
        if row.count and names:
            yield f"{row.label} ({', '.join(names)})"


def _counted(row: _Row, words: Words) -> str:
    if not row.today:
        return _entry(row.label, words.number(row.count), words)
    return words.say(
        N_("{label}: {count} (today {today})"),
        label=row.label,
        count=words.number(row.count),
        today=words.number(row.today),
    )


def _entry(label: str, count: str, words: Words) -> str:
    return words.say(N_("{label}: {count}"), label=label, count=count)


def _listed(msgid: str, entries: Sequence[str], most: int, words: Words) -> str:
    shown = [*entries[:most], *filter(None, [_rest(len(entries) - most, words)])]
    return words.say(msgid, list="; ".join(shown)) if shown else ""
