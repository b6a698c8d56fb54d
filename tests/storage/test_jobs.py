"""Jobs on both engines: planned once, taken once, and given back by whoever is gone."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from storage import jobs
from storage.bells import Bell
from storage.database import Database, Session
from storage.jobs import Job, Lease
from storage.retention import forget
from storage.tables import job
from tests.storage.told import NOW

MINUTE = timedelta(minutes=1)
MINE = Lease("mine", NOW + MINUTE)


def plan(
    database: Database, key: str, run_at: datetime = NOW, payload: dict[str, Any] | None = None
) -> bool:
    return database.transact_now(jobs.plan, key=key, kind="digest", run_at=run_at, payload=payload)


def due(database: Database, now: datetime = NOW) -> tuple[int, ...]:
    return database.transact_now(jobs.list_due, kinds=("digest",), now=now, limit=9)


def next_due(database: Database, besides: tuple[int, ...] = ()) -> datetime | None:
    return database.transact_now(jobs.find_next_due, kinds=("digest",), besides=besides)


def lease(
    database: Database, lease: Lease = MINE, *, now: datetime = NOW, besides: tuple[int, ...] = ()
) -> tuple[Job, ...]:
    kinds = ("digest",)
    return database.transact_now(
        jobs.lease_due, kinds=kinds, lease=lease, besides=besides, now=now, limit=9
    )


def states(database: Database) -> dict[str, str]:
    def read(db: Session) -> dict[str, str]:
        return {row.key: row.state for row in db.execute(select(job.c.key, job.c.state))}

    return database.transact_now(read)


@pytest.fixture
def one(database: Database) -> int:
    plan(database, "digest:1:2026-11-24", payload={"organiser": 1})
    [planned] = due(database)
    return planned


def test_a_job_is_planned_once_for_its_key_and_brings_what_it_needs(
    database: Database, one: int
) -> None:
    assert not plan(database, "digest:1:2026-11-24")

    taken = database.transact_now(jobs.take_due, job_id=one, now=NOW)
    assert taken == Job(one, "digest:1:2026-11-24", "digest", NOW, 1, {"organiser": 1})


def test_what_is_not_due_or_of_another_kind_is_left_alone(database: Database) -> None:
    plan(database, "later", NOW + MINUTE)
    database.transact_now(jobs.plan, key="of others", kind="unknown", run_at=NOW)

    assert due(database) == ()
    assert next_due(database) == NOW + MINUTE
    [later] = due(database, NOW + MINUTE)
    assert database.transact_now(jobs.take_due, job_id=later, now=NOW) is None


def test_work_that_fails_leaves_the_job_as_it_was(database: Database, one: int) -> None:
    def do_and_fail(db: Session) -> None:
        jobs.mark_ran(db, job_id=one, now=NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.transact_now(do_and_fail)

    assert due(database) == (one,)


def test_what_has_ended_is_not_taken_again_and_keeps_nothing_to_work_with(
    database: Database, one: int
) -> None:
    database.transact_now(jobs.mark_ran, job_id=one, now=NOW)
    database.transact_now(jobs.mark_skipped, job_id=one, now=NOW, reason="missed")

    assert states(database) == {"digest:1:2026-11-24": "ran"}
    assert database.transact_now(jobs.take_due, job_id=one, now=NOW) is None
    assert not plan(database, "digest:1:2026-11-24")
    assert not database.transact_now(jobs.replan, key="digest:1:2026-11-24", run_at=NOW)
    assert database.transact_now(lambda db: db.scalar(select(job.c.payload_sealed))) is None


def test_a_job_is_moved_or_called_off_before_it_begins(database: Database) -> None:
    plan(database, "digest:1:2026-11-24")
    assert database.transact_now(jobs.replan, key="digest:1:2026-11-24", run_at=NOW + MINUTE)
    assert due(database) == ()
    plan(database, "digest:11:2026-11-24")

    database.transact_now(jobs.cancel, key_prefix="digest:1:")

    assert list(states(database)) == ["digest:11:2026-11-24"]
    assert database.transact_now(jobs.find_open, key_prefix="digest:1:") is None
    assert plan(database, "digest:1:2026-11-24")
    found = database.transact_now(jobs.find_open, key_prefix="digest:1:")
    assert found is not None
    assert found.key == "digest:1:2026-11-24"


def test_a_job_that_failed_waits(database: Database, one: int) -> None:
    database.transact_now(
        jobs.put_off, job_id=one, attempts=1, until=NOW + MINUTE, reason="OSError"
    )

    assert due(database) == ()
    assert database.transact_now(jobs.count_attempts, job_id=one) == 1
    [taken] = lease(database, now=NOW + MINUTE)
    assert taken.attempts == 2
    database.transact_now(jobs.mark_failed, job_id=one, now=NOW, reason="OSError")
    assert states(database) == {"digest:1:2026-11-24": "failed"}


def test_a_leased_job_is_nobody_elses_until_its_runner_is_silent_for_too_long(
    database: Database, one: int
) -> None:
    [mine] = lease(database)
    theirs = Lease("theirs", NOW + 2 * MINUTE)

    assert lease(database, theirs) == ()
    assert next_due(database) == MINE.until
    assert next_due(database, besides=(one,)) is None
    assert lease(database, theirs, now=MINE.until, besides=(one,)) == ()

    [taken_over] = lease(database, theirs, now=MINE.until)
    assert (taken_over.id, taken_over.attempts) == (mine.id, 2)
    assert not database.transact_now(jobs.renew_lease, job_id=one, lease=MINE, progress=None)
    assert not database.transact_now(jobs.hold_ours, job_id=one, owner="mine")
    assert database.transact_now(jobs.hold_ours, job_id=one, owner="theirs")


def test_a_sign_of_life_keeps_the_lease_and_tells_how_far_it_is(
    database: Database, one: int
) -> None:
    lease(database)
    longer = Lease("mine", NOW + 2 * MINUTE)

    assert database.transact_now(jobs.renew_lease, job_id=one, lease=longer, progress=(3, 7))

    assert next_due(database) == longer.until
    row = database.transact_now(lambda db: tuple(db.execute(select(job.c.part, job.c.whole)).one()))
    assert row == (3, 7)


def test_who_ends_gives_back_what_it_was_at(database: Database, one: int) -> None:
    lease(database)

    database.transact_now(jobs.release, owner="theirs", now=NOW)
    assert lease(database, Lease("theirs", NOW + MINUTE)) == ()

    database.transact_now(jobs.release, owner="mine", now=NOW)
    assert [taken.id for taken in lease(database, Lease("theirs", NOW + MINUTE))] == [one]


def test_a_job_that_no_key_opens_is_given_up_and_holds_up_no_other(
    database: Database, one: int
) -> None:
    spoil = update(job).where(job.c.id == one).values(payload_sealed=b"nonsense")
    database.transact_now(lambda db: db.execute(spoil).close())
    plan(database, "sound")

    assert [taken.key for taken in lease(database)] == ["sound"]
    assert states(database) == {"digest:1:2026-11-24": "failed", "sound": "running"}


def test_a_job_that_another_one_holds_is_passed_over(database: Database, one: int) -> None:
    if not database.has_replicas:  # one thread writes: there is no other
        assert lease(database)
        return

    def take_twice(db: Session) -> tuple[Job, ...]:
        assert jobs.take_due(db, job_id=one, now=NOW)
        return lease(database)

    assert database.transact_now(take_twice) == ()


def test_planning_rings(database: Database) -> None:
    if database.has_replicas:
        return
    rung = list[str]()
    database.listen(Bell.JOBS, lambda: rung.append("jobs"))

    plan(database, "a")
    plan(database, "a")
    database.transact_now(jobs.replan, key="a", run_at=NOW + MINUTE)
    database.transact_now(jobs.replan, key="b", run_at=NOW + MINUTE)

    assert len(rung) == 2


def test_what_ended_is_forgotten_after_a_week_but_not_what_is_done_once(database: Database) -> None:
    week = timedelta(days=7)
    plan(database, "waits")
    database.transact_now(
        jobs.record_skipped, key="missed", kind="digest", run_at=NOW, now=NOW - MINUTE
    )
    database.transact_now(jobs.claim_job, key="done", kind="old_line", run_at=NOW, now=NOW)

    database.transact_now(forget, now=NOW + week - MINUTE)
    assert set(states(database)) == {"waits", "missed", "done"}
    database.transact_now(forget, now=NOW + week)
    assert set(states(database)) == {"waits", "done"}
