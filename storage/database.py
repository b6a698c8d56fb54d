"""The door to the data: a function goes in, its result comes out after the commit."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import disk_usage
from typing import Concatenate, Final, ParamSpec, Self, TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from storage.bells import Bell, BellRope, Bells
from storage.crypto import KeyRing
from storage.engines import is_sqlite, open_engine
from storage.replicas import Berth, take_berth
from storage.units import GroupCommit, StorageUnavailable, ThreadedUnits, Units

# Those who call this room know no SQL, but name the session which they pass on.
__all__ = ["Bell", "Database", "Session", "StorageUnavailable"]

P = ParamSpec("P")
T = TypeVar("T")

_THREADS: Final = 8
_READERS: Final = 4
_WIPE_SECONDS: Final = 2  # others write meanwhile
_PAUSES: Final = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)  # seconds: longer than a restart of PostgreSQL


class Database:
    """All access to what is kept. Nothing of asyncio is touched in the database's threads."""

    def __init__(
        self,
        engines: tuple[Engine, Engine],
        *,
        keys: KeyRing,
        writer: Units,
        readers: Units,
        bells: Bells,
    ) -> None:
        self._engines = engines
        self._keys = keys
        self._writer = writer
        self._readers = readers
        self._bells = bells
        self._berth: Berth | None = None
        self._rope: BellRope | None = None

    @classmethod
    def open(cls, url: str, *, keys: KeyRing) -> Self:
        """Open `url`, whose schema `storage.migrate.upgrade` has brought up to date."""
        connections = 1 if is_sqlite(url) else _THREADS + 2  # more hold the berth, and the bells
        writing = open_engine(url, connections=connections, writes=True)
        reading = open_engine(url, connections=_READERS, writes=False)
        bells = Bells()
        info = {"keys": keys, "writes": False, "bells": bells}
        return cls(
            (writing, reading),
            keys=keys,
            writer=_writer(url, writing, {**info, "writes": True}),
            readers=ThreadedUnits(reading, info, threads=_READERS, pauses=_PAUSES),
            bells=bells,
        )

    async def transact(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work` as one transaction; return when it is kept.

        On PostgreSQL it may be run again, rarely even after it was kept, where only the answer to
        the commit got lost. So it does nothing but with the database, and begins with what may
        happen once only: the mark of an update, the key of a job.
        """
        return await _wait(self._writer, lambda db: work(db, *args, **kwargs))

    async def read(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work`, which may only read, beside the transactions."""
        return await _wait(self._readers, lambda db: work(db, *args, **kwargs))

    def transact_now(
        self, work: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do as `transact`, for commands and tests, which have no loop."""
        return self._writer.submit(lambda db: work(db, *args, **kwargs)).result()

    def berth(self) -> int:
        """Return the number of this process among those at work on this database, held till close."""
        self._berth = self._berth or take_berth(self._engines[0])
        return self._berth.number

    def listen(self, bell: Bell, wake: Callable[[], None]) -> None:
        """Call `wake` whenever this bell rings, in this process or, on PostgreSQL, in any replica.

        It is called from another thread, and may be called for nothing.
        """
        self._bells.listen(bell, wake)
        if self.has_replicas and self._rope is None:
            self._rope = BellRope(self._engines[0], self._bells)

    @property
    def has_replicas(self) -> bool:
        """Tell whether other processes may be at work on this database, unseen by this one."""
        return self._engines[0].dialect.name != "sqlite"

    def secret(self, purpose: str) -> str:
        """Return a secret of this installation for `purpose`: the same in every replica."""
        return self._keys.blind(f"secret for {purpose}").hex()

    def wipe_journal(self) -> bool:
        """Empty SQLite's journal, which shows pages as they were; False while others read in it."""
        if self.has_replicas:
            return True
        path = str(self._engines[0].url.database)
        with closing(sqlite3.connect(path, timeout=_WIPE_SECONDS)) as connection:
            [busy, *_pages] = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def free_bytes(self) -> int | None:
        """Return how much more fits beside an SQLite database; None of one that a server keeps."""
        if self.has_replicas:
            return None
        return disk_usage(Path(str(self._engines[0].url.database)).parent).free

    def close(self) -> None:
        """Keep what waits, then let go of the database."""
        if self._rope is not None:
            self._rope.close()
            self._rope = None
        self._writer.close()
        self._readers.close()
        if self._berth is not None:
            self._berth.give_back()
            self._berth = None
        for engine in self._engines:
            engine.dispose()


def _writer(url: str, engine: Engine, info: dict[str, object]) -> Units:
    if is_sqlite(url):
        return GroupCommit(engine, info)
    return ThreadedUnits(engine, info, threads=_THREADS, pauses=_PAUSES)


async def _wait(units: Units, work: Callable[[Session], T]) -> T:
    return await asyncio.wrap_future(units.submit(work))
