"""Confirmations: who at a table was shown a contribution, and who says that it is right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from storage.submissions import SubmissionStatus
from storage.tables import about, confirmation, submission
from storage.upsert import replacing


class ConfirmationState(StrEnum):
    ASKED = "asked"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Count:
    """How a contribution stands at its table, in the words it has now."""

    asked: int = 0
    confirmed: int = 0
    comments: int = 0
    confirmed_before: int = 0  # who confirmed it before it was changed


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who was shown a contribution, in this revision last."""

    participant_id: int
    revision: int
    state: ConfirmationState


def ask_table(
    db: Session, *, submission_id: int, revision: int, participant_ids: Iterable[int], now: datetime
) -> None:
    """Keep that these people are asked; what they said of an earlier revision counts no more."""
    asked = [
        {
            "submission_id": submission_id,
            "participant_id": participant_id,
            "state": ConfirmationState.ASKED,
            "revision": revision,
            "asked_at": now,
            "answered_at": None,
        }
        for participant_id in participant_ids
    ]
    if asked:
        db.execute(_ASK(db), asked)


def confirm(db: Session, *, submission_id: int, participant_id: int, now: datetime) -> None:
    """Keep that this person finds it right, in the revision that they were shown last."""
    db.execute(
        update(confirmation)
        .where(
            confirmation.c.submission_id == submission_id,
            confirmation.c.participant_id == participant_id,
        )
        .values(state=ConfirmationState.CONFIRMED, answered_at=now)
    )


def list_asked(db: Session, *, submission_id: int) -> dict[int, Asked]:
    """Return who was shown this contribution, by participant."""
    rows = db.execute(
        select(confirmation.c.participant_id, confirmation.c.revision, confirmation.c.state).where(
            confirmation.c.submission_id == submission_id
        )
    )
    return {id_: Asked(id_, revision, ConfirmationState(state)) for id_, revision, state in rows}


def count(db: Session, *, submission_id: int) -> Count:
    """Return how one contribution stands at its table."""
    return count_all(db, submission.c.id == submission_id).get(submission_id, Count())


def count_all(db: Session, *where: Any) -> Mapping[int, Count]:
    """Return by id how the submissions that fit `where` stand, those that were ever shown."""
    now = confirmation.c.revision == submission.c.revision
    confirmed = confirmation.c.state == ConfirmationState.CONFIRMED
    rows = db.execute(
        select(
            submission.c.id,
            func.count().filter(now),
            func.count().filter(now & confirmed),
            _COMMENTS,
            func.count().filter(~now & confirmed),
        )
        .join_from(confirmation, submission)
        .where(*where)
        .group_by(submission.c.id)
    )
    return {id_: Count(*counted) for id_, *counted in rows}


def count_in_workshop(db: Session, *, workshop_id: int) -> Mapping[int, Count]:
    """Return by id how everything that was shown in a workshop stands."""
    return count_all(db, submission.c.workshop_id == workshop_id)


_comment = submission.alias("comment")
_COMMENTS = (
    select(func.count())
    .select_from(about)
    .join(_comment, _comment.c.id == about.c.submission_id)
    .where(
        about.c.subject_id == submission.c.id,
        _comment.c.form_code == "comment",
        _comment.c.status == SubmissionStatus.COMPLETED,
    )
    .correlate(submission)
    .scalar_subquery()
)


_ASK = replacing(
    confirmation,
    by=("submission_id", "participant_id"),
    kept=("state", "revision", "asked_at", "answered_at"),
)
