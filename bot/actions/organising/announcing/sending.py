"""While an announcement goes out: how far it has come, and how to pause it, go on, or stop it.

Who confirmed it has one message that is changed now and then; the others of the team see the same
where they ask for it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from bot.actions.broadcasts import MessagesOf, call_off, fan_out, look_later
from bot.actions.organising.announcing.wording import ON_THE_WAY, described, figures, framed, moment
from bot.actions.roles import Deed, may
from bot.actions.visits import House, Visit, promise_one
from bot.markup import bold, plain
from bot.render import Note, note, note_in_place
from bot.taps import BroadcastAct, BroadcastTap
from bot.updates import Toast
from locales import N_, Words, words
from storage import broadcasts, deliveries, organisers
from storage.broadcasts import Broadcast, BroadcastState
from storage.database import Session
from storage.deliveries import NOTICE, DeliveryState
from storage.jobs import Job
from storage.workshops import Workshop, get_workshop

OFTEN: Final = timedelta(seconds=5)
SELDOM: Final = timedelta(minutes=10)
OVER: Final = (BroadcastState.FINISHED, BroadcastState.STOPPED)
_STANDS: Final[Mapping[BroadcastState, str]] = {
    BroadcastState.PLANNED: N_("Planned: {moment}"),
    BroadcastState.RUNNING: N_("It is going out."),
    BroadcastState.PAUSED: N_("It is paused."),
    BroadcastState.STOPPED: N_("It was stopped."),
    BroadcastState.FINISHED: N_("It has gone out."),
    BroadcastState.CANCELLED: N_("It was called off."),
}
_LABELS: Final[Mapping[BroadcastAct, str]] = {
    "cancel": N_("Call it off"),
    "pause": N_("Pause"),
    "go-on": N_("Go on"),
    "stop": N_("Stop"),
    "again": N_("Send the uncertain ones again"),
}
_OFFERED: Final[Mapping[BroadcastState, tuple[BroadcastAct, ...]]] = {
    BroadcastState.PLANNED: ("cancel",),
    BroadcastState.RUNNING: ("pause", "stop"),
    BroadcastState.PAUSED: ("go-on", "stop"),
}


def send_announcement(db: Session, job: Job, _house: House, now: datetime) -> None:
    """Promise one slice of an announcement; with the first its writer sees how far it comes."""
    # Twice the same is worse than once uncertain, which somebody can decide on.
    began = fan_out(db, job, now=now, saying=_announcement, resend=False)
    if began is not None:
        show_progress(db, began.id, now=now)


def look(db: Session, job: Job, _house: House, now: datetime) -> None:
    """See how far a broadcast has come, tell its writer, and look again until it is over."""
    broadcast = broadcasts.find_broadcast(db, broadcast_id=job.payload["broadcast"])
    if broadcast is None or broadcast.state is not BroadcastState.RUNNING:
        return
    counts = deliveries.count_broadcast(db, broadcast_id=broadcast.id)
    received = counts.get(DeliveryState.SENT, 0)
    if not any(counts.get(state) for state in ON_THE_WAY):
        _end(db, broadcast, BroadcastState.FINISHED, now=now)
        show_progress(db, broadcast.id, now=now)
        return
    if received != job.payload["received"]:
        show_progress(db, broadcast.id, now=now)
        after = OFTEN
    else:  # as in a night, or while Telegram is away
        after = min(timedelta(seconds=job.payload["waited"]) * 2, SELDOM)
    look_later(db, broadcast, now=now, after=after, received=received)


def show_progress(db: Session, broadcast_id: int, *, now: datetime) -> None:
    """Show its writer how far it has come, always in the same message."""
    broadcast = broadcasts.get_broadcast(db, broadcast_id=broadcast_id)
    team = organisers.list_organisers(db, workshop_id=broadcast.workshop_id)
    writer = next((one for one in team if one.id == broadcast.made_by), None)
    if writer is None or not writer.reachable or not may(writer.role, Deed.ANNOUNCE):
        return
    key = organisers.notice_key(writer, f"progress:{broadcast.id}")
    there = deliveries.find_message(db, key=key)
    for message in note_in_place(card(db, broadcast, words(writer.language)), message_id=there):
        promise_one(
            db,
            message,
            chat_id=writer.chat_id,
            now=now,
            house=None,
            key=organisers.notice_key(writer) if there else key,
            priority=NOTICE,
        )


def card(db: Session, broadcast: Broadcast, said: Words) -> Note:
    """Return where a broadcast stands, with what can be done about it."""
    workshop = get_workshop(db, workshop_id=broadcast.workshop_id)
    due = moment(broadcast.due_at or broadcast.created_at, workshop, said)
    counts = deliveries.count_broadcast(db, broadcast_id=broadcast.id)
    lines = [
        bold(said.say(_STANDS[broadcast.state], moment=due)),
        *([plain(broadcast.text)] if broadcast.text else []),
        plain(said.say(N_("For: {audience}"), audience=described(broadcast.audience, said))),
        *(map(plain, figures(counts, said)) if counts else ()),
    ]
    return Note(
        "\n".join(lines),
        tuple(
            (said.say(_LABELS[act]), BroadcastTap(act, broadcast.id))
            for act in _acts(db, broadcast)
        ),
    )


def press(visit: Visit, broadcast: Broadcast, tap: BroadcastTap) -> Toast | None:
    """Show where a broadcast stands, or do what a button says about it, if it still can be."""
    if tap.act == "show":
        _show_here(visit, broadcast)
        return None
    if tap.act not in _acts(visit.db, broadcast):
        _show_here(visit, broadcast)
        return visit.no_longer()
    action, deed = _DEEDS[tap.act]
    deed(visit, broadcast)
    visit.record("organiser", action, workshop_id=broadcast.workshop_id)
    _show_here(visit, broadcasts.get_broadcast(visit.db, broadcast_id=broadcast.id))
    return None


def _call_off(visit: Visit, broadcast: Broadcast) -> None:
    call_off(visit.db, broadcast, now=visit.now)


def _pause(visit: Visit, broadcast: Broadcast) -> None:
    broadcasts.set_state(visit.db, broadcast_id=broadcast.id, state=BroadcastState.PAUSED)
    deliveries.pause_broadcast(visit.db, broadcast_id=broadcast.id)


def _go_on(visit: Visit, broadcast: Broadcast) -> None:
    broadcasts.set_state(visit.db, broadcast_id=broadcast.id, state=BroadcastState.RUNNING)
    deliveries.resume_broadcast(visit.db, broadcast_id=broadcast.id)
    look_later(visit.db, broadcast, now=visit.now)


def _stop(visit: Visit, broadcast: Broadcast) -> None:
    deliveries.stop_broadcast(visit.db, broadcast_id=broadcast.id, now=visit.now)
    _end(visit.db, broadcast, BroadcastState.STOPPED, now=visit.now)


def _send_again(visit: Visit, broadcast: Broadcast) -> None:
    """Send once more what may have arrived or not."""
    broadcasts.set_state(visit.db, broadcast_id=broadcast.id, state=BroadcastState.RUNNING)
    deliveries.requeue_uncertain_broadcast(visit.db, broadcast_id=broadcast.id, now=visit.now)
    look_later(visit.db, broadcast, now=visit.now)


# What is done, and as what it stands in the audit trail.
_DEEDS: Final[Mapping[BroadcastAct, tuple[str, Callable[[Visit, Broadcast], None]]]] = {
    "cancel": ("announcement_called_off", _call_off),
    "pause": ("announcement_paused", _pause),
    "go-on": ("announcement_gone_on", _go_on),
    "stop": ("announcement_stopped", _stop),
    "again": ("announcement_repeated", _send_again),
}


def _announcement(broadcast: Broadcast, workshop: Workshop) -> MessagesOf:
    text = broadcast.text or ""
    return lambda _, said: note(framed(text, workshop, said))


def _acts(db: Session, broadcast: Broadcast) -> tuple[BroadcastAct, ...]:
    """Return what can be done about a broadcast as things stand."""
    if broadcast.state not in OVER:
        return _OFFERED.get(broadcast.state, ())
    counts = deliveries.count_broadcast(db, broadcast_id=broadcast.id)
    return ("again",) if counts.get(DeliveryState.UNCERTAIN) else ()


def _end(db: Session, broadcast: Broadcast, state: BroadcastState, *, now: datetime) -> None:
    counts = deliveries.count_broadcast(db, broadcast_id=broadcast.id)
    received = counts.get(DeliveryState.SENT, 0)
    broadcasts.end_sending(db, broadcast_id=broadcast.id, state=state, received=received, now=now)


def _show_here(visit: Visit, broadcast: Broadcast) -> None:
    visit.show_in_place(card(visit.db, broadcast, visit.words))
