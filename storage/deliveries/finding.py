"""What was promised before: whether it is still to come, and where it stands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from storage.deliveries.records import FAREWELL, DeliveryState
from storage.tables import delivery


@dataclass(frozen=True, slots=True)
class Promised:
    """Where a message is that has a key; on its way there Telegram has not numbered it yet."""

    id: int
    key: str
    message_id: int | None


def count_deliveries(db: Session) -> dict[DeliveryState, int]:
    """Return how many messages there are in each state."""
    rows = db.execute(select(delivery.c.state, func.count()).group_by(delivery.c.state))
    return {DeliveryState(state): count for state, count in rows}


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


def forget_settled(db: Session, *, before: datetime) -> None:
    """Forget messages which were settled before this moment, or uncertain and due before it."""
    uncertain = (delivery.c.state == DeliveryState.UNCERTAIN) & (delivery.c.due_at < before)
    db.execute(delete(delivery).where((delivery.c.settled_at < before) | uncertain))
