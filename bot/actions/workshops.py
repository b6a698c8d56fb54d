"""Setting a workshop up: it is created with the built-in forms, and people are invited to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.actions.visits import Refusal
from conversations.builtin import BUILTIN_FORMS, compile_builtin
from locales import N_
from storage import audit, forms, invitations, workshops
from storage.database import Session
from storage.invitations import Role
from storage.workshops import Workshop

__all__ = [
    "NoWorkshop",
    "Plan",
    "Role",
    "Session",
    "Workshop",
    "WorkshopUnclear",
    "WorkshopUnknown",
    "choose_workshop",
    "create_workshop",
    "invite",
    "list_workshops",
]


class NoWorkshop(Refusal):
    sentence = N_("There is no workshop yet. Create one: tertulia workshop create --help")


class WorkshopUnknown(Refusal):
    sentence = N_("There is no workshop with this number; tertulia workshop list shows them.")


class WorkshopUnclear(Refusal):
    sentence = N_(
        "There is more than one workshop. Say which with --workshop; tertulia workshop list shows"
        " them."
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What makes up a workshop, before it is one."""

    title: str
    zone: str
    starts_on: date
    ends_on: date
    countries: tuple[str, ...]
    default_language: str
    languages: tuple[str, ...]
    digest_hour: int
    protected: bool = False  # whether forms may ask about identified victims


def create_workshop(db: Session, *, plan: Plan, now: datetime) -> Workshop:
    """Create the workshop and publish the built-in forms in it."""
    workshop = workshops.create_workshop(
        db,
        title=plan.title,
        zone=plan.zone,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        countries=plan.countries,
        default_language=plan.default_language,
        languages=plan.languages,
        digest_hour=plan.digest_hour,
        protected=plan.protected,
        now=now,
    )
    for form_id in BUILTIN_FORMS:
        source, compiled = compile_builtin(form_id)
        forms.publish_form(
            db,
            workshop_id=workshop.id,
            form_id=form_id,
            source=source,
            xform=compiled.xform,
            now=now,
        )
    created = "protected_workshop_created" if plan.protected else "workshop_created"
    _note(db, created, workshop.id, now)
    return workshop


def choose_workshop(db: Session, *, number: int | None) -> Workshop:
    """Return the workshop with this id; without one, the only workshop there is."""
    known = workshops.list_workshops(db)
    wanted = [one for one in known if number in (None, one.id)]
    if not known:
        raise NoWorkshop
    if not wanted:
        raise WorkshopUnknown
    if len(wanted) > 1:
        raise WorkshopUnclear
    return wanted[0]


def list_workshops(db: Session) -> Sequence[Workshop]:
    return workshops.list_workshops(db)


def invite(
    db: Session,
    *,
    workshop_id: int,
    role: Role,
    table_name: str | None,
    max_uses: int | None,
    expires_at: datetime | None,
    now: datetime,
) -> str:
    """Return the code of a new invitation; it is kept as a keyed hash only, so show it now."""
    _, code = invitations.create_invitation(
        db,
        workshop_id=workshop_id,
        role=role,
        table_name=table_name,
        max_uses=max_uses,
        expires_at=expires_at,
        now=now,
    )
    _note(db, f"invited_{role.value}", workshop_id, now)
    return code


def _note(db: Session, action: str, workshop_id: int, now: datetime) -> None:
    audit.record(
        db,
        at=now,
        role="operator",
        actor_chat_id=None,
        action=action,
        subject=f"workshop {workshop_id}",
        workshop_id=workshop_id,
    )
