"""What a participant sent while a consent was asked for again: kept sealed until yes or no."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.sealing import seal_json, unseal_json
from storage.tables import held


def hold(db: Session, *, participant_id: int, sent: Mapping[str, Any], now: datetime) -> None:
    id_ = new_id()
    sealed = seal_json(db, held.c.sent_sealed, row=id_, value=sent)
    row = {"id": id_, "participant_id": participant_id, "sent_sealed": sealed, "held_at": now}
    db.execute(insert(held), row)


def count_held(db: Session, *, participant_id: int) -> int:
    return db.execute(_COUNT, {"participant": participant_id}).scalar_one()


def list_held(db: Session, *, participant_id: int) -> tuple[tuple[dict[str, Any], datetime], ...]:
    """Return what is held and since when, in the order it came."""
    rows = db.execute(_SELECT, {"participant": participant_id})
    return tuple((_unsealed(db, row), row.held_at) for row in rows)


def release(db: Session, *, participant_id: int) -> tuple[dict[str, Any], ...]:
    """Return what was held in the order it came, and hold it no longer."""
    rows = db.execute(_SELECT, {"participant": participant_id}).all()
    db.execute(_DELETE, {"participant": participant_id})
    return tuple(_unsealed(db, row) for row in rows)


def forget_held(db: Session, *, before: datetime) -> None:
    """Remove what was sent by somebody who has given no answer since."""
    db.execute(delete(held).where(held.c.held_at < before))


_OF_PARTICIPANT = held.c.participant_id == bindparam("participant")
_COUNT = select(func.count()).select_from(held).where(_OF_PARTICIPANT)
_SELECT = (
    select(held.c.id, held.c.sent_sealed, held.c.held_at).where(_OF_PARTICIPANT).order_by(held.c.id)
)
_DELETE = delete(held).where(_OF_PARTICIPANT)


def _unsealed(db: Session, row: Any) -> dict[str, Any]:
    return unseal_json(db, held.c.sent_sealed, row=row.id, sealed=row.sent_sealed)
