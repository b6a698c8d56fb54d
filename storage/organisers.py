"""Organisers: who runs a workshop and reads its digests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, Table, bindparam, delete, select, update
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.sealing import blind, seal, seal_optional, unseal, unseal_optional
from storage.tables import organiser, workshop
from storage.upsert import per_engine


class OrganiserRole(StrEnum):
    """What somebody in the team of a workshop is there for, the fewest rights first."""

    VIEWER = "viewer"
    FACILITATOR = "facilitator"
    ORGANISER = "organiser"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Organiser:
    """Somebody in the team; where `zone` or `weekdays` (Monday is 0) are None the workshop's hold."""

    id: int
    workshop_id: int
    chat_id: int = field(repr=False)
    language: str
    digest_hour: int | None
    reachable: bool
    last_digest_at: datetime | None
    joined_at: datetime
    role: OrganiserRole = OrganiserRole.ORGANISER
    table_name: str | None = field(default=None, repr=False)  # the facilitator's
    zone: str | None = None
    weekdays: tuple[int, ...] | None = None
    empty_days: bool = False
    muted_until: datetime | None = None
    notices: bool = True  # whether they hear at once of what cannot wait for the digest


def join_organiser(
    db: Session,
    *,
    workshop_id: int,
    chat_id: int,
    language: str,
    now: datetime,
    role: OrganiserRole = OrganiserRole.ORGANISER,
    table_name: str | None = None,
) -> Organiser:
    """Take this chat into the team, or find it there, in the role that it has."""
    id_, index = new_id(), blind(db, chat_id)
    joining = {
        "id": id_,
        "workshop_id": workshop_id,
        "chat_index": index,
        "chat_sealed": seal(db, organiser.c.chat_sealed, row=id_, value=str(chat_id)),
        "language": language,
        "joined_at": now,
        "active_at": now,
        "role": role,
        "table_name_sealed": seal_optional(
            db, organiser.c.table_name_sealed, row=id_, value=table_name
        ),
    }
    db.execute(_JOIN(db), joining)
    here = (organiser.c.workshop_id == workshop_id) & (organiser.c.chat_index == index)
    return _record(db, db.execute(_SELECT.where(here)).one())


def find_organiser(db: Session, *, chat_id: int) -> Organiser | None:
    """Return the organiser of this chat, in the workshop it joined last, or came back to last."""
    row = db.execute(_SELECT_OF_CHAT, {"chat": blind(db, chat_id)}).one_or_none()
    return None if row is None else _record(db, row)


def find_organiser_of(db: Session, *, chat_id: int, workshop_id: int) -> Organiser | None:
    """Return the organiser that this chat is in that very workshop."""
    here = (organiser.c.workshop_id == workshop_id) & (organiser.c.chat_index == blind(db, chat_id))
    row = db.execute(_SELECT.where(here)).one_or_none()
    return None if row is None else _record(db, row)


def ids_of_chat(db: Session, chat_id: int) -> Select[tuple[int]]:
    """Return a query for the organisers that this chat is, in whichever workshop."""
    return select(organiser.c.id).where(organiser.c.chat_index == blind(db, chat_id))


def find_by_id(db: Session, *, organiser_id: int) -> Organiser | None:
    """Return an organiser, unless they are one no more."""
    row = db.execute(_SELECT.where(organiser.c.id == organiser_id)).one_or_none()
    return None if row is None else _record(db, row)


def get_organiser(db: Session, *, organiser_id: int) -> Organiser:
    return _record(db, db.execute(_SELECT.where(organiser.c.id == organiser_id)).one())


def list_organisers(db: Session, *, workshop_id: int | None) -> tuple[Organiser, ...]:
    """Return the organisers of one workshop, or of all."""
    query = _SELECT.order_by(organiser.c.id)
    if workshop_id is not None:
        query = query.where(organiser.c.workshop_id == workshop_id)
    return tuple(_record(db, row) for row in db.execute(query))


def has_owner(db: Session, *, workshop_id: int) -> bool:
    return bool(db.scalar(select(_owners(workshop_id).exists())))


def set_role(
    db: Session, *, organiser_id: int, role: OrganiserRole, table_name: str | None = None
) -> None:
    """Give this organiser another role; a facilitator gets their table with it."""
    sealed = seal_optional(db, organiser.c.table_name_sealed, row=organiser_id, value=table_name)
    _update(db, organiser_id, role=role, table_name_sealed=sealed)


def remove_organiser(db: Session, *, organiser_id: int) -> None:
    """Take somebody out of the team, with drafts, previews and second factor of theirs."""
    db.execute(delete(organiser).where(organiser.c.id == organiser_id))


def hold_team(db: Session, *, workshop_id: int) -> None:
    """Let nobody else change this team until the transaction ends: two may not both go last."""
    db.execute(select(workshop.c.id).where(workshop.c.id == workshop_id).with_for_update())


def come_back(db: Session, *, organiser_id: int, now: datetime) -> None:
    """Let what this chat says next be about the workshop of this organiser."""
    _update(db, organiser_id, active_at=now)


def set_language(db: Session, *, organiser_id: int, language: str) -> None:
    _update(db, organiser_id, language=language)


def set_digest_hour(db: Session, *, organiser_id: int, hour: int | None) -> None:
    """Keep the hour of this organiser's digest; None means the workshop's."""
    _update(db, organiser_id, digest_hour=hour)


def set_digest(db: Session, *, organiser_id: int, changes: Mapping[str, object]) -> None:
    """Keep how this organiser wants the digest, each by the name that it has in the record."""
    days = changes.get("weekdays")
    kept = {**changes, "weekdays": tuple(map(str, days))} if isinstance(days, tuple) else changes
    _update(db, organiser_id, **kept)


def save_digest_sent(db: Session, *, organiser_id: int, at: datetime) -> None:
    """Remember up to when this organiser has been told."""
    _update(db, organiser_id, last_digest_at=at)


def mark_unreachable(db: Session, *, chat_id: int, at: datetime) -> None:
    """Remember that this chat has blocked the bot."""
    _set_unreachable_at(db, chat_id, at)


def mark_reachable(db: Session, *, chat_id: int) -> None:
    _set_unreachable_at(db, chat_id, None)


_SELECT = select(
    organiser.c.id,
    organiser.c.workshop_id,
    organiser.c.chat_sealed,
    organiser.c.language,
    organiser.c.digest_hour,
    organiser.c.unreachable_at,
    organiser.c.last_digest_at,
    organiser.c.joined_at,
    organiser.c.role,
    organiser.c.table_name_sealed,
    organiser.c.zone,
    organiser.c.weekdays,
    organiser.c.empty_days,
    organiser.c.muted_until,
    organiser.c.notices,
)

_SELECT_OF_CHAT = (
    _SELECT.where(organiser.c.chat_index == bindparam("chat"))
    .order_by(organiser.c.active_at.desc(), organiser.c.id.desc())
    .limit(1)
)


def _come_back(insert_into: Callable[[Table], Any]) -> Any:
    """Join, or where this chat is known here already, come back."""
    joining = insert_into(organiser)
    return joining.on_conflict_do_update(
        index_elements=["workshop_id", "chat_index"],
        set_={"active_at": joining.excluded.active_at, "unreachable_at": None},
    )


_JOIN = per_engine(_come_back)


def _owners(workshop_id: int) -> Select[tuple[int]]:
    return select(organiser.c.id).where(
        organiser.c.workshop_id == workshop_id, organiser.c.role == OrganiserRole.OWNER
    )


def _update(db: Session, organiser_id: int, **values: object) -> None:
    db.execute(update(organiser).where(organiser.c.id == organiser_id).values(**values))


def _set_unreachable_at(db: Session, chat_id: int, at: datetime | None) -> None:
    of_chat = organiser.c.chat_index == blind(db, chat_id)
    db.execute(update(organiser).where(of_chat).values(unreachable_at=at))


def _record(db: Session, row: Any) -> Organiser:
    return Organiser(
        id=row.id,
        workshop_id=row.workshop_id,
        chat_id=int(unseal(db, organiser.c.chat_sealed, row=row.id, sealed=row.chat_sealed)),
        language=row.language,
        digest_hour=row.digest_hour,
        reachable=row.unreachable_at is None,
        last_digest_at=row.last_digest_at,
        joined_at=row.joined_at,
        role=OrganiserRole(row.role),
        table_name=unseal_optional(
            db, organiser.c.table_name_sealed, row=row.id, sealed=row.table_name_sealed
        ),
        zone=row.zone,
        weekdays=None if row.weekdays is None else tuple(map(int, row.weekdays)),
        empty_days=row.empty_days,
        muted_until=row.muted_until,
        notices=row.notices,
    )


def notice_key(organiser: Organiser, about: object = None) -> str:
    """Return a key for what is promised to somebody as one of a team, by which it is called off.

    Without what it is about it is a key of its own, for what may be said more than once.
    """
    return f"team:{organiser.id}:{new_id() if about is None else about}"


def notice_prefix(organiser: Organiser) -> str:
    """Return what the keys of all these notices begin with."""
    return f"team:{organiser.id}:"
