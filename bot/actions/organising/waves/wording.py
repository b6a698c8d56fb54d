"""What a wave says to people: the invitation, the reminder, and the one last question."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from bot.actions import wave_schedule
from bot.actions.visits import Participant, Visit
from bot.actions.wording import COMMITMENT
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import Delay, ResumeTap, StageTap, Tap, WaveStage, WaveTap
from locales import N_
from storage import adoptions, practices
from storage.adoptions import Adoption
from storage.conversations import StoredConversation
from storage.waves import Member, Wave
from storage.workshops import Workshop

_DELAYS: Mapping[Delay, str] = {
    "today": N_("Later today"),
    "tomorrow": N_("Tomorrow"),
    "monday": N_("On Monday"),
}
_STAGES: Mapping[WaveStage, str] = {
    "in_use": N_("It is in use"),
    "not_yet": N_("Not yet"),
    "dropped": N_("We decided against it"),
}
_MINUTES_FOR_ONE = 4
_MINUTES_FOR_EACH_MORE = 2
_ONE_PRACTICE = 1


def invitation(visit: Visit, wave: Wave, member: Member, workshop: Workshop) -> Note:
    """Ask somebody to begin, with ways to put it off or to say no."""
    lines = [bold(line) for line in _opening(visit, wave, member, workshop)]
    lines += [plain(line) for line in _about(visit, wave, member)]
    return Note("\n".join(lines), ways(visit, wave, member, workshop))


def ways(
    visit: Visit, wave: Wave, member: Member, workshop: Workshop
) -> tuple[tuple[str, Tap], ...]:
    """Return the buttons of an invitation."""
    return (
        (visit.words.say(N_("Begin")), WaveTap("begin", member.id)),
        *_ways_out(visit, wave, member, workshop),
    )


def open_question(
    visit: Visit, wave: Wave, member: Member, workshop: Workshop, begun: StoredConversation
) -> Note:
    """Say that something waits to be finished, where putting its question would be in the way."""
    text = visit.words.say(N_("You have begun to answer, and only a part is missing."))
    go_on = (visit.words.say(N_("Go on")), ResumeTap(begun.id))
    return Note(bold(text), (go_on, *_ways_out(visit, wave, member, workshop)))


def last_question(visit: Visit, member: Member, chosen: Adoption) -> Note:
    """Ask the one thing that can be answered by one press."""
    title = practices.find_shared_title(visit.db, submission_id=chosen.practice_id)
    question = visit.words.say(N_("Only one question, and one press: is the practice in use?"))
    named = [] if title is None else [plain(visit.words.say(N_("“{title}”"), title=title))]
    stages = tuple(
        (visit.words.say(label), StageTap(stage, member.id, chosen.id))
        for stage, label in _STAGES.items()
    )
    refuse = (visit.words.say(N_("Do not ask me this time")), WaveTap("refuse", member.id))
    return Note("\n".join([bold(question), *named]), (*stages, refuse))


def put_off(visit: Visit, at: datetime, zone: str) -> str:
    """Say until when something was put off."""
    here = wave_schedule.local(at, zone)
    return visit.words.say(
        N_("All right, I will ask again on {day} at {time}."),
        day=visit.words.day(here.date()),
        time=visit.words.clock(here.time()),
    )


def _opening(visit: Visit, wave: Wave, member: Member, workshop: Workshop) -> Iterator[str]:
    if member.contacts:
        yield visit.words.say(
            N_(
                "A few days ago I asked you something about “{workshop}”. Do you have a moment now?"
            ),
            workshop=workshop.title,
        )
    elif wave.form_code == COMMITMENT:
        yield visit.words.say(
            N_("“{workshop}” is coming to its end. What would you like to take home from it?"),
            workshop=workshop.title,
        )
    else:
        yield visit.words.say(
            N_("Some time has passed since “{workshop}”. How has it gone on at your place?"),
            workshop=workshop.title,
        )


def _about(visit: Visit, wave: Wave, member: Member) -> Iterator[str]:
    if wave.form_code == COMMITMENT:
        yield visit.words.say(
            N_("Choose a practice from another country: three short questions for each.")
        )
        return
    mine = adoptions.list_adoptions(visit.db, participant_id=member.participant_id)
    titles = [
        title
        for one in mine
        if (title := practices.find_shared_title(visit.db, submission_id=one.practice_id))
    ]
    for title in titles:
        yield f"• {title}"
    minutes = _MINUTES_FOR_ONE + _MINUTES_FOR_EACH_MORE * max(0, len(mine) - _ONE_PRACTICE)
    yield visit.words.say(
        N_("It takes about {minutes} minutes."), minutes=visit.words.number(minutes)
    )


def _ways_out(
    visit: Visit, wave: Wave, member: Member, workshop: Workshop
) -> Iterator[tuple[str, Tap]]:
    zone = zone_of(visit.participant, workshop)
    until = wave_schedule.delays(wave, workshop, zone=zone, now=visit.now)
    for name, label in _DELAYS.items():
        if name in until:
            yield visit.words.say(label), WaveTap(name, member.id)
    yield visit.words.say(N_("Do not ask me this time")), WaveTap("refuse", member.id)


def zone_of(participant: Participant | None, workshop: Workshop) -> str:
    return wave_schedule.zone_of(participant.country if participant else None, workshop)
