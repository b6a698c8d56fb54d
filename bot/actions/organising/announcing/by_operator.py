"""An announcement written in a terminal: looked at first, then confirmed as in the chat."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.actions.broadcasts import plan_slice, purpose_on
from bot.actions.organising.announcing.scheduling import answer_for, why_not
from bot.actions.organising.announcing.wording import described
from bot.actions.organising.announcing.writing import unfit
from conversations.cleaning import clean
from locales import Words
from reports.small_cells import people
from storage import audit, broadcasts
from storage.audiences import Audience, Standing, count_receivers, list_tables
from storage.broadcasts import BroadcastKind, BroadcastState
from storage.database import Session
from storage.workshops import Workshop

__all__ = ["Audience", "LookedAt", "Standing", "look_at", "plan", "tables_of"]


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What would go out now; `why_not` says why it may not, where that is so."""

    text: str = field(repr=False)
    audience: str
    receivers: int
    people: str
    answer: str  # what is to be typed
    why_not: str


def look_at(
    db: Session, *, workshop: Workshop, text: str, audience: Audience, said: Words, now: datetime
) -> LookedAt:
    """Return what an announcement comes to, without keeping any of it."""
    cleaned = clean(text)
    count = count_receivers(
        db, workshop_id=workshop.id, audience=audience, purpose=purpose_on(workshop, now)
    )
    return LookedAt(
        text=cleaned,
        audience=described(audience, said),
        receivers=count,
        people=people(count, said),
        answer=answer_for(count, said),
        why_not=unfit(cleaned, said) or why_not(db, workshop, due_at=now, said=said),
    )


def plan(db: Session, *, workshop: Workshop, text: str, audience: Audience, now: datetime) -> None:
    """Let it go out at once, where it is day; the bot does that, when it next looks."""
    confirmed = broadcasts.create_broadcast(
        db,
        workshop_id=workshop.id,
        kind=BroadcastKind.ANNOUNCEMENT,
        made_by=None,
        state=BroadcastState.PLANNED,
        text=text,
        audience=audience,
        due_at=now,
        now=now,
    )
    plan_slice(db, confirmed, run_at=now)
    audit.record(
        db,
        at=now,
        role="operator",
        actor_chat_id=None,
        action="announcement_confirmed",
        subject=f"broadcast {confirmed.id}",
        workshop_id=workshop.id,
    )


def tables_of(db: Session, *, workshop: Workshop) -> tuple[str, ...]:
    return list_tables(db, workshop_id=workshop.id)
