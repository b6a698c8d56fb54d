"""What nobody asked for, at the pace of the limiter: claimed, called, and put back where that fails.

Replies of a chat go before it, never the other way round. Of one chat one message is under way at a
time, the more urgent first and else in the order in which they were promised.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, literal_column, or_, select, update
from sqlalchemy.orm import Session

from storage import limiter
from storage.deliveries.claiming import held_by, put_back, readable
from storage.deliveries.records import COLUMNS, REPLY, UNOWNED, Delivery, DeliveryState
from storage.limiter import Pacing
from storage.sealing import blind
from storage.tables import delivery

_SOON: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Claim:
    """Messages to send, each with its moment by the limiter's clock, and when to look again."""

    at: datetime  # what time it was by that clock
    paced: tuple[tuple[Delivery, datetime], ...]
    has_more: bool  # which is due, and lacked a moment only
    look_in: timedelta | None  # None where nothing is left


def claim_paced(
    db: Session, *, owner: str, now: datetime, lease_until: datetime, pacing: Pacing, most: int
) -> Claim:
    """Take what is due, each message with a moment of its own, for as far ahead as there are any."""
    moments = limiter.find_moments(db, now=now, pacing=pacing, most=most)
    rows = db.execute(
        COLUMNS.where(*_first_paced(now))
        .order_by(delivery.c.priority, delivery.c.due_at, delivery.c.id)
        .limit(moments.count)
        .with_for_update(skip_locked=True)
    ).all()
    if rows:
        limiter.take(db, moments, count=len(rows))
        db.execute(
            update(delivery)
            .where(delivery.c.id.in_([row.id for row in rows]))
            .values(state=DeliveryState.CLAIMED, owner=owner, lease_until=lease_until)
        )
    claimed = readable(db, rows, state=DeliveryState.CLAIMED, now=now)
    has_more = len(rows) == moments.count
    more_at = moments.of(len(rows)) - pacing.ahead / 2
    return Claim(
        at=moments.at,
        paced=tuple((each, moments.of(number)) for number, each in enumerate(claimed)),
        has_more=has_more,
        look_in=more_at - moments.at if has_more else _due_in(db, now),
    )


def begin_sending(db: Session, *, id: int, owner: str, lease_until: datetime) -> bool:  # noqa: A002
    """Write down that Telegram is being called for it; False where it is not ours to send any more.

    It may have been paused or called off, or taken over by others who believed this replica dead.
    """
    begun = db.execute(
        update(delivery)
        .where(held_by(id, owner), delivery.c.state == DeliveryState.CLAIMED)
        .values(state=DeliveryState.SENDING, lease_until=lease_until)
        .returning(delivery.c.id)
    )
    return begun.scalar_one_or_none() is not None


def give_back(db: Session, *, id: int, owner: str) -> None:  # noqa: A002
    """Let others send what was claimed, or we ourselves at another moment."""
    db.execute(
        update(delivery)
        .where(held_by(id, owner), delivery.c.state == DeliveryState.CLAIMED)
        .values(state=DeliveryState.QUEUED, **UNOWNED)
    )


def try_again(
    db: Session,
    *,
    id: int,  # noqa: A002
    owner: str,
    due_at: datetime,
    attempts: int,
) -> None:
    """Put one message back which did not arrive, where nobody has taken it over."""
    put_back(db, held_by(id, owner), due_at=due_at, attempts=attempts)


def put_off(db: Session, *, chat_id: int, until: datetime) -> None:
    """Let nothing that is paced go to this chat before this moment."""
    db.execute(
        update(delivery)
        .where(
            delivery.c.chat_index == blind(db, chat_id),
            delivery.c.settled_at.is_(None),
            delivery.c.priority > REPLY,
            delivery.c.state.in_((DeliveryState.QUEUED, DeliveryState.PAUSED)),
            delivery.c.due_at < until,
        )
        .values(due_at=until)
    )


def _due_in(db: Session, now: datetime) -> timedelta | None:
    """Return in how long to look for more: soon, where something waits for others of its chat."""
    query = select(func.min(delivery.c.due_at)).where(*_QUEUED)
    due_at = db.execute(query).scalar_one_or_none()
    return None if due_at is None else max(due_at - now, _SOON)


_OTHER = delivery.alias()
_REPLY: Final[ColumnElement[int]] = literal_column(str(REPLY))

# Written out, or no engine could tell that the index of what is queued serves.
_QUEUED = (
    delivery.c.state == literal_column(f"'{DeliveryState.QUEUED}'"),
    delivery.c.priority > _REPLY,
)


def _first_paced(now: datetime) -> tuple[Any, ...]:
    goes_before = or_(
        _OTHER.c.priority == _REPLY,
        _OTHER.c.state.in_((DeliveryState.CLAIMED, DeliveryState.SENDING)),
        and_(
            _OTHER.c.state == DeliveryState.QUEUED,
            _OTHER.c.due_at <= now,
            or_(
                _OTHER.c.priority < delivery.c.priority,
                and_(_OTHER.c.priority == delivery.c.priority, _OTHER.c.id < delivery.c.id),
            ),
        ),
    )
    return (
        *_QUEUED,
        delivery.c.due_at <= now,
        ~exists().where(
            _OTHER.c.chat_index == delivery.c.chat_index,
            _OTHER.c.settled_at.is_(None),
            goes_before,
        ),
    )
