"""What stands in a chat: the numbers of messages of both sides, by which they can be taken away."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from storage.sealing import blind
from storage.tables import delivery, processed_update


def list_shown(db: Session, *, chat_id: int, since: datetime) -> tuple[int, ...]:
    """Return the messages of a chat that came to be after `since`, the newest first.

    A message that was edited is as old as it was: of all that is known of it the earliest counts.
    """
    chat = blind(db, chat_id)
    sent = select(delivery.c.message_id, delivery.c.settled_at.label("at")).where(
        delivery.c.chat_index == chat, delivery.c.message_id.is_not(None)
    )
    written = select(processed_update.c.message_id, processed_update.c.at).where(
        processed_update.c.chat_index == chat, processed_update.c.message_id.is_not(None)
    )
    known = union_all(sent, written).subquery()
    shown = (
        select(known.c.message_id)
        .group_by(known.c.message_id)
        .having(func.min(known.c.at) >= since)
        .order_by(known.c.message_id.desc())
    )
    return tuple(db.scalars(shown))


def list_on_the_way(db: Session, *, chat_id: int) -> tuple[int, ...]:
    """Return the promised messages of a chat that are not settled: their numbers are yet to come."""
    on_the_way = select(delivery.c.id).where(
        delivery.c.chat_index == blind(db, chat_id), delivery.c.settled_at.is_(None)
    )
    return tuple(db.scalars(on_the_way.order_by(delivery.c.id)))


def numbers_of(db: Session, *, deliveries: Collection[int]) -> tuple[int, ...]:
    """Return the numbers of those of these promised messages that have come into being since."""
    sent = select(delivery.c.message_id).where(
        delivery.c.id.in_(deliveries), delivery.c.message_id.is_not(None)
    )
    return tuple(dict.fromkeys(db.scalars(sent.order_by(delivery.c.id))))
