"""Joining by a link: the team, each in the role that the link gives, and the use of links at all."""

from bot.actions.digest_days import replan_digest
from bot.actions.digests import hour_of
from bot.actions.roles import Deed, menu_of
from bot.actions.roles import may as role_may
from bot.actions.safeguarding import lines
from bot.actions.visits import Refusal, Visit
from bot.commands import Verb, name_of
from locales import N_, negotiate
from storage import hotlines, invitations, organisers, workshops
from storage.invitations import Invitation
from storage.organisers import Organiser, OrganiserRole
from storage.workshops import Workshop

_RANK = tuple(OrganiserRole)  # the fewest rights first


class InvitationOver(Refusal):
    sentence = N_("This invitation is no longer valid. Please ask your organisers for a new one.")


def join_team(visit: Visit, invitation: Invitation, role: OrganiserRole) -> None:
    """Take this chat into the team; who is in it already can only rise by a link.

    Somebody must be able to let people in: where there is no owner, the first organiser is it.
    """
    workshop = workshops.get_workshop(visit.db, workshop_id=invitation.workshop_id)
    organisers.hold_team(visit.db, workshop_id=workshop.id)
    is_first = not organisers.has_owner(visit.db, workshop_id=workshop.id)
    if role is OrganiserRole.ORGANISER and is_first:
        role = OrganiserRole.OWNER
    before = organisers.find_organiser_of(
        visit.db, chat_id=visit.came.chat_id, workshop_id=workshop.id
    )
    organiser = organisers.join_organiser(
        visit.db,
        workshop_id=workshop.id,
        chat_id=visit.came.chat_id,
        language=language_for(visit, workshop),
        now=visit.now,
        role=role,
        table_name=invitation.table_name,
    )
    if before is None:
        use(visit, invitation, workshop)
        visit.record(role.value, "organiser_joined", workshop_id=workshop.id)
    elif _RANK.index(role) > _RANK.index(organiser.role):
        use(visit, invitation, workshop)
        organisers.set_role(
            visit.db, organiser_id=organiser.id, role=role, table_name=invitation.table_name
        )
        visit.record(role.value, "organiser_rose", workshop_id=workshop.id)
    known = organisers.get_organiser(visit.db, organiser_id=organiser.id)
    replan_digest(visit.db, known, workshop, visit.now)
    _welcome(visit.speaking(known.language), known, workshop)


def greet(visit: Visit, organiser: Organiser) -> None:
    """Say once more what somebody in the team can do here."""
    match organiser.role:
        case OrganiserRole.VIEWER:
            sentence = N_("You see the numbers of this workshop: {digest}")
        case OrganiserRole.FACILITATOR:
            sentence = N_("You facilitate a table of this workshop: {table}")
        case _:
            sentence = N_(
                "You are an organiser of this workshop. {digest} shows what has come in, {forms}"
                " the forms."
            )
    visit.say(
        sentence,
        digest=name_of(Verb.DIGEST, visit.words),
        forms=name_of(Verb.FORMS, visit.words),
        table=name_of(Verb.TABLE, visit.words),
    )


def put_menu(visit: Visit, organiser: Organiser) -> None:
    """Show in the menu of this chat the commands that this role may use."""
    visit.promise([menu_of(visit.words, organiser.role, chat_id=visit.came.chat_id)])


def use(visit: Visit, invitation: Invitation, workshop: Workshop) -> None:
    """Count one use of the invitation; refuse where it is over."""
    expired = invitation.expires_at is not None and invitation.expires_at <= visit.now
    if expired or workshop.closed_at is not None:
        raise InvitationOver
    if not invitations.use_invitation(visit.db, invitation_id=invitation.id):
        raise InvitationOver


def language_for(visit: Visit, workshop: Workshop) -> str:
    return negotiate(
        visit.came.language_code, default=workshop.default_language, among=workshop.languages
    )


def _welcome(visit: Visit, organiser: Organiser, workshop: Workshop) -> None:
    put_menu(visit, organiser)
    visit.say(
        _WELCOMES[organiser.role],
        title=workshop.title,
        hour=hour_of(organiser, workshop),
        zone=organiser.zone or workshop.zone,
        place=organiser.table_name or "?",
        digest=name_of(Verb.DIGEST, visit.words),
        forms=name_of(Verb.FORMS, visit.words),
        table=name_of(Verb.TABLE, visit.words),
        language=name_of(Verb.LANGUAGE, visit.words),
    )
    if organiser.role is OrganiserRole.OWNER:
        visit.say(
            N_("You are its owner: {team} lets others into the team, and takes them out again."),
            team=name_of(Verb.TEAM, visit.words),
        )
    if role_may(organiser.role, Deed.CONFIRM_LINES) and not hotlines.is_open(visit.db, workshop):
        lines.put_cards(visit, organiser, workshop)


_ORGANISERS_WELCOME = N_(
    "Welcome. You are an organiser of “{title}”. Every day at {hour}:00 ({zone}) I send"
    " you what came in; {digest} shows it at any time. {forms} shows the forms, and how to"
    " bring your own. {language} changes the language."
)
_WELCOMES = {
    OrganiserRole.OWNER: _ORGANISERS_WELCOME,
    OrganiserRole.ORGANISER: _ORGANISERS_WELCOME,
    OrganiserRole.VIEWER: N_(
        "Welcome. You see the numbers of “{title}”. Every day at {hour}:00 ({zone}) I send you how"
        " much came in; {digest} shows it at any time. {language} changes the language."
    ),
    OrganiserRole.FACILITATOR: N_(
        "Welcome. You facilitate the table “{place}” of “{title}”. {table} shows who is there and"
        " what was told. {language} changes the language."
    ),
}
