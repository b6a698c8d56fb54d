"""Workshops: one event with its dates, zone, countries and languages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.participants import Age
from storage.sealing import seal, seal_optional, unseal, unseal_optional
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
    identity_days: int  # after the last day: then nobody knows any more who told what
    answers_days: int  # after the last day: then the answers are removed
    documents: bool  # whether files may be sent that are no photo, voice note or video
    adolescents: bool  # whether people under 18 may take part
    guardian_note: str | None = field(repr=False)  # how their guardians agreed
    focal_point: str | None = field(repr=False)  # whom to turn to when somebody is in danger
    closed_at: datetime | None

    @property
    def unlinks_on(self) -> date:
        """The day from which nobody knows any more who told what."""
        return self.ends_on + timedelta(days=self.identity_days)

    @property
    def clears_on(self) -> date:
        """The day from which the answers are gone."""
        return self.ends_on + timedelta(days=self.answers_days)

    @property
    def takes_adolescents(self) -> bool:
        """Whether somebody under 18 may take part: allowed, and with their guardians' yes noted."""
        return self.adolescents and self.guardian_note is not None

    def takes(self, age: Age | None) -> bool:
        """Tell whether somebody of this age, as far as they have said it, may take part."""
        return age is not Age.MINOR or self.takes_adolescents


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
    """Return a workshop: a turn asks for it in several places, and reads it once."""
    known = _known(db)
    if workshop_id not in known:
        known[workshop_id] = _record(db, db.execute(_SELECT_ONE, {"workshop": workshop_id}).one())
    return known[workshop_id]


def list_workshops(db: Session) -> tuple[Workshop, ...]:
    """Return all workshops, the newest first."""
    rows = db.execute(_SELECT.order_by(workshop.c.starts_on.desc(), workshop.c.id.desc()))
    return tuple(_record(db, row) for row in rows)


def save_settings(db: Session, changed: Workshop) -> None:
    """Keep what may be changed while a workshop runs; an empty text is none."""
    note, focal_point = workshop.c.guardian_note_sealed, workshop.c.focal_point_sealed
    db.execute(
        update(workshop)
        .where(workshop.c.id == changed.id)
        .values(
            identity_days=changed.identity_days,
            answers_days=changed.answers_days,
            documents=changed.documents,
            adolescents=changed.adolescents,
            guardian_note_sealed=seal_optional(
                db, note, row=changed.id, value=changed.guardian_note or None
            ),
            focal_point_sealed=seal_optional(
                db, focal_point, row=changed.id, value=changed.focal_point or None
            ),
        )
    )
    _known(db).pop(changed.id, None)


def close_workshop(db: Session, *, workshop_id: int, now: datetime) -> None:
    """Take no more answers, from now on or as was said before."""
    still_open = (workshop.c.id == workshop_id) & workshop.c.closed_at.is_(None)
    db.execute(update(workshop).where(still_open).values(closed_at=now))
    _known(db).pop(workshop_id, None)


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
    workshop.c.identity_days,
    workshop.c.answers_days,
    workshop.c.documents,
    workshop.c.adolescents,
    workshop.c.guardian_note_sealed,
    workshop.c.focal_point_sealed,
    workshop.c.closed_at,
)

_SELECT_ONE = _SELECT.where(workshop.c.id == bindparam("workshop"))


def _known(db: Session) -> dict[int, Workshop]:
    """Return what was read in this transaction, which has a session of its own."""
    known: dict[int, Workshop] = db.info.setdefault("workshops", {})
    return known


def _record(db: Session, row: Any) -> Workshop:
    return Workshop(
        id=row.id,
        title=unseal(db, workshop.c.title_sealed, row=row.id, sealed=row.title_sealed),
        zone=row.zone,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        countries=row.countries,
        default_language=row.default_language,
        languages=row.languages,
        digest_hour=row.digest_hour,
        protected=row.protected,
        identity_days=row.identity_days,
        answers_days=row.answers_days,
        documents=row.documents,
        adolescents=row.adolescents,
        guardian_note=unseal_optional(
            db, workshop.c.guardian_note_sealed, row=row.id, sealed=row.guardian_note_sealed
        ),
        focal_point=unseal_optional(
            db, workshop.c.focal_point_sealed, row=row.id, sealed=row.focal_point_sealed
        ),
        closed_at=row.closed_at,
    )
