"""Broadcasts: one message to many, from the moment somebody begins to write it.

What has become of it for each receiver stands with its deliveries.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from storage.audiences import EVERYBODY, Audience
from storage.ids import new_id
from storage.sealing import seal_json, seal_optional, unseal_json, unseal_optional
from storage.tables import broadcast


class BroadcastKind(StrEnum):
    ANNOUNCEMENT = "announcement"
    OPENING = "opening"  # that a workshop is open now, to who waited for it
    COUNTRY_REMINDER = "country_reminder"
    WAVE = "wave"


class BroadcastState(StrEnum):
    DRAFT = "draft"  # being written, and not confirmed yet
    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    FINISHED = "finished"
    CANCELLED = "cancelled"  # before anything of it went out


@dataclass(frozen=True, slots=True)
class Broadcast:
    """`at_night`: it goes out at any hour, as somebody confirmed, and waits for no morning.

    `receivers` is how many it would go to while it is written, then how many it was promised to,
    and in the end how many have it. `made_by` None: the operator, or the bot.
    """

    id: int
    workshop_id: int
    kind: BroadcastKind
    made_by: int | None
    text: str | None = field(repr=False)
    audience: Audience
    at_night: bool
    state: BroadcastState
    receivers: int
    created_at: datetime
    due_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None


def create_broadcast(  # noqa: PLR0913 -- what is kept of it, each by name
    db: Session,
    *,
    workshop_id: int,
    kind: BroadcastKind,
    made_by: int | None,
    state: BroadcastState,
    now: datetime,
    text: str | None = None,
    audience: Audience = EVERYBODY,
    due_at: datetime | None = None,
    at_night: bool = False,
) -> Broadcast:
    id_ = new_id()
    values = {
        "id": id_,
        "workshop_id": workshop_id,
        "kind": kind,
        "made_by": made_by,
        "state": state,
        "receivers": 0,
        "created_at": now,
        "due_at": due_at,
        **_sealed(db, id_, text=text, audience=audience, at_night=at_night),
    }
    db.execute(insert(broadcast).values(values))
    return get_broadcast(db, broadcast_id=id_)


def find_broadcast(db: Session, *, broadcast_id: int) -> Broadcast | None:
    """Return a broadcast, held where this transaction writes: it is sent or stopped once."""
    query = _SELECT.where(broadcast.c.id == broadcast_id).with_for_update()
    row = db.execute(query).one_or_none()
    return None if row is None else _record(db, row)


def get_broadcast(db: Session, *, broadcast_id: int) -> Broadcast:
    return _record(db, db.execute(_SELECT.where(broadcast.c.id == broadcast_id)).one())


def find_draft(db: Session, *, organiser_id: int) -> Broadcast | None:
    """Return what this organiser is writing."""
    query = (
        _SELECT.where(
            broadcast.c.made_by == organiser_id, broadcast.c.state == BroadcastState.DRAFT
        )
        .order_by(broadcast.c.id.desc())
        .limit(1)
    )
    row = db.execute(query).one_or_none()
    return None if row is None else _record(db, row)


def list_broadcasts(
    db: Session,
    *,
    workshop_id: int,
    kinds: Collection[BroadcastKind],
    states: Collection[BroadcastState] | None = None,
    limit: int | None = None,
) -> tuple[Broadcast, ...]:
    """Return the broadcasts of a workshop, the newest first."""
    query = (
        _SELECT.where(broadcast.c.workshop_id == workshop_id, broadcast.c.kind.in_(kinds))
        .order_by(broadcast.c.id.desc())
        .limit(limit)
    )
    if states is not None:
        query = query.where(broadcast.c.state.in_(states))
    return tuple(_record(db, row) for row in db.execute(query))


def save_draft(db: Session, draft: Broadcast) -> None:
    """Keep what somebody has decided of it so far."""
    _update(
        db,
        draft.id,
        state=draft.state,
        due_at=draft.due_at,
        receivers=draft.receivers,
        **_sealed(db, draft.id, text=draft.text, audience=draft.audience, at_night=draft.at_night),
    )


def set_state(db: Session, *, broadcast_id: int, state: BroadcastState) -> None:
    _update(db, broadcast_id, state=state)


def begin_sending(db: Session, *, broadcast_id: int, now: datetime) -> None:
    _update(db, broadcast_id, state=BroadcastState.RUNNING, started_at=now, receivers=0)


def count_in(db: Session, *, broadcast_id: int, receivers: int) -> None:
    """Count those in to whom it was promised just now."""
    _update(db, broadcast_id, receivers=broadcast.c.receivers + receivers)


def end_sending(
    db: Session, *, broadcast_id: int, state: BroadcastState, received: int, now: datetime
) -> None:
    """Keep that it is over, and how many have it: its deliveries are forgotten some day."""
    _update(db, broadcast_id, state=state, finished_at=now, receivers=received)


def remove_broadcast(db: Session, *, broadcast_id: int) -> None:
    db.execute(delete(broadcast).where(broadcast.c.id == broadcast_id))


def forget_drafts(db: Session, *, before: datetime) -> None:
    """Throw away what was begun before this moment and never confirmed."""
    db.execute(
        delete(broadcast).where(
            broadcast.c.state == BroadcastState.DRAFT, broadcast.c.created_at < before
        )
    )


_SELECT = select(
    broadcast.c.id,
    broadcast.c.workshop_id,
    broadcast.c.kind,
    broadcast.c.made_by,
    broadcast.c.text_sealed,
    broadcast.c.audience_sealed,
    broadcast.c.state,
    broadcast.c.receivers,
    broadcast.c.created_at,
    broadcast.c.due_at,
    broadcast.c.started_at,
    broadcast.c.finished_at,
)


def _update(db: Session, id_: int, **values: object) -> None:
    db.execute(update(broadcast).where(broadcast.c.id == id_).values(**values))


def _sealed(
    db: Session, id_: int, *, text: str | None, audience: Audience, at_night: bool
) -> dict[str, bytes | None]:
    meant = audience.to_json() | {"at_night": at_night}
    return {
        "text_sealed": seal_optional(db, broadcast.c.text_sealed, row=id_, value=text),
        "audience_sealed": seal_json(db, broadcast.c.audience_sealed, row=id_, value=meant),
    }


def _record(db: Session, row: Any) -> Broadcast:
    meant = unseal_json(db, broadcast.c.audience_sealed, row=row.id, sealed=row.audience_sealed)
    return Broadcast(
        id=row.id,
        workshop_id=row.workshop_id,
        kind=BroadcastKind(row.kind),
        made_by=row.made_by,
        text=unseal_optional(db, broadcast.c.text_sealed, row=row.id, sealed=row.text_sealed),
        audience=Audience.from_json(meant),
        at_night=meant["at_night"],
        state=BroadcastState(row.state),
        receivers=row.receivers or 0,
        created_at=row.created_at,
        due_at=row.due_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
