"""Hotlines: where to call for help in each country of a workshop, as somebody has confirmed it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.tables import hotline
from storage.upsert import replacing
from storage.workshops import Workshop


@dataclass(frozen=True, slots=True)
class Hotline:
    country: str
    line: str | None  # None: it is confirmed that there is none
    confirmed_by: int | None  # the organiser; None: the operator
    confirmed_at: datetime


def confirm_hotline(
    db: Session,
    *,
    workshop_id: int,
    country: str,
    line: str | None,
    confirmed_by: int | None,
    now: datetime,
) -> None:
    """Keep where to call in `country`, in place of what was confirmed before."""
    confirmed = {
        "id": new_id(),
        "workshop_id": workshop_id,
        "country": country,
        "line": line,
        "confirmed_by": confirmed_by,
        "confirmed_at": now,
    }
    db.execute(_CONFIRM(db), confirmed)


def list_hotlines(db: Session, *, workshop_id: int) -> dict[str, Hotline]:
    """Return what is confirmed in this workshop, by country."""
    rows = db.execute(_SELECT, {"workshop": workshop_id})
    return {row.country: Hotline(*row) for row in rows}


def is_open(db: Session, workshop: Workshop) -> bool:
    """Tell whether people may answer: nothing is asked where help is not looked up first."""
    confirmed = db.scalars(_SELECT, {"workshop": workshop.id})
    return set(workshop.countries) <= set(confirmed)


_SELECT = (
    select(hotline.c.country, hotline.c.line, hotline.c.confirmed_by, hotline.c.confirmed_at)
    .where(hotline.c.workshop_id == bindparam("workshop"))
    .order_by(hotline.c.country)
)


_CONFIRM = replacing(
    hotline, by=("workshop_id", "country"), kept=("line", "confirmed_by", "confirmed_at")
)
