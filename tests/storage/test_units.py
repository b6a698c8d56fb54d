"""Many units, one commit: each is kept or told, and none harms another."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest
from sqlalchemy import insert, make_url, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.exc import TimeoutError as WaitedTooLong

from storage.crypto import KeyRing
from storage.database import Database, Session, StorageUnavailable
from storage.deliveries import promise, promised
from storage.engines import open_engine
from storage.tables import audit, form, processed_update
from storage.units import GroupCommit, _may_pass_later
from storage.updates import mark_processed
from tests.storage.told import NOW


class Refused(Exception):
    pass


def mark(db: Session, *, update_id: int) -> int:
    db.execute(insert(processed_update).values(update_id=update_id, at=NOW))
    return update_id


def mark_and_fail(db: Session, *, update_id: int) -> None:
    mark(db, update_id=update_id)
    raise Refused(update_id)


def marks(db: Session) -> list[int]:
    query = select(processed_update.c.update_id).order_by(processed_update.c.update_id)
    return list(db.execute(query).scalars())


class Gate:
    """Holds the writer until it is opened, so that units gather behind it."""

    def __init__(self, database: Database) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()
        self.passed = threading.Thread(target=database.transact_now, args=(self._wait,))
        self.passed.start()
        self.reached.wait()

    def _wait(self, _db: Session) -> None:
        self.reached.set()
        self.opened.wait()

    def open(self) -> None:
        self.opened.set()
        self.passed.join()


def count_commits(path: str) -> int:
    """Return the frames of the log which end a transaction."""
    log = Path(f"{path}-wal").read_bytes()
    page = int.from_bytes(log[8:12])
    starts = range(32, len(log), 24 + page)
    return sum(1 for start in starts if int.from_bytes(log[start + 4 : start + 8]))


async def test_of_a_hundred_units_that_wait_three_fail_alone(database: Database) -> None:
    bad = {13, 50, 99}
    units = [
        database.transact(mark_and_fail if n in bad else mark, update_id=n) for n in range(100)
    ]

    outcomes = await asyncio.gather(*units, return_exceptions=True)

    refused = {n for n, outcome in enumerate(outcomes) if isinstance(outcome, Refused)}
    assert refused == bad
    assert [n for n in range(100) if outcomes[n] == n] == sorted(set(range(100)) - bad)
    assert await database.read(marks) == sorted(set(range(100)) - bad)


async def test_units_that_wait_share_one_commit(sqlite: Database, sqlite_url: str) -> None:
    path = str(make_url(sqlite_url).database)
    await sqlite.transact(mark, update_id=1_000)
    before = count_commits(path)
    gate = Gate(sqlite)
    units = asyncio.gather(*(sqlite.transact(mark, update_id=n) for n in range(100)))
    await asyncio.sleep(0)

    gate.open()
    await units

    assert count_commits(path) - before == 1


async def test_a_unit_that_breaks_a_rule_of_a_table_fails_alone(database: Database) -> None:
    units = [database.transact(mark, update_id=n) for n in (1, 2, 1, 3)]

    outcomes = await asyncio.gather(*units, return_exceptions=True)

    assert len([o for o in outcomes if isinstance(o, IntegrityError)]) == 1
    assert await database.read(marks) == [1, 2, 3]


async def test_an_error_carries_no_value_that_was_written(database: Database) -> None:
    def write_twice(db: Session) -> None:
        for _ in range(2):
            promise(db, chat_id=7, method="m", payload={}, now=NOW)
            db.execute(insert(audit).values(id=4711, action="a marker"))

    with pytest.raises(IntegrityError) as failed:
        await database.transact(write_twice)

    assert "a marker" not in str(failed.value)


async def test_a_failed_unit_leaves_no_promise_behind(database: Database) -> None:
    def promise_and_fail(db: Session) -> None:
        promise(db, chat_id=7, method="sendMessage", payload={"text": "lost"}, now=NOW)
        raise Refused

    def promise_one(db: Session) -> list[str]:
        promise(db, chat_id=7, method="sendMessage", payload={"text": "kept"}, now=NOW)
        return [kept.payload["text"] for kept in promised(db)]

    failed, kept = await asyncio.gather(
        database.transact(promise_and_fail),
        database.transact(promise_one),
        return_exceptions=True,
    )

    assert isinstance(failed, Refused)
    assert kept == ["kept"]


async def test_a_caller_that_has_gone_away_harms_nobody(sqlite: Database) -> None:
    gate = Gate(sqlite)
    gone = asyncio.ensure_future(sqlite.transact(mark, update_id=1))
    stays = asyncio.ensure_future(sqlite.transact(mark, update_id=2))
    await asyncio.sleep(0)

    gone.cancel()
    await asyncio.sleep(0)
    gate.open()

    assert await stays == 2
    assert gone.cancelled()
    assert await sqlite.read(marks) == [2]


async def test_a_caller_that_goes_away_during_its_unit_harms_nobody(sqlite: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(db: Session) -> None:
        begun.set()
        go_on.wait()
        mark(db, update_id=1)

    going = asyncio.ensure_future(sqlite.transact(slow))
    await asyncio.to_thread(begun.wait)

    going.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await going

    assert await sqlite.transact(mark, update_id=2) == 2
    assert await sqlite.read(marks) == [1, 2]


def test_closing_keeps_what_waits_and_takes_nothing_more(sqlite_url: str, keys: KeyRing) -> None:
    database = Database.open(sqlite_url, keys=keys)
    gate = Gate(database)
    waiting = [database._writer.submit(one(n)) for n in range(5)]
    closing = threading.Thread(target=database.close)
    closing.start()

    gate.open()
    closing.join()

    assert [unit.result() for unit in waiting] == [0, 1, 2, 3, 4]
    with pytest.raises(StorageUnavailable, match="closed"):
        database.transact_now(mark, update_id=9)
    assert read_marks(sqlite_url) == [0, 1, 2, 3, 4]


def one(update_id: int) -> Callable[[Session], int]:
    return lambda db: mark(db, update_id=update_id)


def read_marks(url: str) -> list[int]:
    with sqlite3.connect(str(make_url(url).database)) as connection:
        found = connection.execute("SELECT update_id FROM processed_update ORDER BY 1").fetchall()
    connection.close()
    return [update_id for (update_id,) in found]


def fill(db: Session) -> None:
    """Leave no room but for a few pages."""
    pages = db.execute(text("PRAGMA page_count")).scalar_one()
    db.execute(text(f"PRAGMA max_page_count = {pages + 4}"))


def make_room(db: Session) -> None:
    db.execute(text("PRAGMA max_page_count = 1000000"))


def mark_with_much(db: Session, *, update_id: int) -> int:
    promise(db, chat_id=7, method="sendMessage", payload={"text": "x" * 3_000}, now=NOW)
    return mark(db, update_id=update_id)


async def test_a_full_disk_reaches_everybody_and_loses_nothing(sqlite: Database) -> None:
    await sqlite.transact(mark, update_id=1_000)
    await sqlite.transact(fill)
    gate = Gate(sqlite)
    units = [sqlite.transact(mark_with_much, update_id=n) for n in range(20)]
    together = asyncio.gather(*units, return_exceptions=True)
    await asyncio.sleep(0)
    gate.open()

    outcomes = await together
    kept_when_full = await sqlite.read(marks)
    await sqlite.transact(make_room)
    again = await asyncio.gather(*(sqlite.transact(mark_with_much, update_id=n) for n in range(20)))

    assert {type(outcome) for outcome in outcomes} == {StorageUnavailable}
    assert kept_when_full == [1_000]
    assert again == list(range(20))
    assert await sqlite.read(marks) == [*range(20), 1_000]


async def test_a_commit_that_fails_reaches_everybody_and_keeps_nothing(sqlite: Database) -> None:
    def belong_to_nobody(db: Session) -> None:
        db.execute(text("PRAGMA defer_foreign_keys = ON"))
        values = {"id": 1, "workshop_id": 2, "code": "practice"}
        db.execute(insert(form).values(values))

    gate = Gate(sqlite)
    together = asyncio.gather(
        sqlite.transact(mark, update_id=1),
        sqlite.transact(belong_to_nobody),
        return_exceptions=True,
    )
    await asyncio.sleep(0)
    gate.open()

    assert {type(outcome) for outcome in await together} == {StorageUnavailable}
    assert await sqlite.read(marks) == []
    assert await sqlite.transact(mark, update_id=2) == 2


async def test_a_transaction_that_sqlite_gave_up_is_not_called_kept(sqlite: Database) -> None:
    def give_up(db: Session) -> None:
        mark(db, update_id=1)
        db.execute(text("ROLLBACK"))
        raise Refused("an answer")

    with pytest.raises(StorageUnavailable) as unavailable:
        await sqlite.transact(give_up)
    assert "an answer" not in str(unavailable.value)

    assert await sqlite.transact(mark, update_id=2) == 2
    assert await sqlite.read(marks) == [2]


async def test_a_second_writer_is_waited_for(sqlite: Database, sqlite_url: str) -> None:
    other = sqlite3.connect(
        str(make_url(sqlite_url).database), isolation_level=None, check_same_thread=False
    )
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.ensure_future(sqlite.transact(mark, update_id=1))
    await asyncio.sleep(0)

    other.execute(
        "INSERT INTO processed_update (update_id, at) VALUES (2, '2026-11-24 18:00:00.000000')"
    )
    other.execute("COMMIT")
    other.close()

    assert await waiting == 1
    assert await sqlite.read(marks) == [1, 2]


async def test_two_doors_to_one_database_both_write(
    database: Database, url: str, keys: KeyRing
) -> None:
    other = Database.open(url, keys=keys)

    def mark_once(db: Session, *, update_id: int) -> bool:
        return mark_processed(db, update_id=update_id, now=NOW)

    outcomes = await asyncio.gather(
        *(door.transact(mark_once, update_id=n) for n in range(30) for door in (database, other))
    )
    other.close()

    assert outcomes.count(True) == 30
    assert await database.read(marks) == list(range(30))


def test_more_units_than_fit_in_a_group_are_all_kept(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url, connections=1, writes=True)
    writer = GroupCommit(engine, {})
    begun, go_on = threading.Event(), threading.Event()

    def hold(_db: Session) -> None:
        begun.set()
        go_on.wait()

    held: Future[None] = writer.submit(hold)
    begun.wait()
    units = [writer.submit(one(n)) for n in range(1_203)]
    go_on.set()
    writer.close()
    engine.dispose()

    assert held.result() is None
    assert [unit.result() for unit in units] == list(range(1_203))
    assert read_marks(sqlite_url) == list(range(1_203))


def test_who_waited_too_long_for_a_connection_may_try_again() -> None:
    assert _may_pass_later(WaitedTooLong())
