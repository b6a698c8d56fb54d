"""What changes about one of the team: their role, their codes, and whether they are in it at all.

It counts at once, also for what waits to be sent to them.
"""

from bot.actions.broadcasts import call_off
from bot.actions.notices import tell_organiser
from bot.actions.organising.team import factor
from bot.actions.roles import (
    Deed,
    Organiser,
    OrganiserRole,
    may,
    menu_of,
    role_in_words,
    write_down,
)
from bot.actions.visits import Refusal, Visit
from bot.render import Message, say
from locales import N_, words
from storage import broadcasts, deliveries, invitations, organisers, workshops
from storage.broadcasts import BroadcastKind, BroadcastState


class LastOwner(Refusal):
    sentence = N_(
        "You are the only owner of this workshop. First make somebody else an owner: without one,"
        " nobody could let people in any more."
    )


class OwnCode(Refusal):
    sentence = N_("Another owner resets your codes, or the person who runs the bot.")


def change_role(
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


def hand_over(visit: Visit, owner: Organiser, member: Organiser) -> None:
    """Make the member an owner first, so that there is one at every moment."""
    if member.id != owner.id:
        change_role(visit, owner, member, role=OrganiserRole.OWNER)
        change_role(visit, owner, owner, role=OrganiserRole.ORGANISER)
    visit.drop_buttons()


def remove(visit: Visit, owner: Organiser, member: Organiser) -> None:
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


def reset_code(visit: Visit, owner: Organiser, member: Organiser) -> None:
    """Let somebody else begin anew with codes; nobody does that for themselves."""
    if member.id == owner.id:
        raise OwnCode
    factor.reset(visit.db, organiser=member)
    write_down(visit, owner, "code_reset", f"organiser {member.id}")
    said = words(member.language)
    reset = N_("Your codes were reset by an owner of the workshop. I will show you a new key.")
    _tell(visit, member, [say(said.say(reset))])
    visit.say(N_("Done. With their next code that person begins anew."))


def _keep_an_owner(visit: Visit, member: Organiser) -> None:
    """Refuse what would leave the workshop without an owner."""
    organisers.hold_team(visit.db, workshop_id=member.workshop_id)
    others = organisers.list_organisers(visit.db, workshop_id=member.workshop_id)
    is_owner = member.role is OrganiserRole.OWNER
    if is_owner and not any(
        one.role is OrganiserRole.OWNER for one in others if one.id != member.id
    ):
        raise LastOwner


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


def _tell(visit: Visit, member: Organiser, messages: list[Message]) -> None:
    tell_organiser(visit.db, member, messages, house=visit.house, now=visit.now)


def _call_off_notices(visit: Visit, member: Organiser) -> None:
    """Let nothing go out that waits for somebody in this role; as a participant they still hear."""
    deliveries.cancel_notices(
        visit.db,
        chat_id=member.chat_id,
        key_prefix=organisers.notice_prefix(member),
        now=visit.now,
    )
