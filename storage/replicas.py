"""Replicas: which of several equal processes this is, told by a number that the database lends.

A process holds its number as long as it lives. The next life takes the lowest that is free, which
is that of a life that has ended, and can take up at once what that one left in the outbox.
"""

from typing import Final

from sqlalchemy import Connection, Engine, text

_LOCK_CLASS: Final = 0x7E27  # any number, the same in every replica
_MOST: Final = 1_000


class Berth:
    """A number held by an open connection: PostgreSQL takes it back when the process is gone.

    SQLite lets one process write, so its number is always 1.
    """

    def __init__(self, engine: Engine) -> None:
        self._connection: Connection | None = None
        self.number = 1
        if engine.dialect.name == "postgresql":
            self._connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self.number = _take(self._connection)
        if not self.number:
            self.close()
            raise RuntimeError("more replicas than anybody needs are at work on this database")

    def close(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()  # back in the pool it would go on holding the number
            self._connection.close()


def _take(connection: Connection) -> int:
    """Return the lowest number that nobody holds, or 0."""
    take = text("SELECT pg_try_advisory_lock(:class, :number)")
    for number in range(1, _MOST + 1):
        if connection.scalar(take, {"class": _LOCK_CLASS, "number": number}):
            return number
    return 0
