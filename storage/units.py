"""Units of work: one plain function, one transaction. On SQLite many of them share a commit."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import sleep
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as WaitedTooLong
from sqlalchemy.orm import Session

from locales import N_

T = TypeVar("T")
Work = Callable[[Session], Any]
Info = Mapping[str, object]

_MOST_IN_A_GROUP: Final = 500

# After these nothing of the transaction may be relied on, whichever unit met them.
_BREAKS_ALL: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_READONLY,
    }
)

# PostgreSQL: serialisation failed, deadlock, shutting down (three), too many connections.
_PASSES_LATER: Final = frozenset({"40001", "40P01", "57P01", "57P02", "57P03", "53300"})
_CONNECTION_LOST: Final = "08"


class StorageUnavailable(Exception):
    """Nothing of this unit was kept: the disk is full, or the database is away."""

    sentence = N_("I cannot save answers at this moment. As soon as I can, I will go on from here.")


class Units(Protocol):
    """Where units of work are run."""

    def submit(self, work: Callable[[Session], T]) -> "Future[T]":
        """Queue a unit; the future is settled after its commit."""

    def close(self) -> None:
        """Run what waits, then stop."""


@dataclass(frozen=True, slots=True)
class _Unit:
    work: Work
    future: "Future[Any]" = field(default_factory=Future)


@dataclass(frozen=True, slots=True)
class _Done:
    result: Any


@dataclass(frozen=True, slots=True)
class _Failed:
    error: BaseException


class GroupCommit:
    """One thread which writes to SQLite; all units that wait share one transaction.

    A caller hears of its unit only after the commit, so what was said to be kept is kept.
    """

    def __init__(self, engine: Engine, info: Info) -> None:
        self._engine = engine
        self._info = info
        self._waiting: SimpleQueue[_Unit | None] = SimpleQueue()
        self._gate = Lock()
        self._closed = False
        self._thread = Thread(target=self._serve, name="tertulia-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Session], T]) -> "Future[T]":
        unit = _Unit(work)
        with self._gate:  # nothing may be queued behind the end, where nobody would run it
            if self._closed:
                raise StorageUnavailable("the database is closed")
            self._waiting.put(unit)
        return unit.future

    def close(self) -> None:
        with self._gate:
            self._closed = True
            self._waiting.put(None)
        self._thread.join()

    def _serve(self) -> None:
        serving = True
        while serving:
            units, serving = self._next_group()
            if units:
                self._commit_together(units)

    def _next_group(self) -> tuple[Sequence[_Unit], bool]:
        """Wait for a unit, then take all that have come meanwhile; False after the last."""
        units: list[_Unit] = []
        waited = self._waiting.get()
        while waited is not None:
            # a caller that has gone away meanwhile is not served, and can no longer be told
            if waited.future.set_running_or_notify_cancel():
                units.append(waited)
            if len(units) == _MOST_IN_A_GROUP:
                return units, True
            try:
                waited = self._waiting.get_nowait()
            except Empty:
                return units, True
        return units, False

    def _commit_together(self, units: Sequence[_Unit]) -> None:
        try:
            with self._engine.begin() as connection:
                outcomes = [self._attempt(unit.work, connection) for unit in units]
        except BaseException as error:  # noqa: BLE001 -- the thread goes on, the callers are told
            for unit in units:
                unit.future.set_exception(_unavailable(error))
            return
        for unit, outcome in zip(units, outcomes, strict=True):
            if isinstance(outcome, _Failed):
                unit.future.set_exception(outcome.error)
            else:
                unit.future.set_result(outcome.result)

    def _attempt(self, work: Work, connection: Connection) -> _Done | _Failed:
        """Run one unit in a savepoint of its own; raise only what breaks the whole group."""
        with _session(connection, self._info) as db:
            try:
                result = work(db)
                db.commit()
            except BaseException as error:  # it is for this unit's caller alone
                if _breaks_the_group(error, connection):
                    raise
                db.rollback()
                return _Failed(error)
        return _Done(result)


class ThreadedUnits:
    """A few threads, a transaction a unit; tried again where that may help."""

    def __init__(
        self, engine: Engine, info: Info, *, threads: int, pauses: Sequence[float]
    ) -> None:
        self._engine = engine
        self._info = info
        self._pauses = pauses
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="tertulia-database")

    def submit(self, work: Callable[[Session], T]) -> "Future[T]":
        try:
            return self._threads.submit(self._run, work)
        except RuntimeError as error:
            raise StorageUnavailable("the database is closed") from error

    def close(self) -> None:
        self._threads.shutdown(wait=True)

    def _run(self, work: Work) -> Any:
        pauses = iter(self._pauses)
        while True:
            try:
                return self._attempt(work)
            except (OperationalError, InterfaceError, InternalError, WaitedTooLong) as error:
                pause = next(pauses, None)
                if pause is None or not _may_pass_later(error):
                    raise _unavailable(error) from error
                sleep(pause)

    def _attempt(self, work: Work) -> Any:
        with self._engine.connect() as connection, _session(connection, self._info) as db:
            result = work(db)
            db.commit()
            return result


def _session(connection: Connection, info: Info) -> Session:
    """Return a session for one unit alone, so that a failed one leaves nothing behind."""
    return Session(
        connection,
        info=dict(info),
        autoflush=False,
        expire_on_commit=False,
        join_transaction_mode="create_savepoint",
    )


def _breaks_the_group(error: BaseException, connection: Connection) -> bool:
    """Tell whether SQLite has given up the transaction, or cannot keep what is in it."""
    driver = connection.connection.driver_connection
    if driver is None or not driver.in_transaction:
        return True
    original = error.orig if isinstance(error, DBAPIError) else None
    return getattr(original, "sqlite_errorcode", 0) & 0xFF in _BREAKS_ALL


def _may_pass_later(error: DBAPIError | WaitedTooLong) -> bool:
    """Tell whether running the unit again may help: it never got as far as a commit."""
    if isinstance(error, WaitedTooLong):
        return True
    state = getattr(error.orig, "sqlstate", "")
    if error.connection_invalidated or state is None:  # psycopg: there was no connection
        return True
    return state in _PASSES_LATER or state.startswith(_CONNECTION_LOST)


def _unavailable(error: BaseException) -> StorageUnavailable:
    """Say what happened in the driver's words; what else may have failed could quote an answer."""
    driver = error.orig if isinstance(error, DBAPIError) else None
    said = type(error).__name__ if driver is None else f"{type(driver).__name__}: {driver}"
    unavailable = StorageUnavailable(said)
    unavailable.__cause__ = error
    return unavailable
