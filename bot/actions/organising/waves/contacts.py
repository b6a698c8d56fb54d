"""Writing to people in a wave: laid out when it begins, one contact at a time, until it closes.

Where somebody stands is the truth about what comes next; a job only wakes up for it. Each looks anew
whether it may still write: whoever finished, refused, stopped or cannot be reached is left alone.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Final

from bot.actions import purposes, wave_plans, wave_schedule
from bot.actions.organising.waves import wording
from bot.actions.telling import taking
from bot.actions.telling.beginning import find_unfinished
from bot.actions.visits import House, Participant, Visit, come_back, promise_one
from bot.render import Note, note
from conversations.inputs import Resume
from storage import (
    adoptions,
    audiences,
    conversations,
    events,
    jobs,
    participants,
    waves,
    workshops,
)
from storage.consents import Purpose
from storage.conversations import ConversationStatus, StoredConversation
from storage.database import Session
from storage.deliveries import NOTICE
from storage.events import EventKind
from storage.jobs import Job
from storage.waves import Disposition, Member, Wave, WaveState
from storage.workshops import Workshop

CONTACT: Final = "wave_contact"
CLOSES: Final = "wave_closes"
SLICE: Final = 500  # participants who are laid out in one transaction


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact that is due: who is meant, in what, and the visit in which it is promised."""

    visit: Visit
    wave: Wave
    member: Member
    workshop: Workshop
    participant: Participant

    @property
    def zone(self) -> str:
        return wave_schedule.zone_of(self.participant.country, self.workshop)


def begin(db: Session, job: Job, house: House, now: datetime) -> None:  # noqa: ARG001 -- as all jobs
    """Lay out a slice of a wave: whom it asks, and when each of them is written to first."""
    wave, workshop = _known(db, job)
    if wave is None or workshop is None or wave.state not in {WaveState.PLANNED, WaveState.RUNNING}:
        return
    if wave.state is WaveState.PLANNED:
        wave = _start(db, wave, workshop, now)
    receivers = list(
        islice(
            audiences.list_receivers(
                db,
                workshop_id=workshop.id,
                audience=wave.audience,
                purpose=Purpose.FOLLOW_UP,
                after=int(job.payload["after"]),
            ),
            SLICE,
        )
    )
    countries = {one.participant_id: one.country for one in receivers}
    for member in waves.add_members(db, wave_id=wave.id, participants=countries):
        if member.disposition is Disposition.QUEUED and member.next_contact_at is None:
            zone = wave_schedule.zone_of(countries[member.participant_id], workshop)
            at = wave_schedule.first_contact(wave, workshop, zone=zone, now=now)
            expect(db, member, at)
    if len(receivers) == SLICE:
        wave_plans.plan_slice(db, wave, now, after=receivers[-1].participant_id)
    else:
        waves.add_lost(db, wave_id=wave.id, earlier=_earlier(db, wave))


def contact(db: Session, job: Job, house: House, now: datetime) -> None:
    """Write to one participant, where that is still due and still wanted."""
    member = waves.find_member(db, member_id=int(job.payload["member"]))
    if member is None or _written(member.next_contact_at) != job.payload["at"]:
        return  # erased, finished, or put off until another moment
    due = _due(db, member, house, now)
    if due.wave.state is not WaveState.RUNNING or due.workshop.closed_at is not None:
        return
    if (lost := _why_never(due)) is not None:
        waves.save_member(db, replace(member, disposition=lost, next_contact_at=None))
        return
    allowed = wave_schedule.next_allowed(due.wave, due.workshop, now, zone=due.zone)
    if allowed != now:
        expect(db, member, allowed)
        return
    _write(due, is_again=bool(job.payload["again"]))


def expect(db: Session, member: Member, at: datetime | None, *, again: bool = False) -> Member:
    """Let somebody be written to at a moment and at no other; None: not any more."""
    changed = replace(member, next_contact_at=at)
    waves.save_member(db, changed)
    if at is not None:
        jobs.plan(
            db,
            key=f"wave:{member.wave_id}:{member.participant_id}:{member.contacts + 1}:{_written(at)}",
            kind=CONTACT,
            run_at=at,
            payload={"member": member.id, "at": _written(at), "again": again},
        )
    return changed


def close(db: Session, job: Job, house: House, now: datetime) -> None:  # noqa: ARG001 -- as all jobs
    """Close a wave where its time is over; one that was moved closes later."""
    wave, workshop = _known(db, job)
    if wave is None or workshop is None or not wave.is_open:
        return
    if now < wave_schedule.closes_at(wave, workshop):
        _plan_close(db, wave, workshop)
    else:
        close_now(db, wave, now=now)


def close_now(db: Session, wave: Wave, *, now: datetime) -> Wave:
    """Ask nobody any more; what was begun counts as it stands, and the next wave begins anew."""
    closed = replace(wave, state=WaveState.CLOSED, closed_at=now)
    waves.save_wave(db, closed)
    waves.close_members(db, wave_id=wave.id)
    conversations.cancel_of_wave(db, wave_id=wave.id, now=now)
    jobs.cancel(db, key_prefix=f"wave:{wave.id}:")
    _log(db, EventKind.WAVE_CLOSED, wave, now)
    return closed


def resume(db: Session, wave: Wave, workshop: Workshop, *, now: datetime) -> None:
    """Go on with a wave that was paused: what fell due meanwhile is due as soon as it may be."""
    waves.save_wave(db, replace(wave, state=WaveState.RUNNING))
    for member in waves.list_open_members(db, wave_id=wave.id):
        if member.next_contact_at is not None and member.next_contact_at <= now:
            who = participants.get_participant(db, participant_id=member.participant_id)
            zone = wave_schedule.zone_of(who.country, workshop)
            expect(db, member, wave_schedule.next_allowed(wave, workshop, now, zone=zone))
    wave_plans.plan_slice(db, wave, now, after=0)  # who came in the meantime


def _start(db: Session, wave: Wave, workshop: Workshop, now: datetime) -> Wave:
    running = replace(wave, state=WaveState.RUNNING, started_at=now)
    waves.save_wave(db, running)
    _log(db, EventKind.WAVE_STARTED, wave, now)
    _plan_close(db, wave, workshop)
    return running


def _plan_close(db: Session, wave: Wave, workshop: Workshop) -> None:
    at = wave_schedule.closes_at(wave, workshop)
    key = f"wave:{wave.id}:closes:{_written(at)}"
    jobs.plan(db, key=key, kind=CLOSES, run_at=at, payload={"wave": wave.id})


def _due(db: Session, member: Member, house: House, now: datetime) -> Contact:
    who = participants.get_participant(db, participant_id=member.participant_id)
    wave = waves.get_wave(db, wave_id=member.wave_id)
    workshop = workshops.get_workshop(db, workshop_id=wave.workshop_id)
    visit = replace(
        come_back(db, chat_id=who.chat_id, now=now, house=house),
        participant=who,
        language=who.language,
        priority=NOTICE,
    )
    return Contact(visit, wave, member, workshop, who)


def _why_never(due: Contact) -> Disposition | None:
    """Return as what somebody stands from now on who may not be written to."""
    if not due.participant.reachable:
        return Disposition.UNREACHABLE
    may = purposes.may_be_written_to(due.visit.db, due.workshop, due.participant)
    if may and purposes.follow_up_allowed(due.visit, due.participant.id):
        return None
    return Disposition.REFUSED


def _write(due: Contact, *, is_again: bool) -> None:
    """Promise what this contact says, and count it; one that was put off counts once."""
    begun = find_unfinished(due.visit, due.participant, due.wave.form_code)
    if begun is not None and _may_be_put(due, begun):
        taking.take_input(due.visit, due.participant, begun, Resume())
    else:
        _promise(due, _note(due, begun))
    db, now, member = due.visit.db, due.visit.now, due.member
    contacts = member.contacts if is_again else member.contacts + 1
    following = wave_schedule.contact_after_delay if is_again else wave_schedule.following_contact
    at = following(due.wave, due.workshop, contacts=contacts, zone=due.zone, now=now)
    is_new = member.disposition is Disposition.QUEUED
    counted = replace(
        member,
        contacts=contacts,
        last_contact_at=now,
        disposition=Disposition.CONTACTED if is_new else member.disposition,
    )
    expect(db, counted, at)


def _may_be_put(due: Contact, begun: StoredConversation) -> bool:
    """Tell whether an open question can be put again without coming between something else."""
    db = due.visit.db
    here = participants.find_participant(db, chat_id=due.participant.chat_id)
    if here is None or here.id != due.participant.id:
        return False
    left = conversations.find_open_conversation(db, participant_id=due.participant.id)
    return left is None or left.id == begun.id or left.status is not ConversationStatus.OPEN


def _note(due: Contact, begun: StoredConversation | None) -> Note:
    about = (due.visit, due.wave, due.member, due.workshop)
    if begun is not None:
        return wording.open_question(*about, begun)
    is_last = due.member.contacts + 1 == due.wave.most_contacts
    mine = adoptions.list_adoptions(due.visit.db, participant_id=due.participant.id)
    if is_last and due.wave.last_question and mine:
        return wording.last_question(due.visit, due.member, mine[0])
    return wording.invitation(*about)


def _promise(due: Contact, said: Note) -> None:
    """Promise a contact once: by its number, and where it was put off by its moment."""
    member = due.member
    key = f"wave:{member.wave_id}:{member.participant_id}:{member.contacts + 1}"
    for part, message in enumerate(note(said)):
        promise_one(
            due.visit.db,
            message,
            chat_id=due.participant.chat_id,
            now=due.visit.now,
            house=due.visit.house,
            priority=NOTICE,
            key=f"{key}:{_written(member.next_contact_at)}:{part}",
        )


def _earlier(db: Session, wave: Wave) -> tuple[int, ...]:
    known = waves.list_waves(db, workshop_id=wave.workshop_id)
    return tuple(
        one.id for one in known if one.number < wave.number and one.form_code == wave.form_code
    )


def _known(db: Session, job: Job) -> tuple[Wave | None, Workshop | None]:
    wave = waves.find_wave(db, wave_id=int(job.payload["wave"]))
    if wave is None:
        return None, None
    return wave, workshops.get_workshop(db, workshop_id=wave.workshop_id)


def _log(db: Session, kind: EventKind, wave: Wave, now: datetime) -> None:
    events.record_event(
        db,
        workshop_id=wave.workshop_id,
        kind=kind,
        at=now,
        form_code=wave.form_code,
        detail=str(wave.number),
    )


def _written(at: datetime | None) -> str:
    return at.isoformat() if at else ""
