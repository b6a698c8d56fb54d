"""Captures: what was sent outside of every conversation, kept until its sender says what it is."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.sealing import seal, seal_optional, unseal_optional
from storage.tables import capture


@dataclass(frozen=True, slots=True)
class Capture:
    """What was written, or a file that Telegram still has; `message` is its number in the chat."""

    id: int
    participant_id: int
    message: int
    text: str = field(repr=False)
    file_id: str = field(repr=False)
    carrier: str
    mime_type: str
    size: int | None
    seconds: int | None
    captured_at: datetime


def keep_capture(  # noqa: PLR0913 -- what is kept of it, each by name
    db: Session,
    *,
    participant_id: int,
    message: int,
    text: str,
    now: datetime,
    file_id: str = "",
    carrier: str = "",
    mime_type: str = "",
    size: int | None = None,
    seconds: int | None = None,
) -> Capture:
    id_ = new_id()
    db.execute(
        insert(capture).values(
            id=id_,
            participant_id=participant_id,
            message_id=message,
            text_sealed=seal(db, capture.c.text_sealed, row=id_, value=text),
            file_id_sealed=seal_optional(
                db, capture.c.file_id_sealed, row=id_, value=file_id or None
            ),
            carrier=carrier,
            mime_type=mime_type,
            size=size,
            seconds=seconds,
            captured_at=now,
        )
    )
    about = (file_id, carrier, mime_type, size, seconds, now)
    return Capture(id_, participant_id, message, text, *about)


def find_owner(db: Session, *, id: int) -> int | None:  # noqa: A002
    """Return the participant who sent this."""
    owner: int | None = db.scalar(select(capture.c.participant_id).where(capture.c.id == id))
    return owner


def find_capture(db: Session, *, id: int, participant_id: int) -> Capture | None:  # noqa: A002
    """Return this capture where it is this person's own, and still there."""
    own = (capture.c.id == id) & (capture.c.participant_id == participant_id)
    row = db.execute(_SELECT.where(own)).one_or_none()
    return None if row is None else _record(db, row)


def list_captures(db: Session, *, participant_id: int) -> tuple[Capture, ...]:
    """Return what this person sent and nothing was done with, the newest first."""
    rows = db.execute(_SELECT.where(capture.c.participant_id == participant_id))
    return tuple(_record(db, row) for row in rows)


def reword_capture(db: Session, *, id: int, text: str) -> None:  # noqa: A002
    """Keep other words: its sender has edited the message."""
    sealed = seal(db, capture.c.text_sealed, row=id, value=text)
    db.execute(update(capture).where(capture.c.id == id).values(text_sealed=sealed))


def discard_capture(db: Session, *, id: int) -> None:  # noqa: A002
    """Remove it: it was used, or its sender does not want it kept."""
    db.execute(delete(capture).where(capture.c.id == id))


def forget_captures(db: Session, *, before: datetime) -> None:
    """Remove what nobody has said a word about."""
    db.execute(delete(capture).where(capture.c.captured_at < before))


_SELECT = select(
    capture.c.id,
    capture.c.participant_id,
    capture.c.message_id,
    capture.c.text_sealed,
    capture.c.file_id_sealed,
    capture.c.carrier,
    capture.c.mime_type,
    capture.c.size,
    capture.c.seconds,
    capture.c.captured_at,
).order_by(capture.c.captured_at.desc(), capture.c.id.desc())


def _record(db: Session, row: Any) -> Capture:
    text = unseal_optional(db, capture.c.text_sealed, row=row.id, sealed=row.text_sealed)
    file_id = unseal_optional(db, capture.c.file_id_sealed, row=row.id, sealed=row.file_id_sealed)
    return Capture(
        id=row.id,
        participant_id=row.participant_id,
        message=row.message_id,
        text=text or "",
        file_id=file_id or "",
        carrier=row.carrier,
        mime_type=row.mime_type,
        size=row.size,
        seconds=row.seconds,
        captured_at=row.captured_at,
    )
