"""Sealing of columns: the value of a column of a row, and nowhere else to be read."""

import json
from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Column
from sqlalchemy.orm import Session

from storage.crypto import KeyRing


def keys_of(db: Session) -> KeyRing:
    return cast("KeyRing", db.info["keys"])


def seal(db: Session, column: Column[Any], *, row: int | str, value: str) -> bytes:
    table, name = column.table.name, column.name
    return keys_of(db).seal(value, table=table, column=name, row=row)


def seal_bytes(db: Session, column: Column[Any], *, row: int | str, content: bytes) -> bytes:
    table, name = column.table.name, column.name
    return keys_of(db).seal(content, table=table, column=name, row=row)


def seal_optional(
    db: Session, column: Column[Any], *, row: int | str, value: str | None
) -> bytes | None:
    return None if value is None else seal(db, column, row=row, value=value)


def seal_json(
    db: Session, column: Column[Any], *, row: int | str, value: Mapping[str, Any]
) -> bytes:
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return seal(db, column, row=row, value=written)


def unseal(db: Session, column: Column[Any], *, row: int | str, sealed: bytes) -> str:
    table, name = column.table.name, column.name
    return keys_of(db).unseal_text(sealed, table=table, column=name, row=row)


def unseal_json(
    db: Session, column: Column[Any], *, row: int | str, sealed: bytes
) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(unseal(db, column, row=row, sealed=sealed))
    return value


def unseal_bytes(db: Session, column: Column[Any], *, row: int | str, sealed: bytes) -> bytes:
    table, name = column.table.name, column.name
    return keys_of(db).unseal(sealed, table=table, column=name, row=row)


def unseal_optional(
    db: Session, column: Column[Any], *, row: int | str, sealed: bytes | None
) -> str | None:
    return None if sealed is None else unseal(db, column, row=row, sealed=sealed)


def blind(db: Session, value: str | int) -> bytes:
    """Return what a personal value is looked up by."""
    return keys_of(db).blind(value)
