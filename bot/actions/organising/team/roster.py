"""/team: who is in the team by role, links for more people, and what an owner changes about them.

No names are known, so nobody is named: the team is told apart by role, language and day of joining.
"""

from datetime import timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from bot.actions.broadcasts import call_off
from bot.actions.organising.team import factor
from bot.actions.roles import Deed, Organiser, OrganiserRole, may, menu_of, require, write_down
from bot.actions.visits import Refusal, Visit, promise
from bot.commands import Verb, name_of
from bot.markup import bold, plain
from bot.render import Message, Note, say
from bot.taps import MemberRoleTap, MemberTap, Tap, TeamLinkTap, TeamRole
from bot.updates import Toast
from conversations.cleaning import fold
from locales import N_, Words, words
from storage import broadcasts, deliveries, invitations, organisers, participants, workshops
from storage.broadcasts import BroadcastKind, BroadcastState
from storage.invitations import Role
from storage.workshops import Workshop

GOOD_FOR: Final = timedelta(days=7)
LONGEST_TABLE: Final = 60  # characters of its name
MOST_SHOWN: Final = 40  # members, and tables to choose from
ROLES: Final[tuple[TeamRole, ...]] = ("owner", "organiser", "viewer", "facilitator")


class LastOwner(Refusal):
    sentence = N_(
        "You are the only owner of this workshop. First make somebody else an owner: without one,"
        " nobody could let people in any more."
    )


class NoLinkYet(Refusal):
    sentence = N_("I do not know my own address yet. Please try again in a minute.")


class TableTooLong(Refusal):
    sentence = N_("The name of a table has up to 60 characters.")


def put_team(visit: Visit, written: str) -> None:
    """Show the team; with the name of a table, make a link for who facilitates it."""
    owner = require(visit, Deed.INVITE_TEAM)
    name = " ".join(written.split())
    if len(name) > LONGEST_TABLE:
        raise TableTooLong
    if name:
        _give_link(visit, owner, OrganiserRole.FACILITATOR, name)
    else:
        visit.show(_team(visit, owner))


def press_link(visit: Visit, tap: TeamLinkTap) -> Toast | None:
    """Make a link for a role; for a facilitator the table comes first."""
    owner = require(visit, Deed.INVITE_TEAM, workshop_id=tap.workshop)
    role = OrganiserRole(tap.role)
    if role is not OrganiserRole.FACILITATOR:
        _give_link(visit, owner, role, None)
        return None
    seated = _tables(visit, owner).get(tap.seat)
    if seated is not None:
        _give_link(visit, owner, role, seated)
        return None
    buttons = tuple(
        (name, TeamLinkTap("facilitator", tap.workshop, seat))
        for seat, name in _tables(visit, owner).items()
    )
    visit.show(_which_table(visit, buttons))
    return None


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
            _hand_over(visit, owner, member)
        case "remove":
            visit.show_in_place(_ask_to_remove(visit, owner, member))
        case "removed":
            _remove(visit, owner, member)
        case _:
            _reset_code(visit, owner, member)
    return None


def press_role(visit: Visit, tap: MemberRoleTap) -> Toast | None:
    """Give one of the team another role; for a facilitator the table comes first."""
    member = organisers.find_by_id(visit.db, organiser_id=tap.member)
    if member is None:
        return visit.no_longer()
    owner = require(visit, Deed.INVITE_TEAM, workshop_id=member.workshop_id)
    role, table = OrganiserRole(tap.role), None
    if role is OrganiserRole.FACILITATOR:
        tables = _tables(visit, owner)
        table = tables.get(tap.seat)
        if table is None:
            buttons = tuple(
                (name, MemberRoleTap("facilitator", member.id, seat))
                for seat, name in tables.items()
            )
            visit.show(_which_table(visit, buttons))
            return None
    _change_role(visit, owner, member, role=role, table=table)
    visit.show_in_place(_team(visit, _again(visit, owner)))
    return None


def role_in_words(said: Words, role: OrganiserRole, table: str | None = None) -> str:
    if role is OrganiserRole.FACILITATOR:
        return said.say(N_("Facilitator of “{table}”"), table=table or "?")
    return said.say(_ROLE_WORDS[role])


_ROLE_WORDS: Final = {
    OrganiserRole.OWNER: N_("Owner"),
    OrganiserRole.ORGANISER: N_("Organiser"),
    OrganiserRole.VIEWER: N_("Numbers only"),
}
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
    links: list[tuple[str, Tap]] = [
        (visit.words.say(_LINK_WORDS[role]), TeamLinkTap(role, workshop.id, 0)) for role in ROLES
    ]
    return Note("\n".join([heading, *lines, "", plain(how)]), (*of_members, *links))


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
    acts = [(_OWN_ACTS if member.id == owner.id else _OTHERS_ACTS)]
    others: list[tuple[str, Tap]] = [
        (visit.words.say(label), MemberTap(act, member.id)) for one in acts for act, label in one
    ]
    return Note(text, (*roles, *others, _back(visit, owner)))


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


def _back(visit: Visit, owner: Organiser) -> tuple[str, Tap]:
    return visit.words.say(N_("Back to the team")), MemberTap("team", owner.id)


def _which_table(visit: Visit, buttons: tuple[tuple[str, Tap], ...]) -> Note:
    how = visit.words.say(
        N_("Which table? You can also write its name after the command: {example}"),
        example=f"{name_of(Verb.TEAM, visit.words)} 3",
    )
    return Note(plain(how), buttons)


def _tables(visit: Visit, owner: Organiser) -> dict[int, str]:
    """Return the tables at which somebody sits, each by one participant who does."""
    seats: dict[str, tuple[int, str]] = {}
    for one in participants.list_participants(visit.db, workshop_id=owner.workshop_id):
        if one.table_name:
            seats.setdefault(fold(one.table_name), (one.id, one.table_name))
    return dict(seat for _, seat in sorted(seats.items())[:MOST_SHOWN])


def _give_link(visit: Visit, owner: Organiser, role: OrganiserRole, table: str | None) -> None:
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


def _change_role(
    visit: Visit,
    owner: Organiser,
    member: Organiser,
    *,
    role: OrganiserRole,
    table: str | None = None,
) -> None:
    """Give a member a role: at once, also for what waits to be sent to them."""
    if role is not OrganiserRole.OWNER:
        _keep_an_owner(visit, member)
    _end_links(visit, member)
    if not may(role, Deed.ANNOUNCE):
        _call_off_planned(visit, member)
    organisers.set_role(visit.db, organiser_id=member.id, role=role, table_name=table)
    _call_off_notices(visit, member)
    write_down(visit, owner, f"role_{role.value}", f"organiser {member.id}")
    said = words(member.language)
    workshop = workshops.get_workshop(visit.db, workshop_id=member.workshop_id)
    changed = said.say(
        N_("Your role in “{title}” is now: {role}."),
        title=workshop.title,
        role=role_in_words(said, role, table),
    )
    _tell(visit, member, [menu_of(said, role, chat_id=member.chat_id), say(changed)])


def _hand_over(visit: Visit, owner: Organiser, member: Organiser) -> None:
    """Make the member an owner first, so that there is one at every moment."""
    if member.id != owner.id:
        _change_role(visit, owner, member, role=OrganiserRole.OWNER)
        _change_role(visit, owner, owner, role=OrganiserRole.ORGANISER)
    visit.drop_buttons()


def _remove(visit: Visit, owner: Organiser, member: Organiser) -> None:
    """Take somebody out: nothing that waits is sent to them but one sentence."""
    _keep_an_owner(visit, member)
    workshop = workshops.get_workshop(visit.db, workshop_id=member.workshop_id)
    _end_links(visit, member)
    _call_off_planned(visit, member)
    organisers.remove_organiser(visit.db, organiser_id=member.id)
    _call_off_notices(visit, member)
    write_down(visit, owner, "removed_from_team", f"organiser {member.id}")
    scope = {"type": "chat", "chat_id": member.chat_id}
    gone = words(member.language).say(
        N_("You are no longer in the team of “{title}”."), title=workshop.title
    )
    _tell(visit, member, [Message("deleteMyCommands", {"scope": scope}), say(gone)])
    if member.id == owner.id:
        visit.drop_buttons()
    else:
        visit.show_in_place(_team(visit, owner))


def _end_links(visit: Visit, member: Organiser) -> None:
    """Let nobody come back by a link that they know: the one they came by, or made as an owner."""
    invitations.end_team_links(
        visit.db,
        workshop_id=member.workshop_id,
        with_single=member.role is OrganiserRole.OWNER,
        now=visit.now,
    )


def _call_off_planned(visit: Visit, member: Organiser) -> None:
    """Let nothing go out later that was planned by who may announce no more."""
    planned = broadcasts.list_broadcasts(
        visit.db,
        workshop_id=member.workshop_id,
        kinds=(BroadcastKind.ANNOUNCEMENT,),
        states=(BroadcastState.PLANNED,),
    )
    for one in planned:
        if one.made_by == member.id:
            call_off(visit.db, one, now=visit.now)


def _reset_code(visit: Visit, owner: Organiser, member: Organiser) -> None:
    """Let somebody else begin anew with codes; nobody does that for themselves."""
    if member.id == owner.id:
        raise OwnCode
    factor.reset(visit.db, organiser=member)
    write_down(visit, owner, "code_reset", f"organiser {member.id}")
    said = words(member.language)
    reset = N_("Your codes were reset by an owner of the workshop. I will show you a new key.")
    _tell(visit, member, [say(said.say(reset))])
    visit.say(N_("Done. With their next code that person begins anew."))


class OwnCode(Refusal):
    sentence = N_("Another owner resets your codes, or the person who runs the bot.")


def _keep_an_owner(visit: Visit, member: Organiser) -> None:
    """Refuse what would leave the workshop without an owner."""
    organisers.hold_team(visit.db, workshop_id=member.workshop_id)
    others = organisers.list_organisers(visit.db, workshop_id=member.workshop_id)
    is_owner = member.role is OrganiserRole.OWNER
    if is_owner and not any(
        one.role is OrganiserRole.OWNER for one in others if one.id != member.id
    ):
        raise LastOwner


def _again(visit: Visit, owner: Organiser) -> Organiser:
    return organisers.get_organiser(visit.db, organiser_id=owner.id)


def _tell(visit: Visit, member: Organiser, messages: list[Message]) -> None:
    promise(
        visit.db,
        messages,
        chat_id=member.chat_id,
        now=visit.now,
        house=visit.house,
        key=organisers.notice_key(member),
        priority=deliveries.NOTICE,
    )


def _call_off_notices(visit: Visit, member: Organiser) -> None:
    """Let nothing go out that waits for somebody in this role; as a participant they still hear."""
    deliveries.cancel_notices(
        visit.db,
        chat_id=member.chat_id,
        key_prefix=organisers.notice_prefix(member),
        now=visit.now,
    )
