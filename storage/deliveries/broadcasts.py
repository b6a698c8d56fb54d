"""The messages of one broadcast: held up, gone on with, called off, and counted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from storage.bells import Bell, ring
from storage.deliveries.records import UNOWNED, DeliveryState
from storage.deliveries.settling import settled
from storage.tables import delivery

_NOT_BEGUN: Final = (DeliveryState.QUEUED, DeliveryState.CLAIMED)


def pause_broadcast(db: Session, *, broadcast_id: int) -> None:
    """Send no more of it for now; what is being sent at this moment still arrives."""
    db.execute(
        update(delivery)
        .where(delivery.c.broadcast_id == broadcast_id, delivery.c.state.in_(_NOT_BEGUN))
        .values(state=DeliveryState.PAUSED, **UNOWNED)
    )


def resume_broadcast(db: Session, *, broadcast_id: int) -> None:
    db.execute(
        update(delivery)
        .where(delivery.c.broadcast_id == broadcast_id, delivery.c.state == DeliveryState.PAUSED)
        .values(state=DeliveryState.QUEUED)
    )
    ring(db, Bell.OUTBOX)


def stop_broadcast(db: Session, *, broadcast_id: int, now: datetime) -> None:
    """Send no more of it, ever; what may have arrived stays uncertain."""
    db.execute(
        update(delivery)
        .where(
            delivery.c.broadcast_id == broadcast_id,
            delivery.c.state.in_((*_NOT_BEGUN, DeliveryState.PAUSED)),
        )
        .values(settled(DeliveryState.CANCELLED, now))
    )


def requeue_uncertain_broadcast(db: Session, *, broadcast_id: int, now: datetime) -> None:
    """Send again what may have arrived or not, as somebody decided who knows that."""
    db.execute(
        update(delivery)
        .where(delivery.c.broadcast_id == broadcast_id, delivery.c.state == DeliveryState.UNCERTAIN)
        .values(state=DeliveryState.QUEUED, due_at=now)
    )
    ring(db, Bell.OUTBOX)


def count_broadcast(db: Session, *, broadcast_id: int) -> Mapping[DeliveryState, int]:
    """Return how many of its messages there are in each state; of the forgotten ones none."""
    rows = db.execute(
        select(delivery.c.state, func.count())
        .where(delivery.c.broadcast_id == broadcast_id)
        .group_by(delivery.c.state)
    )
    return {DeliveryState(state): count for state, count in rows}
