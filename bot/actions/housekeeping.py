"""What keeps the house in order: old marks are forgotten, and the database is looked at."""

from datetime import datetime
from typing import Final

import structlog

from bot.actions import daily, expiring
from bot.actions.expiring import Due
from bot.actions.visits import House
from storage import retention, workshops
from storage.database import Session
from storage.jobs import Job

log = structlog.get_logger(__name__)

FORGET: Final = "forget"


def forget_daily(db: Session, _job: Job, _house: House, now: datetime) -> None:
    """Once a day, forget what nobody needs any more, and what has come to the end of its time."""
    retention.forget(db, now=now)
    expire(db, now=now)
    daily.plan_next(db, kind=FORGET, now=now)


def ensure_forgetting(db: Session, now: datetime) -> None:
    daily.ensure(db, kind=FORGET, now=now)


def expire(db: Session, *, now: datetime) -> tuple[Due, ...]:
    """Do what is due at the end of a workshop's time, and say so to the operator."""
    done = expiring.expire(db, now=now)
    for one in done:
        log.info(
            "retention_done",
            workshop_id=one.workshop_id,
            identities=one.identities,
            answers=one.answers,
        )
    return done


def can_read(db: Session) -> bool:
    """Tell whether the database answers; what it raises says why not."""
    workshops.list_workshops(db)
    return True
