"""Erasures: who or what was erased, so that a backup that is put back loses it again.

A row that is gone is known by a keyed hash of its own number, and of nothing about the person: who
comes back is somebody new, and who has the list alone can tell nothing from it.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from storage import adoptions
from storage.bells import Bell, ring
from storage.ids import new_id
from storage.participants import erase_participant
from storage.sealing import blind
from storage.tables import consent, erasure, participant, submission
from storage.traces import remove_comments

_LETTERS: Final = "23456789CFGHJKMPQRVWX"  # none that looks like another, and none that make words
_RECEIPT_LENGTH: Final = 8


class Subject(StrEnum):
    PARTICIPANT = "participant"
    SUBMISSION = "submission"


@dataclass(frozen=True, slots=True)
class Erasure:
    """One row that was erased with all that belonged to it."""

    id: int
    subject: Subject
    index: bytes
    workshop_id: int | None
    receipt: str
    erased_at: datetime


def new_receipt() -> str:
    """Return a number that a person can write down, and that nobody guesses."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(_RECEIPT_LENGTH))
    return f"{drawn[:4]}-{drawn[4:]}"


def erase(
    db: Session,
    subject: Subject,
    subject_id: int,
    *,
    workshop_id: int | None,
    receipt: str,
    now: datetime,
) -> Erasure:
    """Remove a participant, or one submission, with all of theirs, and note that it was done."""
    done = Erasure(new_id(), subject, _index(db, subject, subject_id), workshop_id, receipt, now)
    _ERASE[subject](db, subject_id)
    _note(db, [done])
    return done


def list_erasures(db: Session) -> tuple[Erasure, ...]:
    """Return all erasures, in order."""
    rows = db.execute(_SELECT.order_by(erasure.c.id))
    return tuple(Erasure(row[0], Subject(row[1]), *row[2:]) for row in rows)


def erase_again(db: Session, erased: Collection[Erasure]) -> int:
    """Remove what was erased before and is here again; return how much it was.

    Of erasures that this database knows, nothing can be here again: it would have lost them both.
    """
    known = set(db.scalars(select(erasure.c.id)))
    missing = [one for one in erased if one.id not in known]
    if not missing:
        return 0
    _note(db, missing)
    wanted = {(one.subject, one.index) for one in missing}
    found = [
        (subject, row_id)
        for subject, column in _KEYS.items()
        for row_id in db.scalars(select(column))
        if (subject, _index(db, subject, row_id)) in wanted
    ]
    for subject, row_id in found:
        _ERASE[subject](db, row_id)
    return len(found)


def _erase_submission(db: Session, submission_id: int) -> None:
    remove_comments(db, submission.c.id == submission_id)
    adoptions.forget_submission(db, submission_id=submission_id)
    db.execute(delete(consent).where(consent.c.submission_id == submission_id))
    db.execute(delete(submission).where(submission.c.id == submission_id))


def _erase_participant(db: Session, participant_id: int) -> None:
    erase_participant(db, participant_id=participant_id)


_ERASE: Final = {
    Subject.PARTICIPANT: _erase_participant,
    Subject.SUBMISSION: _erase_submission,
}
_KEYS: Final = {Subject.PARTICIPANT: participant.c.id, Subject.SUBMISSION: submission.c.id}
_SELECT: Final = select(
    erasure.c.id,
    erasure.c.subject,
    erasure.c.subject_index,
    erasure.c.workshop_id,
    erasure.c.receipt,
    erasure.c.erased_at,
)


def _index(db: Session, subject: Subject, subject_id: int) -> bytes:
    return blind(db, f"erased {subject} {subject_id}")


def _note(db: Session, erased: Collection[Erasure]) -> None:
    rows: list[dict[str, Any]] = [
        {
            "id": one.id,
            "subject": one.subject,
            "subject_index": one.index,
            "workshop_id": one.workshop_id,
            "receipt": one.receipt,
            "erased_at": one.erased_at,
        }
        for one in erased
    ]
    db.execute(insert(erasure), rows)
    ring(db, Bell.REMOVED)
