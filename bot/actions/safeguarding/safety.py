"""Somebody is in danger: where to call, and what this chat is not. Nobody else is told."""

from collections.abc import Iterator

from bot.actions import offers
from bot.actions.visits import Participant, Visit
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import DangerTap, ExitTap, Tap
from locales import N_
from storage import hotlines, workshops
from storage.participants import Age
from storage.workshops import Workshop

ELSEWHERE = N_("In another country: call its emergency number.")
EMERGENCY = N_("Please call the emergency number of the country you are in.")


def put_card(visit: Visit) -> None:
    """Show where to call, with the way back to what is open; to anybody who asks."""
    card = card_of(visit, visit.participant)
    visit.show(Note(card.html, (*card.buttons, *offers.way_back(visit))))


def danger_button(visit: Visit) -> tuple[str, Tap]:
    """Return the button that shows the card."""
    return visit.words.say(N_("Somebody is in danger")), DangerTap()


def card_of(visit: Visit, participant: Participant | None) -> Note:
    """Return what somebody is told who speaks of a danger: short, and nothing that is not so.

    The lines are those of the person's country; of all countries of the workshop where it is not
    known, for who needs help is not asked for anything first. Minors read it too: its translations
    address nobody, neither as an adult nor as a child.
    """
    say = visit.words.say
    known = participant or visit.organiser
    workshop = workshops.get_workshop(visit.db, workshop_id=known.workshop_id) if known else None
    country = participant.country if participant else None
    calls = list(_calls(visit, workshop, country)) if workshop else [say(EMERGENCY)]
    paragraphs = [
        "\n".join([bold(say(N_("Is somebody in danger now?"))), *map(plain, calls)]),
        *_focal_point(visit, workshop),
        plain(
            say(
                N_(
                    "This chat is not watched, and what you write here is not a report: nobody is"
                    " called from here."
                )
            )
        ),
        *_duty(visit, participant),
    ]
    return Note("\n\n".join(paragraphs), ((say(N_("Leave quickly")), ExitTap()),))


def _calls(visit: Visit, workshop: Workshop, country: str | None) -> Iterator[str]:
    """Yield where to call, a country a line, as somebody of the workshop's team confirmed it."""
    confirmed = hotlines.list_hotlines(visit.db, workshop_id=workshop.id)
    wanted = [country] if country and country in confirmed else list(confirmed)
    lines = [confirmed[code] for code in wanted if confirmed[code].line]
    for one in lines:
        name = visit.words.country(one.country)
        yield visit.words.say(N_("{country}: call {line}"), country=name, line=one.line)
    if len(lines) < len(wanted) or not lines:
        yield visit.words.say(ELSEWHERE if lines else EMERGENCY)


def _duty(visit: Visit, participant: Participant | None) -> Iterator[str]:
    """Yield what holds for some professions; a minor has none, and is not to be worried by it."""
    if participant is None or participant.age is not Age.MINOR:
        duty = N_(
            "In some countries people of certain professions must report what they learn."
            " Find out what holds for you."
        )
        yield plain(visit.words.say(duty))


def _focal_point(visit: Visit, workshop: Workshop | None) -> Iterator[str]:
    if workshop is not None and workshop.focal_point:
        turn_to = N_("In this workshop you can turn to: {who}")
        yield plain(visit.words.say(turn_to, who=workshop.focal_point))
