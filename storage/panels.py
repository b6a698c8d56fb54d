"""Panels: who answered which wave, how far what they chose has come, and what holds it back."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import waves
from storage.adoptions import list_stages
from storage.submissions import SubmissionStatus
from storage.tables import (
    adoption,
    answer,
    answer_choice,
    participant,
    submission,
    wave,
    wave_member,
    wave_submission,
)
from storage.waves import ANSWERED, Disposition, Wave


@dataclass(frozen=True, slots=True)
class Answered:
    """One wave: how many stand where, and how many of its people have answered every wave so far."""

    wave: Wave
    dispositions: Mapping[Disposition, int]
    every_wave: int

    @property
    def members(self) -> int:
        return sum(self.dispositions.values())

    @property
    def answered(self) -> int:
        return sum(self.dispositions.get(one, 0) for one in ANSWERED)


@dataclass(frozen=True, slots=True)
class Adopted:
    """One person's choice of a practice: from where, to where, and its stage by wave."""

    practice_id: int
    origin: str | None
    country: str | None
    stages: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Panel:
    waves: tuple[Answered, ...]
    adopted: tuple[Adopted, ...]
    barriers: Mapping[tuple[str | None, str | None, str], int]  # by origin, adopting country, code


def read_panel(db: Session, *, workshop_id: int) -> Panel:
    return Panel(_answered(db, workshop_id), _adopted(db, workshop_id), _barriers(db, workshop_id))


def _answered(db: Session, workshop_id: int) -> tuple[Answered, ...]:
    """Return the waves that have begun; who is in the first follow-up is followed through all."""
    known = [one for one in waves.list_waves(db, workshop_id=workshop_id) if one.started_at]
    by_wave: dict[int, set[int]] = defaultdict(set)
    rows = db.execute(
        select(wave_member.c.wave_id, wave_member.c.participant_id)
        .join_from(wave_member, wave)
        .where(wave.c.workshop_id == workshop_id, wave_member.c.disposition.in_(ANSWERED))
    )
    for wave_id, participant_id in rows:
        by_wave[wave_id].add(participant_id)
    told: list[Answered] = []
    stayed: dict[str, set[int]] = {}
    for one in known:
        here = by_wave[one.id]
        stayed[one.form_code] = stayed.get(one.form_code, here) & here
        counts = waves.list_dispositions(db, wave_id=one.id)
        told.append(Answered(one, counts, len(stayed[one.form_code])))
    return tuple(told)


def _adopted(db: Session, workshop_id: int) -> tuple[Adopted, ...]:
    stages = list_stages(db, workshop_id=workshop_id)
    rows = db.execute(_CHOSEN.where(adoption.c.workshop_id == workshop_id).order_by(adoption.c.id))
    return tuple(
        Adopted(row.practice_id, row.origin, row.country, stages.get(row.id, {})) for row in rows
    )


def _barriers(db: Session, workshop_id: int) -> Mapping[tuple[str | None, str | None, str], int]:
    """Count what holds adoptions back, each as it was told last."""
    rows = db.execute(
        select(
            adoption.c.id,
            _TELLER.c.country.label("origin"),
            adoption.c.country,
            wave.c.number,
            answer_choice.c.code,
        )
        .select_from(wave_submission)
        .join(wave, wave.c.id == wave_submission.c.wave_id)
        .join(submission, submission.c.id == wave_submission.c.submission_id)
        .join(adoption, adoption.c.id == wave_submission.c.adoption_id)
        .join(_PRACTICE, _PRACTICE.c.id == adoption.c.practice_id)
        .join(_TELLER, _TELLER.c.id == _PRACTICE.c.participant_id)
        .join(answer, answer.c.submission_id == submission.c.id)
        .join(answer_choice, _OF_ANSWER)
        .where(
            wave.c.workshop_id == workshop_id,
            submission.c.status == SubmissionStatus.COMPLETED,
            answer.c.name == "barriers",
            answer.c.relevant.is_(True),
        )
    ).all()
    newest: dict[int, int] = {}
    for row in rows:
        newest[row.id] = max(newest.get(row.id, 0), row.number)
    return Counter(
        (row.origin, row.country, row.code) for row in rows if row.number == newest[row.id]
    )


_PRACTICE: Final = submission.alias()
_TELLER: Final = participant.alias()
_OF_ANSWER: Final = (answer_choice.c.submission_id == answer.c.submission_id) & (
    answer_choice.c.ref == answer.c.ref
)
_CHOSEN: Final = (
    select(
        adoption.c.id,
        adoption.c.practice_id,
        _TELLER.c.country.label("origin"),
        adoption.c.country,
    )
    .select_from(adoption)
    .join(_PRACTICE, _PRACTICE.c.id == adoption.c.practice_id)
    .join(_TELLER, _TELLER.c.id == _PRACTICE.c.participant_id)
)
