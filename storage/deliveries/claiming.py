"""Claims: which replica may send a message, and for how long before others take it over."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.orm import Session

from storage.crypto import CannotUnseal
from storage.deliveries.records import COLUMNS, Delivery, DeliveryState, read
from storage.deliveries.settling import mark_failed
from storage.tables import delivery


def claim_due(
    db: Session, *, owner: str, now: datetime, lease_until: datetime, limit: int
) -> tuple[Delivery, ...]:
    """Take what is due, or was left behind by another; only the oldest open one of each chat."""
    queued = (delivery.c.state == DeliveryState.QUEUED) & (delivery.c.due_at <= now)
    left = (delivery.c.state == DeliveryState.SENDING) & (delivery.c.lease_until <= now)
    rows = db.execute(
        COLUMNS.where(*_FIRST_OF_CHAT, or_(queued, left))
        .order_by(delivery.c.priority, delivery.c.due_at, delivery.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if rows:
        db.execute(
            update(delivery)
            .where(delivery.c.id.in_([row.id for row in rows]))
            .values(state=DeliveryState.SENDING, owner=owner, lease_until=lease_until)
        )
    return tuple(_readable(db, rows, now))


def _readable(db: Session, rows: Iterable[Any], now: datetime) -> Iterator[Delivery]:
    """Yield what was claimed; what no key opens is given up, lest it stand before all the rest."""
    for row in rows:
        try:
            yield read(db, row, state=DeliveryState.SENDING)
        except CannotUnseal:
            mark_failed(db, id=row.id, reason="unreadable", now=now)


def find_next_due(db: Session) -> datetime | None:
    """Return when the next message may be claimed, as things stand; None where all are settled."""
    moment = func.coalesce(delivery.c.lease_until, delivery.c.due_at)
    query = select(moment).where(*_FIRST_OF_CHAT).order_by(moment).limit(1)
    return db.execute(query).scalar_one_or_none()


def release_all(db: Session, *, owner: str | None) -> None:
    """Give back what `owner` holds, as when it stops; None means everybody, as at a lone start."""
    held = delivery.c.state == DeliveryState.SENDING
    of_owner = held if owner is None else held & (delivery.c.owner == owner)
    db.execute(
        update(delivery)
        .where(delivery.c.settled_at.is_(None), of_owner)
        .values(state=DeliveryState.QUEUED, owner=None, lease_until=None)
    )


def renew_leases(db: Session, *, owner: str, lease_until: datetime) -> None:
    """Go on holding what this replica holds, as through a long outage of Telegram."""
    db.execute(
        update(delivery)
        .where(
            delivery.c.settled_at.is_(None),
            delivery.c.state == DeliveryState.SENDING,
            delivery.c.owner == owner,
        )
        .values(lease_until=lease_until)
    )


_OLDER = delivery.alias()

# The oldest open message of each chat: those behind it wait, so that they arrive in order.
_FIRST_OF_CHAT = (
    delivery.c.settled_at.is_(None),
    ~exists().where(
        _OLDER.c.chat_index == delivery.c.chat_index,
        _OLDER.c.settled_at.is_(None),
        _OLDER.c.id < delivery.c.id,
    ),
)
