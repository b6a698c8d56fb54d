"""Coverage: of which practices there are how many, for whom, from where and on which day."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, case, func, select, tuple_
from sqlalchemy.orm import Session

from storage import reviews
from storage.submissions import SubmissionStatus
from storage.tables import answer, answer_choice, participant, submission

# What the digest is about: the form of practices, and the questions in it that are counted.
PRACTICE: Final = "practice"
COMPONENTS: Final = "components"
TARGET_GROUPS: Final = "target_groups"
DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many practices there are for whom, where and on which local day, and of them today.

    A practice counts under each component and each target group that it names, so no row adds up
    to its total. What is withdrawn counts nowhere, and every sharing level counts: these are
    contributions, and which they are is not told.
    """

    on: date
    total: int
    per_day: Mapping[date, int]
    by_group: Mapping[tuple[str, str], int]  # component and target group
    by_country: Mapping[tuple[str, str], int]  # component and country
    groups: Mapping[str, tuple[int, int]]  # today, in all
    countries: Mapping[str, tuple[int, int]]


def coverage_of(db: Session, *, workshop_id: int, until: datetime, on: date, zone: str) -> Coverage:
    """Count the practices up to `until`; `on` is its local day in `zone`."""
    tally = _Tally(on)
    for components, groups, country, ago, count in db.execute(_alike(workshop_id, until, on, zone)):
        tally.add(_codes(components), _codes(groups), country, ago, count)
    return tally.coverage()


class _Tally:
    """Adds up practices that are alike."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._total = 0
        self._per_day: Counter[date] = Counter()
        self._by_group: Counter[tuple[str, str]] = Counter()
        self._by_country: Counter[tuple[str, str]] = Counter()
        self._groups: Counter[str] = Counter()
        self._countries: Counter[str] = Counter()
        self._today: Counter[str] = Counter()  # by target group or country

    def add(
        self, components: list[str], groups: list[str], country: str | None, ago: int, count: int
    ) -> None:
        self._total += count
        places = [country] if country else []
        if ago < DAYS:
            self._per_day[self._on - timedelta(days=ago)] += count
        for name, counter in ((groups, self._groups), (places, self._countries)):
            for one in name:
                counter[one] += count
                self._today[one] += 0 if ago else count
        for component in components:
            for group in groups:
                self._by_group[component, group] += count
            for place in places:
                self._by_country[component, place] += count

    def coverage(self) -> Coverage:
        return Coverage(
            on=self._on,
            total=self._total,
            per_day=dict(self._per_day),
            by_group=dict(self._by_group),
            by_country=dict(self._by_country),
            groups={one: (self._today[one], count) for one, count in self._groups.items()},
            countries={one: (self._today[one], count) for one, count in self._countries.items()},
        )


def _alike(workshop_id: int, until: datetime, on: date, zone: str) -> Select[Any]:
    """Return how many practices chose the same, come from one country and came on one day.

    Every choice is read once. What was chosen is joined into one text for each practice, as many
    of them chose alike: some thousand rows are left of a million answers.
    """
    practices = (
        select(
            submission.c.participant_id,
            _days_ago(on, zone).label("ago"),
            _chosen(COMPONENTS).label("components"),
            _chosen(TARGET_GROUPS).label("groups"),
        )
        .join_from(
            submission,
            answer_choice,
            (answer_choice.c.submission_id == submission.c.id) & ~_is_idle(),
            isouter=True,
        )
        .where(
            submission.c.workshop_id == workshop_id,
            submission.c.form_code == PRACTICE,
            submission.c.status == SubmissionStatus.COMPLETED,
            submission.c.completed_at <= until,
            ~reviews.is_merged(),
        )
        .group_by(submission.c.id)
        .subquery()
    )
    country = participant.c.country
    alike = (practices.c.components, practices.c.groups, country, practices.c.ago)
    return (
        select(*alike, func.count())
        .join_from(practices, participant, participant.c.id == practices.c.participant_id)
        .group_by(*alike)
    )


def _chosen(question: str) -> ColumnElement[str]:
    """Join what was chosen in this question; the last part of a ref is its name."""
    is_of_it = answer_choice.c.ref.endswith(f"/{question}", autoescape=True)
    return func.aggregate_strings(case((is_of_it, answer_choice.c.code)), " ")


def _is_idle() -> ColumnElement[bool]:
    """Tell of a choice whether its answer does not count: there are few of those."""
    idle = select(answer.c.submission_id, answer.c.ref).where(answer.c.relevant.is_(False))
    return tuple_(answer_choice.c.submission_id, answer_choice.c.ref).in_(idle)


def _days_ago(on: date, zone: str) -> ColumnElement[int]:
    """Return how many local days ago it came; all that is older is one."""
    days = ((submission.c.completed_at >= _midnight(on, zone, ago), ago) for ago in range(DAYS))
    return case(*days, else_=DAYS)


def _codes(joined: str | None) -> list[str]:
    return joined.split() if joined else []


def _midnight(day: date, zone: str, ago: int) -> datetime:
    return datetime.combine(day - timedelta(days=ago), time(), ZoneInfo(zone)).astimezone(UTC)
