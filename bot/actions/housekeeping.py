"""What keeps the house in order: old marks are forgotten, and the database is looked at."""

from datetime import datetime

from storage import jobs, retention, workshops
from storage.database import Session


def forget_daily(db: Session, *, now: datetime) -> None:
    """Once a day, forget updates, messages and jobs which nobody needs any more."""
    day = now.date()
    if jobs.claim_job(db, key=f"forget:{day.isoformat()}", kind="forget", run_at=now, now=now):
        retention.forget(db, now=now)


def can_read(db: Session) -> bool:
    """Tell whether the database answers; what it raises says why not."""
    workshops.list_workshops(db)
    return True
