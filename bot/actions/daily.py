"""What is done once a day, whoever it concerns: by the days of UTC, as no zone is nearer than another."""

from datetime import UTC, datetime, time, timedelta

from storage import jobs
from storage.database import Session


def plan_next(db: Session, *, kind: str, now: datetime) -> None:
    """Plan the run of tomorrow."""
    tomorrow = now.astimezone(UTC).date() + timedelta(days=1)
    run_at = datetime.combine(tomorrow, time(), UTC)
    jobs.plan(db, key=f"{kind}:{tomorrow.isoformat()}", kind=kind, run_at=run_at)


def ensure(db: Session, *, kind: str, now: datetime) -> None:
    """Plan what is not planned: the run of today, or where that was done the next."""
    if jobs.find_open(db, key_prefix=f"{kind}:") is not None:
        return
    today = now.astimezone(UTC).date().isoformat()
    if not jobs.plan(db, key=f"{kind}:{today}", kind=kind, run_at=now):
        plan_next(db, kind=kind, now=now)
