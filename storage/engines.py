"""Connections: SQLite made safe and strict, PostgreSQL by changing one URL."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from locales import N_

_BUSY_SECONDS: Final = 10
_CONNECT_SECONDS: Final = 5
_IDLE_SECONDS: Final = 60

_NO_FILES: Final = frozenset({None, "", ":memory:"})

_SQLITE_PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # a commit outlives a power cut
    "PRAGMA foreign_keys = ON",  # or erasure does not reach what belongs to a participant
    "PRAGMA secure_delete = ON",  # erased bytes are overwritten
    "PRAGMA trusted_schema = OFF",
)


class DatabaseRefused(Exception):
    """The database cannot be used. The sentence is for the operator."""

    sentence = N_("The database cannot be used.")

    def __init__(self, **values: object) -> None:
        self.values: Mapping[str, object] = MappingProxyType(values)
        super().__init__(self.sentence.format(**values))


class DatabaseUnknown(DatabaseRefused):
    sentence = N_(
        "The address of the database must begin with sqlite:///, and name a file, or with"
        " postgresql://."
    )


class DatabaseUnreachable(DatabaseRefused):
    sentence = N_("The database cannot be reached: {reason}")


def is_sqlite(url: str) -> bool:
    return parse_url(url).get_backend_name() == "sqlite"


def open_engine(url: str, *, connections: int, writes: bool) -> Engine:
    """Return an engine for `url`, with at most so many connections."""
    parsed = parse_url(url)
    if is_sqlite(url):
        return _open_sqlite(parsed, connections, writes=writes)
    return _open_postgresql(parsed, connections, writes=writes)


@contextmanager
def begin(url: str, *, writes: bool) -> Iterator[Connection]:
    """Open one connection with a transaction, as at the start; say clearly where that fails."""
    try:
        with ExitStack() as until_the_end:
            engine = open_engine(url, connections=1, writes=writes)
            until_the_end.callback(engine.dispose)
            yield until_the_end.enter_context(engine.begin())
    except DBAPIError as error:
        raise DatabaseUnreachable(reason=str(error.orig).strip()) from error
    except OSError as error:
        raise DatabaseUnreachable(reason=error) from error


def parse_url(url: str) -> URL:
    """Return the parts of an address, which may hold a password and is never shown."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # a port that is no number is a ValueError
        raise DatabaseUnknown from None
    backend = parsed.get_backend_name()
    if backend == "postgresql" or (backend == "sqlite" and parsed.database not in _NO_FILES):
        return parsed
    raise DatabaseUnknown


def _open_postgresql(url: URL, connections: int, *, writes: bool) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,  # an error must not carry an answer into a log
        connect_args={"connect_timeout": _CONNECT_SECONDS},
    )
    event.listen(engine, "connect", _give_up_when_idle)
    event.listen(engine, "handle_error", _leave_out_values)
    return engine if writes else engine.execution_options(postgresql_readonly=True)


def _give_up_when_idle(connection: Any, _record: object) -> None:
    """Let the server end the transaction of a machine that is gone, and with it its locks."""
    connection.execute(f"SET idle_in_transaction_session_timeout = '{_IDLE_SECONDS}s'")
    connection.commit()


def _leave_out_values(context: ExceptionContext) -> None:
    """Cut the server's details off an error: they quote the row which it refused."""
    error, told = context.original_exception, context.sqlalchemy_exception
    diagnosis = getattr(error, "diag", None)
    if told is not None and diagnosis is not None and diagnosis.message_primary is not None:
        error.args = (diagnosis.message_primary,)
        told.args = (f"({type(error).__name__}) {diagnosis.message_primary}",)


def _open_sqlite(url: URL, connections: int, *, writes: bool) -> Engine:
    _make_private(Path(str(url.database)))
    engine = create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"timeout": _BUSY_SECONDS},
    )
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # the driver would begin by itself, too late, and never before a SELECT
        connection.isolation_level = None
        for pragma in _SQLITE_PRAGMAS:
            connection.execute(pragma)
        if not writes:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _make_private(path: Path) -> None:
    """Create the file and its directory for the operator's eyes only, where they are missing."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
