"""Updates already done: Telegram sends one again when it was not told in time."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from storage.tables import processed_update
from storage.upsert import per_engine


def mark_processed(db: Session, *, update_id: int, now: datetime) -> bool:
    """Mark this update as done, in the transaction which does it; False where it already is."""
    return db.scalar(_MARK(db), {"update_id": update_id, "at": now}) is not None


def forget_old(db: Session, *, before: datetime) -> None:
    """Forget marks of updates which Telegram no longer sends."""
    db.execute(delete(processed_update).where(processed_update.c.at < before))


_MARK = per_engine(
    lambda insert_into: (
        insert_into(processed_update)
        .on_conflict_do_nothing()
        .returning(processed_update.c.update_id)
    )
)
