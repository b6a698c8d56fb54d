"""Facts for a digest, counted by SQL on plain codes: what has come in, and what waits for somebody."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from conversations.shown import is_voice
from storage import redactions, reviews, targets, turnout
from storage.answers import Answer, get_answers
from storage.conversations import ConversationStatus
from storage.coverage import PRACTICE, Coverage
from storage.events import EventKind, within
from storage.participants import Age
from storage.sealing import unseal
from storage.submissions import SHARED, SubmissionStatus
from storage.tables import (
    broadcast,
    conversation,
    delivery,
    event,
    participant,
    submission,
)
from storage.turnout import Response
from storage.workshops import get_workshop

MOST_TITLES: Final = 5
_NAMED_BY: Final = MappingProxyType({PRACTICE: "title", "lesson": "lesson"})
_NEWEST_FIRST: Final = (event.c.at.desc(), event.c.id.desc())
_QUOTED: Final = MappingProxyType({PRACTICE: "result", "lesson": "happened"})


@dataclass(frozen=True, slots=True)
class NewTitle:
    """What came in last: `quote` is "" where its author shares it with the organisers alone."""

    submission_id: int
    form_id: str
    title: str = field(repr=False)
    quote: str = field(repr=False)
    country: str | None
    level: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for an organiser; `unreachable` counts persons, and since the last digest."""

    reviews: int
    flagged: int
    unreachable: int
    uncertain: int  # messages of announcements of which nobody knows whether they arrived


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """What an organiser is told; `new` is since the last digest, `yesterday` as long before it.

    `changed` were sent before it and have been changed in it. `joined` and `answering` count
    persons, all others contributions; what is missing is so of practices. `by_table` is of what is
    new, by form.
    """

    workshop_title: str
    on: date
    since: datetime | None
    until: datetime
    waiting: Waiting
    joined: int
    answering: int
    new: Mapping[str, int]
    total: Mapping[str, int]
    yesterday: Mapping[str, int]
    targets: Mapping[str, int]
    by_table: Mapping[str, Mapping[str, int]]
    titles: tuple[NewTitle, ...]
    missing_countries: tuple[str, ...]
    missing_target_groups: tuple[str, ...]
    begun: int
    changed: int
    response: Response | None


@dataclass(frozen=True, slots=True)
class Window:
    """What is told of: after `since` and up to `until`, in one workshop, but not of `besides`."""

    workshop_id: int
    since: datetime | None
    until: datetime
    besides: Collection[str]  # forms that are about a person

    def before(self) -> "Window":
        """Return the window as long before this one; one that begins at the beginning has none."""
        start = self.until if self.since is None else self.since - (self.until - self.since)
        return Window(self.workshop_id, start, self.since or self.until, self.besides)


def facts_of(
    db: Session, window: Window, *, coverage: Coverage, target_groups: Sequence[str]
) -> DigestFacts:
    workshop = get_workshop(db, workshop_id=window.workshop_id)
    return DigestFacts(
        workshop_title=workshop.title,
        on=coverage.on,
        since=window.since,
        until=window.until,
        waiting=_waiting(db, window),
        joined=turnout.count_joined(db, window.workshop_id),
        answering=turnout.count_answering(db, window.workshop_id),
        new=count_new(db, window),
        total=_count_all(db, window),
        yesterday=count_new(db, window.before()),
        targets=targets.list_targets(db, workshop_id=workshop.id),
        by_table=_count_by_table(db, window),
        titles=_list_titles(db, window),
        missing_countries=_missing(workshop.countries, coverage.countries),
        missing_target_groups=_missing(target_groups, coverage.groups),
        begun=_count_begun(db, window.workshop_id),
        changed=_count_changed(db, window),
        response=turnout.response(db, workshop.id),
    )


def count_new(db: Session, window: Window) -> dict[str, int]:
    """Return by form how many came in, as the log has it, and count still."""
    rows = db.execute(
        select(event.c.form_code, func.count())
        .join_from(event, submission, submission.c.id == event.c.submission_id)
        .where(*_news(window))
        .group_by(event.c.form_code)
        .order_by(event.c.form_code)
    )
    return {form: count for form, count in rows}  # noqa: C416 -- rows are not pairs to the types


def list_new(db: Session, window: Window, *, offset: int, limit: int) -> tuple[int, ...]:
    """Return what came in, the newest first: the very rows that `count_new` counts."""
    return tuple(
        db.scalars(
            select(submission.c.id)
            .join_from(event, submission, submission.c.id == event.c.submission_id)
            .where(*_news(window))
            .order_by(*_NEWEST_FIRST)
            .offset(offset)
            .limit(limit)
        )
    )


def _news(window: Window) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of what is new: completed in the window, and not withdrawn since."""
    return (
        *within(window.workshop_id, window.since, window.until),
        event.c.kind == EventKind.COMPLETED,
        event.c.form_code.not_in(window.besides),
        submission.c.status == SubmissionStatus.COMPLETED,
        ~reviews.is_merged(),
    )


def _count_all(db: Session, window: Window) -> dict[str, int]:
    rows = db.execute(
        select(submission.c.form_code, func.count())
        .where(
            submission.c.workshop_id == window.workshop_id,
            submission.c.status == SubmissionStatus.COMPLETED,
            submission.c.completed_at <= window.until,
            submission.c.form_code.not_in(window.besides),
            ~reviews.is_merged(),
        )
        .group_by(submission.c.form_code)
        .order_by(submission.c.form_code)
    )
    return {form: count for form, count in rows}  # noqa: C416 -- as above


def _count_by_table(db: Session, window: Window) -> Mapping[str, Mapping[str, int]]:
    """Return by form and table how much is new; names of tables are sealed, and counted here."""
    rows = db.execute(
        select(event.c.form_code, event.c.participant_id, func.count().label("told"))
        .join_from(event, submission, submission.c.id == event.c.submission_id)
        .where(*_news(window))
        .group_by(event.c.form_code, event.c.participant_id)
    ).all()
    seats = _seats(db, window.workshop_id, {row.participant_id for row in rows})
    tables: dict[str, Counter[str]] = {}
    for row in rows:
        if table := seats.get(row.participant_id):
            tables.setdefault(row.form_code, Counter())[table] += row.told
    return tables


def _seats(db: Session, workshop_id: int, people: Collection[int]) -> dict[int, str]:
    """Return at which table each of these people sits; that is sealed, and opened for them alone."""
    column = participant.c.table_name_sealed
    of_workshop = participant.c.workshop_id == workshop_id
    rows = db.execute(
        select(participant.c.id, column.label("sealed")).where(of_workshop, column.is_not(None))
    )
    return {
        row.id: unseal(db, column, row=row.id, sealed=row.sealed)
        for row in rows
        if row.id in people
    }


def _list_titles(db: Session, window: Window) -> tuple[NewTitle, ...]:
    """Return the newest titles, of all sharing levels: organisers, who read them, may see each.

    Left out is what a minor told, and all in which something was found: neither is repeated into
    chats. A quote is of what its author lets others read too.
    """
    rows = db.execute(
        select(
            submission.c.id,
            submission.c.form_code,
            submission.c.level,
            submission.c.share,
            participant.c.country,
        )
        .join_from(event, submission, submission.c.id == event.c.submission_id)
        .join(participant, participant.c.id == submission.c.participant_id)
        .where(
            *_news(window),
            submission.c.form_code.in_(_NAMED_BY),
            participant.c.age.is_distinct_from(Age.MINOR),
            ~reviews.is_flagged(),
        )
        .order_by(*_NEWEST_FIRST)
        .limit(MOST_TITLES)
    )
    titles = []
    for row in rows:
        told = {one.name: one for one in get_answers(db, submission_id=row.id) if one.relevant}
        title = _text(db, row.id, told.get(_NAMED_BY[row.form_code]))
        quoted = told.get(_QUOTED[row.form_code]) if row.share in SHARED else None
        quote = _text(db, row.id, quoted)
        if title:
            about = (row.id, row.form_code, title, quote, row.country, row.level)
            titles.append(NewTitle(*about))
    return tuple(titles)


def _text(db: Session, submission_id: int, given: Answer | None) -> str:
    """Return what others may read of an answer; "" of one that was spoken, or not given."""
    if given is None or is_voice(given.value):
        return ""
    return redactions.shown(db, submission_id, given.ref, given.value)


def _waiting(db: Session, window: Window) -> Waiting:
    workshop_id, now = window.workshop_id, window.until
    return Waiting(
        reviews=reviews.count_waiting(db, workshop_id=workshop_id, now=now),
        flagged=reviews.count_flagged(db, workshop_id=workshop_id, now=now),
        unreachable=turnout.count_unreachable(
            db, window.workshop_id, since=window.since, until=window.until
        ),
        uncertain=_count_uncertain(db, window.workshop_id),
    )


def _count_uncertain(db: Session, workshop_id: int) -> int:
    return _count(
        db,
        delivery.c.id,
        delivery.c.broadcast_id == broadcast.c.id,
        broadcast.c.workshop_id == workshop_id,
        delivery.c.state == "uncertain",
    )


def _count_begun(db: Session, workshop_id: int) -> int:
    """Count what was never sent; what is being changed was."""
    return _count(
        db,
        conversation.c.id,
        conversation.c.submission_id == submission.c.id,
        submission.c.workshop_id == workshop_id,
        submission.c.status == SubmissionStatus.BEGUN,
        conversation.c.status.in_((ConversationStatus.OPEN, ConversationStatus.PARKED)),
    )


def _count_changed(db: Session, window: Window) -> int:
    """Count what was told before and changed since; in the beginning all is new."""
    if window.since is None:
        return 0
    return _count(
        db,
        submission.c.id,
        submission.c.id == event.c.submission_id,
        event.c.kind == EventKind.CHANGED,
        event.c.form_code.not_in(window.besides),
        *within(window.workshop_id, window.since, window.until),
        submission.c.status == SubmissionStatus.COMPLETED,
        submission.c.completed_at <= window.since,
    )


def _count(db: Session, column: ColumnElement[int], *conditions: ColumnElement[bool]) -> int:
    return db.scalar(select(func.count(column.distinct())).where(*conditions)) or 0


def _missing(wanted: Sequence[str], found: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(code for code in wanted if code not in found)
