"""Workshops: one event with its dates, zone, countries and languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.sealing import seal, unseal
from storage.tables import workshop


@dataclass(frozen=True, slots=True)
class Workshop:
    id: int
    title: str
    zone: str
    starts_on: date
    ends_on: date
    countries: tuple[str, ...]
    default_language: str
    languages: tuple[str, ...]
    digest_hour: int
    protected: bool  # set up so that forms may ask about identified victims
    closed_at: datetime | None


def create_workshop(  # noqa: PLR0913 -- what is kept of it, each by name
    db: Session,
    *,
    title: str,
    zone: str,
    starts_on: date,
    ends_on: date,
    countries: Sequence[str],
    default_language: str,
    languages: Sequence[str],
    digest_hour: int,
    now: datetime,
    protected: bool = False,
) -> Workshop:
    id_ = new_id()
    db.execute(
        insert(workshop).values(
            id=id_,
            title_sealed=seal(db, workshop.c.title_sealed, row=id_, value=title),
            zone=zone,
            starts_on=starts_on,
            ends_on=ends_on,
            countries=tuple(countries),
            default_language=default_language,
            languages=tuple(languages),
            digest_hour=digest_hour,
            protected=protected,
            created_at=now,
        )
    )
    return get_workshop(db, workshop_id=id_)


def get_workshop(db: Session, *, workshop_id: int) -> Workshop:
    return _record(db, db.execute(_SELECT_ONE, {"workshop": workshop_id}).one())


def list_workshops(db: Session) -> tuple[Workshop, ...]:
    """Return all workshops, the newest first."""
    rows = db.execute(_SELECT.order_by(workshop.c.starts_on.desc(), workshop.c.id.desc()))
    return tuple(_record(db, row) for row in rows)


def close_workshop(db: Session, *, workshop_id: int, now: datetime) -> None:
    """Take no more answers, from now on or as was said before."""
    still_open = (workshop.c.id == workshop_id) & workshop.c.closed_at.is_(None)
    db.execute(update(workshop).where(still_open).values(closed_at=now))


_SELECT = select(
    workshop.c.id,
    workshop.c.title_sealed,
    workshop.c.zone,
    workshop.c.starts_on,
    workshop.c.ends_on,
    workshop.c.countries,
    workshop.c.default_language,
    workshop.c.languages,
    workshop.c.digest_hour,
    workshop.c.protected,
    workshop.c.closed_at,
)

_SELECT_ONE = _SELECT.where(workshop.c.id == bindparam("workshop"))


def _record(db: Session, row: Any) -> Workshop:
    title = unseal(db, workshop.c.title_sealed, row=row.id, sealed=row.title_sealed)
    return Workshop(row.id, title, *row[2:])
