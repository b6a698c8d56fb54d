"""Links by which more people come into the team: each for one person, one role and a week."""

from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.actions.roles import Deed, Organiser, OrganiserRole, require, role_in_words, write_down
from bot.actions.visits import Refusal, Visit
from bot.commands import Verb, name_of
from bot.markup import plain
from bot.render import Note
from bot.taps import Tap, TeamLinkTap
from bot.updates import Toast
from conversations.cleaning import fold
from locales import N_
from storage import invitations, participants, workshops
from storage.invitations import Role

GOOD_FOR: Final = timedelta(days=7)
MOST_SHOWN: Final = 40  # tables to choose from


class NoLinkYet(Refusal):
    sentence = N_("I do not know my own address yet. Please try again in a minute.")


def press(visit: Visit, tap: TeamLinkTap) -> Toast | None:
    """Make a link for a role; for a facilitator the table comes first."""
    owner = require(visit, Deed.INVITE_TEAM, workshop_id=tap.workshop)
    role = OrganiserRole(tap.role)
    if role is not OrganiserRole.FACILITATOR:
        give_link(visit, owner, role, None)
        return None
    tables = tables_of(visit, owner)
    seated = tables.get(tap.seat)
    if seated is not None:
        give_link(visit, owner, role, seated)
        return None
    buttons = tuple(
        (name, TeamLinkTap("facilitator", tap.workshop, seat)) for seat, name in tables.items()
    )
    visit.show(which_table(visit, buttons))
    return None


def give_link(visit: Visit, owner: Organiser, role: OrganiserRole, table: str | None) -> None:
    """Make a link that one person can use, and show it to be sent on."""
    username = visit.house.nameplate.username
    if not username:
        visit.house.nameplate.ask()
        raise NoLinkYet
    workshop = workshops.get_workshop(visit.db, workshop_id=owner.workshop_id)
    until = visit.now + GOOD_FOR
    _, code = invitations.create_invitation(
        visit.db,
        workshop_id=workshop.id,
        role=Role(role.value),
        table_name=table,
        max_uses=1,
        expires_at=until,
        now=visit.now,
    )
    write_down(visit, owner, f"invited_{role.value}", f"workshop {workshop.id}")
    what = visit.words.say(
        N_("For one person, until {day}. “{title}”: {role}."),
        day=visit.words.date(until.astimezone(ZoneInfo(workshop.zone)).date()),
        title=workshop.title,
        role=role_in_words(visit.words, role, table),
    )
    visit.show(Note(f"{plain(what)}\nhttps://t.me/{username}?start={code}"))


def which_table(visit: Visit, buttons: tuple[tuple[str, Tap], ...]) -> Note:
    how = visit.words.say(
        N_("Which table? You can also write its name after the command: {example}"),
        example=f"{name_of(Verb.TEAM, visit.words)} 3",
    )
    return Note(plain(how), buttons)


def tables_of(visit: Visit, owner: Organiser) -> dict[int, str]:
    """Return the tables at which somebody sits, each by one participant who does."""
    seats: dict[str, tuple[int, str]] = {}
    for one in participants.list_participants(visit.db, workshop_id=owner.workshop_id):
        if one.table_name:
            seats.setdefault(fold(one.table_name), (one.id, one.table_name))
    return dict(seat for _, seat in sorted(seats.items())[:MOST_SHOWN])
