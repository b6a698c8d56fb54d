"""The limiter: one row from which all replicas take the moments at which they may send.

Every message has its own moment, an interval after the one before, so that no two replicas send at
once and nothing is made up for in a hurry; python-telegram-bot's limiter, which counts a window in
each process, knows neither. What answers somebody is not limited; a pause that Telegram asks for
stands in the same row and holds up everything.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from storage.bells import Bell, ring
from storage.tables import limiter
from storage.upsert import per_engine

_ROW: Final = "telegram"
_ZERO: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Pacing:
    """How fast goes what nobody asked for.

    Telegram takes 30 messages a second: two less are asked for, as no network keeps the distances.
    Moments are given out from `soonest` on, so that what is claimed can be kept by then and the
    first of many is not late for good, and for as far as `ahead`. The database's clock is the one
    that replicas share; where there is none, or a test sets the time, it is the time handed in.
    """

    interval: timedelta = timedelta(seconds=1) / 28
    soonest: timedelta = timedelta(seconds=0.1)
    ahead: timedelta = timedelta(seconds=0.5)
    per_chat: timedelta = timedelta(seconds=1)
    by_database: bool = True


PACED: Final = Pacing()
AT_ONCE: Final = Pacing(
    interval=timedelta(), ahead=timedelta(), per_chat=timedelta(), by_database=False
)


@dataclass(frozen=True, slots=True)
class Moments:
    """Moments that are free: the first, and then one after every interval; all by one clock.

    `at` is what time it was by that clock when they were found.
    """

    at: datetime
    first_at: datetime
    interval: timedelta
    count: int

    def of(self, number: int) -> datetime:
        """Return the moment of this number, from 0; beyond the last, when there are more."""
        return self.first_at + number * self.interval


def find_moments(db: Session, *, now: datetime, pacing: Pacing, most: int) -> Moments:
    """Return up to `most` free moments; nobody else can take one until this transaction ends."""
    if not pacing.interval:
        return Moments(now, now, pacing.interval, most)
    row = _lock(db)
    at = _clock(db, now, pacing)
    first_at = max(at + pacing.soonest, row.free_at, row.held_until)
    count = _count(first_at - at, pacing, most)
    return Moments(at, first_at, pacing.interval, count)


def take(db: Session, moments: Moments, *, count: int) -> None:
    """Keep the first `count` of these moments from others."""
    free_at = _written(moments.of(count))
    db.execute(update(limiter).where(limiter.c.name == _ROW).values(free_at=free_at))


def hold(db: Session, *, seconds: float, now: datetime, pacing: Pacing) -> None:
    """Let no replica send anything for so long, as Telegram asked."""
    row = _lock(db)
    held_until = _clock(db, now, pacing) + timedelta(seconds=seconds)
    if held_until > row.held_until:
        values = {"held_until": _written(held_until)}
        db.execute(update(limiter).where(limiter.c.name == _ROW).values(values))
        ring(db, Bell.PAUSE)


def seconds_held(db: Session, *, now: datetime, pacing: Pacing) -> float:
    """Return for how long nothing may be sent."""
    held_until = db.scalar(select(limiter.c.held_until).where(limiter.c.name == _ROW))
    at = _clock(db, now, pacing)
    return max(0.0, (_read(held_until or 0) - at).total_seconds())


@dataclass(frozen=True, slots=True)
class _Row:
    free_at: datetime
    held_until: datetime


def _lock(db: Session) -> _Row:
    """Return the row, which is made where it is missing; others wait for it from here on."""
    row = db.execute(_SELECT).one_or_none()
    if row is None:
        db.execute(_INSERT(db))
        row = db.execute(_SELECT).one()
    return _Row(_read(row.free_at), _read(row.held_until))


_SELECT = (
    select(limiter.c.free_at, limiter.c.held_until).where(limiter.c.name == _ROW).with_for_update()
)
_INSERT = per_engine(
    lambda insert_into: (
        insert_into(limiter)
        .values(name=_ROW, free_at=0, held_until=0)
        .on_conflict_do_nothing(index_elements=["name"])
    )
)


def _clock(db: Session, now: datetime, pacing: Pacing) -> datetime:
    """Return what time it is by the clock that counts, once whoever held the row has gone on."""
    if pacing.by_database and db.get_bind().dialect.name == "postgresql":
        at: datetime = db.execute(select(func.clock_timestamp())).scalar_one()
        return at
    return now


def _count(first_in: timedelta, pacing: Pacing, most: int) -> int:
    if first_in > pacing.ahead:
        return 0
    return min(most, (pacing.ahead - first_in) // pacing.interval + 1)


def _written(moment: datetime) -> int:
    return (moment - _ZERO) // _MICROSECOND


def _read(microseconds: int) -> datetime:
    return _ZERO + timedelta(microseconds=microseconds)
