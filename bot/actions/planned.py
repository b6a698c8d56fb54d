"""What is done by itself: every kind of job, where it is done, and what becomes of one that fails.

A planner job touches nothing but the database: its work, its mark and the next run are one
transaction, so it happens once. An effect runs under a lease. Each kind lives where its subject does;
here they are listed, and made sure of when the program starts.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, TypeAlias

from bot.actions import broadcasts, digest_days, housekeeping, wave_plans
from bot.actions.effects import Effect, End
from bot.actions.organising.announcing import reminding, sending
from bot.actions.organising.team import downloads
from bot.actions.organising.waves import contacts
from bot.actions.safeguarding import hotlines
from bot.actions.visits import House
from storage import jobs
from storage.broadcasts import BroadcastKind
from storage.database import Session
from storage.deliveries import Delivery, promised
from storage.jobs import Job, Lease

__all__ = [
    "EFFECTS",
    "PLANNED",
    "Job",
    "do_job",
    "effect_failed",
    "end_effect",
    "ensure",
    "find_next_effect",
    "find_next_planned",
    "lease_effects",
    "list_due",
    "put_off",
    "release_effects",
    "renew_lease",
]

Work: TypeAlias = Callable[[Session, Job, House, datetime], None]

PLANNED: Final[Mapping[str, Work]] = MappingProxyType(
    {
        digest_days.DIGEST: digest_days.run_digest,
        housekeeping.FORGET: housekeeping.forget_daily,
        hotlines.OLD_LINES: hotlines.warn_of_lines,
        BroadcastKind.OPENING: hotlines.tell_those_who_wait,
        BroadcastKind.ANNOUNCEMENT: sending.send_announcement,
        BroadcastKind.COUNTRY_REMINDER: reminding.send_reminders,
        broadcasts.PROGRESS: sending.look,
        wave_plans.BEGINS: contacts.begin,
        contacts.CONTACT: contacts.contact,
        contacts.CLOSES: contacts.close,
    }
)

EFFECTS: Final[Mapping[str, Effect]] = MappingProxyType({downloads.DOWNLOAD: downloads.EFFECT})

ENSURED: Final[tuple[Callable[[Session, datetime], None], ...]] = (
    digest_days.ensure_digests,
    housekeeping.ensure_forgetting,
    hotlines.ensure_warnings,
    wave_plans.ensure_plans,
)

MOST_AT_ONCE: Final = 50  # jobs which are looked up in one go
LEASE: Final = timedelta(seconds=15)  # others take over what gave no sign of life for so long
TRIES: Final = 5  # of an effect; a planner job is tried until a version comes that can do it
LONGEST_PAUSE: Final = timedelta(hours=1)


def ensure(db: Session, *, now: datetime) -> None:
    """Plan what must be planned and is not, as after an upgrade or a mishap."""
    for plan_missing in ENSURED:
        plan_missing(db, now)


def list_due(db: Session, *, now: datetime) -> tuple[int, ...]:
    return jobs.list_due(db, kinds=tuple(PLANNED), now=now, limit=MOST_AT_ONCE)


def find_next_planned(db: Session) -> datetime | None:
    return jobs.find_next_due(db, kinds=tuple(PLANNED))


def find_next_effect(
    db: Session, *, kinds: Collection[str], besides: Collection[int]
) -> datetime | None:
    return jobs.find_next_due(db, kinds=kinds, besides=besides)


def do_job(db: Session, *, job_id: int, house: House, now: datetime) -> tuple[Delivery, ...]:
    """Do a planner job, where it is still to be done, and mark it; return what is promised by it."""
    job = jobs.take_due(db, job_id=job_id, now=now)
    if job is None:
        return ()
    PLANNED[job.kind](db, job, house, now)
    jobs.mark_ran(db, job_id=job.id, now=now)
    return promised(db)


def put_off(db: Session, *, job_id: int, reason: str, now: datetime) -> None:
    """Try a job that failed again, each time after a longer pause."""
    attempts = jobs.count_attempts(db, job_id=job_id) + 1
    jobs.put_off(
        db, job_id=job_id, attempts=attempts, until=now + pause_after(attempts), reason=reason
    )


def lease_effects(
    db: Session,
    *,
    kinds: Collection[str],
    owner: str,
    besides: Collection[int],
    limit: int,
    now: datetime,
) -> tuple[Job, ...]:
    lease = Lease(owner, now + LEASE)
    return jobs.lease_due(db, kinds=kinds, lease=lease, besides=besides, now=now, limit=limit)


def renew_lease(
    db: Session, *, job_id: int, owner: str, progress: tuple[int, int] | None, now: datetime
) -> bool:
    lease = Lease(owner, now + LEASE)
    return jobs.renew_lease(db, job_id=job_id, lease=lease, progress=progress)


def release_effects(db: Session, *, owner: str, now: datetime) -> None:
    """Let what an earlier life of this replica was at be begun again at once."""
    jobs.release(db, owner=owner, now=now)


def end_effect(
    db: Session, *, job: Job, end: End, house: House, now: datetime
) -> tuple[Delivery, ...]:
    """Write down what an effect brought about, unless others have taken it over meanwhile."""
    if not jobs.hold_ours(db, job_id=job.id, owner=house.owner):
        return ()
    end(db, job, house, now)
    jobs.mark_ran(db, job_id=job.id, now=now)
    return promised(db)


def effect_failed(
    db: Session, *, job: Job, reason: str, give_up: End, house: House, now: datetime
) -> tuple[Delivery, ...]:
    """Try an effect again later; give it up, and say so, where it failed too often."""
    if not jobs.hold_ours(db, job_id=job.id, owner=house.owner):
        return ()
    if job.attempts < TRIES:
        until = now + pause_after(job.attempts)
        jobs.put_off(db, job_id=job.id, attempts=job.attempts, until=until, reason=reason)
        return ()
    give_up(db, job, house, now)
    jobs.mark_failed(db, job_id=job.id, now=now, reason=reason)
    return promised(db)


def pause_after(failures: int) -> timedelta:
    """Return how long to wait: a few seconds, then twice as long each time, up to an hour."""
    return min(timedelta(seconds=2.0 ** min(failures + 1, 12)), LONGEST_PAUSE)
