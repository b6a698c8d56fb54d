"""Migrations, held to the tables for ever."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, delete, insert, inspect, select, text

from storage.engines import open_engine
from storage.ids import new_id
from storage.migrate import SchemaTooNew, configure, is_begun, upgrade
from storage.tables import metadata, processed_update
from tests.storage.told import NOW


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    opened = open_engine(url, connections=1, writes=True)
    yield opened
    opened.dispose()


def test_migrations_lead_to_the_tables(engine: Engine) -> None:
    with engine.begin() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )

        assert compare_metadata(context, metadata) == []


def test_every_migration_goes_down_and_up_again(engine: Engine) -> None:
    with engine.begin() as connection:
        command.downgrade(configure(connection), "base")
        left = inspect(connection).get_table_names()
        command.upgrade(configure(connection), "head")
        there = inspect(connection).get_table_names()

    assert left == ["alembic_version"]
    assert set(there) == {"alembic_version", *metadata.tables}


def test_a_database_that_is_up_to_date_is_left_as_it_is(engine: Engine, url: str) -> None:
    id_ = new_id()
    with engine.begin() as connection:
        connection.execute(delete(processed_update))
        connection.execute(insert(processed_update).values(update_id=id_, at=NOW))

    upgrade(url)

    with engine.begin() as connection:
        assert connection.execute(select(processed_update.c.update_id)).scalars().all() == [id_]


def test_a_database_is_begun_once_it_has_a_schema(engine: Engine, url: str) -> None:
    assert is_begun(url)

    with engine.begin() as connection:
        command.downgrade(configure(connection), "base")
        connection.execute(text("DROP TABLE alembic_version"))

    still_a_file = url.startswith("sqlite")
    assert is_begun(url) == still_a_file

    upgrade(url)


def test_an_sqlite_file_that_is_not_there_is_not_begun_by_asking(tmp_path: Path) -> None:
    path = tmp_path / "tertulia.db"

    assert not is_begun(f"sqlite:///{path}")
    assert not path.exists()


def test_a_newer_schema_is_refused(engine: Engine, url: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SchemaTooNew, match=re.escape("newer version of Tertulia (9999)")):
        upgrade(url)

    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
