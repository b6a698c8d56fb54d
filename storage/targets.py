"""Targets: how many contributions of a form the organisers of a workshop hope for."""

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.tables import target
from storage.upsert import replacing


def set_target(db: Session, *, workshop_id: int, form_code: str, wanted: int | None) -> None:
    """Keep how many are wanted; None takes the target away."""
    if wanted is None:
        here = (target.c.workshop_id == workshop_id) & (target.c.form_code == form_code)
        db.execute(delete(target).where(here))
        return
    db.execute(_SET(db), {"workshop_id": workshop_id, "form_code": form_code, "wanted": wanted})


def list_targets(db: Session, *, workshop_id: int) -> Mapping[str, int]:
    """Return how many are wanted, by form."""
    rows = db.execute(
        select(target.c.form_code, target.c.wanted).where(target.c.workshop_id == workshop_id)
    )
    return {row.form_code: row.wanted for row in rows}


_SET = replacing(target, by=("workshop_id", "form_code"), kept=("wanted",))
