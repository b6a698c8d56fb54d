"""Reviews: what the organisers have decided about a contribution, in the revision they read.

What is merged into another counts as merged for as long as that other one counts itself: where it
is withdrawn or erased, what was merged into it waits again, and nobody has to think of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, delete, exists, func, select, update
from sqlalchemy.orm import Session

from storage.submissions import SubmissionStatus
from storage.tables import answer, review, submission
from storage.upsert import replacing

ANSWER_EXPECTED: Final = timedelta(
    days=3
)  # then a question without an answer is in the queue again


class ReviewState(StrEnum):
    WAITING = "waiting"
    PUBLISHED = "published"
    SEEN = "seen"  # read; its author lets nobody but the organisers read it
    ASKED = "asked"  # a question is with its author
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Review:
    """`flagged`: something was found in one of its answers; `revision` is the one it is about."""

    submission_id: int
    state: ReviewState
    revision: int
    waiting_since: datetime
    decided_at: datetime | None
    decided_by: int | None
    merged_into: int | None
    flagged: bool


def await_review(db: Session, *, submission_id: int, revision: int, now: datetime) -> None:
    """Let a contribution wait, whatever was decided about what it said before."""
    db.execute(
        _AWAIT(db),
        {
            "submission_id": submission_id,
            "state": ReviewState.WAITING,
            "revision": revision,
            "waiting_since": now,
            "decided_at": None,
            "decided_by": None,
            "merged_into": None,
        },
    )


def decide(
    db: Session,
    *,
    submission_id: int,
    state: ReviewState,
    revision: int,
    organiser_id: int,
    now: datetime,
) -> bool:
    """Keep what an organiser decided about the revision they read; False where another was first."""
    waits = (review.c.submission_id == submission_id, review.c.revision == revision, _in_queue(now))
    decided = db.execute(
        update(review)
        .where(*waits)
        .values(state=state, decided_at=now, decided_by=organiser_id, merged_into=None)
        .returning(review.c.submission_id)
    )
    return decided.one_or_none() is not None


def merge(
    db: Session, *, submission_id: int, revision: int, into: int, organiser_id: int, now: datetime
) -> bool:
    """Let a contribution count under another, whatever was decided about it; once."""
    free = (
        review.c.submission_id == submission_id,
        review.c.revision == revision,
        ~_merged(),
    )
    merged = db.execute(
        update(review)
        .where(*free)
        .values(state=ReviewState.MERGED, decided_at=now, decided_by=organiser_id, merged_into=into)
        .returning(review.c.submission_id)
    )
    return merged.one_or_none() is not None


def reopen(db: Session, *, submission_id: int, revision: int, decided: ReviewState) -> bool:
    """Take a decision back: what was decided waits again, where it waited before."""
    so_decided = (
        review.c.submission_id == submission_id,
        review.c.revision == revision,
        review.c.state == decided,
    )
    reopened = db.execute(
        update(review)
        .where(*so_decided)
        .values(state=ReviewState.WAITING, decided_at=None, decided_by=None, merged_into=None)
        .returning(review.c.submission_id)
    )
    return reopened.one_or_none() is not None


def drop_review(db: Session, *, submission_id: int) -> None:
    """Forget what was decided about something that its author has withdrawn."""
    db.execute(delete(review).where(review.c.submission_id == submission_id))


def find_review(db: Session, *, submission_id: int) -> Review | None:
    """Return how a contribution stands; None for what is not there or not to be reviewed."""
    found = db.execute(_SELECT.where(review.c.submission_id == submission_id, _COUNTS))
    row = found.one_or_none()
    return None if row is None else _record(row)


def is_waiting(db: Session, *, submission_id: int, now: datetime) -> bool:
    return _count(db, review.c.submission_id == submission_id, _COUNTS, _in_queue(now)) > 0


def list_waiting(
    db: Session, *, workshop_id: int, now: datetime, limit: int | None = None
) -> tuple[Review, ...]:
    """Return what the organisers are to read: flagged first, then what waits longest."""
    rows = db.execute(
        _SELECT.where(*_waits(workshop_id, now))
        .order_by(is_flagged().desc(), review.c.waiting_since, review.c.submission_id)
        .limit(limit)
    )
    return tuple(map(_record, rows))


def count_waiting(db: Session, *, workshop_id: int, now: datetime) -> int:
    return _count(db, *_waits(workshop_id, now))


def list_flagged(db: Session, *, workshop_id: int, now: datetime) -> tuple[Review, ...]:
    """Return what waits and has something in it that could tell who somebody is."""
    return tuple(one for one in list_waiting(db, workshop_id=workshop_id, now=now) if one.flagged)


def count_flagged(db: Session, *, workshop_id: int, now: datetime) -> int:
    return _count(db, *_waits(workshop_id, now), is_flagged())


def is_flagged() -> ColumnElement[bool]:
    """Tell of a submission whether something was found in one of its answers."""
    return exists().where(
        answer.c.submission_id == submission.c.id,
        answer.c.relevant.is_(True),
        answer.c.screened.is_not(None),
    )


def is_merged() -> ColumnElement[bool]:
    """Tell of a submission whether it went into another one, and is counted there alone."""
    decided = review.alias("decided")  # few, and looked up once rather than for each submission
    return submission.c.id.in_(select(decided.c.submission_id).where(_merged(decided)))


def _merged(decided: FromClause = review) -> ColumnElement[bool]:
    into = submission.alias("into")
    still_counts = exists().where(
        into.c.id == decided.c.merged_into, into.c.status == SubmissionStatus.COMPLETED
    )
    return (decided.c.state == ReviewState.MERGED) & still_counts


def _waits(workshop_id: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return submission.c.workshop_id == workshop_id, _COUNTS, _in_queue(now)


def _in_queue(now: datetime) -> ColumnElement[bool]:
    """Tell what is to be decided: it waits, its question was not answered, or it was left alone."""
    waiting = review.c.state == ReviewState.WAITING
    unanswered = (review.c.state == ReviewState.ASKED) & (
        review.c.decided_at <= now - ANSWER_EXPECTED
    )
    left_alone = (review.c.state == ReviewState.MERGED) & ~_merged()
    return waiting | unanswered | left_alone


def _count(db: Session, *conditions: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(_REVIEWED).where(*conditions)
    return db.scalar(counted) or 0


_COUNTS: Final = submission.c.status == SubmissionStatus.COMPLETED
_REVIEWED: Final = review.join(submission, submission.c.id == review.c.submission_id)
_SELECT: Final = select(
    review.c.submission_id,
    review.c.state,
    review.c.revision,
    review.c.waiting_since,
    review.c.decided_at,
    review.c.decided_by,
    review.c.merged_into,
    is_flagged().label("flagged"),
).select_from(_REVIEWED)

_AWAIT: Final = replacing(
    review,
    by=("submission_id",),
    kept=[each.name for each in review.c if not each.primary_key],
)


def _record(row: Any) -> Review:
    return Review(row[0], ReviewState(row.state), *row[2:])
