"""Consents: what a participant agreed to, in which words, when, and whether it still holds."""

from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.tables import consent


@dataclass(frozen=True, slots=True)
class Consent:
    id: int
    participant_id: int
    text_id: str
    text: str
    sha256: str
    language: str
    update_id: int | None
    given_at: datetime | None
    refused_at: datetime | None
    withdrawn_at: datetime | None


def give_consent(
    db: Session,
    *,
    participant_id: int,
    text_id: str,
    text: str,
    language: str,
    update_id: int | None,
    now: datetime,
) -> Consent:
    """Keep that this person said yes to exactly `text`."""
    shown = Consent(
        new_id(), participant_id, text_id, text, _hash(text), language, update_id, now, None, None
    )
    return _keep(db, shown)


def refuse_consent(
    db: Session,
    *,
    participant_id: int,
    text_id: str,
    text: str,
    language: str,
    update_id: int | None,
    now: datetime,
) -> Consent:
    """Keep that this person was asked and said no; an earlier yes is withdrawn with it."""
    withdraw_consent(db, participant_id=participant_id, now=now)
    shown = Consent(
        new_id(), participant_id, text_id, text, _hash(text), language, update_id, None, now, None
    )
    return _keep(db, shown)


def withdraw_consent(db: Session, *, participant_id: int, now: datetime) -> None:
    db.execute(_WITHDRAW, {"participant": participant_id, "withdrawn_at": now})


def find_consent(db: Session, *, participant_id: int) -> Consent | None:
    """Return the newest consent in force; compare its `text_id` with the text of today."""
    row = db.execute(_SELECT_IN_FORCE, {"participant": participant_id}).one_or_none()
    return None if row is None else _record(row)


def list_consents(db: Session, *, participant_id: int) -> tuple[Consent, ...]:
    """Return all that this person was asked, in order."""
    rows = db.execute(
        _SELECT.where(consent.c.participant_id == participant_id).order_by(consent.c.id)
    )
    return tuple(_record(row) for row in rows)


_SELECT = select(
    consent.c.id,
    consent.c.participant_id,
    consent.c.text_id,
    consent.c.text,
    consent.c.sha256,
    consent.c.language,
    consent.c.update_id,
    consent.c.given_at,
    consent.c.refused_at,
    consent.c.withdrawn_at,
)


_IN_FORCE = (
    consent.c.participant_id == bindparam("participant"),
    consent.c.given_at.is_not(None),
    consent.c.withdrawn_at.is_(None),
)

_SELECT_IN_FORCE = _SELECT.where(*_IN_FORCE).order_by(consent.c.id.desc()).limit(1)

_WITHDRAW = update(consent).where(*_IN_FORCE)


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _keep(db: Session, shown: Consent) -> Consent:
    db.execute(insert(consent).values(asdict(shown)))
    return shown


def _record(row: Any) -> Consent:
    return Consent(*row)
