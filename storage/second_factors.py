"""Second factors: a secret shared with an app on an organiser's phone, and how its codes went."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import case, delete, or_, select, update
from sqlalchemy.orm import Session

from storage.sealing import seal, unseal
from storage.tables import second_factor
from storage.upsert import replacing


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """`failures` are the wrong codes since the last right one that came close after each other."""

    organiser_id: int
    secret: str = field(repr=False)
    confirmed: bool
    valid_until: datetime | None
    failures: int
    failed_at: datetime | None


def begin_factor(db: Session, *, organiser_id: int, secret: str) -> None:
    """Keep a new secret in place of any before; it holds once a code of it was right."""
    sealed = seal(db, second_factor.c.secret_sealed, row=organiser_id, value=secret)
    db.execute(_BEGIN(db), {"organiser_id": organiser_id, "secret_sealed": sealed, "failures": 0})


def find_factor(db: Session, *, organiser_id: int) -> SecondFactor | None:
    row = db.execute(_SELECT.where(second_factor.c.organiser_id == organiser_id)).one_or_none()
    if row is None:
        return None
    secret = unseal(db, second_factor.c.secret_sealed, row=organiser_id, sealed=row.secret_sealed)
    return SecondFactor(
        organiser_id, secret, row.confirmed_at is not None, row.valid_until, *row[4:]
    )


def accept_step(
    db: Session, *, organiser_id: int, step: int, now: datetime, valid_until: datetime
) -> bool:
    """Take the code of this step of time; False where that one, or a later one, was taken before."""
    unused = or_(second_factor.c.last_step.is_(None), second_factor.c.last_step < step)
    accepted = db.scalar(
        update(second_factor)
        .where(second_factor.c.organiser_id == organiser_id, unused)
        .values(
            last_step=step,
            confirmed_at=case(
                (second_factor.c.confirmed_at.is_(None), now), else_=second_factor.c.confirmed_at
            ),
            valid_until=valid_until,
            failures=0,
            failed_at=None,
        )
        .returning(second_factor.c.organiser_id)
    )
    return accepted is not None


def count_failure(db: Session, *, organiser_id: int, now: datetime, since: datetime) -> int:
    """Count a wrong code, and return how many there were close after each other."""
    is_close = second_factor.c.failed_at >= since
    failures = db.scalar(
        update(second_factor)
        .where(second_factor.c.organiser_id == organiser_id)
        .values(failures=case((is_close, second_factor.c.failures + 1), else_=1), failed_at=now)
        .returning(second_factor.c.failures)
    )
    return failures or 0


def remove_factor(db: Session, *, organiser_id: int) -> bool:
    """Forget the secret, as after a phone was lost; say whether there was one."""
    removed = delete(second_factor).where(second_factor.c.organiser_id == organiser_id)
    return db.scalar(removed.returning(second_factor.c.organiser_id)) is not None


_SELECT: Final = select(
    second_factor.c.organiser_id,
    second_factor.c.secret_sealed,
    second_factor.c.confirmed_at,
    second_factor.c.valid_until,
    second_factor.c.failures,
    second_factor.c.failed_at,
)
_BEGIN: Final = replacing(second_factor, by=("organiser_id",), kept=("secret_sealed", "failures"))
