"""INSERT ... ON CONFLICT, which both engines know and SQLAlchemy has twice."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

Insert = postgresql.Insert | sqlite.Insert


def per_engine(
    build: Callable[[Callable[[Table], Any]], Executable],
) -> Callable[[Session], Executable]:
    """Build a statement once for each engine; return what chooses between them.

    `build` gets the engine's own `insert`. What is built once is also prepared once: building
    anew takes longer than running.
    """
    statements = {"sqlite": build(sqlite.insert), "postgresql": build(postgresql.insert)}

    def choose(db: Session) -> Executable:
        return statements[db.get_bind().dialect.name]

    return choose
