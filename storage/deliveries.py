"""Deliveries: the outbox, one row a message a chat; emptied once it has gone out."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import bindparam, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from storage.crypto import CannotUnseal
from storage.ids import new_id
from storage.sealing import blind, seal, seal_json, unseal, unseal_json
from storage.tables import delivery
from storage.upsert import per_engine

_PROMISED: Final = "promised"
FAREWELL: Final = "farewell:"  # the keys of what is said to a chat that is known no more


class DeliveryState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
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


@dataclass(frozen=True, slots=True)
class Promised:
    """Where a message is that has a key; on its way there Telegram has not numbered it yet."""

    id: int
    key: str
    message_id: int | None


def promise(  # noqa: PLR0913 -- what is kept of it, each by name
    db: Session,
    *,
    chat_id: int,
    method: str,
    payload: Mapping[str, Any],
    now: datetime,
    key: str | None = None,
    priority: int = 0,
    owner: str | None = None,
    lease_until: datetime | None = None,
    due_at: datetime | None = None,
    conversation_id: int | None = None,
    turn: int | None = None,
) -> Delivery | None:
    """Promise one message, to be sent after the commit; None where `key` was promised before.

    With an `owner` it is that replica's to send until `lease_until`; without, anybody's once due.
    """
    promised = Delivery(
        id=_next_id(db),
        chat_id=chat_id,
        method=method,
        payload=dict(payload),
        state=DeliveryState.QUEUED if owner is None else DeliveryState.SENDING,
        priority=priority,
        attempts=0,
        due_at=due_at or now,
        key=key,
        conversation_id=conversation_id,
        turn=turn,
        message_id=None,
    )
    values = _row(db, promised) | {"created_at": now, "owner": owner, "lease_until": lease_until}
    if db.scalar(_PROMISE(db), values) is None:
        return None
    db.info.setdefault(_PROMISED, []).append(promised)
    return promised


def promised(db: Session) -> tuple[Delivery, ...]:
    """Return what this transaction has promised so far, in order, for the sender to send."""
    return tuple(db.info.get(_PROMISED, ()))


def claim_due(
    db: Session, *, owner: str, now: datetime, lease_until: datetime, limit: int
) -> tuple[Delivery, ...]:
    """Take what is due, or was left behind by another; only the oldest open one of each chat."""
    queued = (delivery.c.state == DeliveryState.QUEUED) & (delivery.c.due_at <= now)
    left = (delivery.c.state == DeliveryState.SENDING) & (delivery.c.lease_until <= now)
    rows = db.execute(
        _SELECT.where(*_FIRST_OF_CHAT, or_(queued, left))
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
            yield _record(db, row)
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


def mark_sent(
    db: Session, *, ids_with_message_ids: Mapping[int, int | None], now: datetime
) -> None:
    """Settle what has gone out, all at once, and empty it."""
    if not ids_with_message_ids:
        return
    settled = _settled(DeliveryState.SENT, now)
    db.connection().execute(
        _SETTLE,
        [
            {**settled, "delivery": id_, "message_id": message_id}
            for id_, message_id in ids_with_message_ids.items()
        ],
    )


def mark_blocked(db: Session, *, chat_id: int, now: datetime) -> None:
    """Settle all that is promised to a chat which does not let the bot in."""
    _settle_chat(db, chat_id, _settled(DeliveryState.BLOCKED, now))


def cancel_open(db: Session, *, chat_id: int, now: datetime) -> None:
    """Send nothing more of what is promised to this chat."""
    _settle_chat(db, chat_id, _settled(DeliveryState.CANCELLED, now))


def take_back(db: Session, *, id: int, now: datetime) -> None:  # noqa: A002
    """Do not send one message, where it has not gone out."""
    db.execute(
        update(delivery)
        .where(delivery.c.id == id, delivery.c.settled_at.is_(None))
        .values(_settled(DeliveryState.CANCELLED, now))
    )


def is_open(db: Session, *, id: int) -> bool:  # noqa: A002
    """Tell whether this message is still to be sent: it may have been called off, or erased."""
    still = delivery.c.settled_at.is_(None)
    return db.scalar(select(delivery.c.id).where(delivery.c.id == id, still)) is not None


def mark_failed(db: Session, *, id: int, reason: str, now: datetime) -> None:  # noqa: A002
    """Give up one message; `reason` is a short code, as 400, and never Telegram's words."""
    settled = _settled(DeliveryState.FAILED, now)
    db.execute(_SETTLE, {**settled, "delivery": id, "reason": reason})


def retry_later(db: Session, *, id: int, due_at: datetime, attempts: int) -> None:  # noqa: A002
    """Put one message back, to be claimed again from `due_at` on."""
    db.execute(
        update(delivery)
        .where(delivery.c.id == id, delivery.c.settled_at.is_(None))
        .values(
            state=DeliveryState.QUEUED,
            due_at=due_at,
            attempts=attempts,
            owner=None,
            lease_until=None,
        )
    )


def count_deliveries(db: Session) -> dict[DeliveryState, int]:
    """Return how many messages there are in each state."""
    rows = db.execute(select(delivery.c.state, func.count()).group_by(delivery.c.state))
    return {DeliveryState(state): count for state, count in rows}


def remove(db: Session, *, id: int) -> None:  # noqa: A002
    db.execute(delete(delivery).where(delivery.c.id == id))


def has_farewells(db: Session) -> bool:
    """Tell whether last words to somebody who is erased are still to be sent."""
    waiting = delivery.c.key.startswith(FAREWELL) & delivery.c.settled_at.is_(None)
    return bool(db.scalar(select(exists().where(waiting))))


def forget_farewells(db: Session) -> None:
    """Forget the last words to people who are erased, which did not arrive."""
    of_nobody = delivery.c.key.startswith(FAREWELL) & delivery.c.settled_at.is_not(None)
    db.execute(delete(delivery).where(of_nobody))


def find_message(db: Session, *, key: str) -> int | None:
    """Return the number that Telegram gave to the message promised under this key."""
    return db.scalar(select(delivery.c.message_id).where(delivery.c.key == key))


def list_promised(db: Session, *, keys: Collection[str]) -> tuple[Promised, ...]:
    """Return what was promised under these keys, where it stands in a chat or is on its way."""
    there = delivery.c.message_id.is_not(None) | delivery.c.settled_at.is_(None)
    rows = db.execute(
        select(delivery.c.id, delivery.c.key, delivery.c.message_id)
        .where(delivery.c.key.in_(keys), there)
        .order_by(delivery.c.id)
    )
    return tuple(Promised(*row) for row in rows)


def find_put(db: Session, *, conversation_id: int, turn: int) -> int | None:
    """Return the message in which a turn was put last, None where Telegram has not numbered it yet."""
    put = (delivery.c.conversation_id == conversation_id) & (delivery.c.turn == turn)
    return db.scalar(
        select(delivery.c.message_id)
        .where(put, delivery.c.message_id.is_not(None))
        .order_by(delivery.c.id.desc())
        .limit(1)
    )


def forget_settled(db: Session, *, before: datetime) -> None:
    """Forget messages which were settled before this moment."""
    db.execute(delete(delivery).where(delivery.c.settled_at < before))


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

_PROMISE = per_engine(
    lambda insert_into: (
        insert_into(delivery)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(delivery.c.id)
    )
)

_SELECT = select(
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


_SETTLE = update(delivery).where(delivery.c.id == bindparam("delivery"))


def _next_id(db: Session) -> int:
    """Return a new id, higher than those of this transaction: messages keep their order by it."""
    earlier = promised(db)
    return max(new_id(), earlier[-1].id + 1 if earlier else 0)


def _row(db: Session, promised: Delivery) -> dict[str, Any]:
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


def _settled(state: DeliveryState, now: datetime) -> dict[str, Any]:
    return {
        "state": state,
        "settled_at": now,
        "payload_sealed": None,
        "owner": None,
        "lease_until": None,
    }


def _settle_chat(db: Session, chat_id: int, settled: Mapping[str, Any]) -> None:
    of_chat = delivery.c.chat_index == blind(db, chat_id)
    db.execute(update(delivery).where(of_chat, delivery.c.settled_at.is_(None)).values(settled))


def _record(db: Session, row: Any) -> Delivery:
    """Return a row that was just claimed."""
    return Delivery(
        id=row.id,
        chat_id=int(unseal(db, delivery.c.chat_sealed, row=row.id, sealed=row.chat_sealed)),
        method=row.method,
        payload=unseal_json(db, delivery.c.payload_sealed, row=row.id, sealed=row.payload_sealed),
        state=DeliveryState.SENDING,
        priority=row.priority,
        attempts=row.attempts,
        due_at=row.due_at,
        key=row.key,
        conversation_id=row.conversation_id,
        turn=row.turn,
        message_id=None,
    )
