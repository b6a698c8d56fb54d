"""Updates already done: Telegram sends one again when it was not told in time."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from storage.sealing import blind
from storage.tables import processed_update
from storage.upsert import per_engine


def mark_processed(
    db: Session,
    *,
    update_id: int,
    now: datetime,
    chat_id: int | None = None,
    message_id: int | None = None,
) -> bool:
    """Mark this update as done, in the transaction which does it; False where it already is.

    Of a message its number is kept, by which it can be taken out of the chat again: `now` is then
    when it was written.
    """
    done = {"update_id": update_id, "at": now, "chat_index": None, "message_id": None}
    if chat_id is not None and message_id is not None:
        done |= {"chat_index": blind(db, chat_id), "message_id": message_id}
    return db.scalar(_MARK(db), done) is not None


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
