"""Previews: where an organiser stands in a form that is only tried; thrown away after it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session

from storage.conversations import StaleTurn
from storage.ids import new_id
from storage.organisers import ids_of_chat
from storage.sealing import seal_json, unseal_json
from storage.tables import preview


@dataclass(frozen=True, slots=True)
class Preview:
    """It is of a draft, or of a published version."""

    id: int
    organiser_id: int
    draft_id: int | None
    form_version_id: int | None
    turn: int
    state: dict[str, Any] = field(repr=False)
    language: str


def begin_preview(
    db: Session,
    *,
    organiser_id: int,
    draft_id: int | None,
    form_version_id: int | None,
    state: Mapping[str, Any],
    language: str,
    now: datetime,
) -> Preview:
    """Begin to try a form; what this organiser tried before is thrown away."""
    db.execute(delete(preview).where(preview.c.organiser_id == organiser_id))
    id_ = new_id()
    db.execute(
        insert(preview).values(
            id=id_,
            organiser_id=organiser_id,
            form_draft_id=draft_id,
            form_version_id=form_version_id,
            turn=0,
            state_sealed=seal_json(db, preview.c.state_sealed, row=id_, value=state),
            language=language,
            started_at=now,
            updated_at=now,
        )
    )
    return Preview(id_, organiser_id, draft_id, form_version_id, 0, dict(state), language)


def find_preview(db: Session, *, chat_id: int) -> Preview | None:
    """Return what is being tried in this chat, in whichever workshop; held until it is done."""
    newest = _SELECT.where(_of_chat(db, chat_id)).order_by(preview.c.id.desc()).limit(1)
    row = db.execute(newest.with_for_update()).one_or_none()
    return None if row is None else _record(db, row)


def save_preview(
    db: Session, *, tried: Preview, state: Mapping[str, Any], language: str, now: datetime
) -> None:
    """Keep where the organiser stands now, unless another turn has come between."""
    still = (preview.c.id == tried.id) & (preview.c.turn == tried.turn)
    values = {
        "turn": tried.turn + 1,
        "state_sealed": seal_json(db, preview.c.state_sealed, row=tried.id, value=state),
        "language": language,
        "updated_at": now,
    }
    if db.scalar(update(preview).where(still).values(**values).returning(preview.c.id)) is None:
        raise StaleTurn


def end_previews(db: Session, *, chat_id: int) -> None:
    """Throw away what was answered in trying forms in this chat."""
    db.execute(delete(preview).where(_of_chat(db, chat_id)))


def forget_previews(db: Session, *, before: datetime) -> None:
    """Throw away what was left and not touched since this moment."""
    db.execute(delete(preview).where(preview.c.updated_at < before))


_SELECT = select(
    preview.c.id,
    preview.c.organiser_id,
    preview.c.form_draft_id,
    preview.c.form_version_id,
    preview.c.turn,
    preview.c.state_sealed,
    preview.c.language,
)


def _of_chat(db: Session, chat_id: int) -> ColumnElement[bool]:
    return preview.c.organiser_id.in_(ids_of_chat(db, chat_id))


def _record(db: Session, row: Any) -> Preview:
    return Preview(
        id=row.id,
        organiser_id=row.organiser_id,
        draft_id=row.form_draft_id,
        form_version_id=row.form_version_id,
        turn=row.turn,
        state=unseal_json(db, preview.c.state_sealed, row=row.id, sealed=row.state_sealed),
        language=row.language,
    )
