"""Rows for reports: completed submissions with their answers, and nothing that names a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import confirmations, redactions
from storage.answers import Answer, read_answers
from storage.confirmations import Count
from storage.participants import pseudonym
from storage.sealing import unseal_optional
from storage.submissions import SubmissionStatus
from storage.tables import about, form_version, participant, review, submission


@dataclass(frozen=True, slots=True)
class ExportRow:
    submission_id: int
    participant: str
    country: str | None
    table_name: str | None = field(repr=False)
    language: str
    form_id: str
    version: int
    completed_at: datetime
    level: str | None
    share: str | None
    revision: int
    changed_at: datetime | None
    subject_id: int | None  # the submission which this one is about
    answers: tuple[Answer, ...]
    confirmed: int | None = None  # by how many at the table; None where nobody was asked
    review: str | None = None  # how it stands with the organisers; None where they do not review it
    merged_into: int | None = None
    redacted: frozenset[str] = frozenset()  # the refs of answers that are here without a passage


def list_rows(db: Session, *, workshop_id: int, form_id: str) -> tuple[ExportRow, ...]:
    """Return the completed submissions of one form, the earliest first, with relevant answers."""
    wanted = (
        submission.c.workshop_id == workshop_id,
        submission.c.form_code == form_id,
        submission.c.status == SubmissionStatus.COMPLETED,
    )
    answers = read_answers(db, *wanted)
    rows = db.execute(_SELECT.where(*wanted)).all()
    counts = confirmations.count_all(db, *wanted)
    taken_out = redactions.list_shown(db, *wanted)
    return tuple(
        _record(db, row, _shown(row.id, answers.get(row.id, ()), taken_out), counts.get(row.id))
        for row in rows
    )


def _shown(
    submission_id: int, answers: tuple[Answer, ...], taken_out: Mapping[tuple[int, str], str]
) -> tuple[tuple[Answer, ...], frozenset[str]]:
    """Return the answers without what was taken out of them, and which these are."""
    without = {one.ref: taken_out.get((submission_id, one.ref)) for one in answers}
    shown = tuple(
        one if (left := without[one.ref]) is None else replace(one, value=left) for one in answers
    )
    return shown, frozenset(ref for ref, left in without.items() if left is not None)


def list_form_ids(db: Session, *, workshop_id: int) -> tuple[str, ...]:
    """Return the forms of which there is something to export."""
    codes = (
        select(submission.c.form_code)
        .where(
            submission.c.workshop_id == workshop_id,
            submission.c.status == SubmissionStatus.COMPLETED,
        )
        .distinct()
        .order_by(submission.c.form_code)
    )
    return tuple(db.execute(codes).scalars())


_SELECT = (
    select(
        submission.c.id,
        submission.c.participant_id,
        submission.c.workshop_id,
        submission.c.form_code,
        submission.c.completed_at,
        submission.c.level,
        submission.c.share,
        submission.c.revision,
        submission.c.changed_at,
        about.c.subject_id,
        form_version.c.number,
        participant.c.country,
        participant.c.language,
        participant.c.table_name_sealed,
        review.c.state.label("review"),
        review.c.merged_into,
    )
    .join_from(submission, participant)
    .join(form_version, form_version.c.id == submission.c.form_version_id)
    .outerjoin(about, about.c.submission_id == submission.c.id)
    .outerjoin(review, review.c.submission_id == submission.c.id)
    .order_by(submission.c.completed_at, submission.c.id)
)


def _record(
    db: Session,
    row: Any,
    shown: tuple[tuple[Answer, ...], frozenset[str]],
    count: Count | None,
) -> ExportRow:
    answers, redacted = shown
    return ExportRow(
        submission_id=row.id,
        participant=pseudonym(db, workshop_id=row.workshop_id, participant_id=row.participant_id),
        country=row.country,
        table_name=unseal_optional(
            db,
            participant.c.table_name_sealed,
            row=row.participant_id,
            sealed=row.table_name_sealed,
        ),
        language=row.language,
        form_id=row.form_code,
        version=row.number,
        completed_at=row.completed_at,
        level=row.level,
        share=row.share,
        revision=row.revision,
        changed_at=row.changed_at,
        subject_id=row.subject_id,
        answers=tuple(given for given in answers if given.relevant),
        confirmed=count.confirmed if count else None,
        review=row.review,
        merged_into=row.merged_into,
        redacted=redacted,
    )
