"""INSERT ... ON CONFLICT, which both engines know and SQLAlchemy has twice."""

from collections.abc import Callable, Sequence
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


def replacing(
    table: Table, *, by: Sequence[str], kept: Sequence[str]
) -> Callable[[Session], Executable]:
    """Build what inserts a row; where one with the same `by` is there, it gets `kept` of the new."""

    def build(insert_into: Callable[[Table], Any]) -> Any:
        inserting = insert_into(table)
        return inserting.on_conflict_do_update(
            index_elements=by, set_={name: inserting.excluded[name] for name in kept}
        )

    return per_engine(build)
