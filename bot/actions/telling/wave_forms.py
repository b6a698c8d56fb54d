"""The forms that waves ask: what each is begun with, and what follows once it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.actions import offers, purposes
from bot.actions.visits import Participant, Refusal, Visit
from bot.actions.wording import COMMITMENT, FOLLOW_UP
from bot.markup import bold
from bot.render import Note
from bot.taps import FormTap, Tap
from conversations.shown import clip
from locales import N_
from storage import adoptions, practices, waves
from storage.adoptions import Adoption, Asked
from storage.conversations import StoredConversation
from storage.submissions import SubmissionStatus
from storage.waves import Disposition, Member, Wave, WaveState

LONGEST_TITLE = 40  # characters of a practice on a button


class EnoughChosen(Refusal):
    sentence = N_("You have chosen three practices already; more would be hard to bring home.")


class NothingToChoose(Refusal):
    sentence = N_("There is no practice from another country to choose from yet.")


class NothingAsked(Refusal):
    sentence = N_("There is nothing to answer here now. I will write to you when there is.")


@dataclass(frozen=True, slots=True)
class Start:
    """What a form of a wave is begun with."""

    wave_id: int
    adoption_id: int | None
    given: Mapping[str, str]


def start_of(visit: Visit, participant: Participant, form_id: str) -> Start | None:
    """Return what a form is begun with, None where no wave asks it; refuse what makes no sense now."""
    if form_id == COMMITMENT:
        return _commitment(visit, participant)
    return _followup(visit, participant) if form_id == FOLLOW_UP else None


def keep(visit: Visit, stored: StoredConversation, chosen: Mapping[str, str]) -> None:
    """Keep what follows from a form that was sent: a practice chosen, or how far one has come."""
    asked = adoptions.find_asked(visit.db, submission_id=stored.submission_id)
    if asked is None:
        return
    is_choice = stored.form_id == COMMITMENT
    if is_choice:
        asked = _adopt(visit, stored, asked, int(chosen["practice_ref"]))
    elif asked.adoption_id is not None:
        adoptions.set_stage(
            visit.db,
            adoption_id=asked.adoption_id,
            wave_id=asked.wave_id,
            stage=chosen["status"],
            now=visit.now,
        )
    member = waves.find_member_of(
        visit.db, wave_id=asked.wave_id, participant_id=stored.participant_id
    )
    if member is not None and (is_choice or _next_adoption(visit, member) is None):
        _finish(visit, member)


def thank(visit: Visit, stored: StoredConversation) -> bool:
    """Thank for a form of a wave and lead to the next one; False where it is none."""
    if stored.form_id == COMMITMENT:
        thanks = N_("Thank you. I will ask you in a month how it went.")
        more = _another_choice(visit, stored.participant_id)
    elif stored.form_id == FOLLOW_UP:
        more = _next_practice(visit, stored)
        thanks = N_("Thank you. There is one more practice, with only a few questions.")
        if not purposes.follow_up_allowed(visit, stored.participant_id):
            thanks = N_("Thank you. From now on I will not ask you anything more.")
        elif not more:
            thanks = N_("Thank you. Your answers help to see what works in other places.")
    else:
        return False
    visit.show(Note(bold(visit.words.say(thanks)), (*more, *offers.way_back(visit))))
    return True


def _commitment(visit: Visit, participant: Participant) -> Start:
    mine = adoptions.list_adoptions(visit.db, participant_id=participant.id)
    if len(mine) >= adoptions.MOST:
        raise EnoughChosen
    if not offers.practices_to_choose(visit, participant):
        raise NothingToChoose
    wave = _wave_of(visit, participant, COMMITMENT)
    member = waves.find_member_of(visit.db, wave_id=wave.id, participant_id=participant.id)
    if member is not None and wave.is_open:
        _start(visit, member)
    taken = " ".join(str(one.practice_id) for one in mine)
    return Start(wave.id, None, {"taken": taken})


def _followup(visit: Visit, participant: Participant) -> Start:
    wave = _wave_of(visit, participant, FOLLOW_UP)
    member = waves.find_member_of(visit.db, wave_id=wave.id, participant_id=participant.id)
    if member is None or not wave.is_open:
        raise NothingAsked
    _start(visit, member)
    mine = adoptions.list_adoptions(visit.db, participant_id=participant.id)
    told = _told(visit, member)
    left = [one for one in mine if one.id not in {asked.adoption_id for asked in told}]
    if not left and (mine or told):
        raise NothingAsked
    given = {"wave": str(wave.number), "last_wave": "yes" if _is_last(visit, wave) else "no"}
    if not left:
        return Start(wave.id, None, {**given, "part": "general"})
    return Start(wave.id, left[0].id, {**given, **_about(left[0], is_first=not told)})


def _about(chosen: Adoption, *, is_first: bool) -> dict[str, str]:
    return {
        "part": "first" if is_first else "further",
        "practice_ref": str(chosen.practice_id),
        "last_status": chosen.stage if chosen.stage_at > chosen.created_at else "",
    }


def _wave_of(visit: Visit, participant: Participant, form_id: str) -> Wave:
    """Return the wave for which a form is asked now: the newest that has begun, else the first."""
    known = [
        one
        for one in waves.list_waves(visit.db, workshop_id=participant.workshop_id)
        if one.form_code == form_id and one.state is not WaveState.CANCELLED
    ]
    begun = [one for one in known if one.started_at is not None]
    if not known:
        raise NothingAsked
    return begun[-1] if begun else known[0]


def _is_last(visit: Visit, wave: Wave) -> bool:
    known = waves.list_waves(visit.db, workshop_id=wave.workshop_id)
    return all(one.number <= wave.number for one in known if one.state is not WaveState.CANCELLED)


def _adopt(visit: Visit, stored: StoredConversation, asked: Asked, practice_id: int) -> Asked:
    """Keep the practice that was chosen, and no longer the one which was chosen before a change."""
    new = adoptions.adopt(
        visit.db, participant_id=stored.participant_id, practice_id=practice_id, now=visit.now
    )
    if asked.adoption_id not in (None, new):
        adoptions.remove(visit.db, adoption_id=asked.adoption_id)
    asked = replace(asked, adoption_id=new)
    adoptions.link(visit.db, asked)
    return asked


def _told(visit: Visit, member: Member) -> tuple[Asked, ...]:
    return adoptions.list_asked(
        visit.db,
        wave_id=member.wave_id,
        participant_id=member.participant_id,
        status=SubmissionStatus.COMPLETED,
    )


def _next_adoption(visit: Visit, member: Member) -> Adoption | None:
    """Return the practice that this person has still to tell of in a wave of follow-up."""
    told = {asked.adoption_id for asked in _told(visit, member)}
    mine = adoptions.list_adoptions(visit.db, participant_id=member.participant_id)
    return next((one for one in mine if one.id not in told), None)


def _start(visit: Visit, member: Member) -> None:
    """Count somebody as one who has begun."""
    if member.disposition is Disposition.QUEUED or member.disposition is Disposition.CONTACTED:
        waves.save_member(
            visit.db, replace(member, disposition=Disposition.STARTED, started_at=visit.now)
        )


def _finish(visit: Visit, member: Member) -> None:
    """Count the wave as answered: no contact follows."""
    waves.save_member(
        visit.db,
        replace(
            member,
            disposition=Disposition.COMPLETED,
            completed_at=member.completed_at or visit.now,
            started_at=member.started_at or visit.now,
            next_contact_at=None,
        ),
    )


def _another_choice(visit: Visit, participant_id: int) -> tuple[tuple[str, Tap], ...]:
    assert visit.participant is not None  # who has just sent something
    if not offers.practices_to_choose(visit, visit.participant):
        return ()
    label = visit.words.say(N_("Choose another practice"))
    return ((label, FormTap(COMMITMENT, participant=participant_id)),)


def _next_practice(visit: Visit, stored: StoredConversation) -> tuple[tuple[str, Tap], ...]:
    asked = adoptions.find_asked(visit.db, submission_id=stored.submission_id)
    member = asked and waves.find_member_of(
        visit.db, wave_id=asked.wave_id, participant_id=stored.participant_id
    )
    following = _next_adoption(visit, member) if member else None
    if following is None:
        return ()
    title = practices.find_shared_title(visit.db, submission_id=following.practice_id)
    label = clip(title, most=LONGEST_TITLE) if title else visit.words.say(N_("The other practice"))
    return ((label, FormTap(FOLLOW_UP, participant=stored.participant_id)),)
