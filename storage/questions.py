"""Questions of organisers to the author of a contribution, and the notes that answer them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.sealing import seal, unseal
from storage.tables import review_question


@dataclass(frozen=True, slots=True)
class AskedBack:
    """`answer_id` is the submission that answers, None where there is none, or none any more."""

    id: int
    submission_id: int
    asked_by: int
    text: str = field(repr=False)
    asked_at: datetime
    answered_at: datetime | None
    answer_id: int | None


def ask(
    db: Session, *, submission_id: int, organiser_id: int, text: str, now: datetime
) -> AskedBack:
    """Keep what an organiser asks the author."""
    asked = AskedBack(new_id(), submission_id, organiser_id, text, now, None, None)
    db.execute(
        insert(review_question).values(
            id=asked.id,
            submission_id=submission_id,
            asked_by=organiser_id,
            text_sealed=seal(db, review_question.c.text_sealed, row=asked.id, value=text),
            asked_at=now,
        )
    )
    return asked


def find_question(db: Session, *, id: int) -> AskedBack | None:  # noqa: A002
    row = db.execute(_SELECT.where(review_question.c.id == id)).one_or_none()
    return None if row is None else _record(db, row)


def list_questions(db: Session, *, submission_id: int) -> tuple[AskedBack, ...]:
    """Return what was asked about a contribution, in order."""
    of_one = review_question.c.submission_id == submission_id
    rows = db.execute(_SELECT.where(of_one).order_by(review_question.c.id))
    return tuple(_record(db, row) for row in rows)


def find_unanswered(db: Session, *, submission_id: int) -> AskedBack | None:
    """Return the question that waits for its author, the last one where there are several."""
    asked = list_questions(db, submission_id=submission_id)
    return next((one for one in reversed(asked) if one.answered_at is None), None)


def answer_questions(db: Session, *, submission_id: int, answer_id: int, now: datetime) -> None:
    """Keep that this note answers all that was still asked about a contribution."""
    open_ones = review_question.c.answered_at.is_(None)
    db.execute(
        update(review_question)
        .where(review_question.c.submission_id == submission_id, open_ones)
        .values(answered_at=now, answer_id=answer_id)
    )


_SELECT: Final = select(review_question)


def _record(db: Session, row: Any) -> AskedBack:
    return AskedBack(
        id=row.id,
        submission_id=row.submission_id,
        asked_by=row.asked_by,
        text=unseal(db, review_question.c.text_sealed, row=row.id, sealed=row.text_sealed),
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        answer_id=row.answer_id,
    )
