"""What belongs to a person beside answers and consents: files they sent, what others said of theirs."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from storage.sealing import unseal_optional
from storage.submissions import Submission, SubmissionStatus, get_submission
from storage.tables import about, file, submission


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file that was sent as an answer, as far as it is known here."""

    submission_id: int
    name: str
    mime_type: str | None
    size: int | None
    state: str
    sent_at: datetime
    transcript: str | None = field(repr=False)


def list_own_files(db: Session, *, participant_id: int) -> tuple[OwnFile, ...]:
    """Return the files of all that this participant told, in the order they were sent."""
    rows = db.execute(
        select(file)
        .join(submission, submission.c.id == file.c.submission_id)
        .where(submission.c.participant_id == participant_id)
        .order_by(file.c.id)
    )
    return tuple(
        OwnFile(
            submission_id=row.submission_id,
            name=row.name,
            mime_type=row.mime_type,
            size=row.size,
            state=row.state,
            sent_at=row.created_at,
            transcript=unseal_optional(
                db, file.c.transcript_sealed, row=row.id, sealed=row.transcript_sealed
            ),
        )
        for row in rows
    )


def list_comments(db: Session, *, participant_id: int) -> tuple[Submission, ...]:
    """Return what others have sent about what this participant told."""
    subject = aliased(submission)
    ids = db.scalars(
        select(about.c.submission_id)
        .join(subject, subject.c.id == about.c.subject_id)
        .join(submission, submission.c.id == about.c.submission_id)
        .where(
            subject.c.participant_id == participant_id,
            submission.c.status == SubmissionStatus.COMPLETED,
        )
        .order_by(about.c.submission_id)
    )
    return tuple(get_submission(db, submission_id=id_) for id_ in ids.all())
