"""What the next words of an organiser are for, where a button has asked for some: one thing at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.sealing import seal_json, unseal_json
from storage.tables import expected
from storage.upsert import replacing


@dataclass(frozen=True, slots=True)
class Expected:
    """`kind` says who takes the words, `about` what they are about."""

    kind: str
    about: Mapping[str, Any] = field(repr=False)


def expect(
    db: Session, *, organiser_id: int, kind: str, about: Mapping[str, Any], now: datetime
) -> None:
    """Let the next words be for this, and for nothing that was expected before."""
    db.execute(
        _EXPECT(db),
        {
            "organiser_id": organiser_id,
            "kind": kind,
            "about_sealed": seal_json(db, expected.c.about_sealed, row=organiser_id, value=about),
            "expected_at": now,
        },
    )


def find_expected(db: Session, *, organiser_id: int, since: datetime) -> Expected | None:
    """Return what is expected since this moment or later; after a while words mean something else."""
    mine = (expected.c.organiser_id == organiser_id) & (expected.c.expected_at >= since)
    row = db.execute(select(expected.c.kind, expected.c.about_sealed).where(mine)).one_or_none()
    if row is None:
        return None
    about = unseal_json(db, expected.c.about_sealed, row=organiser_id, sealed=row.about_sealed)
    return Expected(row.kind, about)


def expect_nothing(db: Session, *, organiser_id: int) -> None:
    db.execute(delete(expected).where(expected.c.organiser_id == organiser_id))


_EXPECT: Final = replacing(
    expected, by=("organiser_id",), kept=("kind", "about_sealed", "expected_at")
)
