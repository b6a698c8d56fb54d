"""Jobs: what is to be done at a moment, and what is done once for each key.

A job is planned, then it ran, was skipped, or failed for good; some run under a lease meanwhile. Who
plans one or lets it run earlier rings, so that nobody need look for what is due.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, case, delete, select, update
from sqlalchemy.orm import Session

from storage.bells import Bell, ring
from storage.crypto import CannotUnseal
from storage.ids import new_id
from storage.sealing import seal_json, unseal_json
from storage.tables import job
from storage.upsert import per_engine

ALBUM: Final = "album"  # several files sent in one go, of which only the first is taken


class JobState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"  # under a lease, outside of every transaction
    RAN = "ran"
    SKIPPED = "skipped"  # it was missed, and a later one stands for it
    FAILED = "failed"
    DONE = "done"  # no job that was planned, but the mark that something was done for this key


@dataclass(frozen=True, slots=True)
class Job:
    """Something that is due; `attempts` counts the present one."""

    id: int
    key: str
    kind: str
    run_at: datetime
    attempts: int
    payload: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Lease:
    """Whose a running job is, and until when it is so without a sign of life."""

    owner: str
    until: datetime


def plan(
    db: Session,
    *,
    key: str,
    kind: str,
    run_at: datetime,
    payload: Mapping[str, Any] | None = None,
) -> bool:
    """Have this done at `run_at`, once for its key; False where that is known already."""
    if not _insert(db, key=key, kind=kind, run_at=run_at, payload=payload):
        return False
    ring(db, Bell.JOBS)
    return True


def replan(db: Session, *, key: str, run_at: datetime) -> bool:
    """Move a job that has not begun; False where there is none."""
    moved = update(job).where(job.c.key == key, _PLANNED).values(run_at=run_at, attempts=0)
    if db.scalar(moved.returning(job.c.id)) is None:
        return False
    ring(db, Bell.JOBS)
    return True


def cancel(db: Session, *, key_prefix: str) -> None:
    """Forget the jobs that have not ended and whose keys begin like this; they may be planned anew."""
    db.execute(delete(job).where(_begins_with(key_prefix), _OPEN))


def find_open(db: Session, *, key_prefix: str) -> Job | None:
    """Return the job that is due next among those whose keys begin like this."""
    open_ones = _SELECT.where(_begins_with(key_prefix), _OPEN)
    row = db.execute(open_ones.order_by(job.c.run_at, job.c.id).limit(1)).one_or_none()
    return None if row is None else _record(db, row)


def find_next_due(
    db: Session, *, kinds: Collection[str], besides: Collection[int] = ()
) -> datetime | None:
    """Return when the next job of these kinds can be taken: it is due, or its lease runs out."""
    due_at = case((job.c.state == JobState.RUNNING, job.c.lease_until), else_=job.c.run_at)
    theirs = job.c.kind.in_(kinds) & job.c.id.not_in(besides)
    open_ones = select(due_at.label("due_at")).where(_OPEN, theirs)
    return db.scalar(open_ones.order_by(due_at).limit(1))


def list_due(db: Session, *, kinds: Collection[str], now: datetime, limit: int) -> tuple[int, ...]:
    """Return the ids of jobs that are due, the longest due first."""
    due = select(job.c.id).where(_PLANNED, job.c.kind.in_(kinds), job.c.run_at <= now)
    return tuple(db.scalars(due.order_by(job.c.run_at, job.c.id).limit(limit)))


def take_due(db: Session, *, job_id: int, now: datetime) -> Job | None:
    """Take a job for this transaction, which does it; None where another one has, or it moved."""
    due = (job.c.id == job_id) & _PLANNED & (job.c.run_at <= now)
    row = db.execute(_SELECT.where(due).with_for_update(skip_locked=True)).one_or_none()
    return None if row is None else _record(db, row)


def lease_due(
    db: Session,
    *,
    kinds: Collection[str],
    lease: Lease,
    besides: Collection[int],
    now: datetime,
    limit: int,
) -> tuple[Job, ...]:
    """Take jobs which run outside of transactions, also those whose runner gave no sign of life.

    `besides` are those which this process is at: it may have slept through its own leases.
    """
    left = (job.c.state == JobState.RUNNING) & (job.c.lease_until <= now)
    takeable = (_PLANNED & (job.c.run_at <= now)) | left
    rows = db.execute(
        _SELECT.where(takeable, job.c.kind.in_(kinds), job.c.id.not_in(besides))
        .order_by(job.c.run_at, job.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    running = {
        "state": JobState.RUNNING,
        "attempts": job.c.attempts + 1,
        "owner": lease.owner,
        "lease_until": lease.until,
    }
    db.execute(update(job).where(job.c.id.in_([row.id for row in rows])).values(running))
    return tuple(_readable(db, rows, now))


def renew_lease(
    db: Session,
    *,
    job_id: int,
    lease: Lease,
    progress: tuple[int, int] | None,
) -> bool:
    """Give a sign of life, and tell which part of the whole is done; False where it is ours no more."""
    part, whole = progress or (None, None)
    values = {"lease_until": lease.until, "part": part, "whole": whole}
    renewed = update(job).where(_is_ours(job_id, lease.owner)).values(values).returning(job.c.id)
    return db.scalar(renewed) is not None


def hold_ours(db: Session, *, job_id: int, owner: str) -> bool:
    """Hold a running job for this transaction, which ends it; False where others have taken it."""
    held = select(job.c.id).where(_is_ours(job_id, owner)).with_for_update()
    return db.scalar(held) is not None


def release(db: Session, *, owner: str, now: datetime) -> None:
    """Give back what a replica was at when it ended, so that the leases need not run out first."""
    running = (job.c.state == JobState.RUNNING) & (job.c.owner == owner)
    given_back = update(job).where(running).values(**_WAITING, run_at=now).returning(job.c.id)
    if db.scalars(given_back).all():
        ring(db, Bell.JOBS)


def mark_ran(db: Session, *, job_id: int, now: datetime) -> None:
    _end(db, job_id, JobState.RAN, now, None)


def mark_skipped(db: Session, *, job_id: int, now: datetime, reason: str) -> None:
    _end(db, job_id, JobState.SKIPPED, now, reason)


def mark_failed(db: Session, *, job_id: int, now: datetime, reason: str) -> None:
    """Give a job up; `reason` is a word of ours, never somebody's text."""
    _end(db, job_id, JobState.FAILED, now, reason)


def record_skipped(db: Session, *, key: str, kind: str, run_at: datetime, now: datetime) -> None:
    """Write down a run that was missed and is not made up for."""
    ended = {"state": JobState.SKIPPED, "done_at": now, "reason": "missed"}
    _insert(db, key=key, kind=kind, run_at=run_at, payload=None, **ended)


def count_attempts(db: Session, *, job_id: int) -> int:
    """Return how often this job was tried before; no time where it has ended."""
    return db.scalar(select(job.c.attempts).where(job.c.id == job_id, _OPEN)) or 0


def put_off(
    db: Session,
    *,
    job_id: int,
    attempts: int,
    until: datetime,
    reason: str,
) -> None:
    """Try a job again later; `attempts` were made."""
    values = {"run_at": until, "attempts": attempts, "reason": reason}
    db.execute(update(job).where(job.c.id == job_id, _OPEN).values(**_WAITING, **values))


def claim_job(db: Session, *, key: str, kind: str, run_at: datetime, now: datetime) -> bool:
    """Mark something as done for this key, in the transaction which does it; False where it was.

    `run_at` is when it was due, `now` when it is done: a run that was missed is late, not lost.
    """
    done = {"state": JobState.DONE, "done_at": now, "attempts": 1}
    return _insert(db, key=key, kind=kind, run_at=run_at, payload=None, **done)


def forget_done(db: Session, *, before: datetime, kind: str | None = None) -> None:
    """Forget jobs, of one kind or of all, done before this moment: their keys cannot come again."""
    of_kind = (job.c.kind == kind,) if kind else ()
    db.execute(delete(job).where(job.c.done_at < before, *of_kind))


def forget_ended(db: Session, *, before: datetime) -> None:
    """Forget jobs that were planned, and ended before this moment; marks of what was done stay."""
    db.execute(delete(job).where(job.c.done_at < before, job.c.state != JobState.DONE))


_OPEN: Final = job.c.done_at.is_(None)
_PLANNED: Final = _OPEN & (job.c.state == JobState.PLANNED)

# What a job is that waits for its time, with nobody at it.
_WAITING: Final = MappingProxyType(
    {"state": JobState.PLANNED, "owner": None, "lease_until": None, "part": None, "whole": None}
)

_SELECT = select(
    job.c.id, job.c.key, job.c.kind, job.c.run_at, job.c.attempts, job.c.payload_sealed
)

_INSERT: Final = per_engine(
    lambda insert_into: (
        insert_into(job).on_conflict_do_nothing(index_elements=["key"]).returning(job.c.id)
    )
)


def _insert(
    db: Session,
    *,
    key: str,
    kind: str,
    run_at: datetime,
    payload: Mapping[str, Any] | None,
    **values: object,
) -> bool:
    """Write a job down, to be done where nothing else is said; False where its key is taken."""
    id_ = new_id()
    sealed = seal_json(db, job.c.payload_sealed, row=id_, value=payload) if payload else None
    row = {"id": id_, "key": key, "kind": kind, "run_at": run_at, "payload_sealed": sealed}
    planned = {"state": JobState.PLANNED, "attempts": 0, "done_at": None, "reason": None}
    return db.scalar(_INSERT(db), row | planned | values) is not None


def _begins_with(prefix: str) -> ColumnElement[bool]:
    return job.c.key.startswith(prefix, autoescape=True)


def _is_ours(id_: int, owner: str) -> ColumnElement[bool]:
    return (job.c.id == id_) & (job.c.state == JobState.RUNNING) & (job.c.owner == owner)


def _end(db: Session, id_: int, state: JobState, now: datetime, reason: str | None) -> None:
    """End a job; what it had to work with is not kept."""
    ended = {"state": state, "done_at": now, "reason": reason, "payload_sealed": None}
    values = {**ended, "owner": None, "lease_until": None}
    db.execute(update(job).where(job.c.id == id_, _OPEN).values(values))


def _readable(db: Session, rows: Iterable[Any], now: datetime) -> Iterator[Job]:
    """Yield what was taken; what no key opens is given up."""
    for row in rows:
        try:
            yield _record(db, row)
        except CannotUnseal:
            mark_failed(db, job_id=row.id, now=now, reason="unreadable")


def _record(db: Session, row: Any) -> Job:
    sealed, payload = row.payload_sealed, dict[str, Any]()
    if sealed is not None:
        payload = unseal_json(db, job.c.payload_sealed, row=row.id, sealed=sealed)
    return Job(row.id, row.key, row.kind, row.run_at, row.attempts + 1, payload)
