"""Jobs: what is done once for each key, as a digest of a local day."""

from datetime import datetime
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.tables import job
from storage.upsert import per_engine

ALBUM: Final = "album"  # several files sent in one go, of which only the first is taken


def claim_job(db: Session, *, key: str, kind: str, run_at: datetime, now: datetime) -> bool:
    """Take this job, in the transaction which does it; False where it was taken before.

    `run_at` is when it was due, `now` when it is done: a run that was missed is late, not lost.
    """
    done = {
        "id": new_id(),
        "key": key,
        "kind": kind,
        "run_at": run_at,
        "state": "done",
        "attempts": 1,
        "done_at": now,
    }
    return db.scalar(_CLAIM(db), done) is not None


def forget_done(db: Session, *, before: datetime, kind: str | None = None) -> None:
    """Forget jobs, of one kind or of all, done before this moment: their keys cannot come again."""
    of_kind = (job.c.kind == kind,) if kind else ()
    db.execute(delete(job).where(job.c.done_at < before, *of_kind))


_CLAIM = per_engine(
    lambda insert_into: (
        insert_into(job).on_conflict_do_nothing(index_elements=["key"]).returning(job.c.id)
    )
)
