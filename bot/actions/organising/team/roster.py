"""/team: who is in the team by role, with what an owner can change about each of them.

No names are known, so nobody is named: the team is told apart by role, language and day of joining.
"""

from typing import Final, Literal
from zoneinfo import ZoneInfo

from bot.actions.organising.team import changes, links
from bot.actions.roles import Deed, Organiser, OrganiserRole, require, role_in_words
from bot.actions.visits import Refusal, Visit
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import MemberRoleTap, MemberTap, Tap, TeamLinkTap, TeamRole
from bot.updates import Toast
from locales import N_
from storage import organisers, workshops
from storage.workshops import Workshop

LONGEST_TABLE: Final = 60  # characters of its name
MOST_SHOWN: Final = 40  # members
ROLES: Final[tuple[TeamRole, ...]] = ("owner", "organiser", "viewer", "facilitator")


class TableTooLong(Refusal):
    sentence = N_("The name of a table has up to 60 characters.")


def put_team(visit: Visit, written: str) -> None:
    """Show the team; with the name of a table, make a link for who facilitates it."""
    owner = require(visit, Deed.INVITE_TEAM)
    name = " ".join(written.split())
    if len(name) > LONGEST_TABLE:
        raise TableTooLong
    if name:
        links.give_link(visit, owner, OrganiserRole.FACILITATOR, name)
    else:
        visit.show(_team(visit, owner))


def press_member(visit: Visit, tap: MemberTap) -> Toast | None:
    """Show one of the team, or do what the button under them says."""
    member = organisers.find_by_id(visit.db, organiser_id=tap.member)
    if member is None:
        return visit.no_longer()
    owner = require(visit, Deed.INVITE_TEAM, workshop_id=member.workshop_id)
    match tap.act:
        case "team":
            visit.show_in_place(_team(visit, owner))
        case "show":
            visit.show_in_place(_card(visit, owner, member))
        case "hand-over":
            visit.show_in_place(_ask_to_hand_over(visit, owner, member))
        case "handed-over":
            changes.hand_over(visit, owner, member)
        case "remove":
            visit.show_in_place(_ask_to_remove(visit, owner, member))
        case "removed":
            _remove(visit, owner, member)
        case _:
            changes.reset_code(visit, owner, member)
    return None


def press_role(visit: Visit, tap: MemberRoleTap) -> Toast | None:
    """Give one of the team another role; for a facilitator the table comes first."""
    member = organisers.find_by_id(visit.db, organiser_id=tap.member)
    if member is None:
        return visit.no_longer()
    owner = require(visit, Deed.INVITE_TEAM, workshop_id=member.workshop_id)
    role, table = OrganiserRole(tap.role), None
    if role is OrganiserRole.FACILITATOR:
        tables = links.tables_of(visit, owner)
        table = tables.get(tap.seat)
        if table is None:
            buttons = tuple(
                (name, MemberRoleTap("facilitator", member.id, seat))
                for seat, name in tables.items()
            )
            visit.show(links.which_table(visit, buttons))
            return None
    changes.change_role(visit, owner, member, role=role, table=table)
    again = organisers.get_organiser(visit.db, organiser_id=owner.id)
    visit.show_in_place(_team(visit, again))
    return None


_LINK_WORDS: Final[dict[TeamRole, str]] = {
    "owner": N_("Link for an owner"),
    "organiser": N_("Link for an organiser"),
    "viewer": N_("Link for numbers only"),
    "facilitator": N_("Link for a facilitator"),
}
_MAKE_WORDS: Final[dict[TeamRole, str]] = {
    "owner": N_("Make owner too"),
    "organiser": N_("Make organiser"),
    "viewer": N_("Numbers only from now on"),
    "facilitator": N_("Make facilitator of a table"),
}


def _team(visit: Visit, owner: Organiser) -> Note:
    """Lay out who is there, numbered, and the links that can be made."""
    workshop = workshops.get_workshop(visit.db, workshop_id=owner.workshop_id)
    members = organisers.list_organisers(visit.db, workshop_id=workshop.id)[:MOST_SHOWN]
    heading = bold(visit.words.say(N_("The team of “{title}”"), title=workshop.title))
    lines = [
        plain(f"{number}. {_member_line(visit, workshop, owner, member)}")
        for number, member in enumerate(members, 1)
    ]
    how = visit.words.say(
        N_("A link is for one person: it works once, and for 7 days. Press to make one.")
    )
    of_members: list[tuple[str, Tap]] = [
        (
            f"{number}. {role_in_words(visit.words, one.role, one.table_name)}",
            MemberTap("show", one.id),
        )
        for number, one in enumerate(members, 1)
    ]
    of_links: list[tuple[str, Tap]] = [
        (visit.words.say(_LINK_WORDS[role]), TeamLinkTap(role, workshop.id, 0)) for role in ROLES
    ]
    return Note("\n".join([heading, *lines, "", plain(how)]), (*of_members, *of_links))


def _member_line(visit: Visit, workshop: Workshop, owner: Organiser, member: Organiser) -> str:
    """Return a role with what tells this one apart: oneself, or since when, and the language."""
    role = role_in_words(visit.words, member.role, member.table_name)
    if member.id == owner.id:
        return visit.words.say(N_("{role}: you"), role=role)
    day = visit.words.date(member.joined_at.astimezone(ZoneInfo(workshop.zone)).date())
    sentence = N_("{role}, since {day}, writes {language}")
    if not member.reachable:
        sentence = N_("{role}, since {day}, writes {language}; has blocked me")
    return visit.words.say(sentence, role=role, day=day, language=member.language)


def _card(visit: Visit, owner: Organiser, member: Organiser) -> Note:
    workshop = workshops.get_workshop(visit.db, workshop_id=owner.workshop_id)
    text = bold(_member_line(visit, workshop, owner, member))
    roles: list[tuple[str, Tap]] = [
        (visit.words.say(_MAKE_WORDS[role]), MemberRoleTap(role, member.id, 0))
        for role in ROLES
        if role != member.role or role == "facilitator"
    ]
    acts: list[tuple[str, Tap]] = [
        (visit.words.say(label), MemberTap(act, member.id))
        for act, label in (_OWN_ACTS if member.id == owner.id else _OTHERS_ACTS)
    ]
    return Note(text, (*roles, *acts, _back(visit, owner)))


_MemberAct = Literal["hand-over", "reset", "remove"]
_OWN_ACTS: Final[tuple[tuple[_MemberAct, str], ...]] = (("remove", N_("Leave the team")),)
_OTHERS_ACTS: Final[tuple[tuple[_MemberAct, str], ...]] = (
    ("hand-over", N_("Hand the workshop over")),
    ("reset", N_("Lost phone: new codes")),
    ("remove", N_("Take out of the team")),
)


def _ask_to_hand_over(visit: Visit, owner: Organiser, member: Organiser) -> Note:
    text = visit.words.say(
        N_("Hand the workshop over? That person becomes its owner, and you an organiser.")
    )
    surely = (visit.words.say(N_("Hand it over")), MemberTap("handed-over", member.id))
    return Note(bold(text), (surely, _back(visit, owner)))


def _ask_to_remove(visit: Visit, owner: Organiser, member: Organiser) -> Note:
    text = visit.words.say(
        N_("Take this person out? It counts at once, and they get nothing more of this workshop.")
    )
    surely = (visit.words.say(N_("Take out")), MemberTap("removed", member.id))
    return Note(bold(text), (surely, _back(visit, owner)))


def _remove(visit: Visit, owner: Organiser, member: Organiser) -> None:
    changes.remove(visit, owner, member)
    if member.id == owner.id:
        visit.drop_buttons()
    else:
        visit.show_in_place(_team(visit, owner))


def _back(visit: Visit, owner: Organiser) -> tuple[str, Tap]:
    return visit.words.say(N_("Back to the team")), MemberTap("team", owner.id)
