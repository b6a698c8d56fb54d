"""Events: what happened in a workshop, written where it happens and in the same transaction.

Digests, notices and lists read this one log, so that none of them knows what another does not. An
event says that something happened, never what was said: the words stay with the answers, and are
read there as they may be shown at that moment. It goes with the person or contribution it is about.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.submissions import Submission
from storage.tables import event


class EventKind(StrEnum):
    COMPLETED = "completed"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    FLAGGED = "flagged"  # sent with something in it that could tell who somebody is
    JOINED = "joined"
    UNREACHABLE = "unreachable"
    STOPPED = "stopped"
    PUBLISHED = "published"
    ASKED = "asked"
    ANSWERED = "answered"
    MERGED = "merged"
    REDACTED = "redacted"
    ANNOUNCED = "announced"
    EXPORTED = "exported"
    WAVE_STARTED = "wave_started"
    WAVE_CLOSED = "wave_closed"
    REFUSED = "refused"  # somebody said no to being asked again


@dataclass(frozen=True, slots=True)
class Event:
    """What happened and when; `detail` is a code or a number of ours, never a person's words."""

    id: int
    at: datetime
    kind: EventKind
    submission_id: int | None
    participant_id: int | None
    form_code: str | None
    detail: str | None


def record_event(  # noqa: PLR0913 -- what an event is about, each by name
    db: Session,
    *,
    workshop_id: int,
    kind: EventKind,
    at: datetime,
    submission_id: int | None = None,
    participant_id: int | None = None,
    form_code: str | None = None,
    detail: str | None = None,
) -> None:
    """Write down what just happened, in the transaction in which it does."""
    db.execute(
        insert(event).values(
            id=new_id(),
            workshop_id=workshop_id,
            at=at,
            kind=kind,
            submission_id=submission_id,
            participant_id=participant_id,
            form_code=form_code,
            detail=detail,
        )
    )


def record_told(db: Session, told: Submission, *, kind: EventKind, at: datetime) -> None:
    """Write down what just became of something that somebody told."""
    record_event(
        db,
        workshop_id=told.workshop_id,
        kind=kind,
        at=at,
        submission_id=told.id,
        participant_id=told.participant_id,
        form_code=told.form_id,
    )


def list_events(
    db: Session,
    *,
    workshop_id: int,
    since: datetime | None,
    until: datetime,
    kinds: Collection[EventKind],
) -> tuple[Event, ...]:
    """Return what happened after `since` and up to `until`, the newest first."""
    rows = db.execute(
        _SELECT.where(*within(workshop_id, since, until), event.c.kind.in_(kinds)).order_by(
            event.c.at.desc(), event.c.id.desc()
        )
    )
    return tuple(_event(row) for row in rows)


def within(
    workshop_id: int, since: datetime | None, until: datetime
) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of what happened in a window; None means from the beginning."""
    return (
        event.c.workshop_id == workshop_id,
        event.c.at <= until,
        *(() if since is None else (event.c.at > since,)),
    )


_SELECT = select(
    event.c.id,
    event.c.at,
    event.c.kind,
    event.c.submission_id,
    event.c.participant_id,
    event.c.form_code,
    event.c.detail,
)


def _event(row: Any) -> Event:
    return Event(row.id, row.at, EventKind(row.kind), *row[3:])
