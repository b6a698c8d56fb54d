"""Migrations, held to the tables for ever."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, delete, insert, inspect, select, text

from storage.engines import DatabaseUnknown, DatabaseUnreachable, open_engine
from storage.ids import new_id
from storage.migrate import SchemaTooNew, configure, is_begun, upgrade
from storage.tables import answer, form, metadata, processed_update, workshop
from tests.storage.told import NOW

# What a database of the first version held, as it was written then; never changed.
FIRST_VERSION = Path(__file__).parent / "databases" / "0001.sql"


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


def test_a_database_of_the_first_version_is_taken_up_with_all_that_is_in_it(
    engine: Engine, url: str
) -> None:
    with engine.begin() as connection:
        command.downgrade(configure(connection), "base")
        command.upgrade(configure(connection), "0001")
        for statement in FIRST_VERSION.read_text(encoding="utf-8").split(";\n"):
            connection.execute(text(statement))

    upgrade(url)

    with engine.begin() as connection:
        workshops = connection.execute(select(workshop.c.id, workshop.c.protected)).all()
        asked = connection.execute(select(form.c.code).where(form.c.stopped_at.is_(None))).all()
        told = connection.execute(select(answer.c.ref, answer.c.value_code)).all()
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))
    assert workshops == [(1, False)]
    assert asked == [("practice",)]
    assert told == [("/practice/stage", "running")]


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


def test_a_migration_that_fails_leaves_the_database_as_it_was(engine: Engine, url: str) -> None:
    with engine.begin() as connection:
        command.downgrade(configure(connection), "base")
        connection.execute(text("CREATE TABLE audit (id INTEGER)"))

    with pytest.raises(DatabaseUnreachable, match="already exists"):
        upgrade(url)

    with engine.begin() as connection:
        left = set(inspect(connection).get_table_names())
        connection.execute(text("DROP TABLE audit"))
        command.upgrade(configure(connection), "head")
    assert left == {"alembic_version", "audit"}


def test_two_replicas_that_start_together_upgrade_once(engine: Engine, url: str) -> None:
    with engine.begin() as connection:
        command.downgrade(configure(connection), "base")
    start = "import sys; from storage.migrate import upgrade; upgrade(sys.argv[1])"

    replicas = [subprocess.Popen([sys.executable, "-c", start, url]) for _ in range(2)]

    assert [replica.wait() for replica in replicas] == [0, 0]
    with engine.begin() as connection:
        assert set(inspect(connection).get_table_names()) == {"alembic_version", *metadata.tables}


def test_a_server_that_is_away_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(
        DatabaseUnreachable, match=r"The database cannot be reached: .*No such file"
    ):
        upgrade(f"postgresql://operator:secret@/tertulia?host={tmp_path}")


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "tertulia.db"
    path.write_text("letters to the editor, " * 100)

    with pytest.raises(DatabaseUnreachable, match="file is not a database"):
        upgrade(f"sqlite:///{path}")

    assert path.read_text() == "letters to the editor, " * 100


def test_a_directory_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, where a directory should be")

    with pytest.raises(DatabaseUnreachable, match="The database cannot be reached"):
        upgrade(f"sqlite:///{tmp_path}/data/deep/tertulia.db")


@pytest.mark.parametrize(
    "address",
    ["", "tertulia.db", "sqlite://", "sqlite:///:memory:", "mysql://operator:secret@host/tertulia"],
)
def test_an_address_of_no_database_of_ours_is_refused_without_being_shown(address: str) -> None:
    with pytest.raises(DatabaseUnknown) as refused:
        upgrade(address)

    assert str(refused.value) == (
        "The address of the database must begin with sqlite:///, and name a file, or with"
        " postgresql://."
    )


def test_a_newer_schema_is_refused(engine: Engine, url: str) -> None:
    with engine.begin() as connection:
        current = connection.scalar(text("SELECT version_num FROM alembic_version"))
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SchemaTooNew, match=re.escape("newer version of Tertulia (9999)")):
        upgrade(url)

    with engine.begin() as connection:
        put_back = text("UPDATE alembic_version SET version_num = :current")
        connection.execute(put_back, {"current": current})
