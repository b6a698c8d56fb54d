"""Broadcasts: one message to many, promised in slices so that no answer waits for all of them.

Each kind has a planner job of its own name, which says in whose words; the rest is the same here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from bot.actions.daytime import next_daytime
from bot.render import Message, in_full
from bot.taps import StopTap, Tap
from locales import N_, Words, words
from storage import broadcasts, deliveries, jobs
from storage.audiences import EVERYBODY, Audience, Receiver, list_receivers
from storage.broadcasts import Broadcast, BroadcastKind, BroadcastState
from storage.consents import Purpose
from storage.database import Session
from storage.deliveries import Addressed
from storage.events import EventKind, record_event
from storage.jobs import Job
from storage.workshops import Workshop, get_workshop

SLICE: Final = 200  # receivers: some dozen milliseconds, after which others have their turn
SETTLING: Final = timedelta(seconds=5)  # between two looks at how far it has come
PROGRESS: Final = "progress"  # the kind of the job that looks

MessagesOf: TypeAlias = Callable[[Receiver, Words], Sequence[Message]]
Saying: TypeAlias = Callable[[Broadcast, Workshop], MessagesOf]


def start_broadcast(
    db: Session,
    *,
    workshop: Workshop,
    kind: BroadcastKind,
    organiser_id: int | None,
    now: datetime,
    audience: Audience = EVERYBODY,
) -> Broadcast:
    """Begin to write to all of `audience`, to each once it is day where they live."""
    begun = broadcasts.create_broadcast(
        db,
        workshop_id=workshop.id,
        kind=kind,
        made_by=organiser_id,
        state=BroadcastState.PLANNED,
        audience=audience,
        due_at=now,
        now=now,
    )
    plan_slice(db, begun, run_at=now)
    return begun


def plan_slice(db: Session, broadcast: Broadcast, *, run_at: datetime, after: int = 0) -> None:
    """Plan to write to those who come behind the participant `after`."""
    jobs.plan(
        db,
        key=f"{_slices_of(broadcast)}{after}",
        kind=broadcast.kind,
        run_at=run_at,
        payload={"broadcast": broadcast.id, "after": after},
    )


def call_off(db: Session, broadcast: Broadcast, *, now: datetime) -> None:
    """Let a planned broadcast not go out."""
    jobs.cancel(db, key_prefix=_slices_of(broadcast))
    broadcasts.end_sending(
        db, broadcast_id=broadcast.id, state=BroadcastState.CANCELLED, received=0, now=now
    )


def fan_out(
    db: Session, job: Job, *, now: datetime, saying: Saying, resend: bool
) -> Broadcast | None:
    """Promise one slice of a broadcast, and plan the next; behind the last, the look at its end.

    Returns the broadcast where this was its first slice. What is paused meanwhile is promised too,
    and waits with the rest.
    """
    broadcast = broadcasts.find_broadcast(db, broadcast_id=job.payload["broadcast"])
    if broadcast is None or broadcast.state not in _FANNED_OUT:
        return None
    begins = broadcast.state is BroadcastState.PLANNED
    if begins:
        _begin(db, broadcast, now)
    workshop = get_workshop(db, workshop_id=broadcast.workshop_id)
    messages_of = saying(broadcast, workshop)
    receivers = _receivers(db, broadcast, workshop, after=job.payload["after"], now=now)
    addressed = 0
    for due_at, some in _by_moment(receivers, broadcast, workshop, now).items():
        addressed += deliveries.promise_many(
            db,
            (one for receiver in some for one in _addressed(broadcast, receiver, messages_of)),
            now=now,
            broadcast_id=broadcast.id,
            due_at=due_at,
            resend=resend,
        )
    broadcasts.count_in(db, broadcast_id=broadcast.id, receivers=addressed)
    if broadcast.state is BroadcastState.PAUSED:
        deliveries.pause_broadcast(db, broadcast_id=broadcast.id)
    if len(receivers) == SLICE:
        plan_slice(db, broadcast, run_at=now, after=receivers[-1].participant_id)
    else:
        look_later(db, broadcast, now=now)
    return broadcast if begins else None


def look_later(
    db: Session,
    broadcast: Broadcast,
    *,
    now: datetime,
    after: timedelta = SETTLING,
    received: int | None = None,
) -> None:
    """Plan to see how far it has come; `received` is how many had it at the last look."""
    at = now + after
    jobs.plan(
        db,
        key=f"{PROGRESS}:{broadcast.id}:{at.isoformat()}",
        kind=PROGRESS,
        run_at=at,
        payload={
            "broadcast": broadcast.id,
            "received": received,
            "waited": after.total_seconds(),
        },
    )


def purpose_on(workshop: Workshop, now: datetime) -> Purpose:
    """Return what somebody must have agreed to, to be written to: after the last day, to that."""
    today = now.astimezone(ZoneInfo(workshop.zone)).date()
    return Purpose.FOLLOW_UP if today > workshop.ends_on else Purpose.WORKSHOP


def no_more(said: Words) -> tuple[str, Tap]:
    """Return the button by which somebody ends all messages like the one it stands under."""
    return said.say(N_("No more messages")), StopTap()


_FANNED_OUT: Final = (BroadcastState.PLANNED, BroadcastState.RUNNING, BroadcastState.PAUSED)


def _begin(db: Session, broadcast: Broadcast, now: datetime) -> None:
    broadcasts.begin_sending(db, broadcast_id=broadcast.id, now=now)
    if broadcast.kind is not BroadcastKind.OPENING:
        record_event(
            db,
            workshop_id=broadcast.workshop_id,
            kind=EventKind.ANNOUNCED,
            at=now,
            detail=broadcast.kind,
        )


def _slices_of(broadcast: Broadcast) -> str:
    return f"broadcast:{broadcast.id}:"


def _receivers(
    db: Session, broadcast: Broadcast, workshop: Workshop, *, after: int, now: datetime
) -> list[Receiver]:
    found = list_receivers(
        db,
        workshop_id=workshop.id,
        audience=broadcast.audience,
        purpose=purpose_on(workshop, now),
        after=after,
    )
    return list(islice(found, SLICE))


def _by_moment(
    receivers: Sequence[Receiver], broadcast: Broadcast, workshop: Workshop, now: datetime
) -> dict[datetime, list[Receiver]]:
    """Return who is to be written to when: where it is night, in the morning."""
    by_country: dict[str | None, list[Receiver]] = defaultdict(list)
    for receiver in receivers:
        by_country[receiver.country].append(receiver)
    by_moment: dict[datetime, list[Receiver]] = defaultdict(list)
    for country, some in by_country.items():
        day = next_daytime(now, country=country, zone=workshop.zone)
        by_moment[now if broadcast.at_night else day] += some
    return by_moment


def _addressed(
    broadcast: Broadcast, receiver: Receiver, messages_of: MessagesOf
) -> Iterator[Addressed]:
    chat_id = receiver.chat_id
    messages = messages_of(receiver, words(receiver.language))
    for number, message in enumerate(part for one in messages for part in in_full(one)):
        key = f"broadcast:{broadcast.id}:{receiver.participant_id}:{number}"
        yield Addressed(chat_id, message.method, message.to(chat_id), key)
