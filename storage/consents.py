"""Consents: what a participant agreed to, for what, in which words, when, and whether it still holds."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.tables import consent


class Purpose(StrEnum):
    """What a consent is for; each is given and taken back by itself."""

    WORKSHOP = "workshop"  # that answers are kept at all
    FOLLOW_UP = "follow_up"  # messages after the workshop
    PUBLICATION = "publication"  # who may see one contribution


@dataclass(frozen=True, slots=True)
class Wording:
    """What was put to a person; `version` is the same in every language.

    Of a publication the version is the sharing level that was chosen.
    """

    version: str
    text: str
    language: str

    @property
    def text_id(self) -> str:
        return text_id_of(self.text)


@dataclass(frozen=True, slots=True)
class Consent:
    id: int
    participant_id: int
    purpose: Purpose
    submission_id: int | None
    version: str | None  # None: from before consents had one
    text_id: str
    text: str
    sha256: str
    language: str
    update_id: int | None
    given_at: datetime | None
    refused_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def in_force(self) -> bool:
        return self.given_at is not None and self.withdrawn_at is None


def text_id_of(text: str) -> str:
    """Return what a button names a text by."""
    return _hash(text)[:16]


def give_consent(
    db: Session,
    *,
    participant_id: int,
    wording: Wording,
    update_id: int | None,
    now: datetime,
    purpose: Purpose = Purpose.WORKSHOP,
    submission_id: int | None = None,
) -> Consent:
    """Keep that this person said yes to exactly this text."""
    asked = _asked(participant_id, wording, update_id, purpose, submission_id)
    return _keep(db, replace(asked, given_at=now))


def refuse_consent(
    db: Session,
    *,
    participant_id: int,
    wording: Wording,
    update_id: int | None,
    now: datetime,
    purpose: Purpose = Purpose.WORKSHOP,
    submission_id: int | None = None,
) -> Consent:
    """Keep that this person was asked and said no; an earlier yes is withdrawn with it."""
    withdraw_consent(
        db, participant_id=participant_id, purpose=purpose, submission_id=submission_id, now=now
    )
    asked = _asked(participant_id, wording, update_id, purpose, submission_id)
    return _keep(db, replace(asked, refused_at=now))


def withdraw_consent(
    db: Session,
    *,
    participant_id: int,
    now: datetime,
    purpose: Purpose = Purpose.WORKSHOP,
    submission_id: int | None = None,
) -> None:
    db.execute(_WITHDRAW, {**_which(participant_id, purpose, submission_id), "withdrawn_at": now})


def find_consent(
    db: Session,
    *,
    participant_id: int,
    purpose: Purpose = Purpose.WORKSHOP,
    submission_id: int | None = None,
) -> Consent | None:
    """Return the newest consent in force; compare its `version` with that of today."""
    which = _which(participant_id, purpose, submission_id)
    row = db.execute(_SELECT_IN_FORCE, which).one_or_none()
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
    consent.c.purpose,
    consent.c.submission_id,
    consent.c.version,
    consent.c.text_id,
    consent.c.text,
    consent.c.sha256,
    consent.c.language,
    consent.c.update_id,
    consent.c.given_at,
    consent.c.refused_at,
    consent.c.withdrawn_at,
)


_NO_SUBMISSION = 0  # no id; NULL equals nothing, itself included
_IN_FORCE = (
    consent.c.participant_id == bindparam("participant"),
    consent.c.purpose == bindparam("for_purpose"),
    func.coalesce(consent.c.submission_id, _NO_SUBMISSION) == bindparam("of_submission"),
    consent.c.given_at.is_not(None),
    consent.c.withdrawn_at.is_(None),
)

_SELECT_IN_FORCE = _SELECT.where(*_IN_FORCE).order_by(consent.c.id.desc()).limit(1)

_WITHDRAW = update(consent).where(*_IN_FORCE)


def _which(participant_id: int, purpose: Purpose, submission_id: int | None) -> dict[str, Any]:
    return {
        "participant": participant_id,
        "for_purpose": purpose,
        "of_submission": submission_id or _NO_SUBMISSION,
    }


def _asked(
    participant_id: int,
    wording: Wording,
    update_id: int | None,
    purpose: Purpose,
    submission_id: int | None,
) -> Consent:
    return Consent(
        id=new_id(),
        participant_id=participant_id,
        purpose=purpose,
        submission_id=submission_id,
        version=wording.version,
        text_id=wording.text_id,
        text=wording.text,
        sha256=_hash(wording.text),
        language=wording.language,
        update_id=update_id,
        given_at=None,
        refused_at=None,
        withdrawn_at=None,
    )


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _keep(db: Session, asked: Consent) -> Consent:
    db.execute(insert(consent).values(asdict(asked)))
    return asked


def _record(row: Any) -> Consent:
    return replace(Consent(*row), purpose=Purpose(row.purpose))
