"""Submissions: one participant's answers to one form, begun, then completed or withdrawn."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import case, func, insert, literal, select, update
from sqlalchemy.orm import Session

from storage.answers import Answer, AnswerIn, get_answers, save_answers
from storage.files import remove_files
from storage.ids import new_id
from storage.tables import UtcDateTime, about, answer, participant, submission

__all__ = [
    "SHARED",
    "Answer",
    "AnswerIn",
    "Submission",
    "SubmissionStatus",
    "begin_submission",
    "complete_submission",
    "find_submission",
    "get_answers",
    "get_submission",
    "list_submissions",
    "save_answers",
    "withdraw_submission",
]


SHARED: Final = frozenset({"public_named", "public_anonymous", "workshop"})
"""The levels of sharing at which the other participants may read a contribution."""


class SubmissionStatus(StrEnum):
    BEGUN = "begun"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Submission:
    id: int
    participant_id: int
    workshop_id: int
    form_id: str
    form_version_id: int
    status: SubmissionStatus
    begun_at: datetime
    completed_at: datetime | None
    level: str | None
    share: str | None
    revision: int
    changed_at: datetime | None
    withdrawn_at: datetime | None
    subject_id: int | None  # the submission which this one is about


def begin_submission(
    db: Session,
    *,
    participant_id: int,
    form_id: str,
    form_version_id: int,
    now: datetime,
    subject_id: int | None = None,
) -> Submission:
    workshop_id = db.execute(
        select(participant.c.workshop_id).where(participant.c.id == participant_id)
    ).scalar_one()
    begun = Submission(
        id=new_id(),
        participant_id=participant_id,
        workshop_id=workshop_id,
        form_id=form_id,
        form_version_id=form_version_id,
        status=SubmissionStatus.BEGUN,
        begun_at=now,
        completed_at=None,
        level=None,
        share=None,
        revision=0,
        changed_at=None,
        withdrawn_at=None,
        subject_id=subject_id,
    )
    db.execute(
        insert(submission).values(
            id=begun.id,
            participant_id=participant_id,
            workshop_id=workshop_id,
            form_version_id=form_version_id,
            form_code=form_id,
            status=begun.status,
            begun_at=now,
            revision=begun.revision,
        )
    )
    if subject_id is not None:
        db.execute(insert(about).values(submission_id=begun.id, subject_id=subject_id))
    return begun


def complete_submission(
    db: Session, *, submission_id: int, level: str | None, share: str | None, now: datetime
) -> None:
    """Count this submission from now on; completed again after a change, it is not new again."""
    sent_before = submission.c.completed_at.is_not(None)
    db.execute(
        update(submission)
        .where(submission.c.id == submission_id, submission.c.status != SubmissionStatus.WITHDRAWN)
        .values(
            status=SubmissionStatus.COMPLETED,
            completed_at=func.coalesce(submission.c.completed_at, now),
            level=level,
            share=share,
            revision=submission.c.revision + 1,
            changed_at=case((sent_before, literal(now, UtcDateTime))),
        )
    )


def set_code(db: Session, *, submission_id: int, name: str, code: str) -> None:
    """Change the choice that was made under `name`, and with it who may see this."""
    under = (answer.c.submission_id == submission_id) & (answer.c.name == name)
    db.execute(update(answer).where(under).values(value_code=code))
    if name == submission.c.share.name:
        db.execute(update(submission).where(submission.c.id == submission_id).values(share=code))


def withdraw_submission(db: Session, *, submission_id: int, now: datetime) -> None:
    """Take this submission out of every digest, count and export; its files are removed."""
    remove_files(db, submission_id=submission_id)
    db.execute(
        update(submission)
        .where(submission.c.id == submission_id)
        .values(status=SubmissionStatus.WITHDRAWN, withdrawn_at=now)
    )


def find_submission(db: Session, *, submission_id: int) -> Submission | None:
    row = db.execute(_SELECT.where(submission.c.id == submission_id)).one_or_none()
    return None if row is None else _record(row)


def get_submission(db: Session, *, submission_id: int) -> Submission:
    return _record(db.execute(_SELECT.where(submission.c.id == submission_id)).one())


def list_submissions(
    db: Session,
    *,
    workshop_id: int | None = None,
    participant_id: int | None = None,
    form_id: str | None = None,
    status: SubmissionStatus | None = None,
) -> tuple[Submission, ...]:
    """Return the submissions which fit all that is named, in the order they were begun."""
    wanted = {
        submission.c.workshop_id: workshop_id,
        submission.c.participant_id: participant_id,
        submission.c.form_code: form_id,
        submission.c.status: status,
    }
    conditions = [column == value for column, value in wanted.items() if value is not None]
    rows = db.execute(_SELECT.where(*conditions).order_by(submission.c.begun_at, submission.c.id))
    return tuple(_record(row) for row in rows)


_SELECT = select(
    submission.c.id,
    submission.c.participant_id,
    submission.c.workshop_id,
    submission.c.form_code,
    submission.c.form_version_id,
    submission.c.status,
    submission.c.begun_at,
    submission.c.completed_at,
    submission.c.level,
    submission.c.share,
    submission.c.revision,
    submission.c.changed_at,
    submission.c.withdrawn_at,
    about.c.subject_id,
).select_from(submission.outerjoin(about, about.c.submission_id == submission.c.id))


def _record(row: Any) -> Submission:
    return replace(Submission(*row), status=SubmissionStatus(row.status))
