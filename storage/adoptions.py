"""Adoptions: which practice of others somebody means to take over, and how far that has come."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.submissions import SubmissionStatus
from storage.tables import adoption, adoption_stage, participant, submission, wave, wave_submission
from storage.upsert import per_engine, replacing

STAGES: Final = (
    "not_started",
    "exploring",
    "decided",
    "preparing",
    "piloting",
    "in_use",
    "institutional",
    "dropped",
)
"""From the first thought of it to law; `dropped` stands beside them."""
IN_PLACE: Final = frozenset({"piloting", "in_use", "institutional"})
MOST: Final = 3  # practices that one participant can choose
_COMMITMENT: Final = "commitment"


@dataclass(frozen=True, slots=True)
class Adoption:
    id: int
    workshop_id: int
    participant_id: int
    practice_id: int
    country: str | None  # where it is to be used
    stage: str
    stage_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """In which wave a submission was asked for, and about which adoption."""

    submission_id: int
    wave_id: int
    adoption_id: int | None


def list_adoptions(
    db: Session, *, participant_id: int | None = None, workshop_id: int | None = None
) -> tuple[Adoption, ...]:
    """Return what this participant chose, or everybody in a workshop, in that order."""
    wanted = {adoption.c.participant_id: participant_id, adoption.c.workshop_id: workshop_id}
    named = [column == value for column, value in wanted.items() if value is not None]
    rows = db.execute(_SELECT.where(*named).order_by(adoption.c.created_at, adoption.c.id))
    return tuple(Adoption(*row) for row in rows)


def adopt(db: Session, *, participant_id: int, practice_id: int, now: datetime) -> int | None:
    """Keep that this participant chose a practice; None where nobody has such a practice to give."""
    who = db.execute(
        select(participant.c.workshop_id, participant.c.country).where(
            participant.c.id == participant_id
        )
    ).one()
    if not _is_told(db, practice_id, workshop_id=who.workshop_id):
        return None
    row = {
        "id": new_id(),
        "workshop_id": who.workshop_id,
        "participant_id": participant_id,
        "practice_id": practice_id,
        "country": who.country,
        "stage": STAGES[0],
        "stage_at": now,
        "created_at": now,
    }
    db.execute(_ADOPT(db), row)
    mine = (adoption.c.participant_id == participant_id) & (adoption.c.practice_id == practice_id)
    chosen: int = db.execute(select(adoption.c.id).where(mine)).scalar_one()
    return chosen


def set_stage(db: Session, *, adoption_id: int, wave_id: int, stage: str, now: datetime) -> None:
    """Keep how far it has come, as it was told in this wave."""
    told = {"id": new_id(), "adoption_id": adoption_id, "wave_id": wave_id, "stage": stage}
    db.execute(_TELL_STAGE(db), {**told, "at": now})
    _follow_newest(db, adoption_id)


def list_stages(db: Session, *, workshop_id: int) -> dict[int, dict[int, str]]:
    """Return what was told of each adoption, by the number of the wave."""
    rows = db.execute(
        select(adoption_stage.c.adoption_id, wave.c.number, adoption_stage.c.stage)
        .join_from(adoption_stage, wave)
        .where(wave.c.workshop_id == workshop_id)
    )
    stages: dict[int, dict[int, str]] = {}
    for adoption_id, number, stage in rows:
        stages.setdefault(adoption_id, {})[number] = stage
    return stages


def link(db: Session, asked: Asked) -> None:
    """Keep in which wave a submission was asked for; said again, it is about another adoption."""
    db.execute(
        _LINK(db),
        {
            "submission_id": asked.submission_id,
            "wave_id": asked.wave_id,
            "adoption_id": asked.adoption_id,
        },
    )


def find_asked(db: Session, *, submission_id: int) -> Asked | None:
    row = db.execute(_ASKED.where(wave_submission.c.submission_id == submission_id)).one_or_none()
    return None if row is None else Asked(*row)


def list_asked(
    db: Session, *, wave_id: int, participant_id: int, status: SubmissionStatus
) -> tuple[Asked, ...]:
    """Return what this participant was asked for in a wave and has brought so far."""
    rows = db.execute(
        _ASKED.join(submission, submission.c.id == wave_submission.c.submission_id).where(
            wave_submission.c.wave_id == wave_id,
            submission.c.participant_id == participant_id,
            submission.c.status == status,
        )
    )
    return tuple(Asked(*row) for row in rows)


def find_told_before(db: Session, *, adoption_id: int) -> int | None:
    """Return the newest submission that told of an adoption in a wave which is over."""
    told = db.execute(
        select(wave_submission.c.submission_id)
        .join_from(wave_submission, submission)
        .join(wave, wave.c.id == wave_submission.c.wave_id)
        .where(
            wave_submission.c.adoption_id == adoption_id,
            submission.c.status == SubmissionStatus.COMPLETED,
            submission.c.form_code != _COMMITMENT,
            wave.c.closed_at.is_not(None),
        )
        .order_by(wave.c.number.desc(), submission.c.completed_at.desc())
        .limit(1)
    )
    return told.scalar_one_or_none()


def forget_submission(db: Session, *, submission_id: int) -> None:
    """Undo what followed from a submission that is taken back: what it chose, or how far it was."""
    row = db.execute(
        select(wave_submission.c.wave_id, wave_submission.c.adoption_id, submission.c.form_code)
        .join_from(wave_submission, submission)
        .where(
            wave_submission.c.submission_id == submission_id,
            wave_submission.c.adoption_id.is_not(None),
        )
    ).one_or_none()
    if row is None:
        return
    if row.form_code == _COMMITMENT:
        remove(db, adoption_id=row.adoption_id)
        return
    told = (adoption_stage.c.adoption_id == row.adoption_id) & (
        adoption_stage.c.wave_id == row.wave_id
    )
    db.execute(delete(adoption_stage).where(told))
    _follow_newest(db, row.adoption_id)


def remove(db: Session, *, adoption_id: int) -> None:
    db.execute(delete(adoption).where(adoption.c.id == adoption_id))


def _is_told(db: Session, practice_id: int, *, workshop_id: int) -> bool:
    told = (
        submission.c.id == practice_id,
        submission.c.workshop_id == workshop_id,
        submission.c.form_code == "practice",
        submission.c.status == SubmissionStatus.COMPLETED,
    )
    return db.execute(select(submission.c.id).where(*told)).one_or_none() is not None


def _follow_newest(db: Session, adoption_id: int) -> None:
    """Let an adoption stand where it was said last, or at its beginning where nothing was said."""
    newest = db.execute(
        select(adoption_stage.c.stage, adoption_stage.c.at)
        .join_from(adoption_stage, wave)
        .where(adoption_stage.c.adoption_id == adoption_id)
        .order_by(wave.c.number.desc())
        .limit(1)
    ).one_or_none()
    here = adoption.c.id == adoption_id
    values: dict[str, Any] = (
        {"stage": newest.stage, "stage_at": newest.at}
        if newest
        else {"stage": STAGES[0], "stage_at": adoption.c.created_at}
    )
    db.execute(update(adoption).where(here).values(values))


_SELECT: Final = select(
    adoption.c.id,
    adoption.c.workshop_id,
    adoption.c.participant_id,
    adoption.c.practice_id,
    adoption.c.country,
    adoption.c.stage,
    adoption.c.stage_at,
    adoption.c.created_at,
)
_ASKED: Final = select(
    wave_submission.c.submission_id, wave_submission.c.wave_id, wave_submission.c.adoption_id
).select_from(wave_submission)
_ADOPT: Final = per_engine(
    lambda insert_into: insert_into(adoption).on_conflict_do_nothing(
        index_elements=["participant_id", "practice_id"]
    )
)
_TELL_STAGE: Final = replacing(adoption_stage, by=("adoption_id", "wave_id"), kept=("stage", "at"))
_LINK: Final = replacing(wave_submission, by=("submission_id",), kept=("wave_id", "adoption_id"))
