"""The audit trail: who did what to what, and when; never what was said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, insert, select
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.sealing import blind
from storage.tables import audit


@dataclass(frozen=True, slots=True)
class AuditEntry:
    id: int
    at: datetime
    role: str
    actor: str | None
    action: str
    subject: str
    workshop_id: int | None


def record(
    db: Session,
    *,
    at: datetime,
    role: str,
    actor_chat_id: int | None,
    action: str,
    subject: str,
    workshop_id: int | None,
) -> None:
    """Write down one deed; `subject` names a kind and an id, as in "submission 12"."""
    actor = None if actor_chat_id is None else blind(db, actor_chat_id)
    db.execute(
        insert(audit).values(
            id=new_id(),
            at=at,
            role=role,
            actor_index=actor,
            action=action,
            subject=subject,
            workshop_id=workshop_id,
        )
    )


def count_recent(db: Session, *, actor_chat_id: int, action: str, since: datetime) -> int:
    """Return how often this chat did `action` since that moment."""
    done = (
        audit.c.actor_index == blind(db, actor_chat_id),
        audit.c.action == action,
        audit.c.at >= since,
    )
    return db.scalar(select(func.count()).select_from(audit).where(*done)) or 0


def is_done(db: Session, *, workshop_id: int, action: str, since: datetime) -> bool:
    """Tell whether `action` was done in this workshop since that moment, by whomever."""
    done = (audit.c.workshop_id == workshop_id, audit.c.action == action, audit.c.at >= since)
    return bool(db.scalar(select(exists().where(*done))))


def list_of_actor(db: Session, *, chat_id: int) -> tuple[AuditEntry, ...]:
    """Return what this chat did, in order."""
    rows = db.execute(_SELECT.where(audit.c.actor_index == blind(db, chat_id)))
    return tuple(_entry(row) for row in rows)


def list_audit(db: Session, *, workshop_id: int | None) -> tuple[AuditEntry, ...]:
    """Return the trail of one workshop, or all of it, in order; the same actor is the same hex."""
    query = _SELECT
    if workshop_id is not None:
        query = query.where(audit.c.workshop_id == workshop_id)
    return tuple(_entry(row) for row in db.execute(query))


_SELECT = select(
    audit.c.id,
    audit.c.at,
    audit.c.role,
    audit.c.actor_index,
    audit.c.action,
    audit.c.subject,
    audit.c.workshop_id,
).order_by(audit.c.at, audit.c.id)


def _entry(row: Any) -> AuditEntry:
    actor = None if row.actor_index is None else row.actor_index[:4].hex()
    return AuditEntry(row.id, row.at, row.role, actor, *row[4:])
