"""The door itself: safe settings, readers beside the writer, a database that goes away."""

import asyncio
import stat
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, insert, make_url, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from storage.crypto import KeyRing
from storage.database import Database, Session, StorageUnavailable
from storage.engines import open_engine
from storage.tables import processed_update
from storage.units import ThreadedUnits
from tests.storage.told import NOW


def mark(db: Session, *, update_id: int) -> None:
    db.execute(insert(processed_update).values(update_id=update_id, at=NOW))


def count(db: Session) -> int:
    return db.scalar(select(func.count()).select_from(processed_update)) or 0


def settings(db: Session) -> dict[str, Any]:
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "trusted_schema")
    return {name: db.execute(text(f"PRAGMA {name}")).scalar() for name in names}


def test_sqlite_is_set_to_keep_what_it_says_and_forget_what_it_must(sqlite: Database) -> None:
    assert sqlite.transact_now(settings) == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
    }


def test_how_much_more_fits_is_known_where_the_database_is_a_file(
    database: Database, url: str
) -> None:
    free = database.free_bytes()

    assert (free is None) == (make_url(url).get_backend_name() == "postgresql")
    assert free is None or free > 0


def test_the_files_of_sqlite_are_for_their_owner_only(sqlite: Database, sqlite_url: str) -> None:
    sqlite.transact_now(mark, update_id=1)
    directory = Path(str(make_url(sqlite_url).database)).parent

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in directory.iterdir()}

    assert modes == {
        "tertulia.db": 0o600,
        "tertulia.db-wal": 0o600,
        "tertulia.db-shm": 0o600,
    }
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


async def test_a_reader_sees_what_is_kept_and_cannot_write(database: Database) -> None:
    await database.transact(mark, update_id=1)

    with pytest.raises((StorageUnavailable, DBAPIError)):
        await database.read(mark, update_id=2)

    assert await database.read(count) == 1


async def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    loop = asyncio.get_running_loop()
    begun, go_on = asyncio.Event(), asyncio.Event()

    def hold(db: Session) -> None:
        mark(db, update_id=1)
        loop.call_soon_threadsafe(begun.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result()

    writing = asyncio.ensure_future(database.transact(hold))
    await begun.wait()

    assert await database.read(count) == 0

    go_on.set()
    await writing
    assert await database.read(count) == 1


def test_a_plain_postgresql_address_is_taken_with_our_driver(postgresql: str) -> None:
    plain = make_url(postgresql).set(drivername="postgresql")
    engine = open_engine(plain.render_as_string(hide_password=False), connections=1, writes=True)

    with engine.connect() as connection:
        version = str(connection.execute(text("SHOW server_version_num")).scalar_one())
    engine.dispose()

    assert int(version) >= 140_000


def test_a_machine_that_is_gone_holds_no_locks_for_ever(postgresql: str, keys: KeyRing) -> None:
    database = Database.open(postgresql, keys=keys)

    def timeout(db: Session) -> str:
        return str(db.scalar(text("SHOW idle_in_transaction_session_timeout")))

    assert database.transact_now(timeout) == "1min"

    database.close()


def lose_connection(db: Session) -> None:
    """End this connection as a restart of the server would."""
    db.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


@pytest.fixture
def engine(postgresql: str) -> Any:
    opened = open_engine(postgresql, connections=1, writes=True)
    yield opened
    opened.dispose()


@pytest.fixture
def units(engine: Engine) -> Any:
    threads = ThreadedUnits(engine, {}, threads=1, pauses=(0.001, 0.001))
    yield threads
    threads.close()


def test_a_unit_that_loses_its_connection_is_run_again(units: ThreadedUnits) -> None:
    tries: list[int] = []

    def lose_it_once(db: Session) -> int:
        tries.append(1)
        if len(tries) == 1:
            lose_connection(db)
        return int(db.execute(text("SELECT 42")).scalar_one())

    assert units.submit(lose_it_once).result() == 42
    assert len(tries) == 2


def test_a_database_that_stays_away_is_said_to_be(units: ThreadedUnits) -> None:
    tries: list[int] = []

    def lose_it(db: Session) -> None:
        tries.append(1)
        lose_connection(db)

    with pytest.raises(StorageUnavailable, match="AdminShutdown"):
        units.submit(lose_it).result()

    assert len(tries) == 3


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_a_unit_that_the_server_asks_to_repeat_is_repeated(
    units: ThreadedUnits, state: str
) -> None:
    tries: list[int] = []

    def collide_twice(db: Session) -> str:
        tries.append(1)
        if len(tries) <= 2:
            fail(db, state)
        return "kept"

    assert units.submit(collide_twice).result() == "kept"
    assert len(tries) == 3


def test_a_full_disk_is_not_tried_again(units: ThreadedUnits) -> None:
    tries: list[int] = []

    def write(db: Session) -> None:
        tries.append(1)
        fail(db, "53100")

    with pytest.raises(StorageUnavailable, match="DiskFull"):
        units.submit(write).result()

    assert len(tries) == 1


def test_a_mistake_of_ours_is_not_called_unavailable(units: ThreadedUnits) -> None:
    with pytest.raises(ProgrammingError, match="no_such_table"):
        units.submit(lambda db: db.execute(text("SELECT * FROM no_such_table"))).result()


def test_no_server_at_all_is_said(keys: KeyRing, tmp_path: Path) -> None:
    engine = open_engine(f"postgresql://u@/db?host={tmp_path}", connections=1, writes=True)
    away = ThreadedUnits(engine, {"keys": keys}, threads=1, pauses=(0.001,))

    with pytest.raises(StorageUnavailable, match="OperationalError"):
        away.submit(count).result()

    away.close()
    engine.dispose()


def test_a_secret_is_the_same_in_every_replica_and_another_for_each_purpose(
    database: Database, url: str, keys: KeyRing
) -> None:
    replica = Database.open(url, keys=keys)

    assert replica.secret("webhook") == database.secret("webhook") != database.secret("path")

    replica.close()


def test_a_closed_database_takes_nothing_more(postgresql: str, keys: KeyRing) -> None:
    database = Database.open(postgresql, keys=keys)
    database.close()

    with pytest.raises(StorageUnavailable, match="closed"):
        database.transact_now(count)


def fail(db: Session, state: str) -> None:
    """Let the server raise an error of this kind."""
    db.execute(text(f"DO $$ BEGIN RAISE EXCEPTION SQLSTATE '{state}'; END $$"))
