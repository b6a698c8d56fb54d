"""Tallies: how many people have answered a form, and what a change of it would touch."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from storage.conversations import ConversationStatus
from storage.submissions import SubmissionStatus
from storage.tables import answer, answer_choice, conversation, submission


@dataclass(frozen=True, slots=True)
class Tally:
    """How many submissions of a form were completed, and how many can still be gone on with."""

    completed: int
    begun: int


NOTHING = Tally(0, 0)


def tally_forms(db: Session, *, workshop_id: int) -> dict[str, Tally]:
    """Return the tally of each form which anybody has begun in this workshop."""
    completed = submission.c.status == SubmissionStatus.COMPLETED
    rows = db.execute(
        select(
            submission.c.form_code,
            func.count().filter(completed).label("completed"),
            func.count().filter(_IN_THE_MIDDLE).label("begun"),
        )
        .where(submission.c.workshop_id == workshop_id)
        .group_by(submission.c.form_code)
    )
    return {row.form_code: Tally(row.completed, row.begun) for row in rows}


def count_answers_to(db: Session, *, workshop_id: int, form_id: str, names: Collection[str]) -> int:
    """Count the answers that were given to questions of these names, in whichever version."""
    query = (
        select(func.count())
        .select_from(answer)
        .join(submission, submission.c.id == answer.c.submission_id)
        .where(
            submission.c.workshop_id == workshop_id,
            submission.c.form_code == form_id,
            submission.c.status != SubmissionStatus.WITHDRAWN,
            answer.c.name.in_(names),
            answer.c.relevant.is_(True),
            _ANSWERED,
        )
    )
    return db.scalar(query) or 0


_IN_THE_MIDDLE = (submission.c.status == SubmissionStatus.BEGUN) & exists().where(
    conversation.c.submission_id == submission.c.id,
    conversation.c.status.in_((ConversationStatus.OPEN, ConversationStatus.PARKED)),
)

_ANSWERED = or_(
    answer.c.value_sealed.is_not(None),
    answer.c.value_code.is_not(None),
    answer.c.value_number.is_not(None),
    answer.c.value_date.is_not(None),
    exists().where(
        answer_choice.c.submission_id == answer.c.submission_id,
        answer_choice.c.ref == answer.c.ref,
    ),
)
