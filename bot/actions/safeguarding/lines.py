"""/lines: organisers see where to call for help in each country, and confirm it."""

from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from bot.actions.roles import Deed, require
from bot.actions.safeguarding.hotlines import LONGEST_LINE, LineTooLong, confirm, is_old, proposed
from bot.actions.safeguarding.suggested_lines import SUGGESTIONS
from bot.actions.visits import Refusal, Visit
from bot.commands import Verb, name_of
from bot.markup import bold, plain
from bot.render import Note, edit
from bot.taps import LineTap, Tap
from bot.updates import Toast
from conversations.cleaning import clean, fold
from locales import LANGUAGES, N_, Words, words
from storage import hotlines, workshops
from storage.hotlines import Hotline
from storage.organisers import Organiser
from storage.workshops import Workshop

NONE_WORDS: Final = ("ninguna", "ninguno", "aucune", "aucun", "none", "nenhuma", "nenhum")


class LinesForOrganisers(Refusal):
    sentence = N_("The organisers of the workshop confirm the lines.")


def put_lines(visit: Visit, written: str) -> None:
    """Keep the line that was written after the command; without one, show how things stand."""
    organiser = require(visit, Deed.CONFIRM_LINES, otherwise=LinesForOrganisers)
    workshop = workshops.get_workshop(visit.db, workshop_id=organiser.workshop_id)
    if not written:
        put_cards(visit, organiser, workshop)
        return
    country, line = _read(workshop, written)
    if len(line) > LONGEST_LINE:
        raise LineTooLong
    if not country or not line:
        visit.say(
            N_("Write a country of this workshop and its line: {example}"),
            example=_example(visit.words, workshop),
        )
        return
    known = None if line == "-" or fold(line) in NONE_WORDS else line
    _confirm(visit, organiser, workshop, country=country, line=known)
    visit.say(N_("{name}: {text}"), name=visit.words.country(country), text=_shown(visit, known))
    _say_where_it_stands(visit, workshop)


def put_cards(visit: Visit, organiser: Organiser, workshop: Workshop) -> None:
    """Show what is confirmed, and a card for each country that is not, or not for a long time."""
    confirmed = hotlines.list_hotlines(visit.db, workshop_id=workshop.id)
    heading = bold(
        visit.words.say(N_("Where to call for help, in “{title}”"), title=workshop.title)
    )
    lines = [
        plain(_confirmed_line(visit, organiser, workshop, confirmed[country]))
        for country in workshop.countries
        if country in confirmed
    ]
    how = visit.words.say(
        N_("To write a line yourself: {example}"), example=_example(visit.words, workshop)
    )
    visit.show(Note("\n".join([heading, *lines, plain(how)])))
    for country in workshop.countries:
        if country not in confirmed or is_old(confirmed[country], visit.now):
            _put_card(visit, workshop, country, confirmed.get(country))


def press(visit: Visit, tap: LineTap) -> Toast | None:
    """Confirm a country by a button of its card."""
    organiser = require(visit, Deed.CONFIRM_LINES, workshop_id=tap.workshop)
    workshop = workshops.get_workshop(visit.db, workshop_id=organiser.workshop_id)
    before = hotlines.list_hotlines(visit.db, workshop_id=workshop.id).get(tap.country)
    line = proposed(tap.country, before) if tap.act == "right" else None
    if tap.country not in workshop.countries or (tap.act == "right" and line is None):
        return visit.no_longer()
    _confirm(visit, organiser, workshop, country=tap.country, line=line)
    name, text = visit.words.country(tap.country), _shown(visit, line)
    said = plain(visit.words.say(N_("{name}: {text}"), name=name, text=text))
    visit.edit_tapped(lambda message_id: edit(f"✓ {said}", message_id=message_id))
    _say_where_it_stands(visit, workshop, only_when_open=True)
    return None


def _confirm(
    visit: Visit, organiser: Organiser, workshop: Workshop, *, country: str, line: str | None
) -> None:
    confirm(
        visit.db,
        workshop,
        country=country,
        line=line,
        organiser=organiser,
        now=visit.now,
    )


def _say_where_it_stands(visit: Visit, workshop: Workshop, *, only_when_open: bool = False) -> None:
    """Say that the workshop is open, or which countries it waits for."""
    confirmed = hotlines.list_hotlines(visit.db, workshop_id=workshop.id)
    missing = [code for code in workshop.countries if code not in confirmed]
    if not missing:
        visit.say(N_("Every country is confirmed: the workshop is open."))
    elif not only_when_open:
        names = visit.words.list([visit.words.country(code) for code in missing])
        visit.say(
            N_("The workshop opens when these are confirmed too: {countries}"), countries=names
        )


def _put_card(visit: Visit, workshop: Workshop, country: str, before: Hotline | None) -> None:
    """Show what is proposed for a country and where it comes from."""
    line = proposed(country, before)
    buttons: tuple[tuple[str, Tap], ...] = (
        (visit.words.say(N_("There is none")), LineTap("none", country, workshop.id)),
    )
    if line:
        right = visit.words.say(N_("It is right"))
        buttons = ((right, LineTap("right", country, workshop.id)), *buttons)
    name = bold(visit.words.country(country))
    said = "\n".join([name, *map(plain, _reasons(visit, country, before))])
    visit.show(Note(said, buttons, compact=True))


def _reasons(visit: Visit, country: str, before: Hotline | None) -> Iterator[str]:
    say, suggestion = visit.words.say, SUGGESTIONS.get(country)
    if before is not None:
        yield _shown(visit, before.line)
        yield say(N_("It was confirmed more than half a year ago. Is it still right?"))
    elif suggestion is None:
        yield say(N_("I found no line. Do you know one?"))
    else:
        yield say(N_("Is this line right? {line}"), line=suggestion.line)
        yield say(suggestion.remark)
        yield say(
            N_("Found in: {source}. Please call it before you confirm."), source=suggestion.source
        )


def _confirmed_line(
    visit: Visit, organiser: Organiser, workshop: Workshop, confirmed: Hotline
) -> str:
    if confirmed.confirmed_by is None:
        sentence = N_("{country}: {line} (confirmed by the operator, {day})")
    elif confirmed.confirmed_by == organiser.id:
        sentence = N_("{country}: {line} (confirmed by you, {day})")
    else:
        sentence = N_("{country}: {line} (confirmed by another organiser, {day})")
    return visit.words.say(
        sentence,
        country=visit.words.country(confirmed.country),
        line=_shown(visit, confirmed.line),
        day=visit.words.date(confirmed.confirmed_at.astimezone(ZoneInfo(workshop.zone)).date()),
    )


def _shown(visit: Visit, line: str | None) -> str:
    return line or visit.words.say(N_("no line"))


def _example(said: Words, workshop: Workshop) -> str:
    """Return how a line is written, with a country of this workshop."""
    country = next(iter(workshop.countries), "HN")
    return said.say(
        N_("{command} {country} 145, day and night"),
        command=name_of(Verb.LINES, said),
        country=country,
    )


def _read(workshop: Workshop, written: str) -> tuple[str, str]:
    """Read a country, by its code or its name in any language, and the line behind it."""
    text = " ".join(clean(written).split())
    for country in workshop.countries:
        names = {country, *(words(language).country(country) for language in LANGUAGES)}
        for name in sorted(names, key=len, reverse=True):
            beginning, line = text[: len(name)], text[len(name) :]
            if fold(beginning) == fold(name) and line[:1] in ("", " ", ":", ","):
                return country, line.strip(" :,")
    return "", ""
