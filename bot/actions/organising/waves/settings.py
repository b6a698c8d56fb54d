"""Waves from the operator's terminal: added, changed and listed, with the same rules as in the chat."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.actions import wave_plans, wave_schedule
from bot.actions.organising.waves.cards import STATES, outlives_names
from bot.actions.organising.waves.panels import text_of
from bot.actions.shelf import FormShelf
from bot.actions.visits import Refusal
from bot.actions.wording import FOLLOW_UP
from locales import N_, Words
from storage import audit, waves
from storage.database import Session
from storage.waves import Wave, WaveState
from storage.workshops import Workshop


class WaveUnknown(Refusal):
    sentence = N_("There is no wave with this number; tertulia wave list shows them.")


class WaveBegun(Refusal):
    sentence = N_("This wave has begun or is over. Only what is planned can be changed.")


class DayMissing(Refusal):
    sentence = N_("Say when it begins: --day, or --days after the last day of the workshop.")


class HoursUnclear(Refusal):
    sentence = N_("The hours must end later than they begin.")


class CountryElsewhere(Refusal):
    sentence = N_("A wave can only ask countries of its workshop.")


@dataclass(frozen=True, slots=True)
class WaveChanges:
    """What is to be different in a wave; None leaves it as it is, no countries mean all."""

    day: date | None = None
    days: int | None = None
    from_hour: int | None = None
    until_hour: int | None = None
    countries: tuple[str, ...] | None = None


def list_lines(db: Session, *, workshop: Workshop, words: Words) -> list[str]:
    known = waves.list_waves(db, workshop_id=workshop.id)
    return [_line(one, workshop, words) for one in known]


def change_wave(
    db: Session,
    *,
    workshop: Workshop,
    number: int | None,
    changes: WaveChanges,
    words: Words,
    now: datetime,
) -> tuple[list[str], str]:
    """Change a planned wave, or add one where none is named; return all, and what to look out for."""
    known = waves.list_waves(db, workshop_id=workshop.id)
    wave = _new(db, workshop, known, changes, now) if number is None else _named(known, number)
    changed = _changed(wave, workshop, changes)
    waves.save_wave(db, changed)
    wave_plans.plan(db, changed, workshop)
    audit.record(
        db,
        at=now,
        role="operator",
        actor_chat_id=None,
        action="wave_added" if number is None else "wave_changed",
        subject=f"wave {changed.number}",
        workshop_id=workshop.id,
    )
    warning = N_("Before this wave is over, the bot forgets who is who: tertulia workshop set")
    warned = words.say(warning) if outlives_names(changed, workshop) else ""
    return list_lines(db, workshop=workshop, words=words), warned


def warnings_of(db: Session, *, workshop: Workshop, words: Words) -> list[str]:
    """Return a line for each wave that is not over when the bot forgets who is who."""
    sentence = N_(
        "Wave {number} would end after the bot has forgotten who is who. Choose more days for"
        " --keep-identity, or an earlier day: tertulia wave set"
    )
    return [
        words.say(sentence, number=one.number)
        for one in waves.list_waves(db, workshop_id=workshop.id)
        if outlives_names(one, workshop)
    ]


def panel_of(db: Session, *, workshop: Workshop, words: Words, now: datetime) -> str:
    return text_of(db, workshop, FormShelf(), words, now)


def _new(
    db: Session,
    workshop: Workshop,
    known: tuple[Wave, ...],
    changes: WaveChanges,
    now: datetime,
) -> Wave:
    if changes.day is None and changes.days is None:
        raise DayMissing
    return waves.create_wave(
        db,
        workshop_id=workshop.id,
        number=max((one.number for one in known), default=0) + 1,
        form_code=FOLLOW_UP,
        now=now,
    )


def _named(known: tuple[Wave, ...], number: int) -> Wave:
    found = next((one for one in known if one.number == number), None)
    if found is None:
        raise WaveUnknown
    if found.state is not WaveState.PLANNED:
        raise WaveBegun
    return found


def _changed(wave: Wave, workshop: Workshop, changes: WaveChanges) -> Wave:
    if changes.day is not None:
        wave = replace(wave, starts_on=changes.day)
    elif changes.days is not None:
        wave = replace(wave, starts_on=None, offset_days=changes.days)
    if changes.from_hour is not None:
        wave = replace(wave, from_hour=changes.from_hour)
    if changes.until_hour is not None:
        wave = replace(wave, until_hour=changes.until_hour)
    if wave.from_hour >= wave.until_hour:
        raise HoursUnclear
    if changes.countries is not None:
        if not set(changes.countries) <= set(workshop.countries):
            raise CountryElsewhere
        wave = replace(wave, audience=replace(wave.audience, countries=changes.countries))
    return wave


def _line(wave: Wave, workshop: Workshop, words: Words) -> str:
    return "  ".join(
        (
            str(wave.number),
            wave_schedule.day_of(wave, workshop).isoformat(),
            words.say(STATES[wave.state]),
            wave.form_code,
            f"{wave.from_hour}-{wave.until_hour}",
            ",".join(wave.audience.countries),
        )
    ).rstrip()
