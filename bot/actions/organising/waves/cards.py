"""/wave: the waves of a workshop, how each is answered, and what organisers can change of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from bot.actions import wave_plans, wave_schedule
from bot.actions.organising.waves import contacts
from bot.actions.organising.waves.panels import text_of
from bot.actions.roles import Deed, may, require, write_down
from bot.actions.visits import Visit
from bot.actions.wording import COMMITMENT
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import Tap, WaveCardAct, WaveCardTap
from bot.updates import Toast
from locales import N_, Words
from reports.panel import response_lines
from reports.small_cells import people
from storage import audiences, waves, workshops
from storage.consents import Purpose
from storage.organisers import Organiser
from storage.waves import Wave, WaveState
from storage.workshops import Workshop

STATES: Final = {
    WaveState.PLANNED: N_("planned"),
    WaveState.RUNNING: N_("under way"),
    WaveState.PAUSED: N_("paused"),
    WaveState.CLOSED: N_("closed"),
    WaveState.CANCELLED: N_("called off"),
}
_HOURS: Final = ((8, 20), (8, 12), (12, 17), (17, 20))
_MOVES: Final[Mapping[WaveCardAct, int]] = MappingProxyType(
    {"day-earlier": -1, "day-later": 1, "week-earlier": -7, "week-later": 7}
)
_LABELS: Final[Mapping[WaveCardAct, str]] = MappingProxyType(
    {
        "day-earlier": N_("A day earlier"),
        "day-later": N_("A day later"),
        "week-earlier": N_("A week earlier"),
        "week-later": N_("A week later"),
        "hours": N_("Other hours"),
        "now": N_("Send it now"),
        "cancel": N_("Call it off"),
        "pause": N_("Pause"),
        "resume": N_("Go on"),
        "close": N_("Close it now"),
        "panel": N_("All waves in figures"),
        "list": N_("All waves"),
    }
)
_QUESTIONS: Final[Mapping[WaveCardAct, tuple[WaveCardAct, str]]] = MappingProxyType(
    {
        "now": ("now-sure", N_("Send it now? It would reach {people}.")),
        "close": (
            "close-sure",
            N_("Close it now? Nobody is asked any more, and it stays closed."),
        ),
        "cancel": ("cancel-sure", N_("Call it off? Nobody will be asked in this wave.")),
    }
)
_WHILE: Final[Mapping[WaveState, tuple[WaveCardAct, ...]]] = MappingProxyType(
    {
        WaveState.PLANNED: (*_MOVES, "hours", "now", "cancel"),
        WaveState.RUNNING: ("pause", "hours", "close"),
        WaveState.PAUSED: ("resume", "close"),
        WaveState.CLOSED: (),
        WaveState.CANCELLED: (),
    }
)


def put_waves(visit: Visit) -> None:
    """Show the waves, with a button for each."""
    visit.show(_list(visit, require(visit, Deed.SEE_NUMBERS)))


def press(visit: Visit, tap: WaveCardTap) -> Toast | None:
    """Show a wave or change it; what cannot be undone is asked once more."""
    wave = waves.find_wave(visit.db, wave_id=tap.wave)
    if wave is None:
        return visit.no_longer()
    is_looked_at = tap.act in {"list", "card", "panel"}
    deed = Deed.SEE_NUMBERS if is_looked_at else Deed.RUN_WAVES
    organiser = require(visit, deed, workshop_id=wave.workshop_id)
    if tap.act == "list":
        visit.show_in_place(_list(visit, organiser))
    elif tap.act == "panel":
        workshop, forms = workshop_of(visit, wave), visit.house.forms
        visit.show(Note(plain(text_of(visit.db, workshop, forms, visit.words, visit.now))))
    elif tap.act == "card":
        visit.show_in_place(_card(visit, organiser, wave))
    elif tap.act in _QUESTIONS:
        visit.show_in_place(_ask(visit, wave, tap.act))
    elif tap.act.removesuffix("-sure") not in _WHILE[wave.state]:
        visit.show_in_place(_card(visit, organiser, wave))
        return Toast(visit.words.say(N_("This is how it stands now.")))
    else:
        change(visit, organiser, wave, tap.act)
    return None


def change(visit: Visit, organiser: Organiser, wave: Wave, act: WaveCardAct) -> None:
    """Change a wave, note it in the audit trail, and show it as it is then."""
    changed = apply(visit, wave, act)
    write_down(visit, organiser, f"wave_{act.replace('-', '_')}", subject=f"wave {wave.number}")
    visit.show_in_place(_card(visit, organiser, changed))


def apply(visit: Visit, wave: Wave, act: WaveCardAct) -> Wave:
    workshop = workshop_of(visit, wave)
    if act in _MOVES:
        return _moved(visit, wave, workshop, _MOVES[act])
    return _CHANGES[act](visit, wave, workshop)


def lines_of(wave: Wave, workshop: Workshop, words: Words) -> list[str]:
    """Return what a wave is: its days, its hours, and for whom."""
    last = wave_schedule.closes_at(wave, workshop) - timedelta(days=1)
    lines = [
        words.say(
            N_("From {begins} to {ends}, between {from_hour}:00 and {until_hour}:00"),
            begins=words.date(wave_schedule.day_of(wave, workshop)),
            ends=words.date(wave_schedule.local(last, workshop.zone).date()),
            from_hour=wave.from_hour,
            until_hour=wave.until_hour,
        )
    ]
    if wave.audience.countries:
        names = words.list([words.country(code) for code in wave.audience.countries])
        lines.append(words.say(N_("For: {audience}"), audience=names))
    if outlives_names(wave, workshop):
        lines.append(
            words.say(
                N_("⚠️ On {day} I forget who is who, before this wave is over."),
                day=words.date(workshop.unlinks_on),
            )
        )
    return lines


def outlives_names(wave: Wave, workshop: Workshop) -> bool:
    """Tell whether the bot forgets who people are before a wave is over."""
    is_over = wave.state in {WaveState.CLOSED, WaveState.CANCELLED}
    closes_on = wave_schedule.local(wave_schedule.closes_at(wave, workshop), workshop.zone).date()
    return not is_over and closes_on > workshop.unlinks_on


def title_of(wave: Wave, words: Words) -> str:
    name = N_("Commitment") if wave.form_code == COMMITMENT else N_("Follow-up {number}")
    return words.say(name, number=words.number(wave.number))


def workshop_of(visit: Visit, wave: Wave) -> Workshop:
    return workshops.get_workshop(visit.db, workshop_id=wave.workshop_id)


def _list(visit: Visit, organiser: Organiser) -> Note:
    workshop = workshops.get_workshop(visit.db, workshop_id=organiser.workshop_id)
    known = waves.list_waves(visit.db, workshop_id=workshop.id)
    heading = visit.words.say(N_("Waves of “{title}”"), title=workshop.title)
    lines = [
        visit.words.say(
            N_("{name}: {day}, {state}"),
            name=title_of(one, visit.words),
            day=visit.words.date(wave_schedule.day_of(one, workshop)),
            state=visit.words.say(STATES[one.state]),
        )
        for one in known
    ]
    buttons = tuple((title_of(one, visit.words), WaveCardTap("card", one.id)) for one in known)
    panel = [(visit.words.say(_LABELS["panel"]), WaveCardTap("panel", one.id)) for one in known[:1]]
    return Note("\n".join([bold(heading), *map(plain, lines)]), (*buttons, *panel))


def _card(visit: Visit, organiser: Organiser, wave: Wave) -> Note:
    workshop = workshop_of(visit, wave)
    state = visit.words.say(STATES[wave.state])
    counts = waves.list_dispositions(visit.db, wave_id=wave.id)
    lines = [*lines_of(wave, workshop, visit.words), *response_lines(counts, visit.words)]
    heading = f"{title_of(wave, visit.words)} · {state}"
    acts = _WHILE[wave.state] if may(organiser.role, Deed.RUN_WAVES) else ()
    buttons = _buttons(visit, wave, (*acts, "list"))
    return Note("\n".join([bold(heading), *map(plain, lines)]), tuple(buttons))


def _buttons(visit: Visit, wave: Wave, acts: tuple[WaveCardAct, ...]) -> Iterator[tuple[str, Tap]]:
    for act in acts:
        yield visit.words.say(_LABELS[act]), WaveCardTap(act, wave.id)


def _ask(visit: Visit, wave: Wave, act: WaveCardAct) -> Note:
    """Ask once more before something that people notice."""
    sure, question = _QUESTIONS[act]
    reached = {"people": _reached(visit, wave)} if act == "now" else {}
    yes = (visit.words.say(_LABELS[act]), WaveCardTap(sure, wave.id))
    no = (visit.words.say(N_("No, change nothing")), WaveCardTap("card", wave.id))
    return Note(bold(visit.words.say(question, **reached)), (yes, no))


def _reached(visit: Visit, wave: Wave) -> str:
    """Say how many people a wave would reach now."""
    count = audiences.count_receivers(
        visit.db,
        workshop_id=wave.workshop_id,
        audience=wave.audience,
        purpose=Purpose.FOLLOW_UP,
    )
    return people(count, visit.words)


def _moved(visit: Visit, wave: Wave, workshop: Workshop, days: int) -> Wave:
    """Move a wave, but never before today."""
    day = max(
        _today(visit.now, workshop), wave_schedule.day_of(wave, workshop) + timedelta(days=days)
    )
    return save(visit, replace(wave, starts_on=day), workshop)


def save(visit: Visit, changed: Wave, workshop: Workshop) -> Wave:
    waves.save_wave(visit.db, changed)
    wave_plans.plan(visit.db, changed, workshop)
    return changed


def _other_hours(visit: Visit, wave: Wave, workshop: Workshop) -> Wave:
    now = (wave.from_hour, wave.until_hour)
    place = _HOURS.index(now) if now in _HOURS else -1
    from_hour, until_hour = _HOURS[(place + 1) % len(_HOURS)]
    return save(visit, replace(wave, from_hour=from_hour, until_hour=until_hour), workshop)


def _send_now(visit: Visit, wave: Wave, workshop: Workshop) -> Wave:
    return save(visit, replace(wave, starts_on=_today(visit.now, workshop)), workshop)


def _today(now: datetime, workshop: Workshop) -> date:
    return wave_schedule.local(now, workshop.zone).date()


def _pause(visit: Visit, wave: Wave, _workshop: Workshop) -> Wave:
    return waves.set_state(visit.db, wave, WaveState.PAUSED)


def _resume(visit: Visit, wave: Wave, workshop: Workshop) -> Wave:
    contacts.resume(visit.db, wave, workshop, now=visit.now)
    return replace(wave, state=WaveState.RUNNING)


def _close(visit: Visit, wave: Wave, _workshop: Workshop) -> Wave:
    return contacts.close_now(visit.db, wave, now=visit.now)


def _cancel(visit: Visit, wave: Wave, workshop: Workshop) -> Wave:
    return save(visit, replace(wave, state=WaveState.CANCELLED), workshop)


_CHANGES: Final[Mapping[WaveCardAct, Callable[[Visit, Wave, Workshop], Wave]]] = MappingProxyType(
    {
        "hours": _other_hours,
        "now-sure": _send_now,
        "pause": _pause,
        "resume": _resume,
        "close-sure": _close,
        "cancel-sure": _cancel,
    }
)
