"""Invitations: links which make someone a participant or an organiser."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.organisers import OrganiserRole
from storage.sealing import blind, seal_optional, unseal_optional
from storage.tables import invitation


class Role(StrEnum):
    """What a link makes of whoever opens it: a participant, or one of the team."""

    PARTICIPANT = "participant"
    OWNER = "owner"
    ORGANISER = "organiser"
    VIEWER = "viewer"
    FACILITATOR = "facilitator"

    @property
    def of_team(self) -> OrganiserRole | None:
        """Return the role in the team; None for a participant."""
        return None if self is Role.PARTICIPANT else OrganiserRole(self.value)


@dataclass(frozen=True, slots=True)
class Invitation:
    id: int
    workshop_id: int
    role: Role
    table_name: str | None = field(repr=False)
    max_uses: int | None
    uses: int
    expires_at: datetime | None


def create_invitation(
    db: Session,
    *,
    workshop_id: int,
    role: Role,
    table_name: str | None,
    max_uses: int | None,
    expires_at: datetime | None,
    now: datetime,
) -> tuple[Invitation, str]:
    """Return the invitation and its code, which is shown this once and not kept."""
    id_, code = new_id(), secrets.token_urlsafe(16)
    sealed = seal_optional(db, invitation.c.table_name_sealed, row=id_, value=table_name)
    db.execute(
        insert(invitation).values(
            id=id_,
            workshop_id=workshop_id,
            code_index=blind(db, code),
            role=role,
            table_name_sealed=sealed,
            max_uses=max_uses,
            uses=0,
            created_at=now,
            expires_at=expires_at,
        )
    )
    return Invitation(id_, workshop_id, role, table_name, max_uses, 0, expires_at), code


def find_invitation(db: Session, *, code: str) -> Invitation | None:
    """Return the invitation of this code, used up or expired as it may be."""
    row = db.execute(
        select(
            invitation.c.id,
            invitation.c.workshop_id,
            invitation.c.role,
            invitation.c.table_name_sealed,
            invitation.c.max_uses,
            invitation.c.uses,
            invitation.c.expires_at,
        ).where(invitation.c.code_index == blind(db, code))
    ).one_or_none()
    if row is None:
        return None
    table_name = unseal_optional(
        db, invitation.c.table_name_sealed, row=row.id, sealed=row.table_name_sealed
    )
    return Invitation(row.id, row.workshop_id, Role(row.role), table_name, *row[4:])


def end_team_links(db: Session, *, workshop_id: int, with_single: bool, now: datetime) -> None:
    """Let nobody more into a team by the links there are; those for one person only `with_single`."""
    known = (
        invitation.c.workshop_id == workshop_id,
        invitation.c.role != Role.PARTICIPANT,
        or_(invitation.c.expires_at.is_(None), invitation.c.expires_at > now),
    )
    for_many = () if with_single else (invitation.c.max_uses.is_distinct_from(1),)
    db.execute(update(invitation).where(*known, *for_many).values(expires_at=now))


def use_invitation(db: Session, *, invitation_id: int) -> bool:
    """Count one use; return False where somebody else has just taken the last one."""
    unused = or_(invitation.c.max_uses.is_(None), invitation.c.uses < invitation.c.max_uses)
    used = db.scalar(
        update(invitation)
        .where(invitation.c.id == invitation_id, unused)
        .values(uses=invitation.c.uses + 1)
        .returning(invitation.c.id)
    )
    return used is not None
