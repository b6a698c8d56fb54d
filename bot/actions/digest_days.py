"""The days of the digest: each organiser's next one is planned, by the clock where they are.

The key of a digest is its local day, so that it comes once, however the clock is set meanwhile.
"""

from datetime import date, datetime, timedelta
from typing import Final

from bot.actions.calendar import days_between, last_due_day, next_local
from bot.actions.digests import hour_of, promise_daily_digest
from bot.actions.visits import House
from storage import jobs, organisers, workshops
from storage.database import Session
from storage.jobs import Job
from storage.organisers import Organiser
from storage.workshops import Workshop

DIGEST: Final = "digest"

_DAY: Final = timedelta(days=1)
_MOST_SKIPPED: Final = 31  # days that are written down as missed, whatever the clock says


def run_digest(db: Session, job: Job, house: House, now: datetime) -> None:
    """Send the digest of one day, and plan the next; where its day is over, the newest instead."""
    organiser = organisers.find_by_id(db, organiser_id=job.payload["organiser"])
    if organiser is None:
        return
    workshop = workshops.get_workshop(db, workshop_id=organiser.workshop_id)
    day = date.fromisoformat(job.payload["day"])
    newest, _ = _next(organiser, workshop, now, after=day - _DAY)
    if newest != day:
        jobs.mark_skipped(db, job_id=job.id, now=now, reason="missed")
        _record_missed(db, organiser, day + _DAY, newest, now)
        _plan_next(db, organiser, workshop, now, after=day)
        return
    if organiser.reachable and not _is_muted(organiser, now):
        promise_daily_digest(db, organiser, house=house, now=now)
    _plan_next(db, organiser, workshop, now, after=day)


def replan_digest(db: Session, organiser: Organiser, workshop: Workshop, now: datetime) -> None:
    """Plan the next digest anew: its hour, zone, weekdays or mute were changed, or it is the first.

    One that is due already stays, and goes out at once.
    """
    planned = jobs.find_open(db, key_prefix=_prefix(organiser))
    if planned is None or planned.run_at > now:
        jobs.cancel(db, key_prefix=_prefix(organiser))
        _plan_next(db, organiser, workshop, now, after=None)


def ensure_digests(db: Session, now: datetime) -> None:
    """Plan the digest of every organiser who has none planned; one that was missed comes at once."""
    for workshop in workshops.list_workshops(db):
        for organiser in organisers.list_organisers(db, workshop_id=workshop.id):
            if jobs.find_open(db, key_prefix=_prefix(organiser)) is None:
                told = organiser.last_digest_at or organiser.joined_at
                hour, zone = hour_of(organiser, workshop), _zone(organiser, workshop)
                last = last_due_day(told, hour=hour, zone=zone)
                _plan_next(db, organiser, workshop, now, after=last)


def _plan_next(
    db: Session, organiser: Organiser, workshop: Workshop, now: datetime, *, after: date | None
) -> None:
    """Plan the next digest behind a day that is not over yet; those that were sent stay so."""
    if _is_muted(organiser, now) and organiser.muted_until is not None:
        now, after = organiser.muted_until, None
    planned = False
    while not planned:
        after, run_at = _next(organiser, workshop, now, after=after)
        planned = jobs.plan(
            db,
            key=f"{_prefix(organiser)}{after.isoformat()}",
            kind=DIGEST,
            run_at=run_at,
            payload={"organiser": organiser.id, "day": after.isoformat()},
        )


def _record_missed(
    db: Session, organiser: Organiser, first: date, newest: date, now: datetime
) -> None:
    """Write down the days that the newest stands for."""
    first = max(first, newest - _MOST_SKIPPED * _DAY)
    for day in days_between(first, newest, weekdays=organiser.weekdays):
        key = f"{_prefix(organiser)}{day.isoformat()}"
        jobs.record_skipped(db, key=key, kind=DIGEST, run_at=now, now=now)


def _next(
    organiser: Organiser, workshop: Workshop, now: datetime, *, after: date | None
) -> tuple[date, datetime]:
    return next_local(
        now,
        hour=hour_of(organiser, workshop),
        zone=_zone(organiser, workshop),
        weekdays=organiser.weekdays,
        after=after,
    )


def _zone(organiser: Organiser, workshop: Workshop) -> str:
    return organiser.zone or workshop.zone


def _is_muted(organiser: Organiser, now: datetime) -> bool:
    return organiser.muted_until is not None and now < organiser.muted_until


def _prefix(organiser: Organiser) -> str:
    return f"{DIGEST}:{organiser.id}:"
