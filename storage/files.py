"""Files that people sent: wanted from Telegram, then kept sealed, or given up.

A file is known by the name it was given here, which is also the answer to its question: refs move
when an instance of a repeat is taken out, names do not. What its sender called it is not kept.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.orm import Session

from storage.bells import Bell, ring
from storage.crypto import CannotUnseal
from storage.ids import new_id
from storage.sealing import blind, seal, seal_bytes, unseal, unseal_bytes
from storage.tables import file, submission

BESIDE_ITS_TEXT: Final = "used-with-voice"  # a recording that its speaker keeps as well


class Purpose(StrEnum):
    ANSWER = "answer"
    WORKBOOK = "workbook"
    ATTACHMENT = "attachment"


class FileState(StrEnum):
    WANTED = "wanted"
    KEPT = "kept"
    FAILED = "failed"  # it did not come in time
    REFUSED = "refused"  # it will never come
    DROPPED = "dropped"  # no answer any more


@dataclass(frozen=True, slots=True)
class WantedFile:
    """A file to be fetched; `attempts` counts the present one."""

    id: int
    chat_id: int = field(repr=False)
    purpose: Purpose
    submission_id: int | None
    form_draft_id: int | None
    name: str
    mime_type: str
    file_id: str = field(repr=False)
    attempts: int
    created_at: datetime

    @property
    def kind(self) -> str:
        """What it was sent as: image, audio, video, or something else."""
        return self.mime_type.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Sent:
    """How much was sent, fetched or not."""

    count: int
    bytes: int


def want_file(  # noqa: PLR0913 -- what is kept of it, each by name
    db: Session,
    *,
    chat_id: int,
    purpose: Purpose,
    name: str,
    file_id: str,
    mime_type: str,
    size: int | None,
    now: datetime,
    submission_id: int | None = None,
    ref: str | None = None,
    form_draft_id: int | None = None,
    seconds: int | None = None,
) -> int:
    """Promise to fetch a file after the commit; it goes with its submission or its draft."""
    id_ = new_id()
    db.execute(
        insert(file).values(
            id=id_,
            chat_index=blind(db, chat_id),
            chat_sealed=seal(db, file.c.chat_sealed, row=id_, value=str(chat_id)),
            purpose=purpose,
            submission_id=submission_id,
            ref=ref,
            form_draft_id=form_draft_id,
            name=name,
            file_id_sealed=seal(db, file.c.file_id_sealed, row=id_, value=file_id),
            mime_type=mime_type,
            size=size,
            seconds=seconds,
            state=FileState.WANTED,
            attempts=0,
            due_at=now,
            created_at=now,
        )
    )
    ring(db, Bell.FILES)
    return id_


def find_next_wanted(db: Session) -> datetime | None:
    """Return when the next file can be claimed."""
    wanted = select(file.c.due_at).where(file.c.state == FileState.WANTED)
    return db.scalar(wanted.order_by(file.c.due_at).limit(1))


def claim_wanted(
    db: Session, *, owner: str, now: datetime, again_at: datetime, limit: int
) -> tuple[WantedFile, ...]:
    """Take what is due for a replica, the longest due first; others leave it alone until `again_at`."""
    rows = db.execute(
        _SELECT_WANTED.where(file.c.due_at <= now)
        .order_by(file.c.due_at, file.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if rows:
        db.execute(
            update(file)
            .where(file.c.id.in_([row.id for row in rows]))
            .values(attempts=file.c.attempts + 1, due_at=again_at, owner=owner)
        )
    return tuple(_readable(db, rows))


def release_claimed(db: Session, *, owner: str, now: datetime) -> None:
    """Give back what a replica had claimed when it ended, so that it need not run out first."""
    claimed = (file.c.state == FileState.WANTED) & (file.c.owner == owner)
    db.execute(update(file).where(claimed).values(due_at=now, owner=None))


def keep_file(db: Session, *, id: int, content: bytes, now: datetime) -> bool:  # noqa: A002
    """Keep what has come; False where nobody wants it any more, as after an erasure."""
    sealed = seal_bytes(db, file.c.content_sealed, row=id, content=content)
    return _settle(db, id, FileState.KEPT, content_sealed=sealed, kept_at=now, size=len(content))


def file_used(db: Session, *, id: int, now: datetime) -> bool:  # noqa: A002
    """Note that it has come and served at once, so that nothing of it stays here."""
    return _settle(db, id, FileState.KEPT, kept_at=now)


def give_up(db: Session, *, id: int, state: FileState) -> bool:  # noqa: A002
    """Fetch it no more; False where that was so already."""
    return _settle(db, id, state)


def try_again(db: Session, *, id: int, due_at: datetime) -> None:  # noqa: A002
    """Put it back, to be claimed again from `due_at` on."""
    wanted = (file.c.id == id) & (file.c.state == FileState.WANTED)
    db.execute(update(file).where(wanted).values(due_at=due_at, owner=None))


def sent_since(db: Session, *, participant_id: int, since: datetime) -> Sent:
    """Return what this person sent for answers, from this moment on."""
    return _sent(db, submission.c.participant_id == participant_id, file.c.created_at >= since)


def kept_in(db: Session, *, workshop_id: int) -> Sent:
    """Return the files of a workshop's answers that are here, or on their way."""
    is_here = file.c.content_sealed.is_not(None) | (file.c.state == FileState.WANTED)
    return _sent(db, submission.c.workshop_id == workshop_id, is_here)


def _sent(db: Session, *which: ColumnElement[bool]) -> Sent:
    size = func.coalesce(func.sum(file.c.size), 0)
    of_answers = select(func.count(), size).select_from(file).join(submission).where(*which)
    count, size_of_all = db.execute(of_answers).one()
    return Sent(count, int(size_of_all))


def keep_only(db: Session, *, submission_id: int, names: Collection[str]) -> None:
    """Empty what no answer of this submission names any more: it was replaced or taken back.

    That it was sent still counts, or a person could have files fetched without end.
    """
    of_submission = (file.c.submission_id == submission_id) & file.c.name.not_in(names)
    stays = file.c.transcript_state.is_not_distinct_from(BESIDE_ITS_TEXT)
    dropped = {"state": FileState.DROPPED, "content_sealed": None, "transcript_sealed": None}
    db.execute(update(file).where(of_submission, ~stays).values(dropped))


def remove_files(db: Session, *, submission_id: int) -> None:
    db.execute(delete(file).where(file.c.submission_id == submission_id))


def list_kept(db: Session, *, workshop_id: int) -> tuple[tuple[int, str], ...]:
    """Return ids and names of the files which have come, of completed submissions."""
    rows = db.execute(
        select(file.c.id, file.c.name)
        .join(submission, submission.c.id == file.c.submission_id)
        .where(
            submission.c.workshop_id == workshop_id,
            submission.c.status == "completed",
            file.c.content_sealed.is_not(None),
        )
        .order_by(file.c.id)
    )
    return tuple((row.id, row.name) for row in rows)


def get_content(db: Session, *, id: int) -> bytes:  # noqa: A002
    sealed = db.execute(select(file.c.content_sealed).where(file.c.id == id)).scalar_one()
    return unseal_bytes(db, file.c.content_sealed, row=id, sealed=sealed)


def forget_given_up(db: Session, *, before: datetime) -> None:
    """Forget what never came, and what served at once: nothing of it is here but its name."""
    empty = (file.c.state != FileState.WANTED) & file.c.content_sealed.is_(None)
    db.execute(delete(file).where(empty, file.c.created_at < before))


_SELECT_WANTED = select(
    file.c.id,
    file.c.chat_sealed,
    file.c.purpose,
    file.c.submission_id,
    file.c.form_draft_id,
    file.c.name,
    file.c.mime_type,
    file.c.file_id_sealed,
    file.c.attempts,
    file.c.created_at,
).where(file.c.state == FileState.WANTED)


def _settle(db: Session, id_: int, state: FileState, **values: Any) -> bool:
    wanted = (file.c.id == id_) & (file.c.state == FileState.WANTED)
    settled = update(file).where(wanted).values(state=state, **values).returning(file.c.id)
    return db.scalar(settled) is not None


def _readable(db: Session, rows: Iterable[Any]) -> Iterator[WantedFile]:
    """Yield what was claimed; what no key opens is given up."""
    for row in rows:
        try:
            yield WantedFile(
                id=row.id,
                chat_id=int(unseal(db, file.c.chat_sealed, row=row.id, sealed=row.chat_sealed)),
                purpose=Purpose(row.purpose),
                submission_id=row.submission_id,
                form_draft_id=row.form_draft_id,
                name=row.name,
                mime_type=row.mime_type or "",
                file_id=unseal(db, file.c.file_id_sealed, row=row.id, sealed=row.file_id_sealed),
                attempts=row.attempts + 1,
                created_at=row.created_at,
            )
        except CannotUnseal:
            give_up(db, id=row.id, state=FileState.REFUSED)
