"""Forms of a workshop and their published versions, which never change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Column, Select, func, insert, select, update
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.tables import form, form_attachment, form_version
from storage.upsert import per_engine

NO_FILES: Final[Mapping[str, bytes]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FormVersion:
    """`note` says, for the organisers, what is new in it."""

    id: int
    workshop_id: int
    form_id: str
    number: int
    source: str
    xform: str
    sha256: str
    published_at: datetime
    note: str | None


@dataclass(frozen=True, slots=True)
class ListedForm:
    """A form of a workshop with its newest version; `stopped_at` where it is asked no more."""

    id: int
    stopped_at: datetime | None
    version: FormVersion


def publish_form(  # noqa: PLR0913 -- what is kept of it, each by name
    db: Session,
    *,
    workshop_id: int,
    form_id: str,
    source: str,
    xform: str,
    now: datetime,
    files: Mapping[str, bytes] = NO_FILES,
    published_by: int | None = None,
    note: str | None = None,
) -> FormVersion:
    """Keep a new version of a form; the same text and files again are the newest as it is.

    What an earlier version was is published anew: who goes back goes on from there.
    `published_by` is the organiser, None where the program or its operator did it.
    """
    row_id = _hold_form(db, workshop_id, form_id)
    newest = _find(db, form_version.c.form_id == row_id)
    if newest and newest.sha256 == _digest(source, xform, files, newest.number):
        return newest
    number = newest.number + 1 if newest else 1
    digest = _digest(source, xform, files, number)
    version = FormVersion(
        new_id(), workshop_id, form_id, number, source, xform, digest, published_at=now, note=note
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
            published_by=published_by,
            note=note,
        )
    )
    for name, content in files.items():
        attached = {"form_version_id": version.id, "name": name, "content": content}
        db.execute(insert(form_attachment).values(id=new_id(), **attached))
    return version


def hold_form(db: Session, *, workshop_id: int, form_id: str) -> FormVersion | None:
    """Return the newest version, to be followed by another one in this transaction.

    The form is held until its end, so that nobody else publishes between looking and publishing.
    """
    row_id = _hold_form(db, workshop_id, form_id)
    return _find(db, form_version.c.form_id == row_id)


def get_form_version(db: Session, *, form_version_id: int) -> FormVersion:
    return _record(db.execute(_SELECT.where(form_version.c.id == form_version_id)).one())


def find_form_version(db: Session, *, form_version_id: int) -> FormVersion | None:
    return _find(db, form_version.c.id == form_version_id)


def latest_version(db: Session, *, workshop_id: int, form_id: str) -> FormVersion | None:
    """Return the newest version of this form, whether it is asked or not."""
    return _find(db, form.c.workshop_id == workshop_id, form.c.code == form_id)


def asked_version(db: Session, *, workshop_id: int, form_id: str) -> FormVersion | None:
    """Return the version in which this form is begun today, or None where it is not asked."""
    asked = form.c.stopped_at.is_(None)
    return _find(db, form.c.workshop_id == workshop_id, form.c.code == form_id, asked)


def list_forms(db: Session, *, workshop_id: int) -> tuple[ListedForm, ...]:
    """Return the forms of this workshop, asked or not, in the order in which they came."""
    rows = db.execute(_newest_of(workshop_id, form.c.stopped_at, form.c.id).order_by(form.c.id))
    return tuple(ListedForm(row[-1], row[-2], _record(row[:-2])) for row in rows)


def find_form(db: Session, *, id: int) -> ListedForm | None:  # noqa: A002
    """Return a form by the id of its row."""
    workshop_id = db.scalar(select(form.c.workshop_id).where(form.c.id == id))
    of_workshop = list_forms(db, workshop_id=workshop_id) if workshop_id else ()
    return next((one for one in of_workshop if one.id == id), None)


def stop_asking(db: Session, *, id: int, now: datetime) -> None:  # noqa: A002
    """Let nobody begin this form any more; who is in the middle finishes it."""
    still_asked = (form.c.id == id) & form.c.stopped_at.is_(None)
    db.execute(update(form).where(still_asked).values(stopped_at=now))


def ask_again(db: Session, *, id: int) -> None:  # noqa: A002
    db.execute(update(form).where(form.c.id == id).values(stopped_at=None))


def get_files(db: Session, *, form_version_id: int) -> dict[str, bytes]:
    """Return what is attached to a version: lists and pictures by the names the form gives them."""
    attached = form_attachment.c.form_version_id == form_version_id
    rows = db.execute(
        select(form_attachment.c.name, form_attachment.c.content)
        .where(attached)
        .order_by(form_attachment.c.name)
    )
    return {row.name: row.content for row in rows}


def find_file(db: Session, *, form_version_id: int, name: str) -> bytes | None:
    attached = form_attachment.c.form_version_id == form_version_id
    named = form_attachment.c.name == name
    content: bytes | None = db.scalar(select(form_attachment.c.content).where(attached, named))
    return content


def list_latest_versions(db: Session, *, workshop_id: int) -> tuple[FormVersion, ...]:
    """Return the newest version of each form of this workshop, in the order of their names."""
    rows = db.execute(_newest_of(workshop_id).order_by(form.c.code))
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
    form_version.c.note,
).select_from(form_version.join(form))


_ADD_FORM = per_engine(lambda insert_into: insert_into(form).on_conflict_do_nothing())


def _newest_of(workshop_id: int, *more: Column[Any]) -> Select[Any]:
    """Return the newest version of each form of a workshop; `more` columns come last."""
    version = form_version.alias()
    newest = (
        select(func.max(version.c.number)).where(version.c.form_id == form.c.id).scalar_subquery()
    )
    of_workshop = form.c.workshop_id == workshop_id
    return _SELECT.add_columns(*more).where(of_workshop, form_version.c.number == newest)


def _digest(source: str, xform: str, files: Mapping[str, bytes], number: int) -> str:
    """Tell this version from all others of the form, those with the same text among them."""
    digest = sha256(f"{number}\0{source}\0{xform}".encode())
    for name, content in sorted(files.items()):
        digest.update(f"\0{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _find(db: Session, *conditions: Any) -> FormVersion | None:
    newest = _SELECT.where(*conditions).order_by(form_version.c.number.desc()).limit(1)
    row = db.execute(newest).one_or_none()
    return None if row is None else _record(row)


def _hold_form(db: Session, workshop_id: int, code: str) -> int:
    values = {"id": new_id(), "workshop_id": workshop_id, "code": code}
    db.execute(_ADD_FORM(db), values)
    of_workshop = (form.c.workshop_id == workshop_id) & (form.c.code == code)
    # held, so that two replicas which start together do not publish the same version twice
    row_id: int = db.execute(select(form.c.id).where(of_workshop).with_for_update()).scalar_one()
    return row_id


def _record(row: Any) -> FormVersion:
    return FormVersion(*row)
