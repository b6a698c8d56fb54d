"""What became of a message: it is emptied then, and stays settled."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from storage.deliveries.records import NOTICE, UNOWNED, DeliveryState
from storage.sealing import blind
from storage.tables import delivery


def settled(state: DeliveryState, now: datetime) -> dict[str, Any]:
    """Return the values of what is settled: nothing is to be done for it, and it says nothing."""
    return {"state": state, "settled_at": now, "payload_sealed": None, **UNOWNED}


def mark_sent(
    db: Session, *, ids_with_message_ids: Mapping[int, int | None], now: datetime
) -> None:
    """Settle what has gone out, all at once, and empty it."""
    if not ids_with_message_ids:
        return
    sent = settled(DeliveryState.SENT, now)
    db.connection().execute(
        _SETTLE,
        [
            {**sent, "delivery": id_, "message_id": message_id}
            for id_, message_id in ids_with_message_ids.items()
        ],
    )


def mark_blocked(db: Session, *, chat_id: int, now: datetime) -> None:
    """Settle all that is promised to a chat which does not let the bot in."""
    _settle_chat(db, chat_id, settled(DeliveryState.BLOCKED, now))


def cancel_open(db: Session, *, chat_id: int, now: datetime) -> None:
    """Send nothing more of what is promised to this chat."""
    _settle_chat(db, chat_id, settled(DeliveryState.CANCELLED, now))


def cancel_notices(db: Session, *, chat_id: int, key_prefix: str, now: datetime) -> None:
    """Send this chat nothing of what waits for it as a notice by such a key; the others stay."""
    of_chat = (delivery.c.chat_index == blind(db, chat_id)) & (delivery.c.priority == NOTICE)
    of_key = delivery.c.key.startswith(key_prefix, autoescape=True)
    cancelled = settled(DeliveryState.CANCELLED, now)
    still_open = delivery.c.settled_at.is_(None)
    db.execute(update(delivery).where(of_chat, of_key, still_open).values(cancelled))


def mark_failed(db: Session, *, id: int, reason: str, now: datetime) -> None:  # noqa: A002
    """Give up one message; `reason` is a short code, as 400, and never Telegram's words."""
    failed = settled(DeliveryState.FAILED, now)
    still_open = delivery.c.settled_at.is_(None)
    db.execute(_SETTLE.where(still_open), {**failed, "delivery": id, "reason": reason})


_SETTLE = update(delivery).where(delivery.c.id == bindparam("delivery"))


def _settle_chat(db: Session, chat_id: int, values: Mapping[str, Any]) -> None:
    of_chat = delivery.c.chat_index == blind(db, chat_id)
    db.execute(update(delivery).where(of_chat, delivery.c.settled_at.is_(None)).values(values))
