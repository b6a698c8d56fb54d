"""Bring the schema up to date; the only file which knows Alembic, with the migrations."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url, text

from locales import N_
from storage.engines import DatabaseRefused, begin, is_sqlite

_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_LOCK: Final = 0x7E27_0117  # any number, the same in every replica


class SchemaTooNew(DatabaseRefused):
    """The database was written by a newer version of this program."""

    sentence = N_(
        "The database is of a newer version of Tertulia ({found}) than this one."
        " Install that version again, or restore the backup made before it."
    )


def upgrade(url: str) -> None:
    """Apply the migrations that are missing, each replica waiting for the one which is at it."""
    with begin(url, writes=True) as connection:
        _lock(connection)
        _refuse_newer(connection)
        command.upgrade(configure(connection), "head")


def is_begun(url: str) -> bool:
    """Tell whether there is a database already, so that its keys must be there too."""
    if is_sqlite(url):
        return Path(str(make_url(url).database)).exists()
    with begin(url, writes=False) as connection:
        return MigrationContext.configure(connection).get_current_revision() is not None


def configure(connection: Connection) -> Config:
    """Return what Alembic must know, so that no file of its own is needed."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _lock(connection: Connection) -> None:
    """Hold all other replicas back: SQLite does so by BEGIN IMMEDIATE."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _refuse_newer(connection: Connection) -> None:
    known = {script.revision for script in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()}
    found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found not in known:
        raise SchemaTooNew(found=found)
