"""/privacy: who reads what, what is kept and for how long, from how the workshop is really set."""

from bot.actions import offers, promises, said
from bot.actions.roles import Deed, may
from bot.actions.visits import Visit
from bot.markup import bold
from bot.render import Note
from bot.taps import PermissionsTap, Tap
from locales import N_
from storage import organisers, workshops


def put_privacy(visit: Visit) -> None:
    """Say it to anybody who asks; a participant is led on to what they allow."""
    known = visit.participant or visit.organiser
    text = promises.policy(in_workshop=known is not None, hears=visit.house.hears)
    if known is None:
        visit.show(Note(said.say(text, visit.words, promises.commands_of(visit.words))))
        return
    workshop = workshops.get_workshop(visit.db, workshop_id=known.workshop_id)
    team = organisers.list_organisers(visit.db, workshop_id=workshop.id)
    readers = sum(may(one.role, Deed.READ_CONTRIBUTIONS) for one in team)
    values = {**promises.facts_of(workshop, visit.words), "organisers": readers}
    html = f"{bold(workshop.title)}\n\n{said.say(text, visit.words, values)}"
    visit.show(Note(html, (*offers.way_back(visit), *_permissions(visit))))


def _permissions(visit: Visit) -> tuple[tuple[str, Tap], ...]:
    if visit.participant is None:
        return ()
    return (permissions_button(visit),)


def permissions_button(visit: Visit) -> tuple[str, Tap]:
    """Return the button that shows what this person allows."""
    return visit.words.say(N_("What I allow")), PermissionsTap()
