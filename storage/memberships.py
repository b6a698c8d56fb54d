"""Memberships: one chat in several workshops, of which it is in one at a time."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from storage.participants import Participant, get_participant
from storage.sealing import blind
from storage.tables import participant

_A_MOMENT: Final = timedelta(microseconds=1)


def list_memberships(db: Session, *, chat_id: int) -> tuple[Participant, ...]:
    """Return the participant that this chat is in each of its workshops, the current one first."""
    ids = db.execute(
        select(participant.c.id)
        .where(participant.c.chat_index == blind(db, chat_id))
        .order_by(participant.c.active_at.desc(), participant.c.id.desc())
    ).scalars()
    return tuple(get_participant(db, participant_id=id_) for id_ in ids.all())


def make_current(db: Session, *, chat_id: int, participant_id: int, now: datetime) -> None:
    """Let this chat be in that workshop from now on; two switches may come in one moment."""
    of_chat = participant.c.chat_index == blind(db, chat_id)
    last = db.execute(select(func.max(participant.c.active_at)).where(of_chat)).scalar_one()
    db.execute(
        update(participant)
        .where(of_chat, participant.c.id == participant_id)
        .values(active_at=max(now, last + _A_MOMENT))
    )
