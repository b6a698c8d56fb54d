"""Redactions: a passage that others no longer read; what its author told stays as it was.

A redaction is about one revision, and goes on in the next wherever the passage still stands: who
corrects a date does not bring back a name. The passage stays sealed, for the trail.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.orm import Session

from storage.answers import get_answers
from storage.ids import new_id
from storage.sealing import seal, unseal
from storage.tables import redaction, submission

GONE: Final = "[…]"  # what stands where a passage was


@dataclass(frozen=True, slots=True)
class Redaction:
    """`shown` is the whole answer as others read it since."""

    ref: str
    passage: str = field(repr=False)
    shown: str = field(repr=False)
    redacted_at: datetime


def redact(  # noqa: PLR0913 -- what was taken out, of what, by whom, each by name
    db: Session,
    *,
    submission_id: int,
    ref: str,
    revision: int,
    passage: str,
    shown: str,
    organiser_id: int,
    now: datetime,
) -> None:
    """Keep what was taken out of an answer, and the answer as others read it from now on."""
    id_ = new_id()
    db.execute(
        insert(redaction).values(
            id=id_,
            submission_id=submission_id,
            ref=ref,
            revision=revision,
            passage_sealed=seal(db, redaction.c.passage_sealed, row=id_, value=passage),
            shown_sealed=seal(db, redaction.c.shown_sealed, row=id_, value=shown),
            redacted_by=organiser_id,
            redacted_at=now,
        )
    )


def carry_over(db: Session, *, submission_id: int, revision: int) -> None:
    """Take out of what was just sent again, as `revision`, what was taken out of the one before."""
    left = {one.ref: one.value for one in get_answers(db, submission_id=submission_id)}
    rows = db.execute(
        _EVER.where(submission.c.id == submission_id, redaction.c.revision == revision - 1)
    ).all()
    for row in rows:
        passage = unseal(db, redaction.c.passage_sealed, row=row.id, sealed=row.passage_sealed)
        if passage not in left.get(row.ref, ""):
            continue
        left[row.ref] = left[row.ref].replace(passage, GONE)
        redact(
            db,
            submission_id=submission_id,
            ref=row.ref,
            revision=revision,
            passage=passage,
            shown=left[row.ref],
            organiser_id=row.redacted_by,
            now=row.redacted_at,
        )


def shown(db: Session, submission_id: int, ref: str, value: str) -> str:
    """Return what others may read of an answer whose author told `value`."""
    return shown_in(db, submission_id=submission_id).get(ref, value)


def shown_in(db: Session, *, submission_id: int) -> Mapping[str, str]:
    """Return by ref the answers of a submission of which others read less than was told."""
    of_all = list_shown(db, submission.c.id == submission_id)
    return {ref: shown for (_, ref), shown in of_all.items()}


def list_shown(db: Session, *of_submissions: ColumnElement[bool]) -> Mapping[tuple[int, str], str]:
    """Return by submission and ref what others read, of all submissions that fit."""
    rows = db.execute(_IN_FORCE.where(*of_submissions))
    return {
        (row.submission_id, row.ref): unseal(
            db, redaction.c.shown_sealed, row=row.id, sealed=row.shown_sealed
        )
        for row in rows
    }


def list_ever_shown(
    db: Session, *of_submissions: ColumnElement[bool]
) -> Mapping[tuple[int, str, int], str]:
    """Return by submission, ref and revision what others read, of former revisions too."""
    rows = db.execute(_EVER.where(*of_submissions))
    return {
        (row.submission_id, row.ref, row.revision): unseal(
            db, redaction.c.shown_sealed, row=row.id, sealed=row.shown_sealed
        )
        for row in rows
    }


def list_redactions(db: Session, *, submission_id: int) -> tuple[Redaction, ...]:
    """Return what is taken out of a submission as it stands now, in order."""
    rows = db.execute(_IN_FORCE.where(submission.c.id == submission_id))
    return tuple(
        Redaction(
            row.ref,
            unseal(db, redaction.c.passage_sealed, row=row.id, sealed=row.passage_sealed),
            unseal(db, redaction.c.shown_sealed, row=row.id, sealed=row.shown_sealed),
            row.redacted_at,
        )
        for row in rows
    )


# The newest last: each was made of what the one before left.
_EVER = (
    select(redaction)
    .join(submission, submission.c.id == redaction.c.submission_id)
    .order_by(redaction.c.id)
)
_IN_FORCE = _EVER.where(redaction.c.revision == submission.c.revision)
