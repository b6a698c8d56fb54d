"""What people press under a question of a wave: begin, put it off, say no, or the one last answer."""

from dataclasses import replace

from bot.actions import wave_schedule
from bot.actions.organising.waves import contacts, wording
from bot.actions.telling import memberships, turns
from bot.actions.visits import Participant, Visit
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import AskedTap, Delay, FormTap, PermitTap, StageTap
from bot.updates import Toast
from locales import N_
from storage import adoptions, consents, events, waves, workshops
from storage.consents import Purpose
from storage.events import EventKind
from storage.waves import Disposition, Member, Wave

_BEFORE_USE = "preparing"  # the furthest that a practice can have come which is not in use


def at_member(visit: Visit, member_id: int) -> Visit:
    """Return the visit in the workshop whose wave asks this."""
    member = waves.find_member(visit.db, member_id=member_id)
    return visit if member is None else memberships.at_participant(visit, member.participant_id)


def press(visit: Visit, participant: Participant, tap: AskedTap) -> Toast | None:
    member = waves.find_member(visit.db, member_id=tap.member)
    if member is None or member.participant_id != participant.id:
        return visit.no_longer()
    wave = waves.get_wave(visit.db, wave_id=member.wave_id)
    if not wave.is_open:
        visit.drop_buttons()
        return Toast(visit.words.say(N_("This round is closed. Thank you all the same.")))
    if member.disposition is Disposition.COMPLETED:
        visit.drop_buttons()
        return Toast(visit.words.say(N_("You have answered this already. Thank you.")))
    if isinstance(tap, StageTap):
        return _tell_stage(visit, member, tap)
    match tap.act:
        case "begin":
            turns.begin_form(visit, participant, FormTap(wave.form_code))
        case "refuse":
            _refuse(visit, participant, member, wave)
        case delay:
            return _put_off(visit, participant, member, wave, delay)
    return None


def _put_off(
    visit: Visit, participant: Participant, member: Member, wave: Wave, delay: Delay
) -> Toast | None:
    """Ask again at a moment of this person's choice; it is still the same contact."""
    workshop = workshops.get_workshop(visit.db, workshop_id=wave.workshop_id)
    zone = wording.zone_of(participant, workshop)
    until = wave_schedule.delays(wave, workshop, zone=zone, now=visit.now).get(delay)
    if until is None:
        return visit.no_longer()
    if member.disposition is Disposition.REFUSED:
        member = replace(member, disposition=Disposition.CONTACTED)
    contacts.expect(visit.db, member, until, again=True)
    said = plain(wording.put_off(visit, until, zone))
    visit.show_in_place(Note(said, wording.ways(visit, wave, member, workshop)[:1]))
    return None


def _refuse(visit: Visit, participant: Participant, member: Member, wave: Wave) -> None:
    """Ask nothing more in this wave, and offer never to ask again."""
    refused = replace(member, disposition=Disposition.REFUSED, next_contact_at=None)
    waves.save_member(visit.db, refused)
    events.record_event(
        visit.db,
        workshop_id=wave.workshop_id,
        kind=EventKind.REFUSED,
        at=visit.now,
        participant_id=participant.id,
        form_code=wave.form_code,
        detail=str(wave.number),
    )
    said = visit.words.say(N_("All right, I will not ask you again this time."))
    more = visit.words.say(N_("If you want no questions after the workshop at all, press here:"))
    asked = consents.list_consents(visit.db, participant_id=participant.id)
    seen = max((one.id for one in asked if one.purpose is Purpose.FOLLOW_UP), default=0)
    end = (visit.words.say(N_("Never ask me again")), PermitTap("take-back", "follow_up", 0, seen))
    visit.show_in_place(Note(f"{bold(said)}\n{plain(more)}", (end,)))


def _tell_stage(visit: Visit, member: Member, tap: StageTap) -> Toast | None:
    """Keep the one last answer, and ask it of the next practice where there is one."""
    mine = adoptions.list_adoptions(visit.db, participant_id=member.participant_id)
    chosen = next((one for one in mine if one.id == tap.adoption), None)
    if chosen is None:
        return visit.no_longer()
    stage = _not_in_use(chosen.stage) if tap.stage == "not_yet" else tap.stage
    adoptions.set_stage(
        visit.db, adoption_id=chosen.id, wave_id=member.wave_id, stage=stage, now=visit.now
    )
    answered = replace(
        member,
        disposition=Disposition.PARTIAL,
        started_at=member.started_at or visit.now,
        last_answer=tap.stage,
        next_contact_at=None,
    )
    waves.save_member(visit.db, answered)
    following = mine[mine.index(chosen) + 1 :][:1]
    if following:
        visit.show_in_place(wording.last_question(visit, member, following[0]))
    else:
        visit.show_in_place(Note(bold(visit.words.say(N_("Thank you, that helps.")))))
    return None


def _not_in_use(known: str) -> str:
    """Return the stage of what is not in use: where it stood, but before its use."""
    order = adoptions.STAGES
    is_before = order.index(known) <= order.index(_BEFORE_USE)
    return known if is_before else _BEFORE_USE
