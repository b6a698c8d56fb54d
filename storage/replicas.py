"""Replicas: which of several equal processes this is, told by a number that the database lends.

A process holds its number as long as it lives. The next life takes the lowest that is free, which
is that of a life that has ended, and can take up at once what that one left in the outbox.
"""

import sqlite3
from collections.abc import Callable
from typing import Final

from sqlalchemy import Engine, text

from locales import N_
from storage.engines import DatabaseRefused

_LOCK_CLASS: Final = 0x7E27  # any number, the same in every replica
_MOST: Final = 1_000


class DatabaseTaken(DatabaseRefused):
    """Another bot is at work on this database."""

    sentence = N_(
        "Another bot already works with this database. SQLite is for one: stop the other, or use"
        " PostgreSQL."
    )


class Berth:
    """A number, held until it is given back or the process is gone."""

    def __init__(self, number: int, give_back: Callable[[], None]) -> None:
        self.number = number
        self.give_back = give_back


def take_berth(engine: Engine) -> Berth:
    """Take the lowest number that nobody holds; raise DatabaseTaken where there is none."""
    if engine.dialect.name == "sqlite":
        return _take_the_only_one(str(engine.url.database))
    return _take_the_lowest(engine)


def _take_the_only_one(database: str) -> Berth:
    """Lock a file beside the database: the system unlocks it when the process is gone."""
    lock = sqlite3.connect(f"{database}-berth", timeout=0, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        lock.close()
        raise DatabaseTaken from None
    return Berth(1, lock.close)


def _take_the_lowest(engine: Engine) -> Berth:
    """Take an advisory lock on an open connection, with which PostgreSQL takes it back."""
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def give_back() -> None:
        connection.invalidate()  # back in the pool it would go on holding the number
        connection.close()

    take = text("SELECT pg_try_advisory_lock(:class, :number)")
    for number in range(1, _MOST + 1):
        if connection.scalar(take, {"class": _LOCK_CLASS, "number": number}):
            return Berth(number, give_back)
    give_back()
    raise DatabaseTaken
