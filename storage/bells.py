"""Bells: who waits for work is woken when some is kept, in this process and in other replicas.

On SQLite there is one process, whose only writing thread rings at once: what it wakes can look only
after this transaction, as it must pass the same thread. On PostgreSQL the database rings, when the
transaction is kept, in every replica. A bell may ring for nothing, and who waits for one looks now
and then in any case where there are other replicas: it could be missed while a connection is lost.
"""

import os
import select as system_select
from collections.abc import Callable
from enum import StrEnum
from threading import Event, Thread
from typing import Any, Final, cast

import structlog
from psycopg import Connection as Listening
from psycopg import Error as DriverError
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

log = structlog.get_logger(__name__)

_CHANNEL: Final = "tertulia"
_AGAIN_SECONDS: Final = 1.0


class Bell(StrEnum):
    REPLIES = "replies"  # a reply waits that any replica may send
    OUTBOX = "outbox"  # so does something that nobody asked for
    PAUSE = "pause"  # Telegram wants nothing from any replica for a while
    JOBS = "jobs"  # something is to be done earlier than was known
    FILES = "files"  # something that was sent is to be fetched, or listened to
    REMOVED = "removed"  # something was erased, or came to the end of its time


class Bells:
    """Who is woken by which bell; called from whatever thread rings."""

    def __init__(self) -> None:
        self._wakes: dict[str, list[Callable[[], None]]] = {}

    def listen(self, bell: Bell, wake: Callable[[], None]) -> None:
        self._wakes.setdefault(bell, []).append(wake)

    def strike(self, bell: str) -> None:
        for wake in self._wakes.get(bell, ()):
            wake()

    def strike_all(self) -> None:
        for bell in Bell:
            self.strike(bell)


def ring(db: Session, bell: Bell) -> None:
    """Wake whoever waits for this bell, once this transaction is kept."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(select(func.pg_notify(_CHANNEL, bell.value)))
    else:
        cast("Bells", db.info["bells"]).strike(bell)


class BellRope:
    """A connection to PostgreSQL over which the bells of all replicas are heard.

    Its thread sleeps until the server says something, or until it is to end.
    """

    def __init__(self, engine: Engine, bells: Bells) -> None:
        self._engine = engine
        self._bells = bells
        self._ending = Event()
        self._reader, self._writer = os.pipe()
        self._thread = Thread(target=self._serve, name="tertulia-bells", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._ending.set()
        os.write(self._writer, b".")
        self._thread.join()
        os.close(self._reader)
        os.close(self._writer)

    def _serve(self) -> None:
        while not self._ending.is_set():
            try:
                self._hear()
            except (DBAPIError, DriverError) as error:
                log.warning("bells_unheard", error=type(error).__name__)
                self._ending.wait(_AGAIN_SECONDS)

    def _hear(self) -> None:
        """Listen until the end; raise where the connection is lost."""
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            driver = cast("Listening[Any]", connection.connection.driver_connection)
            driver.execute(f"LISTEN {_CHANNEL}")
            self._bells.strike_all()  # what rang while nobody listened
            while not self._ending.is_set():
                system_select.select([driver.fileno(), self._reader], [], [])
                for notice in driver.notifies(timeout=0):
                    self._bells.strike(notice.payload)
        finally:
            connection.invalidate()  # back in the pool it would go on listening
            connection.close()
