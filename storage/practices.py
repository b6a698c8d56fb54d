"""Practices: what participants told and share with one another."""

from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.answers import unseal_answer
from storage.submissions import SubmissionStatus
from storage.tables import answer, submission

# The levels of sharing at which the other participants may read a practice.
_SHARED: Final = ("public_named", "public_anonymous", "workshop")
_MOST: Final = 99  # choices of one question: more cannot be asked in a chat


@dataclass(frozen=True, slots=True)
class SharedTitle:
    submission_id: int
    title: str = field(repr=False)


def list_shared_titles(db: Session, *, workshop_id: int) -> tuple[SharedTitle, ...]:
    """Return the titles of the practices which all participants may see, the newest first."""
    rows = db.execute(
        select(answer.c.submission_id, answer.c.ref, answer.c.value_sealed)
        .join_from(answer, submission)
        .where(
            submission.c.workshop_id == workshop_id,
            submission.c.form_code == "practice",
            submission.c.status == SubmissionStatus.COMPLETED,
            submission.c.share.in_(_SHARED),
            answer.c.name == "title",
            answer.c.relevant.is_(True),
            answer.c.value_sealed.is_not(None),
            answer.c.screened.is_(None),
        )
        .order_by(submission.c.completed_at.desc(), submission.c.id.desc())
        .limit(_MOST)
    )
    return tuple(SharedTitle(row.submission_id, unseal_answer(db, row)) for row in rows)
