"""The end of a workshop's time, by the days its organisers chose: seen to daily, and at each start."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.actions.wording import PROFILE
from storage import audit, expiry, workshops
from storage.database import Session
from storage.workshops import Workshop


@dataclass(frozen=True, slots=True)
class Due:
    """What of one workshop is to go, and how many participants it is of."""

    workshop_id: int
    identities: int
    answers: int


def list_due(db: Session, *, now: datetime) -> tuple[Due, ...]:
    """Return what has come to its end; nothing is done about it."""
    due = (_due(db, workshop, now) for workshop in workshops.list_workshops(db))
    return tuple(one for one in due if one.identities or one.answers)


def expire(db: Session, *, now: datetime) -> tuple[Due, ...]:
    """Do what is due: cut identities off, or remove all that was told. Return what was done."""
    done = list_due(db, now=now)
    for one in done:
        if one.answers:
            expiry.remove_answers(db, workshop_id=one.workshop_id)
            _note(db, one, "answers_removed", one.answers, now)
        else:
            expiry.cut_identities(db, workshop_id=one.workshop_id, profile=PROFILE, now=now)
            _note(db, one, "identities_cut", one.identities, now)
    return done


def _due(db: Session, workshop: Workshop, now: datetime) -> Due:
    """Count what is due. Answers that go take with them whose they were."""
    today = now.astimezone(ZoneInfo(workshop.zone)).date()
    if today >= workshop.clears_on:
        return Due(workshop.id, 0, expiry.count_kept(db, workshop_id=workshop.id))
    if today >= workshop.unlinks_on:
        return Due(workshop.id, expiry.count_linked(db, workshop_id=workshop.id), 0)
    return Due(workshop.id, 0, 0)


def _note(db: Session, due: Due, action: str, count: int, now: datetime) -> None:
    audit.record(
        db,
        at=now,
        role="clock",
        actor_chat_id=None,
        action=action,
        subject=f"{count} participants",
        workshop_id=due.workshop_id,
    )
