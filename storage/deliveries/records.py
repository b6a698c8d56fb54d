"""What a promised message is, and in which states it may be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.sealing import blind, seal, seal_json, unseal, unseal_json
from storage.tables import delivery

# The lower the sooner. What answers somebody is not paced; all that nobody asked for is.
REPLY: Final = 0
NOTICE: Final = 5  # to one person: a digest, a reminder, a note to an organiser
BROADCAST: Final = 10

FAREWELL: Final = "farewell:"  # the keys of what is said to a chat that is known no more

UNOWNED: Final = {"owner": None, "lease_until": None}


class DeliveryState(StrEnum):
    """Open are those up to `uncertain`; the others are settled, and stay so."""

    QUEUED = "queued"
    CLAIMED = "claimed"  # by a sender which has not yet called Telegram
    SENDING = "sending"
    PAUSED = "paused"
    UNCERTAIN = "uncertain"  # its sender died while it called: it may have arrived
    SENT = "sent"
    BLOCKED = "blocked"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Delivery:
    id: int
    chat_id: int = field(repr=False)
    method: str
    payload: dict[str, Any] = field(repr=False)
    state: DeliveryState
    priority: int
    attempts: int
    due_at: datetime
    key: str | None
    conversation_id: int | None
    turn: int | None
    message_id: int | None

    @property
    def is_farewell(self) -> bool:
        return self.key is not None and self.key.startswith(FAREWELL)


COLUMNS: Final = select(
    delivery.c.id,
    delivery.c.chat_sealed,
    delivery.c.method,
    delivery.c.payload_sealed,
    delivery.c.priority,
    delivery.c.attempts,
    delivery.c.due_at,
    delivery.c.key,
    delivery.c.conversation_id,
    delivery.c.turn,
)


def read(db: Session, row: Any, *, state: DeliveryState) -> Delivery:
    """Return a row that was just claimed; raise CannotUnseal where no key opens it."""
    return Delivery(
        id=row.id,
        chat_id=int(unseal(db, delivery.c.chat_sealed, row=row.id, sealed=row.chat_sealed)),
        method=row.method,
        payload=unseal_json(db, delivery.c.payload_sealed, row=row.id, sealed=row.payload_sealed),
        state=state,
        priority=row.priority,
        attempts=row.attempts,
        due_at=row.due_at,
        key=row.key,
        conversation_id=row.conversation_id,
        turn=row.turn,
        message_id=None,
    )


def write(db: Session, promised: Delivery) -> Mapping[str, Any]:
    """Return the values of a new row."""
    payload = promised.payload
    chat_id = str(promised.chat_id)
    return {
        "id": promised.id,
        "chat_index": blind(db, promised.chat_id),
        "chat_sealed": seal(db, delivery.c.chat_sealed, row=promised.id, value=chat_id),
        "method": promised.method,
        "payload_sealed": seal_json(db, delivery.c.payload_sealed, row=promised.id, value=payload),
        "state": promised.state,
        "priority": promised.priority,
        "attempts": promised.attempts,
        "due_at": promised.due_at,
        "key": promised.key,
        "conversation_id": promised.conversation_id,
        "turn": promised.turn,
    }
