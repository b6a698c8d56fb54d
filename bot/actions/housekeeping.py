"""What keeps the house in order: old marks are forgotten, and the database is looked at."""

from datetime import datetime

from bot.actions import expiring
from bot.actions.expiring import Due
from storage import jobs, retention, workshops
from storage.database import Session


def forget_daily(db: Session, *, now: datetime) -> tuple[Due, ...]:
    """Once a day, forget what nobody needs any more, and what has come to the end of its time."""
    day = now.date()
    if not jobs.claim_job(db, key=f"forget:{day.isoformat()}", kind="forget", run_at=now, now=now):
        return ()
    retention.forget(db, now=now)
    return expiring.expire(db, now=now)


def can_read(db: Session) -> bool:
    """Tell whether the database answers; what it raises says why not."""
    workshops.list_workshops(db)
    return True
