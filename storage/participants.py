"""Participants: who answers, known by a chat; erased as a whole."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.sealing import blind, keys_of, seal, seal_optional, unseal, unseal_optional
from storage.tables import participant, submission
from storage.traces import remove_announced, remove_comments, remove_traces
from storage.upsert import per_engine


class Age(StrEnum):
    """What somebody said of their age; nothing more of it is asked or kept."""

    ADULT = "adult"
    MINOR = "minor"


@dataclass(frozen=True, slots=True)
class Participant:
    id: int
    workshop_id: int
    chat_id: int = field(repr=False)
    language: str
    language_chosen: bool
    country: str | None
    table_name: str | None = field(repr=False)
    joined_at: datetime
    reachable: bool
    age: Age | None
    stopped: bool  # wants answers to what they write, and no other message


def join_workshop(
    db: Session,
    *,
    workshop_id: int,
    chat_id: int,
    language: str,
    table_name: str | None,
    now: datetime,
) -> Participant:
    """Make this chat a participant, or find the one it is; this workshop is now its active one."""
    id_, index = new_id(), blind(db, chat_id)
    joining = {
        "id": id_,
        "workshop_id": workshop_id,
        "chat_index": index,
        "chat_sealed": seal(db, participant.c.chat_sealed, row=id_, value=str(chat_id)),
        "language": language,
        "language_chosen": False,
        "table_name_sealed": seal_optional(
            db, participant.c.table_name_sealed, row=id_, value=table_name
        ),
        "joined_at": now,
        "active_at": now,
    }
    db.execute(_JOIN(db), joining)
    here = (participant.c.workshop_id == workshop_id) & (participant.c.chat_index == index)
    return _record(db, db.execute(_SELECT.where(here)).one())


def find_participant(db: Session, *, chat_id: int) -> Participant | None:
    """Return the participant of this chat in the workshop it joined last, or came back to last."""
    row = db.execute(_SELECT_OF_CHAT, {"chat": blind(db, chat_id)}).one_or_none()
    return None if row is None else _record(db, row)


def get_participant(db: Session, *, participant_id: int) -> Participant:
    return _record(db, db.execute(_SELECT.where(participant.c.id == participant_id)).one())


def list_participants(db: Session, *, workshop_id: int) -> tuple[Participant, ...]:
    """Return who joined this workshop, in that order."""
    rows = db.execute(
        _SELECT.where(participant.c.workshop_id == workshop_id).order_by(participant.c.id)
    )
    return tuple(_record(db, row) for row in rows)


def count_participants(db: Session, *, workshop_id: int) -> int:
    of_workshop = participant.c.workshop_id == workshop_id
    return db.scalar(select(func.count()).select_from(participant).where(of_workshop)) or 0


def set_language(db: Session, *, participant_id: int, language: str) -> None:
    """Keep the language this person chose, over what Telegram says."""
    db.execute(
        update(participant)
        .where(participant.c.id == participant_id)
        .values(language=language, language_chosen=True)
    )


def set_table(db: Session, *, participant_id: int, table_name: str) -> None:
    """Keep at which table this person sits now."""
    column = participant.c.table_name_sealed
    sealed = seal(db, column, row=participant_id, value=table_name)
    db.execute(
        update(participant).where(participant.c.id == participant_id).values({column: sealed})
    )


def set_country(db: Session, *, participant_id: int, country: str | None) -> None:
    """Keep the country of the completed profile, by which digests count."""
    db.execute(
        update(participant).where(participant.c.id == participant_id).values(country=country)
    )


def set_age(db: Session, *, participant_id: int, age: Age) -> None:
    db.execute(update(participant).where(participant.c.id == participant_id).values(age=age))


def mark_unreachable(db: Session, *, chat_id: int, at: datetime) -> None:
    """Remember that this chat has blocked the bot."""
    _set_of_chat(db, chat_id, unreachable_at=at)


def mark_reachable(db: Session, *, chat_id: int) -> None:
    _set_of_chat(db, chat_id, unreachable_at=None)


def set_stopped(db: Session, *, chat_id: int, at: datetime | None) -> None:
    """Keep that this chat wants no message that answers none of its own; None: it does again."""
    _set_of_chat(db, chat_id, stopped_at=at)


def erase_participant(db: Session, *, participant_id: int) -> None:
    """Remove everything of this participant, and all of a chat from which nobody answers any more.

    What others said about a contribution that goes would speak of it alone, and goes too.
    """
    remove_comments(db, submission.c.participant_id == participant_id)
    erased = db.execute(
        delete(participant)
        .where(participant.c.id == participant_id)
        .returning(participant.c.chat_index, participant.c.workshop_id)
    ).one_or_none()
    if erased is not None:
        remove_announced(db, chat_index=erased.chat_index, workshop_id=erased.workshop_id)
        remove_traces(db, chat_index=erased.chat_index)


def write_no_more(db: Session, who: Participant) -> None:
    """Send nothing more of what is announced in the workshop of somebody who takes their yes back."""
    remove_announced(db, chat_index=blind(db, who.chat_id), workshop_id=who.workshop_id)


def pseudonym(db: Session, *, workshop_id: int, participant_id: int) -> str:
    """Return what stands for this person in exports of this workshop, and in no other."""
    return keys_of(db).blind(f"pseudonym {workshop_id} {participant_id}")[:4].hex()


_SELECT = select(
    participant.c.id,
    participant.c.workshop_id,
    participant.c.chat_sealed,
    participant.c.language,
    participant.c.language_chosen,
    participant.c.country,
    participant.c.table_name_sealed,
    participant.c.joined_at,
    participant.c.unreachable_at,
    participant.c.age,
    participant.c.stopped_at,
)

_SELECT_OF_CHAT = (
    _SELECT.where(participant.c.chat_index == bindparam("chat"))
    .order_by(participant.c.active_at.desc(), participant.c.id.desc())
    .limit(1)
)


def _come_back(insert_into: Callable[[Table], Any]) -> Any:
    """Join, or where this chat is known here already, come back."""
    joining = insert_into(participant)
    return joining.on_conflict_do_update(
        index_elements=["workshop_id", "chat_index"],
        set_={"active_at": joining.excluded.active_at, "unreachable_at": None},
    )


_JOIN = per_engine(_come_back)


def _set_of_chat(db: Session, chat_id: int, **values: datetime | None) -> None:
    """Keep this of a chat, whichever workshops it is in."""
    of_chat = participant.c.chat_index == blind(db, chat_id)
    db.execute(update(participant).where(of_chat).values(**values))


def _record(db: Session, row: Any) -> Participant:
    return Participant(
        id=row.id,
        workshop_id=row.workshop_id,
        chat_id=int(unseal(db, participant.c.chat_sealed, row=row.id, sealed=row.chat_sealed)),
        language=row.language,
        language_chosen=row.language_chosen,
        country=row.country,
        table_name=unseal_optional(
            db, participant.c.table_name_sealed, row=row.id, sealed=row.table_name_sealed
        ),
        joined_at=row.joined_at,
        reachable=row.unreachable_at is None,
        age=None if row.age is None else Age(row.age),
        stopped=row.stopped_at is not None,
    )
