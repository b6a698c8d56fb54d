"""What columns are made of: moments, codes, ids, and whom a row goes with when it is erased."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    TypeDecorator,
)
from typing_extensions import override


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC: SQLite forgets the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be kept")
        return value.astimezone(UTC)

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Codes(TypeDecorator[tuple[str, ...]]):
    """A few codes, as of countries or languages, in one column."""

    impl = String
    cache_ok = True

    @override
    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else " ".join(value)

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(value.split())


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


# On SQLite only INTEGER makes the id the row's own address, which saves an index a table.
BIG_KEY = BigInteger().with_variant(Integer, "sqlite")


def own_id() -> Column[int]:
    return Column("id", BIG_KEY, primary_key=True, autoincrement=False)


def belongs_to(table: str, *, primary_key: bool = False) -> Column[int]:
    """Return a column for the row of `table` with which this row goes when it is erased."""
    return Column(
        f"{table}_id",
        BigInteger,
        ForeignKey(f"{table}.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=primary_key,
    )


def may_belong_to(table: str) -> Column[int]:
    """Return a column for the row of `table`, if any, with which this row goes when it is erased."""
    return Column(f"{table}_id", BigInteger, ForeignKey(f"{table}.id", ondelete="CASCADE"))
