"""The end of a workshop's time: first nobody knows any more who told what, then it is gone."""

import secrets
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from storage.bells import Bell, ring
from storage.files import FileState
from storage.participants import erase_participant
from storage.sealing import seal
from storage.tables import (
    answer,
    broadcast,
    capture,
    conversation,
    file,
    former_answer,
    held,
    participant,
    submission,
)
from storage.traces import remove_traces

_INDEX_BYTES: Final = 16
_NOBODY: Final = "0"  # no chat has this number


def count_linked(db: Session, *, workshop_id: int) -> int:
    """Count the participants of this workshop of whom it is known who they are."""
    return _count(db, _linked(workshop_id))


def count_kept(db: Session, *, workshop_id: int) -> int:
    """Count the participants of this workshop of whom anything is kept."""
    return _count(db, participant.c.workshop_id == workshop_id)


def cut_identities(db: Session, *, workshop_id: int, profile: str, now: datetime) -> int:
    """Forget who the participants of this workshop are, and return how many they were.

    What they sent stays, of nobody known. What they had only begun can be finished by nobody, and
    goes; so does the free text of the form with the id `profile`, which tells of themselves.
    """
    linked = db.execute(
        select(participant.c.id, participant.c.chat_index).where(_linked(workshop_id))
    ).all()
    for id_, chat_index in linked:
        _forget_begun(db, id_)
        _forget_profile(db, id_, profile)
        _cut_files(db, id_)
        _cut(db, id_, now)
        remove_traces(db, chat_index=chat_index)
    ring(db, Bell.REMOVED)
    return len(linked)


def remove_answers(db: Session, *, workshop_id: int) -> int:
    """Remove all that the participants of this workshop told, and return how many they were.

    What was announced to them goes too: it may name who sat where.
    """
    kept = db.scalars(select(participant.c.id).where(participant.c.workshop_id == workshop_id))
    ids = kept.all()
    for id_ in ids:
        erase_participant(db, participant_id=id_)
    db.execute(delete(broadcast).where(broadcast.c.workshop_id == workshop_id))
    ring(db, Bell.REMOVED)
    return len(ids)


def _linked(workshop_id: int) -> ColumnElement[bool]:
    return (participant.c.workshop_id == workshop_id) & participant.c.unlinked_at.is_(None)


def _count(db: Session, of_these: ColumnElement[bool]) -> int:
    return db.scalar(select(func.count()).select_from(participant).where(of_these)) or 0


def _forget_begun(db: Session, participant_id: int) -> None:
    for table in (conversation, capture, held):
        db.execute(delete(table).where(table.c.participant_id == participant_id))
    begun = (submission.c.participant_id == participant_id) & (submission.c.status == "begun")
    db.execute(delete(submission).where(begun, submission.c.completed_at.is_(None)))


def _forget_profile(db: Session, participant_id: int, profile: str) -> None:
    told = (
        select(submission.c.id)
        .where(submission.c.participant_id == participant_id, submission.c.form_code == profile)
        .scalar_subquery()
    )
    typed = answer.c.value_sealed.is_not(None)
    db.execute(delete(answer).where(answer.c.submission_id.in_(told), typed))
    db.execute(delete(former_answer).where(former_answer.c.submission_id.in_(told)))


def _cut_files(db: Session, participant_id: int) -> None:
    """Let files stay as answers, and nothing of the chat they came from."""
    of_theirs = (
        select(file.c.id, file.c.state)
        .join(submission, submission.c.id == file.c.submission_id)
        .where(submission.c.participant_id == participant_id)
    )
    for id_, state in db.execute(of_theirs).all():
        cut: dict[str, Any] = {
            "chat_index": secrets.token_bytes(_INDEX_BYTES),
            "chat_sealed": seal(db, file.c.chat_sealed, row=id_, value=_NOBODY),
            "file_id_sealed": seal(db, file.c.file_id_sealed, row=id_, value=""),
            "transcript_sealed": None,
            "transcript_state": None,
        }
        if state == FileState.WANTED:
            cut["state"] = FileState.FAILED
        db.execute(update(file).where(file.c.id == id_).values(cut))


def _cut(db: Session, participant_id: int, now: datetime) -> None:
    db.execute(
        update(participant)
        .where(participant.c.id == participant_id)
        .values(
            chat_index=secrets.token_bytes(_INDEX_BYTES),
            chat_sealed=seal(db, participant.c.chat_sealed, row=participant_id, value=_NOBODY),
            table_name_sealed=None,
            unreachable_at=now,
            unlinked_at=now,
        )
    )
