"""Drafts: workbooks that organisers sent, looked at but not published yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.organisers import ids_of_chat
from storage.sealing import seal, unseal
from storage.tables import draft_attachment, form_draft
from storage.upsert import replacing


class DraftState(StrEnum):
    WANTED = "wanted"  # its file is on the way
    REFUSED = "refused"
    READY = "ready"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class FormDraft:
    """`based_on` is the number of the version it was compared with; None where there was none.

    `remarks` are the warnings as they were said to the organiser, a line each.
    """

    id: int
    organiser_id: int
    workshop_id: int
    form_id: str | None
    file_name: str = field(repr=False)
    state: DraftState
    based_on: int | None
    source: str
    xform: str
    remarks: str


def begin_draft(
    db: Session, *, organiser_id: int, workshop_id: int, file_name: str, now: datetime
) -> int:
    """Make room for a workbook that is on the way; return the draft's id."""
    id_ = new_id()
    db.execute(
        insert(form_draft).values(
            id=id_,
            organiser_id=organiser_id,
            workshop_id=workshop_id,
            file_name_sealed=seal(db, form_draft.c.file_name_sealed, row=id_, value=file_name),
            state=DraftState.WANTED,
            created_at=now,
            updated_at=now,
        )
    )
    return id_


def refuse_draft(db: Session, *, id: int, now: datetime) -> None:  # noqa: A002
    _update(db, id, state=DraftState.REFUSED, updated_at=now)


def save_inspected(
    db: Session,
    *,
    id: int,  # noqa: A002 -- the record's own name for it, as everywhere in this file
    form_id: str,
    source: str,
    xform: str,
    remarks: str,
    now: datetime,
) -> None:
    """Keep what is ready to be published; an earlier draft of the same form is thrown away.

    What was attached to that one goes over: who corrects a workbook does not send its lists again.
    """
    for one in _beside(db, id, form_id):
        for name, content in get_files(db, draft_id=one).items():
            attach(db, draft_id=id, name=name, content=content)
        discard(db, id=one)
    _update(
        db,
        id,
        state=DraftState.READY,
        form_code=form_id,
        source=source,
        xform=xform,
        problems=remarks,
        updated_at=now,
    )


def is_replaced(db: Session, *, id: int, form_id: str) -> bool:  # noqa: A002
    """Tell whether a workbook of the same form that was sent later has come before this one."""
    return any(one > id for one in _beside(db, id, form_id))


def save_based_on(db: Session, *, id: int, based_on: int | None) -> None:  # noqa: A002
    """Note with which version the organiser has now compared it."""
    _update(db, id, based_on=based_on)


def mark_published(db: Session, *, id: int, now: datetime) -> None:  # noqa: A002
    _update(db, id, state=DraftState.PUBLISHED, updated_at=now)


def discard(db: Session, *, id: int) -> None:  # noqa: A002
    """Throw a draft away, with what is attached to it and its preview."""
    db.execute(delete(form_draft).where(form_draft.c.id == id))


def find_draft(db: Session, *, id: int) -> FormDraft | None:  # noqa: A002
    """Return a draft, held where this transaction writes: it is published or replaced once."""
    row = db.execute(_SELECT.where(form_draft.c.id == id).with_for_update()).one_or_none()
    return None if row is None else _record(db, row)


def list_ready(db: Session, *, chat_id: int) -> tuple[FormDraft, ...]:
    """Return the drafts that could be published from this chat, the newest first."""
    ready = _in_state(db, chat_id, DraftState.READY)
    rows = db.execute(_SELECT.where(ready).order_by(form_draft.c.id.desc()))
    return tuple(_record(db, row) for row in rows)


def is_on_the_way(db: Session, *, chat_id: int) -> bool:
    """Tell whether a workbook of this chat is still fetched and looked through."""
    wanted = _in_state(db, chat_id, DraftState.WANTED)
    return bool(db.scalar(select(exists().where(wanted))))


def attach(db: Session, *, draft_id: int, name: str, content: bytes) -> None:
    """Keep a file that the draft's form names; sent again, it replaces the earlier one."""
    attached = {"id": new_id(), "form_draft_id": draft_id, "name": name, "content": content}
    db.execute(_ATTACH(db), attached)


def get_files(db: Session, *, draft_id: int) -> dict[str, bytes]:
    rows = db.execute(
        select(draft_attachment.c.name, draft_attachment.c.content)
        .where(draft_attachment.c.form_draft_id == draft_id)
        .order_by(draft_attachment.c.name)
    )
    return {row.name: row.content for row in rows}


def forget_drafts(db: Session, *, before: datetime) -> None:
    """Forget drafts which nobody has touched since this moment."""
    db.execute(delete(form_draft).where(form_draft.c.updated_at < before))


_SELECT = select(
    form_draft.c.id,
    form_draft.c.organiser_id,
    form_draft.c.workshop_id,
    form_draft.c.form_code,
    form_draft.c.file_name_sealed,
    form_draft.c.state,
    form_draft.c.based_on,
    form_draft.c.source,
    form_draft.c.xform,
    form_draft.c.problems,
)


def _in_state(db: Session, chat_id: int, state: DraftState) -> ColumnElement[bool]:
    of_chat = form_draft.c.organiser_id.in_(ids_of_chat(db, chat_id))
    return of_chat & (form_draft.c.state == state)


def _beside(db: Session, id_: int, form_id: str) -> Sequence[int]:
    """Return the other drafts of this form that the same organiser could publish."""
    draft = db.execute(_SELECT.where(form_draft.c.id == id_)).one()
    others = select(form_draft.c.id).where(
        form_draft.c.organiser_id == draft.organiser_id,
        form_draft.c.form_code == form_id,
        form_draft.c.state == DraftState.READY,
        form_draft.c.id != id_,
    )
    return db.execute(others).scalars().all()


_ATTACH = replacing(draft_attachment, by=("form_draft_id", "name"), kept=("content",))


def _update(db: Session, id_: int, **values: object) -> None:
    db.execute(update(form_draft).where(form_draft.c.id == id_).values(**values))


def _record(db: Session, row: Any) -> FormDraft:
    sealed = row.file_name_sealed
    return FormDraft(
        id=row.id,
        organiser_id=row.organiser_id,
        workshop_id=row.workshop_id,
        form_id=row.form_code,
        file_name=unseal(db, form_draft.c.file_name_sealed, row=row.id, sealed=sealed),
        state=DraftState(row.state),
        based_on=row.based_on,
        source=row.source or "",
        xform=row.xform or "",
        remarks=row.problems or "",
    )
