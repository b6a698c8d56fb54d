"""Forms of a workshop and their published versions, which never change."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.tables import form, form_version
from storage.upsert import per_engine


@dataclass(frozen=True, slots=True)
class FormVersion:
    id: int
    workshop_id: int
    form_id: str
    number: int
    source: str
    xform: str
    sha256: str
    published_at: datetime


def publish_form(
    db: Session, *, workshop_id: int, form_id: str, source: str, xform: str, now: datetime
) -> FormVersion:
    """Keep a new version of a form; the same text again is the version it already is."""
    digest = sha256(f"{source}\0{xform}".encode()).hexdigest()
    row_id = _find_or_add_form(db, workshop_id, form_id)
    published = _find(db, form_version.c.form_id == row_id, form_version.c.sha256 == digest)
    if published is not None:
        return published
    of_form = form_version.c.form_id == row_id
    last = db.scalar(select(func.max(form_version.c.number)).where(of_form)) or 0
    version = FormVersion(
        new_id(), workshop_id, form_id, last + 1, source, xform, digest, published_at=now
    )
    db.execute(
        insert(form_version).values(
            id=version.id,
            form_id=row_id,
            number=version.number,
            source=source,
            xform=xform,
            sha256=digest,
            published_at=now,
        )
    )
    return version


def get_form_version(db: Session, *, form_version_id: int) -> FormVersion:
    return _record(db.execute(_SELECT.where(form_version.c.id == form_version_id)).one())


def latest_version(db: Session, *, workshop_id: int, form_id: str) -> FormVersion | None:
    """Return the version in which this form is begun today, or None where it is not asked."""
    return _find(db, form.c.workshop_id == workshop_id, form.c.code == form_id)


def list_latest_versions(db: Session, *, workshop_id: int) -> tuple[FormVersion, ...]:
    """Return the newest version of each form of this workshop, in the order of their names."""
    version = form_version.alias()
    newest = (
        select(func.max(version.c.number)).where(version.c.form_id == form.c.id).scalar_subquery()
    )
    rows = db.execute(
        _SELECT.where(form.c.workshop_id == workshop_id, form_version.c.number == newest).order_by(
            form.c.code
        )
    )
    return tuple(_record(row) for row in rows)


def list_versions(db: Session, *, workshop_id: int, form_id: str) -> tuple[FormVersion, ...]:
    """Return all versions of this form, the oldest first."""
    of_form = (form.c.workshop_id == workshop_id) & (form.c.code == form_id)
    rows = db.execute(_SELECT.where(of_form).order_by(form_version.c.number))
    return tuple(_record(row) for row in rows)


_SELECT = select(
    form_version.c.id,
    form.c.workshop_id,
    form.c.code,
    form_version.c.number,
    form_version.c.source,
    form_version.c.xform,
    form_version.c.sha256,
    form_version.c.published_at,
).select_from(form_version.join(form))


_ADD_FORM = per_engine(lambda insert_into: insert_into(form).on_conflict_do_nothing())


def _find(db: Session, *conditions: Any) -> FormVersion | None:
    newest = _SELECT.where(*conditions).order_by(form_version.c.number.desc()).limit(1)
    row = db.execute(newest).one_or_none()
    return None if row is None else _record(row)


def _find_or_add_form(db: Session, workshop_id: int, code: str) -> int:
    values = {"id": new_id(), "workshop_id": workshop_id, "code": code}
    db.execute(_ADD_FORM(db), values)
    of_workshop = (form.c.workshop_id == workshop_id) & (form.c.code == code)
    # held, so that two replicas which start together do not publish the same version twice
    row_id: int = db.execute(select(form.c.id).where(of_workshop).with_for_update()).scalar_one()
    return row_id


def _record(row: Any) -> FormVersion:
    return FormVersion(*row)
