"""Promises: rows of the outbox, written in the transaction that also keeps what they tell of."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from storage.bells import Bell, ring
from storage.deliveries.records import (
    BROADCAST,
    REPLY,
    UNOWNED,
    Delivery,
    DeliveryState,
    write,
)
from storage.deliveries.settling import settled
from storage.ids import new_id
from storage.sealing import blind
from storage.tables import delivery
from storage.upsert import per_engine

_PROMISED: Final = "promised"
_ROWS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Addressed:
    """One message of many, to one of many chats; by its key it is promised once."""

    chat_id: int = field(repr=False)
    method: str
    payload: Mapping[str, Any] = field(repr=False)
    key: str


def promise(  # noqa: PLR0913 -- what is kept of it, each by name
    db: Session,
    *,
    chat_id: int,
    method: str,
    payload: Mapping[str, Any],
    now: datetime,
    key: str | None = None,
    priority: int = REPLY,
    owner: str | None = None,
    lease_until: datetime | None = None,
    due_at: datetime | None = None,
    conversation_id: int | None = None,
    turn: int | None = None,
    broadcast_id: int | None = None,
    resend: bool = True,
) -> Delivery | None:
    """Promise one message, to be sent after the commit; None where `key` was promised before.

    With an `owner` it is that replica's to send until `lease_until`; without, anybody's once due, as
    is a reply that stands behind one which another replica still holds. Where its sender dies while it calls, it is sent again if `resend`, else it is uncertain.
    """
    if owner is not None and _stands_behind(db, chat_id, owner):
        owner = lease_until = None
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
    values = {
        **write(db, promised),
        "created_at": now,
        "owner": owner,
        "lease_until": lease_until,
        "broadcast_id": broadcast_id,
        "resend": resend,
    }
    if db.scalar(_PROMISE(db), values) is None:
        return None
    if owner is None:
        ring(db, Bell.REPLIES if priority == REPLY else Bell.OUTBOX)
    db.info.setdefault(_PROMISED, []).append(promised)
    return promised


def promised(db: Session) -> tuple[Delivery, ...]:
    """Return what this transaction has promised so far, in order, for the sender to send."""
    return tuple(db.info.get(_PROMISED, ()))


def promise_many(
    db: Session,
    messages: Iterable[Addressed],
    *,
    now: datetime,
    priority: int = BROADCAST,
    broadcast_id: int | None = None,
    due_at: datetime | None = None,
    resend: bool = True,
) -> int:
    """Promise many messages at once; return how many of them were not promised before.

    Those of one chat go out in the order in which they are given here.
    """
    shared = {
        "created_at": now,
        **UNOWNED,
        "broadcast_id": broadcast_id,
        "resend": resend,
    }
    rows = (
        {**write(db, _addressed(message, id_, priority, due_at or now)), **shared}
        for id_, message in zip(_rising_ids(), messages, strict=False)
    )
    count = 0
    while batch := list(islice(rows, _ROWS_AT_ONCE)):
        count += len(db.execute(_PROMISE(db), batch).all())
    ring(db, Bell.OUTBOX)
    return count


def take_back(db: Session, *, id: int, now: datetime) -> None:  # noqa: A002
    """Do not send one message, where it has not gone out."""
    db.execute(
        update(delivery)
        .where(delivery.c.id == id, delivery.c.settled_at.is_(None))
        .values(settled(DeliveryState.CANCELLED, now))
    )


def _addressed(message: Addressed, id_: int, priority: int, due_at: datetime) -> Delivery:
    return Delivery(
        id=id_,
        chat_id=message.chat_id,
        method=message.method,
        payload=dict(message.payload),
        state=DeliveryState.QUEUED,
        priority=priority,
        attempts=0,
        due_at=due_at,
        key=message.key,
        conversation_id=None,
        turn=None,
        message_id=None,
    )


_PROMISE = per_engine(
    lambda insert_into: (
        insert_into(delivery)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(delivery.c.id)
    )
)


def _stands_behind(db: Session, chat_id: int, owner: str) -> bool:
    """Tell whether an older reply to this chat is not ours to send: this one may not overtake it."""
    for earlier in reversed(promised(db)):
        if earlier.chat_id == chat_id and earlier.priority == REPLY:
            return earlier.state is DeliveryState.QUEUED
    index = blind(db, chat_id)
    return db.scalar(_HELD_BY_OTHERS, {"chat": index, "owner": owner}) is not None


_HELD_BY_OTHERS = (
    select(delivery.c.id)
    .where(
        delivery.c.chat_index == bindparam("chat"),
        delivery.c.settled_at.is_(None),
        delivery.c.priority == REPLY,
        delivery.c.owner.is_distinct_from(bindparam("owner")),
    )
    .limit(1)
)


def _rising_ids() -> Iterator[int]:
    last = 0
    while True:
        last = max(new_id(), last + 1)
        yield last


def _next_id(db: Session) -> int:
    """Return a new id, higher than those of this transaction: messages keep their order by it."""
    earlier = promised(db)
    return max(new_id(), earlier[-1].id + 1 if earlier else 0)
