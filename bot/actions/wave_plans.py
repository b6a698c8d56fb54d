"""The standard plan of a workshop: what people take home, and how it fares 1, 3 and 6 months later."""

from datetime import datetime
from typing import Final

from bot.actions import wave_schedule
from bot.actions.wording import COMMITMENT, FOLLOW_UP
from storage import jobs, waves, workshops
from storage.database import Session
from storage.waves import STANDARD_HOURS, Wave, WaveState
from storage.workshops import Workshop

BEGINS: Final = "wave_begins"
_EVENING: Final = (17, 20)  # of the last day: the workshop itself is over by then
_PLAN: Final = (
    (0, COMMITMENT, 0, _EVENING),
    (1, FOLLOW_UP, 30, STANDARD_HOURS),
    (2, FOLLOW_UP, 90, STANDARD_HOURS),
    (3, FOLLOW_UP, 180, STANDARD_HOURS),
)


def make_standard(db: Session, workshop: Workshop, *, now: datetime) -> None:
    """Plan the standard waves of a workshop; what should have begun by now is left out."""
    for number, form_code, days, hours in _PLAN:
        wave = waves.create_wave(
            db,
            workshop_id=workshop.id,
            number=number,
            form_code=form_code,
            offset_days=days,
            hours=hours,
            last_question=form_code == FOLLOW_UP,
            now=now,
        )
        if wave_schedule.closes_at(wave, workshop) <= now:
            waves.set_state(db, wave, WaveState.CANCELLED)
        else:
            plan(db, wave, workshop)


def plan(db: Session, wave: Wave, workshop: Workshop) -> None:
    """Have a wave begun on its day; one that was moved is planned anew."""
    jobs.cancel(db, key_prefix=f"wave:{wave.id}:begins:")
    if wave.state is WaveState.PLANNED:
        plan_slice(db, wave, wave_schedule.begins_at(wave, workshop), after=0)


def plan_slice(db: Session, wave: Wave, at: datetime, *, after: int) -> None:
    """Have a wave laid out, from the participant on who comes after this one."""
    jobs.plan(
        db,
        key=f"wave:{wave.id}:begins:{at.isoformat()}:{after}",
        kind=BEGINS,
        run_at=at,
        payload={"wave": wave.id, "after": after},
    )


def let_in(db: Session, *, workshop_id: int, participant_id: int, now: datetime) -> None:
    """Have the waves that are under way ask somebody too who may be asked only from now on."""
    for wave in waves.list_waves(db, workshop_id=workshop_id):
        if wave.state is WaveState.RUNNING:
            plan_slice(db, wave, now, after=participant_id - 1)


def ensure_plans(db: Session, now: datetime) -> None:
    """Give a workshop of an earlier program its waves."""
    for workshop in workshops.list_workshops(db):
        if not waves.list_waves(db, workshop_id=workshop.id):
            make_standard(db, workshop, now=now)
