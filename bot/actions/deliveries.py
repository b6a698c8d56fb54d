"""What becomes of promised messages; the senders' only door to the data."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from storage import organisers, participants, shown
from storage.database import Session
from storage.deliveries import (
    REPLY,
    Claim,
    Delivery,
    DeliveryState,
    begin_sending,
    claim_due,
    claim_paced,
    find_next_due,
    give_back,
    has_farewells,
    is_ours,
    mark_blocked,
    mark_failed,
    mark_sent,
    put_off,
    release_all,
    release_lapsed,
    remove,
    renew_leases,
    try_again,
)
from storage.events import EventKind, record_event
from storage.limiter import AT_ONCE, PACED, Pacing, hold, seconds_held
from storage.memberships import list_memberships
from storage.participants import Participant

__all__ = [
    "AT_ONCE",
    "PACED",
    "Claim",
    "Delivery",
    "Pacing",
    "begin_sending",
    "chat_unreachable",
    "claim_due",
    "delivery_refused",
    "delivery_sent",
    "find_next_due",
    "give_back",
    "has_farewells",
    "hold",
    "is_ours",
    "is_ours_to_send",
    "look_for_paced",
    "payload_of",
    "release_all",
    "renew_leases",
    "seconds_held",
    "try_later",
]


def is_ours_to_send(delivery: Delivery) -> bool:
    """Say whether it is leased to us; what is not comes to us, or to others, when it is due."""
    return delivery.state is DeliveryState.SENDING


def payload_of(db: Session, *, delivery: Delivery) -> Mapping[str, Any]:
    """Return what takes messages away that had no number yet when that was promised; now they do."""
    numbers = shown.numbers_of(db, deliveries=delivery.payload["deliveries"])
    return {"chat_id": delivery.chat_id, "message_ids": list(numbers)}


def look_for_paced(
    db: Session,
    *,
    owner: str,
    now: datetime,
    lease_until: datetime,
    pacing: Pacing,
    most: int,
    takes_over: bool,
) -> Claim:
    """Claim what is due at its pace; where asked, with what dead replicas have left behind."""
    if takes_over:
        release_lapsed(db, now=now)
    return claim_paced(db, owner=owner, now=now, lease_until=lease_until, pacing=pacing, most=most)


def try_later(
    db: Session, *, delivery: Delivery, owner: str, due_at: datetime, attempts: int
) -> None:
    """Try again from `due_at` on; what is paced behind it in its chat does not overtake it."""
    try_again(db, id=delivery.id, owner=owner, due_at=due_at, attempts=attempts)
    put_off(db, chat_id=delivery.chat_id, until=due_at)


def delivery_sent(
    db: Session, *, delivery: Delivery, message_id: int | None, now: datetime, pacing: Pacing
) -> None:
    """Telegram has it. Of the last words to somebody who is erased nothing stays here."""
    if delivery.is_farewell:
        remove(db, id=delivery.id)
        return
    mark_sent(db, ids_with_message_ids={delivery.id: message_id}, now=now)
    if delivery.priority > REPLY and pacing.per_chat:
        put_off(db, chat_id=delivery.chat_id, until=now + pacing.per_chat)


def delivery_refused(db: Session, *, delivery: Delivery, reason: str, now: datetime) -> None:
    """Telegram will never take it; `reason` is a word of ours, never Telegram's sentence.

    Who wrote sees that no reply comes, and asks again. What nobody asked for nobody would miss, so
    organisers are told.
    """
    mark_failed(db, id=delivery.id, reason=reason, now=now)
    if delivery.priority > REPLY:
        for one in list_memberships(db, chat_id=delivery.chat_id):
            _tell_organisers(db, one, now, detail=reason)


def chat_unreachable(db: Session, *, chat_id: int, now: datetime) -> None:
    """The bot is blocked there: promise nothing more until the person writes again."""
    mark_blocked(db, chat_id=chat_id, now=now)
    for one in list_memberships(db, chat_id=chat_id):
        if one.reachable:
            _tell_organisers(db, one, now, detail=None)
    participants.mark_unreachable(db, chat_id=chat_id, at=now)
    organisers.mark_unreachable(db, chat_id=chat_id, at=now)


def _tell_organisers(
    db: Session, participant: Participant, now: datetime, *, detail: str | None
) -> None:
    record_event(
        db,
        workshop_id=participant.workshop_id,
        kind=EventKind.UNREACHABLE,
        at=now,
        participant_id=participant.id,
        detail=detail,
    )
