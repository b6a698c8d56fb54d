"""Claims of replies: which replica may send one, and for how long before others take it over."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, case, exists, func, literal_column, null, or_, select, update
from sqlalchemy.orm import Session

from storage.broadcasts import BroadcastState
from storage.crypto import CannotUnseal
from storage.deliveries.records import COLUMNS, REPLY, UNOWNED, Delivery, DeliveryState, read
from storage.deliveries.settling import mark_failed
from storage.tables import broadcast, delivery

_HELD: Final = (DeliveryState.CLAIMED, DeliveryState.SENDING)


def claim_due(
    db: Session, *, owner: str, now: datetime, lease_until: datetime, limit: int
) -> tuple[Delivery, ...]:
    """Take replies that are due, or were left behind; only the oldest open one of each chat."""
    queued = (delivery.c.state == DeliveryState.QUEUED) & (delivery.c.due_at <= now)
    left = (delivery.c.state == DeliveryState.SENDING) & (delivery.c.lease_until <= now)
    rows = db.execute(
        COLUMNS.where(*_FIRST_REPLY, or_(queued, left))
        .order_by(delivery.c.due_at, delivery.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if rows:
        db.execute(
            update(delivery)
            .where(delivery.c.id.in_([row.id for row in rows]))
            .values(state=DeliveryState.SENDING, owner=owner, lease_until=lease_until)
        )
    return tuple(readable(db, rows, state=DeliveryState.SENDING, now=now))


def readable(
    db: Session, rows: Iterable[Any], *, state: DeliveryState, now: datetime
) -> Iterator[Delivery]:
    """Yield what was claimed; what no key opens is given up, lest it stand before all the rest."""
    for row in rows:
        try:
            yield read(db, row, state=state)
        except CannotUnseal:
            mark_failed(db, id=row.id, reason="unreadable", now=now)


def find_next_due(db: Session) -> datetime | None:
    """Return when the next reply may be claimed, as things stand; None where all are settled."""
    moment = func.coalesce(delivery.c.lease_until, delivery.c.due_at)
    query = select(moment).where(*_FIRST_REPLY).order_by(moment).limit(1)
    return db.execute(query).scalar_one_or_none()


def is_ours(db: Session, *, id: int, owner: str) -> bool:  # noqa: A002
    """Tell whether this replica is still to send it.

    It may have been called off or erased, or taken over by others who believed this one dead.
    """
    return db.scalar(select(delivery.c.id).where(held_by(id, owner))) is not None


def held_by(id_: int, owner: str) -> ColumnElement[bool]:
    """Say which message it is, where it is this replica's and still open."""
    ours = (delivery.c.id == id_) & (delivery.c.owner == owner)
    return ours & delivery.c.settled_at.is_(None)


def release_all(db: Session, *, owner: str | None) -> None:
    """Give back what `owner` holds, as when it stops; None means everybody, as at a lone start."""
    _release(db, delivery.c.state.in_(_HELD) if owner is None else delivery.c.owner == owner)


def release_lapsed(db: Session, *, now: datetime) -> None:
    """Give back what those held, but for replies, who did not renew their lease."""
    _release(db, delivery.c.lease_until <= now, delivery.c.priority > REPLY)


def _release(db: Session, *which: ColumnElement[bool]) -> None:
    """Give back what is held: it is sent again, but where it may have arrived and must not twice."""
    may_have_arrived = (delivery.c.state == DeliveryState.SENDING) & ~delivery.c.resend
    held = (delivery.c.settled_at.is_(None), delivery.c.state.in_(_HELD), *which)
    uncertain = {"state": DeliveryState.UNCERTAIN, **UNOWNED}
    db.execute(update(delivery).where(may_have_arrived, *held).values(uncertain))
    put_back(db, *held)


def put_back(db: Session, *held: ColumnElement[bool], **values: object) -> None:
    """Let what is held wait again, or share what became of its broadcast meanwhile."""
    paused, stopped = _of_broadcasts(BroadcastState.PAUSED), _of_broadcasts(BroadcastState.STOPPED)
    db.execute(
        update(delivery)
        .where(*held)
        .values(
            state=case(
                (paused, DeliveryState.PAUSED),
                (stopped, DeliveryState.CANCELLED),
                else_=DeliveryState.QUEUED,
            ),
            settled_at=case((stopped, delivery.c.lease_until)),
            payload_sealed=case((stopped, null()), else_=delivery.c.payload_sealed),
            **UNOWNED,
            **values,
        )
    )


def _of_broadcasts(state: BroadcastState) -> ColumnElement[bool]:
    return exists().where(broadcast.c.id == delivery.c.broadcast_id, broadcast.c.state == state)


def renew_leases(db: Session, *, owner: str, ids: Collection[int], lease_until: datetime) -> None:
    """Go on holding these, as through a long outage of Telegram; what was taken over stays so."""
    db.execute(
        update(delivery)
        .where(
            delivery.c.id.in_(ids),
            delivery.c.owner == owner,
            delivery.c.settled_at.is_(None),
            delivery.c.state.in_(_HELD),
        )
        .values(lease_until=lease_until)
    )


_OLDER = delivery.alias()
_IS_REPLY: Final[ColumnElement[int]] = literal_column(str(REPLY))

# The oldest open reply of each chat: those behind it wait, so that they arrive in order.
_FIRST_REPLY = (
    delivery.c.settled_at.is_(None),
    delivery.c.priority == _IS_REPLY,
    ~exists().where(
        _OLDER.c.chat_index == delivery.c.chat_index,
        _OLDER.c.settled_at.is_(None),
        _OLDER.c.priority == _IS_REPLY,
        _OLDER.c.id < delivery.c.id,
    ),
)
