"""What becomes of promised messages; the sender's only door to the data."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from storage import organisers, participants, shown
from storage.database import Session
from storage.deliveries import (
    Delivery,
    DeliveryState,
    claim_due,
    has_farewells,
    is_open,
    mark_blocked,
    mark_failed,
    mark_sent,
    release_all,
    remove,
    renew_leases,
)

__all__ = [
    "Delivery",
    "chat_unreachable",
    "claim_due",
    "delivery_refused",
    "delivery_sent",
    "has_farewells",
    "is_open",
    "is_ours_to_send",
    "payload_of",
    "release_all",
    "renew_leases",
]


def is_ours_to_send(delivery: Delivery) -> bool:
    """Say whether it is leased to us; what is not comes to us, or to others, when it is due."""
    return delivery.state is DeliveryState.SENDING


def payload_of(db: Session, *, delivery: Delivery) -> Mapping[str, Any]:
    """Return what takes messages away that had no number yet when that was promised; now they do."""
    numbers = shown.numbers_of(db, deliveries=delivery.payload["deliveries"])
    return {"chat_id": delivery.chat_id, "message_ids": list(numbers)}


def delivery_sent(
    db: Session, *, delivery: Delivery, message_id: int | None, now: datetime
) -> None:
    """Telegram has it. Of the last words to somebody who is erased nothing stays here."""
    if delivery.is_farewell:
        remove(db, id=delivery.id)
    else:
        mark_sent(db, ids_with_message_ids={delivery.id: message_id}, now=now)


def delivery_refused(db: Session, *, delivery_id: int, reason: str, now: datetime) -> None:
    """Telegram will never take it; `reason` is a word of ours, never Telegram's sentence."""
    mark_failed(db, id=delivery_id, reason=reason, now=now)


def chat_unreachable(db: Session, *, chat_id: int, now: datetime) -> None:
    """The bot is blocked there: promise nothing more until the person writes again."""
    mark_blocked(db, chat_id=chat_id, now=now)
    participants.mark_unreachable(db, chat_id=chat_id, at=now)
    organisers.mark_unreachable(db, chat_id=chat_id, at=now)
