"""Facts for a digest: what has come in, counted by SQL on plain codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from storage.answers import unseal_answer
from storage.consents import Purpose
from storage.conversations import ConversationStatus
from storage.submissions import SubmissionStatus
from storage.tables import answer, answer_choice, consent, conversation, participant, submission
from storage.workshops import get_workshop

# What digests are about: the form of practices, and the questions in it that are counted.
PRACTICE: Final = "practice"
_COMPONENTS: Final = "components"
_TARGET_GROUPS: Final = "target_groups"
_TITLE: Final = "title"
_MOST_TITLES: Final = 5


@dataclass(frozen=True, slots=True)
class NewTitle:
    title: str = field(repr=False)
    country: str | None
    level: str | None


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """What an organiser is told; `new` is since the last digest, `yesterday` as long before it.

    `changed` were sent before it and have been changed in it. `invited` have joined, `participants` have agreed, `answering` have answered at least once.
    Countries, components, groups and titles are those of practices.
    """

    workshop_title: str
    on: date
    since: datetime | None
    until: datetime
    invited: int
    participants: int
    answering: int
    new: Mapping[str, int]
    total: Mapping[str, int]
    yesterday: Mapping[str, int]
    by_country: Mapping[str, tuple[int, int]]
    by_component: Mapping[str, int]
    by_target_group: Mapping[str, int]
    titles: tuple[NewTitle, ...]
    missing_countries: tuple[str, ...]
    missing_target_groups: tuple[str, ...]
    begun: int
    changed: Mapping[str, int]


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


def facts_since(
    db: Session,
    *,
    workshop_id: int,
    since: datetime | None,
    until: datetime,
    on: date,
    target_groups: Sequence[str],
) -> DigestFacts:
    """Return what has come in after `since` and up to `until`; None means from the beginning."""
    workshop = get_workshop(db, workshop_id=workshop_id)
    in_all = _completed(workshop_id, None, until)
    lately = _completed(workshop_id, since, until)
    forms = _count_by_form(db, workshop_id, since, until)
    countries = _count_by_country(db, in_all, since)
    groups_ever = _count_choices(db, in_all, _TARGET_GROUPS)
    return DigestFacts(
        workshop_title=workshop.title,
        on=on,
        since=since,
        until=until,
        invited=_count_joined(db, workshop_id),
        participants=_count_agreed(db, workshop_id),
        answering=_count_answering(db, workshop_id),
        new=forms["new"],
        total=forms["total"],
        yesterday=forms["yesterday"],
        by_country=countries,
        by_component=_count_choices(db, lately, _COMPONENTS),
        by_target_group=_count_choices(db, lately, _TARGET_GROUPS),
        titles=_list_titles(db, lately),
        missing_countries=_missing(workshop.countries, countries),
        missing_target_groups=_missing(target_groups, groups_ever),
        begun=_count_begun(db, workshop_id),
        changed=_count_changed(db, in_all, since, until),
    )


def _completed(
    workshop_id: int, since: datetime | None, until: datetime
) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of what counts: completed, and not withdrawn since."""
    return (
        submission.c.workshop_id == workshop_id,
        submission.c.status == SubmissionStatus.COMPLETED,
        submission.c.completed_at <= until,
        *(() if since is None else (submission.c.completed_at > since,)),
    )


def _count_by_form(
    db: Session, workshop_id: int, since: datetime | None, until: datetime
) -> dict[str, dict[str, int]]:
    """Return the counts by form: new ones, all, and those of the window before."""
    at = submission.c.completed_at
    if since is None:
        new, before = at <= until, at > until
    else:
        new, before = at > since, and_(at <= since, at > since - (until - since))
    rows = db.execute(
        select(submission.c.form_code, func.count(), _sum_of(new), _sum_of(before))
        .where(*_completed(workshop_id, None, until))
        .group_by(submission.c.form_code)
        .order_by(submission.c.form_code)
    ).all()
    return {
        "total": {form: total for form, total, _, _ in rows},
        "new": {form: new_ones for form, _, new_ones, _ in rows if new_ones},
        "yesterday": {form: earlier for form, _, _, earlier in rows if earlier},
    }


def _count_by_country(
    db: Session, in_all: Sequence[ColumnElement[bool]], since: datetime | None
) -> dict[str, tuple[int, int]]:
    at = submission.c.completed_at
    new = at.is_not(None) if since is None else at > since
    rows = db.execute(
        select(participant.c.country, _sum_of(new), func.count())
        .join_from(submission, participant)
        .where(*in_all, submission.c.form_code == PRACTICE, participant.c.country.is_not(None))
        .group_by(participant.c.country)
        .order_by(participant.c.country)
    )
    return {country: (new_ones, total) for country, new_ones, total in rows}


def _count_choices(
    db: Session, completed: Sequence[ColumnElement[bool]], question: str
) -> dict[str, int]:
    """Return how many practices chose each choice of this question, the most chosen first."""
    often = func.count().label("often")
    rows = db.execute(
        select(answer_choice.c.code, often)
        .join_from(answer_choice, answer)
        .join(submission, submission.c.id == answer.c.submission_id)
        .where(*completed, *_answers_to(question))
        .group_by(answer_choice.c.code)
        .order_by(often.desc(), answer_choice.c.code)
    )
    return {row.code: row.often for row in rows}


def _list_titles(db: Session, lately: Sequence[ColumnElement[bool]]) -> tuple[NewTitle, ...]:
    """Return the newest titles. All share levels: organisers, who read them, may see each.

    One in which something was found is not repeated into chats; it stands in the export.
    """
    rows = db.execute(
        select(
            answer.c.submission_id,
            answer.c.ref,
            answer.c.value_sealed,
            participant.c.country,
            submission.c.level,
        )
        .join_from(answer, submission)
        .join(participant, participant.c.id == submission.c.participant_id)
        .where(*lately, *_answers_to(_TITLE), answer.c.value_sealed.is_not(None))
        .where(answer.c.screened.is_(None))
        .order_by(submission.c.completed_at.desc(), submission.c.id.desc())
        .limit(_MOST_TITLES)
    )
    return tuple(NewTitle(unseal_answer(db, row), row.country, row.level) for row in rows)


def _count_joined(db: Session, workshop_id: int) -> int:
    return _count(db, participant.c.id, participant.c.workshop_id == workshop_id)


def _count_agreed(db: Session, workshop_id: int) -> int:
    in_force = consent.c.given_at.is_not(None) & consent.c.withdrawn_at.is_(None)
    for_workshop = consent.c.purpose == Purpose.WORKSHOP
    agreed = select(consent.c.participant_id).where(in_force, for_workshop)
    of_workshop = participant.c.workshop_id == workshop_id
    return _count(db, participant.c.id, of_workshop, participant.c.id.in_(agreed))


def _count_answering(db: Session, workshop_id: int) -> int:
    return _count(
        db,
        submission.c.participant_id,
        submission.c.workshop_id == workshop_id,
        submission.c.status != SubmissionStatus.WITHDRAWN,
        submission.c.id.in_(select(answer.c.submission_id)),
    )


def _count_begun(db: Session, workshop_id: int) -> int:
    """Count what was never sent; what is being changed was."""
    never_sent = select(submission.c.id).where(
        submission.c.workshop_id == workshop_id, submission.c.status == SubmissionStatus.BEGUN
    )
    return _count(
        db,
        conversation.c.id,
        conversation.c.submission_id.in_(never_sent),
        conversation.c.status.in_((ConversationStatus.OPEN, ConversationStatus.PARKED)),
    )


def _count_changed(
    db: Session, in_all: Sequence[ColumnElement[bool]], since: datetime | None, until: datetime
) -> dict[str, int]:
    """Return by form how many were told before and changed since; in the beginning all are new."""
    if since is None:
        return {}
    changed = (submission.c.changed_at > since, submission.c.changed_at <= until)
    rows = db.execute(
        select(submission.c.form_code, func.count())
        .where(*in_all, submission.c.completed_at <= since, *changed)
        .group_by(submission.c.form_code)
        .order_by(submission.c.form_code)
    )
    return {form: count for form, count in rows}  # noqa: C416 -- rows are not pairs to the types


def _count(db: Session, column: ColumnElement[int], *conditions: ColumnElement[bool]) -> int:
    return db.scalar(select(func.count(column.distinct())).where(*conditions)) or 0


def _answers_to(question: str) -> tuple[ColumnElement[bool], ...]:
    return (
        submission.c.form_code == PRACTICE,
        answer.c.name == question,
        answer.c.relevant.is_(True),
    )


def _sum_of(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((condition, 1), else_=0))


def _missing(wanted: Sequence[str], found: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(code for code in wanted if code not in found)
