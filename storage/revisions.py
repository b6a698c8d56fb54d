"""Revisions: what stood in a submission before its author changed it after sending."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from storage.answers import Answer, AnswerIn, get_answers
from storage.ids import new_id
from storage.redactions import list_ever_shown
from storage.sealing import seal_optional, unseal_optional
from storage.submissions import SubmissionStatus
from storage.tables import form_version, former_answer, submission


@dataclass(frozen=True, slots=True)
class FormerAnswer:
    """What was answered in `revision`, of the version `version` of its form; "" is no answer."""

    submission_id: int
    form_id: str
    version: int
    revision: int
    ref: str
    name: str
    kind: str
    value: str = field(repr=False)
    changed_at: datetime


def keep_former(
    db: Session, *, submission_id: int, revision: int, answers: Iterable[AnswerIn], now: datetime
) -> bool:
    """Keep what `answers` are about to replace; False where they change nothing of what counts."""
    before = get_answers(db, submission_id=submission_id)
    former = list(_changed(before, answers))
    for given, value in former:
        id_ = new_id()
        sealed = seal_optional(db, former_answer.c.value_sealed, row=id_, value=value or None)
        db.execute(
            insert(former_answer).values(
                id=id_,
                submission_id=submission_id,
                revision=revision,
                ref=given.ref,
                name=given.name,
                kind=given.kind,
                value_sealed=sealed,
                changed_at=now,
            )
        )
    return bool(former)


def list_former(db: Session, *, workshop_id: int, form_id: str) -> tuple[FormerAnswer, ...]:
    """Return what stood in the submissions that count, in the order in which it was changed.

    What was taken out of it then is not in it.
    """
    wanted = (
        submission.c.workshop_id == workshop_id,
        submission.c.form_code == form_id,
        submission.c.status == SubmissionStatus.COMPLETED,
    )
    taken_out = list_ever_shown(db, *wanted)
    former = (_record(db, row) for row in db.execute(_SELECT.where(*wanted)).all())
    return tuple(
        replace(one, value=taken_out.get((one.submission_id, one.ref, one.revision), one.value))
        for one in former
    )


def list_former_of(db: Session, *, submission_id: int) -> tuple[FormerAnswer, ...]:
    """Return what stood in one submission, whatever has become of it."""
    rows = db.execute(_SELECT.where(submission.c.id == submission_id))
    return tuple(_record(db, row) for row in rows)


def _changed(
    before: Iterable[Answer], after: Iterable[AnswerIn]
) -> Iterable[tuple[Answer | AnswerIn, str]]:
    """Yield each question whose answer counts otherwise now, with the value it had."""
    stood = {one.ref: one for one in before}
    stands = {one.ref: one for one in after}
    for ref in {**stood, **stands}:
        old, new = _value(stood.get(ref)), _value(stands.get(ref))
        if old != new:
            yield stands.get(ref) or stood[ref], old


def _value(given: Answer | AnswerIn | None) -> str:
    """Return what counts of an answer: off the path it counts for nothing."""
    return given.value if given and given.relevant else ""


_SELECT = (
    select(
        former_answer.c.id,
        former_answer.c.submission_id,
        submission.c.form_code,
        form_version.c.number,
        former_answer.c.revision,
        former_answer.c.ref,
        former_answer.c.name,
        former_answer.c.kind,
        former_answer.c.value_sealed,
        former_answer.c.changed_at,
    )
    .join_from(former_answer, submission)
    .join(form_version, form_version.c.id == submission.c.form_version_id)
    .order_by(former_answer.c.changed_at, former_answer.c.id)
)


def _record(db: Session, row: Any) -> FormerAnswer:
    sealed = unseal_optional(db, former_answer.c.value_sealed, row=row.id, sealed=row.value_sealed)
    return FormerAnswer(
        submission_id=row.submission_id,
        form_id=row.form_code,
        version=row.number,
        revision=row.revision,
        ref=row.ref,
        name=row.name,
        kind=row.kind,
        value=sealed or "",
        changed_at=row.changed_at,
    )
