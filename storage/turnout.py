"""Turnout: how many persons have come, have answered, or are out of reach.

These are exact, and go out only through `reports.small_cells`.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from storage import waves
from storage.events import EventKind, within
from storage.submissions import SubmissionStatus
from storage.tables import answer, event, participant, submission
from storage.waves import Disposition


@dataclass(frozen=True, slots=True)
class Response:
    """How many of those who are asked in the running wave have answered; both count persons."""

    wave: int
    asked: int
    answered: int


def count_joined(db: Session, workshop_id: int) -> int:
    return _count(db, participant.c.id, participant.c.workshop_id == workshop_id)


def count_answering(db: Session, workshop_id: int) -> int:
    """Count who has answered anything, sent or not."""
    told = exists().where(
        submission.c.participant_id == participant.c.id,
        submission.c.status != SubmissionStatus.WITHDRAWN,
        exists().where(answer.c.submission_id == submission.c.id),
    )
    return _count(db, participant.c.id, participant.c.workshop_id == workshop_id, told)


def count_unreachable(
    db: Session, workshop_id: int, *, since: datetime | None, until: datetime
) -> int:
    """Count who could no longer be written to since the last digest, and still cannot."""
    return _count(
        db,
        participant.c.id,
        participant.c.unreachable_at.is_not(None),
        participant.c.id == event.c.participant_id,
        event.c.kind == EventKind.UNREACHABLE,
        *within(workshop_id, since, until),
    )


def response(db: Session, workshop_id: int) -> Response | None:
    wave = waves.running_wave(db, workshop_id=workshop_id)
    if wave is None:
        return None
    stand = waves.list_dispositions(db, wave_id=wave.id)
    answered = sum(stand.get(one, 0) for one in waves.ANSWERED)
    asked = sum(stand.values()) - stand.get(Disposition.QUEUED, 0)
    return Response(wave.number, asked, answered)


def _count(db: Session, column: ColumnElement[int], *conditions: ColumnElement[bool]) -> int:
    return db.scalar(select(func.count(column.distinct())).where(*conditions)) or 0
