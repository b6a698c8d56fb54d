"""Setting a workshop up: it is created with the built-in forms, changed, and people are invited."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from bot.actions import wave_plans
from bot.actions.visits import Refusal
from bot.actions.wording import NO_CONTRIBUTION
from conversations.builtin import BUILTIN_FORMS, compile_builtin
from locales import N_
from storage import (
    audit,
    expected,
    forms,
    invitations,
    organisers,
    second_factors,
    targets,
    workshops,
)
from storage.database import Session
from storage.invitations import Role
from storage.organisers import Organiser
from storage.workshops import Workshop

__all__ = [
    "Changes",
    "GuardianNoteMissing",
    "NoWorkshop",
    "Plan",
    "Role",
    "Session",
    "Workshop",
    "WorkshopUnclear",
    "WorkshopUnknown",
    "change_workshop",
    "choose_workshop",
    "create_workshop",
    "invite",
    "list_workshops",
    "publish_missing",
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


class GuardianNoteMissing(Refusal):
    sentence = N_(
        "People under 18 may take part only where their guardians agreed. Say how they did, where it"
        " is kept, and who is answerable: --guardian-note"
    )


class NamesOutliveAnswers(Refusal):
    sentence = N_(
        "Who told what is forgotten no later than the answers are removed: choose fewer days for"
        " --keep-identity, or more for --keep-answers."
    )


class NotInTeam(Refusal):
    sentence = N_("Nobody in a team has this number; tertulia team list shows them.")


class TableMissing(Refusal):
    sentence = N_("A facilitator has a table. Say which: --table")


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


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be different in a workshop; None leaves it as it is, "" takes a text away."""

    identity_days: int | None = None
    answers_days: int | None = None
    documents: bool | None = None
    adolescents: bool | None = None
    guardian_note: str | None = None
    focal_point: str | None = None


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
        _publish(db, workshop, form_id, now)
    wave_plans.make_standard(db, workshop, now=now)
    created = "protected_workshop_created" if plan.protected else "workshop_created"
    _note(db, created, workshop.id, now)
    return workshop


def change_workshop(db: Session, *, workshop_id: int, changes: Changes, now: datetime) -> Workshop:
    """Set what `changes` names; participants are asked again where it matters to them."""
    before = workshops.get_workshop(db, workshop_id=workshop_id)
    after = replace(
        before,
        **{name: value for name, value in asdict(changes).items() if value is not None},
    )
    if after.adolescents and not after.guardian_note:
        raise GuardianNoteMissing
    if after.identity_days > after.answers_days:
        raise NamesOutliveAnswers
    workshops.save_settings(db, after)
    _note(db, "workshop_changed", workshop_id, now)
    return workshops.get_workshop(db, workshop_id=workshop_id)


class NoSuchForm(Refusal):
    sentence = N_("This workshop has no such form; tertulia forms list shows them.")


def set_targets(
    db: Session, *, workshop_id: int, wanted: Mapping[str, int], now: datetime
) -> Mapping[str, int]:
    """Keep how many of each form are hoped for, where any are named; return what holds. 0 is none."""
    known = {one.form_id for one in forms.list_latest_versions(db, workshop_id=workshop_id)}
    if not wanted.keys() <= known - NO_CONTRIBUTION:
        raise NoSuchForm
    for form_id, count in wanted.items():
        targets.set_target(db, workshop_id=workshop_id, form_code=form_id, wanted=count or None)
    if wanted:
        _note(db, "targets_set", workshop_id, now)
    return targets.list_targets(db, workshop_id=workshop_id)


def publish_missing(db: Session, *, now: datetime) -> None:
    """Give each workshop the built-in forms that came with a later program than it."""
    for workshop in workshops.list_workshops(db):
        known = {one.version.form_id for one in forms.list_forms(db, workshop_id=workshop.id)}
        for form_id in BUILTIN_FORMS:
            if form_id not in known:
                _publish(db, workshop, form_id, now)


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
    now: datetime,
    table_name: str | None = None,
    max_uses: int | None = None,
    expires_at: datetime | None = None,
) -> str:
    """Return the code of a new invitation; it is kept as a keyed hash only, so show it now."""
    if role is Role.FACILITATOR and not table_name:
        raise TableMissing
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


def list_team(db: Session, *, workshop: Workshop) -> tuple[Organiser, ...]:
    return organisers.list_organisers(db, workshop_id=workshop.id)


def reset_code(db: Session, *, organiser_id: int, now: datetime) -> None:
    """Forget the second factor of somebody whose phone is lost."""
    member = organisers.find_by_id(db, organiser_id=organiser_id)
    if member is None:
        raise NotInTeam
    second_factors.remove_factor(db, organiser_id=member.id)
    expected.expect_nothing(db, organiser_id=member.id)
    audit.record(
        db,
        at=now,
        role="operator",
        actor_chat_id=None,
        action="code_reset",
        subject=f"organiser {member.id}",
        workshop_id=member.workshop_id,
    )


def _publish(db: Session, workshop: Workshop, form_id: str, now: datetime) -> None:
    source, compiled = compile_builtin(form_id)
    forms.publish_form(
        db,
        workshop_id=workshop.id,
        form_id=form_id,
        source=source,
        xform=compiled.xform,
        now=now,
    )


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
