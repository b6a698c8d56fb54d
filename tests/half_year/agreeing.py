"""Whether what Telegram took, what the panel says, and what the people did are one and the same."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

from bot.actions import wave_schedule
from locales import words
from storage.database import Session
from storage.panels import read_panel
from storage.participants import list_participants
from storage.waves import Member, Wave, list_memberships_of
from storage.workshops import list_workshops
from tests.bot.edge import PLAN
from tests.half_year.play import Occasion, Played
from tests.half_year.scripts import Figures


def kept(db: Session) -> dict[int, dict[int, tuple[Wave, Member]]]:
    """Return by chat and wave where everybody stands in the database."""
    [workshop] = list_workshops(db)
    return {
        one.chat_id: {
            wave.number: (wave, member)
            for wave, member in list_memberships_of(db, participant_id=one.id)
        }
        for one in list_participants(db, workshop_id=workshop.id)
    }


def panel_figures(db: Session) -> Figures:
    """Return what the panel says, in the form in which the scripts say it."""
    [workshop] = list_workshops(db)
    panel = read_panel(db, workshop_id=workshop.id)
    return Figures(
        {one.wave.number: Counter(one.dispositions) for one in panel.waves},
        {one.wave.number: one.every_wave for one in panel.waves},
        Counter(tuple(sorted(one.stages.items())) for one in panel.adopted),
        sum(panel.barriers.values()),
    )


def by_wave(played: Played, chat_id: int, waves: Mapping[int, Wave]) -> dict[int, list[Occasion]]:
    """Return what came to somebody in each wave; what came between waves stands under -1."""
    found: dict[int, list[Occasion]] = {}
    for one in played.occasions_of(chat_id):
        number = next((n for n, wave in waves.items() if _was_open(wave, one)), -1)
        found.setdefault(number, []).append(one)
    return found


def _was_open(wave: Wave, one: Occasion) -> bool:
    begun = wave.started_at is not None and wave.started_at <= one.at
    return begun and (wave.closed_at is None or one.at < wave.closed_at)


def out_of_hours(played: Played, db: Session) -> Iterator[Occasion]:
    """Yield what came to participants at an hour at which the wave may not write to them."""
    [workshop] = list_workshops(db)
    for one in list_participants(db, workshop_id=workshop.id):
        waves = {wave.number: wave for wave, _ in list_memberships_of(db, participant_id=one.id)}
        zone = wave_schedule.zone_of(one.country, workshop)
        for number, occasions in by_wave(played, one.chat_id, waves).items():
            for occasion in occasions if number in waves else ():
                hour = wave_schedule.local(occasion.at, zone).hour
                if not waves[number].from_hour <= hour < waves[number].until_hour:
                    yield occasion


def kinds_of(occasion: Occasion) -> list[str]:
    """Return what was said to a participant, each thing once."""
    return [
        next((kind.strip() for kind, line in LINES.items() if text.startswith(line)), "question")
        for text in occasion.texts
    ]


def unexplained(played: Played) -> Iterator[tuple[int, list[int]]]:
    """Yield what came twice though no kill and no broken connection lies behind it."""
    for occasion in played.occasions:
        resets = played.resets.get(occasion.chat_id, ())
        for places in occasion.doubled.values():
            for first, again in pairwise(places):
                was_killed = any(first < death <= again for death in played.deaths)
                was_cut = any(first - AT_ONCE < reset <= first for reset in resets)
                if not was_killed and not was_cut:
                    yield occasion.chat_id, places


SPANISH = words("es")
AT_ONCE = 6  # messages that may be under way beside each other
_TITLE = {"workshop": PLAN.title}
_ENDS = "“{workshop}” is coming to its end. What would you like to take home from it?"
_PASSED = "Some time has passed since “{workshop}”. How has it gone on at your place?"
_AGAIN = "A few days ago I asked you something about “{workshop}”. Do you have a moment now?"
LINES = {
    "invitation": SPANISH.say(_ENDS, **_TITLE),
    "invitation ": SPANISH.say(_PASSED, **_TITLE),
    "reminder": SPANISH.say(_AGAIN, **_TITLE),
    "last": SPANISH.say("Only one question, and one press: is the practice in use?"),
}
