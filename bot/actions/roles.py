"""Roles: which deeds the role of somebody in the team allows, asked in one place for all of them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from bot.actions.visits import NoLonger, Refusal, Visit
from bot.commands import Verb, menu
from bot.render import Message
from locales import N_, Words
from storage import audit, organisers
from storage.organisers import Organiser, OrganiserRole

__all__ = [
    "Deed",
    "Organiser",
    "OrganiserRole",
    "find_allowed",
    "may",
    "menu_of",
    "require",
    "role_in_words",
    "verbs_of",
    "write_down",
]


class Deed(StrEnum):
    """What can be done with a workshop; each button and command of the team is one of these."""

    SEE_NUMBERS = "see_numbers"
    SET_DIGEST = "set_digest"
    READ_CONTRIBUTIONS = "read_contributions"
    REVIEW = "review"
    ANNOUNCE = "announce"
    RUN_WAVES = "run_waves"
    CONFIRM_LINES = "confirm_lines"
    CHANGE_FORMS = "change_forms"
    SEE_TABLE = "see_table"  # a facilitator: the one that is theirs
    DOWNLOAD = "download"
    ERASE_OTHERS = "erase_others"
    INVITE_TEAM = "invite_team"


class ForTeam(Refusal):
    sentence = N_("That is for the organisers of the workshop.")


class RoleAllowsNot(Refusal):
    sentence = N_(
        "Your role in this workshop does not include that. Its owner can give you another one."
    )


_NUMBERS: Final = frozenset({Deed.SEE_NUMBERS, Deed.SET_DIGEST})
_ALLOWED: Final = {
    OrganiserRole.VIEWER: _NUMBERS,
    OrganiserRole.FACILITATOR: frozenset({Deed.SEE_TABLE}),
    OrganiserRole.ORGANISER: frozenset(Deed) - {Deed.INVITE_TEAM},
    OrganiserRole.OWNER: frozenset(Deed),
}


# What the team's own commands do; the others are everybody's.
DEEDS: Final[Mapping[Verb, Deed]] = {
    Verb.DIGEST: Deed.SEE_NUMBERS,
    Verb.SETTINGS: Deed.SET_DIGEST,
    Verb.FORMS: Deed.CHANGE_FORMS,
    Verb.LINES: Deed.CONFIRM_LINES,
    Verb.REVIEW: Deed.REVIEW,
    Verb.ANNOUNCE: Deed.ANNOUNCE,
    Verb.WAVE: Deed.SEE_NUMBERS,
    Verb.DOWNLOAD: Deed.DOWNLOAD,
    Verb.TEAM: Deed.INVITE_TEAM,
    Verb.CODE: Deed.DOWNLOAD,
}


def verbs_of(role: OrganiserRole) -> frozenset[Verb]:
    """Return the team's commands that this role may use."""
    return frozenset(verb for verb, deed in DEEDS.items() if may(role, deed))


def menu_of(said: Words, role: OrganiserRole, *, chat_id: int) -> Message:
    """Return what shows in the menu of this chat only the commands that the role may use."""
    scope = {"type": "chat", "chat_id": chat_id}
    return Message("setMyCommands", {"commands": menu(said, also=verbs_of(role)), "scope": scope})


def role_in_words(said: Words, role: OrganiserRole, table: str | None = None) -> str:
    if role is OrganiserRole.FACILITATOR:
        return said.say(N_("Facilitator of “{table}”"), table=table or "?")
    return said.say(_ROLE_WORDS[role])


_ROLE_WORDS: Final = {
    OrganiserRole.OWNER: N_("Owner"),
    OrganiserRole.ORGANISER: N_("Organiser"),
    OrganiserRole.VIEWER: N_("Numbers only"),
}


def may(role: OrganiserRole, deed: Deed) -> bool:
    return deed in _ALLOWED[role]


def require(
    visit: Visit,
    deed: Deed,
    *,
    workshop_id: int | None = None,
    otherwise: type[Refusal] = ForTeam,
) -> Organiser:
    """Return the organiser that this chat is, where their role allows the deed.

    With `workshop_id` in that workshop, whichever this chat came to last; who is not of that team
    is told what a button says that is nobody's. Else such a person is refused with `otherwise`.
    """
    organiser = _organiser(visit, workshop_id)
    if organiser is None:
        raise otherwise if workshop_id is None else NoLonger
    if not may(organiser.role, deed):
        raise RoleAllowsNot
    _go_there(visit, organiser)
    return organiser


def find_allowed(visit: Visit, deed: Deed, *, workshop_id: int | None = None) -> Organiser | None:
    """Return the organiser that this chat is, where they may do that; None for everybody else."""
    organiser = _organiser(visit, workshop_id)
    if organiser is None or not may(organiser.role, deed):
        return None
    _go_there(visit, organiser)
    return organiser


def write_down(visit: Visit, organiser: Organiser, action: str, subject: str) -> None:
    """Write into the audit trail what somebody of the team did, in the role they have."""
    audit.record(
        visit.db,
        at=visit.now,
        role=organiser.role.value,
        actor_chat_id=organiser.chat_id,
        action=action,
        subject=subject,
        workshop_id=organiser.workshop_id,
    )


def _go_there(visit: Visit, organiser: Organiser) -> None:
    """Let what is typed next, as a code or a text, belong where the button was."""
    if visit.organiser is not None and visit.organiser.id != organiser.id:
        organisers.come_back(visit.db, organiser_id=organiser.id, now=visit.now)


def _organiser(visit: Visit, workshop_id: int | None) -> Organiser | None:
    if workshop_id is None:
        return visit.organiser
    return organisers.find_organiser_of(
        visit.db, chat_id=visit.came.chat_id, workshop_id=workshop_id
    )
