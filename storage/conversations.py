"""Conversations: where one participant stands in one form, from turn to turn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.sealing import seal_json, unseal_json
from storage.submissions import SubmissionStatus
from storage.tables import conversation, submission, wave_submission


class ConversationStatus(StrEnum):
    OPEN = "open"
    COMPLETED = "completed"
    PARKED = "parked"  # left for another one, or stopped: it can be gone on with
    CANCELLED = "cancelled"  # begun anew instead


@dataclass(frozen=True, slots=True)
class StoredConversation:
    id: int
    participant_id: int
    form_version_id: int
    form_id: str
    submission_id: int
    status: ConversationStatus
    turn: int
    state: dict[str, Any] = field(repr=False)
    language: str
    started_at: datetime
    updated_at: datetime


class StaleTurn(Exception):
    """Another turn of this conversation came between; nothing was saved."""


def begin_conversation(  # noqa: PLR0913 -- what is kept of it, each by name
    db: Session,
    *,
    participant_id: int,
    form_version_id: int,
    submission_id: int,
    turn: int,
    state: Mapping[str, Any],
    language: str,
    now: datetime,
) -> StoredConversation:
    id_ = new_id()
    db.execute(
        insert(conversation).values(
            id=id_,
            participant_id=participant_id,
            form_version_id=form_version_id,
            submission_id=submission_id,
            status=ConversationStatus.OPEN,
            turn=turn,
            state_sealed=seal_json(db, conversation.c.state_sealed, row=id_, value=state),
            language=language,
            started_at=now,
            updated_at=now,
        )
    )
    return get_conversation(db, id=id_)


def find_open_conversation(db: Session, *, participant_id: int) -> StoredConversation | None:
    """Return the conversation which was touched last and is not ended.

    In a transaction it is held, so that no other replica can take a turn of it meanwhile.
    """
    latest = _LATEST_OPEN[db.info["writes"]]
    row = db.execute(latest, {"participant": participant_id}).one_or_none()
    return None if row is None else _record(db, row)


def find_conversation(db: Session, *, id: int) -> StoredConversation | None:  # noqa: A002
    """Return this conversation, held as by `find_open_conversation`; None where it is erased."""
    row = db.execute(_BY_ID[db.info["writes"]], {"conversation": id}).one_or_none()
    return None if row is None else _record(db, row)


def find_owner(db: Session, *, id: int) -> int | None:  # noqa: A002
    """Return the participant whose conversation this is."""
    owner = select(conversation.c.participant_id).where(conversation.c.id == id)
    found: int | None = db.scalar(owner)
    return found


def find_of_submission(db: Session, *, submission_id: int) -> StoredConversation | None:
    """Return the conversation in which a submission is told, held as by `find_conversation`."""
    row = db.execute(_OF_SUBMISSION[db.info["writes"]], {"submission": submission_id}).one_or_none()
    return None if row is None else _record(db, row)


def get_conversation(db: Session, *, id: int) -> StoredConversation:  # noqa: A002
    return _record(db, db.execute(_BY_ID[db.info["writes"]], {"conversation": id}).one())


def list_conversations(
    db: Session, *, participant_id: int, status: ConversationStatus | None = None
) -> tuple[StoredConversation, ...]:
    """Return the conversations of this person, the last touched first."""
    query = _SELECT.where(conversation.c.participant_id == participant_id).order_by(*_LATEST_FIRST)
    if status is not None:
        query = query.where(conversation.c.status == status)
    return tuple(_record(db, row) for row in db.execute(query))


def park_others(db: Session, *, participant_id: int, id: int, now: datetime) -> None:  # noqa: A002
    """Leave this conversation as the only open one: what is written answers its question."""
    db.execute(
        update(conversation)
        .where(
            conversation.c.participant_id == participant_id,
            conversation.c.status == ConversationStatus.OPEN,
            conversation.c.id != id,
        )
        .values(status=ConversationStatus.PARKED, turn=conversation.c.turn + 1, updated_at=now)
    )


def cancel_of_wave(db: Session, *, wave_id: int, now: datetime) -> None:
    """Let nobody go on with what a wave asked for and did not get; what was answered of it stays."""
    asked = select(wave_submission.c.submission_id).join_from(wave_submission, submission)
    begun = (wave_submission.c.wave_id == wave_id) & (submission.c.status == SubmissionStatus.BEGUN)
    db.execute(
        update(conversation)
        .where(conversation.c.submission_id.in_(asked.where(begun)))
        .values(status=ConversationStatus.CANCELLED, turn=conversation.c.turn + 1, updated_at=now)
    )


def save_conversation(  # noqa: PLR0913 -- what is kept of it, each by name
    db: Session,
    *,
    id: int,  # noqa: A002 -- the record's own name for it, as everywhere in this file
    expected_turn: int,
    turn: int,
    state: Mapping[str, Any],
    status: ConversationStatus,
    now: datetime,
    language: str | None = None,
) -> None:
    """Keep where the conversation stands now, unless another turn has come between."""
    saving: dict[str, Any] = {
        "conversation": id,
        "expected_turn": expected_turn,
        "turn": turn,
        "state_sealed": seal_json(db, conversation.c.state_sealed, row=id, value=state),
        "status": status,
        "updated_at": now,
    }
    if language is not None:
        saving["language"] = language
    if db.scalar(_SAVE, saving) is None:
        raise StaleTurn


_SELECT = select(
    conversation.c.id,
    conversation.c.participant_id,
    conversation.c.form_version_id,
    submission.c.form_code,
    conversation.c.submission_id,
    conversation.c.status,
    conversation.c.turn,
    conversation.c.state_sealed,
    conversation.c.language,
    conversation.c.started_at,
    conversation.c.updated_at,
).join_from(conversation, submission)


_LATEST_FIRST = (conversation.c.updated_at.desc(), conversation.c.id.desc())


def _held(query: Select[Any]) -> dict[bool, Select[Any]]:
    """Hold what is read in order to be changed; on SQLite, with its one writer, all is held."""
    return {False: query, True: query.with_for_update(of=conversation)}


_BY_ID = _held(_SELECT.where(conversation.c.id == bindparam("conversation")))

_OF_SUBMISSION = _held(_SELECT.where(conversation.c.submission_id == bindparam("submission")))

_LATEST_OPEN = _held(
    _SELECT.where(
        conversation.c.participant_id == bindparam("participant"),
        conversation.c.status == ConversationStatus.OPEN,
    )
    .order_by(*_LATEST_FIRST)
    .limit(1)
)

_SAVE = (
    update(conversation)
    .where(
        conversation.c.id == bindparam("conversation"),
        conversation.c.turn == bindparam("expected_turn"),
    )
    .returning(conversation.c.id)
)


def _record(db: Session, row: Any) -> StoredConversation:
    return StoredConversation(
        id=row.id,
        participant_id=row.participant_id,
        form_version_id=row.form_version_id,
        form_id=row.form_code,
        submission_id=row.submission_id,
        status=ConversationStatus(row.status),
        turn=row.turn,
        state=unseal_json(db, conversation.c.state_sealed, row=row.id, sealed=row.state_sealed),
        language=row.language,
        started_at=row.started_at,
        updated_at=row.updated_at,
    )
