"""Coverage: of which practices there are how many, for whom, from where and on which day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Subquery, case, func, select
from sqlalchemy.orm import Session

from storage.digests import PRACTICE, TARGET_GROUPS
from storage.submissions import SubmissionStatus
from storage.tables import answer, answer_choice, participant, submission

DAYS: Final = 7
_COMPONENTS: Final = "components"


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
    practices = (
        submission.c.workshop_id == workshop_id,
        submission.c.form_code == PRACTICE,
        submission.c.status == SubmissionStatus.COMPLETED,
        submission.c.completed_at <= until,
    )
    today = submission.c.completed_at >= _midnight(on, zone)
    total, per_day = _per_day(db, practices, on, zone)
    return Coverage(
        on=on,
        total=total,
        per_day=per_day,
        by_group=_by_group(db, practices),
        by_country=_by_country(db, practices),
        groups=_groups(db, practices, today),
        countries=_countries(db, practices, today),
    )


_Conditions: TypeAlias = Sequence[ColumnElement[bool]]


def _per_day(
    db: Session, practices: _Conditions, on: date, zone: str
) -> tuple[int, dict[date, int]]:
    """Return how many there are, and how many came on each of the last days."""
    days = [on - timedelta(days=ago) for ago in range(DAYS)]
    at = submission.c.completed_at
    counts = db.execute(
        select(
            func.count(),
            *(
                _sum_of(
                    (at >= _midnight(day, zone)) & (at < _midnight(day + timedelta(days=1), zone))
                )
                for day in days
            ),
        ).where(*practices)
    ).one()
    return counts[0], {day: count for day, count in zip(days, counts[1:], strict=True) if count}


def _by_group(db: Session, practices: _Conditions) -> dict[tuple[str, str], int]:
    component, group = _chosen(_COMPONENTS), _chosen(TARGET_GROUPS)
    rows = db.execute(
        select(component.c.code, group.c.code, func.count())
        .join_from(component, group, component.c.submission_id == group.c.submission_id)
        .join(submission, submission.c.id == component.c.submission_id)
        .where(*practices)
        .group_by(component.c.code, group.c.code)
    )
    return {(one, other): count for one, other, count in rows}


def _by_country(db: Session, practices: _Conditions) -> dict[tuple[str, str], int]:
    component = _chosen(_COMPONENTS)
    rows = db.execute(
        select(component.c.code, participant.c.country, func.count())
        .join_from(component, submission, submission.c.id == component.c.submission_id)
        .join(participant, participant.c.id == submission.c.participant_id)
        .where(*practices, participant.c.country.is_not(None))
        .group_by(component.c.code, participant.c.country)
    )
    return {(one, country): count for one, country, count in rows}


def _groups(
    db: Session, practices: _Conditions, today: ColumnElement[bool]
) -> dict[str, tuple[int, int]]:
    group = _chosen(TARGET_GROUPS)
    rows = db.execute(
        select(group.c.code, _sum_of(today), func.count())
        .join_from(group, submission, submission.c.id == group.c.submission_id)
        .where(*practices)
        .group_by(group.c.code)
    )
    return {code: (lately, count) for code, lately, count in rows}


def _countries(
    db: Session, practices: _Conditions, today: ColumnElement[bool]
) -> dict[str, tuple[int, int]]:
    rows = db.execute(
        select(participant.c.country, _sum_of(today), func.count())
        .join_from(submission, participant)
        .where(*practices, participant.c.country.is_not(None))
        .group_by(participant.c.country)
    )
    return {country: (lately, count) for country, lately, count in rows}


def _chosen(question: str) -> Subquery:
    """Return what was chosen in answers to this question that count."""
    return (
        select(answer_choice.c.submission_id, answer_choice.c.code)
        .join_from(
            answer,
            answer_choice,
            (answer_choice.c.submission_id == answer.c.submission_id)
            & (answer_choice.c.ref == answer.c.ref),
        )
        .where(answer.c.name == question, answer.c.relevant.is_(True))
        .subquery()
    )


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _sum_of(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
