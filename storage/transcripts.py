"""Transcripts: what a machine understood of a voice note, until its speaker has decided on it.

They belong to the file with the voice, and go with it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from storage.bells import Bell, ring
from storage.files import BESIDE_ITS_TEXT, FileState
from storage.sealing import blind, seal, unseal, unseal_bytes
from storage.tables import file, submission


class TranscriptState(StrEnum):
    WANTED = "wanted"  # to be written down here
    HEARD = "heard"  # shown to its speaker
    CORRECTING = "correcting"  # what its speaker writes next is how it should be
    USED = "used"  # it is the answer now, and the recording goes
    USED_WITH_VOICE = BESIDE_ITS_TEXT  # it is the answer, and the recording stays beside it
    DECLINED = "declined"  # the recording alone is the answer
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Recording:
    """A voice note to be written down; `attempts` counts the present one."""

    file_id: int
    chat_id: int = field(repr=False)
    content: bytes = field(repr=False)
    attempts: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was understood of the voice note `name`, the answer of a submission."""

    file_id: int
    submission_id: int
    name: str
    text: str = field(repr=False)
    state: TranscriptState


def want_transcript(db: Session, *, file_id: int, now: datetime) -> None:
    """Promise to write down a voice note that is kept."""
    wanted = {"transcript_state": TranscriptState.WANTED, "attempts": 0, "due_at": now}
    db.execute(update(file).where(_is_kept(file_id)).values(**wanted, owner=None))
    ring(db, Bell.FILES)


def find_next_recording(db: Session) -> datetime | None:
    """Return when the next voice note can be claimed."""
    return db.scalar(select(file.c.due_at).where(_WANTED).order_by(file.c.due_at).limit(1))


def claim_recording(
    db: Session, *, owner: str, now: datetime, again_at: datetime
) -> Recording | None:
    """Take the voice note that waits for longest; others leave it alone until `again_at`."""
    row = db.execute(
        select(file.c.id, file.c.chat_sealed, file.c.content_sealed, file.c.attempts)
        .where(_WANTED, file.c.due_at <= now)
        .order_by(file.c.due_at, file.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    claimed = {"attempts": row.attempts + 1, "due_at": again_at, "owner": owner}
    db.execute(update(file).where(file.c.id == row.id).values(**claimed))
    return Recording(
        file_id=row.id,
        chat_id=int(unseal(db, file.c.chat_sealed, row=row.id, sealed=row.chat_sealed)),
        content=unseal_bytes(db, file.c.content_sealed, row=row.id, sealed=row.content_sealed),
        attempts=row.attempts + 1,
    )


def release_recordings(db: Session, *, owner: str, now: datetime) -> None:
    """Give back what a replica was listening to when it ended."""
    claimed = (file.c.transcript_state == TranscriptState.WANTED) & (file.c.owner == owner)
    db.execute(update(file).where(claimed).values(due_at=now, owner=None))


def keep_transcript(db: Session, *, file_id: int, text: str) -> bool:
    """Keep what was understood; False where the voice note is no answer any more."""
    sealed = seal(db, file.c.transcript_sealed, row=file_id, value=text)
    waits = _is_kept(file_id) & (file.c.transcript_state == TranscriptState.WANTED)
    heard = {"transcript_sealed": sealed, "transcript_state": TranscriptState.HEARD}
    return db.scalar(update(file).where(waits).values(**heard).returning(file.c.id)) is not None


def find_transcript(db: Session, *, file_id: int, chat_id: int) -> Transcript | None:
    """Return a transcript of a voice note that came from this chat."""
    return _find(db, chat_id, file.c.id == file_id)


def find_corrected(db: Session, *, chat_id: int) -> Transcript | None:
    """Return the transcript which the person in this chat is about to write as it should be."""
    return _find(db, chat_id, file.c.transcript_state == TranscriptState.CORRECTING)


def list_beside_text(db: Session, *, workshop_id: int) -> frozenset[int]:
    """Return the recordings which their speakers keep although a text is the answer."""
    kept = (
        select(file.c.id)
        .join(submission)
        .where(submission.c.workshop_id == workshop_id)
        .where(file.c.transcript_state == TranscriptState.USED_WITH_VOICE)
    )
    return frozenset(db.scalars(kept))


def set_state(db: Session, *, file_id: int, state: TranscriptState) -> None:
    db.execute(update(file).where(file.c.id == file_id).values(transcript_state=state))


def forget_text(db: Session, *, file_id: int) -> None:
    """Empty what was understood: its speaker has decided on it."""
    db.execute(update(file).where(file.c.id == file_id).values(transcript_sealed=None))


_WANTED = (file.c.transcript_state == TranscriptState.WANTED) & (file.c.state == FileState.KEPT)


def _find(db: Session, chat_id: int, which: ColumnElement[bool]) -> Transcript | None:
    own = file.c.chat_index == blind(db, chat_id)
    row = db.execute(
        select(
            file.c.id,
            file.c.submission_id,
            file.c.name,
            file.c.transcript_sealed,
            file.c.transcript_state,
        )
        .where(own, which, file.c.transcript_sealed.is_not(None))
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Transcript(
        file_id=row.id,
        submission_id=row.submission_id,
        name=row.name,
        text=unseal(db, file.c.transcript_sealed, row=row.id, sealed=row.transcript_sealed),
        state=TranscriptState(row.transcript_state),
    )


def _is_kept(file_id: int) -> ColumnElement[bool]:
    return (file.c.id == file_id) & (file.c.state == FileState.KEPT)
