"""The same tests on both engines: one server and one database for all of them, emptied each time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.crypto import KeyRing, create_key_file
from storage.database import Database, Session
from storage.migrate import upgrade
from storage.tables import metadata

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    path = tmp_path_factory.mktemp("keys") / "tertulia.key"
    create_key_file(path, database_url="postgresql://elsewhere/tertulia")
    return KeyRing.read(path, database_url="postgresql://elsewhere/tertulia")


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
