"""What contributions of one form say, to be compared with each other."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.answers import unseal_answer
from storage.reviews import is_merged
from storage.submissions import SubmissionStatus
from storage.tables import answer, submission

_MOST: Final = 500  # of the newest: more would make an organiser wait for the card


def list_texts(db: Session, *, workshop_id: int, form_id: str) -> Mapping[int, Mapping[str, str]]:
    """Return by submission, the newest first, what was written, by the names of the questions.

    What was merged into another is left out: it is compared as that other.
    """
    newest = (
        select(submission.c.id)
        .where(
            submission.c.workshop_id == workshop_id,
            submission.c.form_code == form_id,
            submission.c.status == SubmissionStatus.COMPLETED,
            ~is_merged(),
        )
        .order_by(submission.c.completed_at.desc(), submission.c.id.desc())
        .limit(_MOST)
        .subquery()
    )
    rows = db.execute(
        select(answer.c.submission_id, answer.c.ref, answer.c.name, answer.c.value_sealed)
        .join(newest, newest.c.id == answer.c.submission_id)
        .where(
            answer.c.kind == "text",
            answer.c.relevant.is_(True),
            answer.c.value_sealed.is_not(None),
        )
        .order_by(answer.c.submission_id.desc(), answer.c.ref)
    )
    found: dict[int, dict[str, str]] = {}
    for row in rows:
        texts = found.setdefault(row.submission_id, {})
        texts[row.name] = unseal_answer(db, row)
    return found
