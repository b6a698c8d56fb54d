"""For whom an announcement is: countries, tables, languages and standings, marked one by one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final
from zlib import crc32

from bot.actions.broadcasts import purpose_on
from bot.actions.organising.announcing.wording import STANDINGS, described
from bot.actions.visits import Visit
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import AnnouncementAct, AnnouncementTap, Tap
from bot.updates import Toast
from locales import N_
from reports.small_cells import people
from storage import broadcasts
from storage.audiences import (
    EVERYBODY,
    Audience,
    Standing,
    count_receivers,
    list_tables,
)
from storage.broadcasts import Broadcast
from storage.consents import Purpose
from storage.workshops import Workshop, get_workshop

_MOST_OPTIONS: Final = 90  # buttons under one message; Telegram takes 100
_HEADINGS: Final[dict[AnnouncementAct, str]] = {
    "countries": N_("Countries"),
    "tables": N_("Tables"),
    "languages": N_("Languages"),
    "states": N_("How far they have come"),
}


@dataclass(frozen=True, slots=True)
class _Option:
    """Something that can be marked: a country, a table, a language, a standing."""

    of: AnnouncementAct
    value: str
    label: str

    @property
    def sign(self) -> int:
        """What a button names it by, whichever others there are when it is pressed."""
        return crc32(f"{self.of} {self.value}".encode())


def put_audience(visit: Visit, draft: Broadcast) -> None:
    """Show for whom it is as things stand, how many they are, and how to choose others."""
    workshop = get_workshop(visit.db, workshop_id=draft.workshop_id)
    say = visit.words.say
    lines = [bold(say(N_("Who is it for?"))), plain(described(draft.audience, visit.words))]
    lines += map(plain, _how_many(visit, draft, workshop))
    of_kinds = {option.of for option in _options(visit, workshop)}
    buttons: list[tuple[str, Tap]] = [
        (say(heading), AnnouncementTap(of, draft.id))
        for of, heading in _HEADINGS.items()
        if of in of_kinds
    ]
    if draft.audience != EVERYBODY:
        buttons.append((say(N_("Everybody")), AnnouncementTap("everybody", draft.id)))
    buttons.append((say(N_("Go on: see how it arrives")), AnnouncementTap("preview", draft.id)))
    visit.show_in_place(Note("\n".join(lines), tuple(buttons)))


def press(visit: Visit, draft: Broadcast, tap: AnnouncementTap) -> Toast | None:
    """Show what can be marked, mark it, or mean everybody again."""
    match tap.act:
        case "toggle":
            return None if _toggle(visit, draft, tap.option) else visit.no_longer()
        case "everybody":
            meant = replace(draft, audience=EVERYBODY)
            broadcasts.save_draft(visit.db, meant)
            put_audience(visit, meant)
        case "audience":
            put_audience(visit, draft)
        case _:
            _put_options(visit, draft, tap.act)
    return None


def _put_options(visit: Visit, draft: Broadcast, of: AnnouncementAct) -> None:
    """Show what can be marked of one kind."""
    workshop = get_workshop(visit.db, workshop_id=draft.workshop_id)
    marked = _marked(draft.audience)
    buttons: list[tuple[str, Tap]] = [
        (
            f"{'☑' if (of, option.value) in marked else '☐'} {option.label}",
            AnnouncementTap("toggle", draft.id, option.sign),
        )
        for option in _options(visit, workshop)
        if option.of == of
    ]
    buttons.append((visit.words.say(N_("Done")), AnnouncementTap("audience", draft.id)))
    lines = [
        bold(visit.words.say(_HEADINGS[of])),
        plain(described(draft.audience, visit.words)),
        *map(plain, _how_many(visit, draft, workshop)),
    ]
    visit.show_in_place(Note("\n".join(lines), tuple(buttons)))


def _toggle(visit: Visit, draft: Broadcast, sign: int) -> bool:
    """Mark or unmark what a button names; False where there is no such thing any more."""
    workshop = get_workshop(visit.db, workshop_id=draft.workshop_id)
    found = [option for option in _options(visit, workshop) if option.sign == sign]
    if not found:
        return False
    [option, *_] = found
    marked = _marked(draft.audience) ^ {(option.of, option.value)}
    changed = replace(draft, audience=_audience(marked))
    broadcasts.save_draft(visit.db, changed)
    _put_options(visit, changed, option.of)
    return True


def count(visit: Visit, draft: Broadcast) -> int:
    """Count who would receive it if it went out now."""
    workshop = get_workshop(visit.db, workshop_id=draft.workshop_id)
    return count_receivers(
        visit.db,
        workshop_id=workshop.id,
        audience=draft.audience,
        purpose=purpose_on(workshop, draft.due_at or visit.now),
    )


def _how_many(visit: Visit, draft: Broadcast, workshop: Workshop) -> Iterator[str]:
    yield visit.words.say(
        N_("Would receive it now: {people}"), people=people(count(visit, draft), visit.words)
    )
    if purpose_on(workshop, visit.now) is Purpose.FOLLOW_UP:
        yield visit.words.say(
            N_("The workshop is over: only those are written to who allowed that for afterwards.")
        )


def _options(visit: Visit, workshop: Workshop) -> Iterator[_Option]:
    """Yield all that can be marked; what there is only one of tells nobody apart."""
    said = visit.words
    seats = list_tables(visit.db, workshop_id=workshop.id)[:_MOST_OPTIONS]
    if len(workshop.countries) > 1:
        yield from (_Option("countries", one, said.country(one)) for one in workshop.countries)
    yield from (_Option("tables", one, one) for one in seats)
    if len(workshop.languages) > 1:
        yield from (
            _Option("languages", one, said.language_name(one)) for one in workshop.languages
        )
    yield from (_Option("states", one, said.say(label)) for one, label in STANDINGS.items())


def _marked(audience: Audience) -> set[tuple[AnnouncementAct, str]]:
    return {
        *(("countries", one) for one in audience.countries),
        *(("tables", one) for one in audience.tables),
        *(("languages", one) for one in audience.languages),
        *(("states", one) for one in audience.states),
    }


def _audience(marked: set[tuple[AnnouncementAct, str]]) -> Audience:
    def of(kind: AnnouncementAct) -> tuple[str, ...]:
        return tuple(sorted(value for one, value in marked if one == kind))

    return Audience(
        of("countries"), of("tables"), of("languages"), tuple(map(Standing, of("states")))
    )
