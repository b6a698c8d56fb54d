"""Practices: what participants told and share with one another."""

from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from storage.answers import unseal_answer
from storage.redactions import shown
from storage.reviews import is_merged
from storage.submissions import SHARED, SubmissionStatus
from storage.tables import answer, participant, submission

_MOST: Final = 99  # choices of one question: more cannot be asked in a chat


@dataclass(frozen=True, slots=True)
class SharedTitle:
    submission_id: int
    title: str = field(repr=False)


def list_shared_titles(
    db: Session, *, workshop_id: int, not_by: int | None = None, not_in: str | None = None
) -> tuple[SharedTitle, ...]:
    """Return the titles of the practices which all participants may see, the newest first.

    Left out is what the participant `not_by` told, and what was told in the country `not_in`.
    """
    return _list_shared(
        db,
        submission.c.workshop_id == workshop_id,
        submission.c.participant_id != (not_by or 0),
        participant.c.country.is_distinct_from(not_in) if not_in else true(),
    )


def find_shared_title(db: Session, *, submission_id: int) -> str | None:
    """Return the title of a practice where all participants may still see it."""
    found = _list_shared(db, submission.c.id == submission_id)
    return found[0].title if found else None


def _list_shared(db: Session, *wanted: ColumnElement[bool]) -> tuple[SharedTitle, ...]:
    rows = db.execute(
        select(answer.c.submission_id, answer.c.ref, answer.c.value_sealed)
        .join_from(answer, submission)
        .join(participant, participant.c.id == submission.c.participant_id)
        .where(
            *wanted,
            submission.c.form_code == "practice",
            submission.c.status == SubmissionStatus.COMPLETED,
            submission.c.share.in_(SHARED),
            answer.c.name == "title",
            answer.c.relevant.is_(True),
            answer.c.value_sealed.is_not(None),
            answer.c.screened.is_(None),
            ~is_merged(),
        )
        .order_by(submission.c.completed_at.desc(), submission.c.id.desc())
        .limit(_MOST)
    )
    return tuple(
        SharedTitle(
            row.submission_id, shown(db, row.submission_id, row.ref, unseal_answer(db, row))
        )
        for row in rows.all()
    )
