"""Whether what Telegram took, what the panel says, and what the people did are one and the same."""

from collections import Counter
from collections.abc import Iterator, Mapping

from bot.actions import wave_schedule
from storage.database import Session
from storage.panels import read_panel
from storage.participants import list_participants
from storage.waves import Disposition, Member, Wave, list_memberships_of
from storage.workshops import list_workshops
from tests.half_year.play import Occasion, Played


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


def panel_counts(db: Session) -> dict[int, Counter[Disposition]]:
    [workshop] = list_workshops(db)
    panel = read_panel(db, workshop_id=workshop.id)
    return {one.wave.number: Counter(one.dispositions) for one in panel.waves}


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
