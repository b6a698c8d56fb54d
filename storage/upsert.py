"""INSERT ... ON CONFLICT, which both engines know and SQLAlchemy has twice."""

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_into(db: Session, table: Table) -> postgresql.Insert | sqlite.Insert:
    if db.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
