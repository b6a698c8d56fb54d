"""Tallies: how many people have answered a form, and what a change of it would touch."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from storage.conversations import ConversationStatus
from storage.reviews import is_merged
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
        .where(submission.c.workshop_id == workshop_id, ~is_merged())
        .group_by(submission.c.form_code)
    )
    return {row.form_code: Tally(row.completed, row.begun) for row in rows}


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given, with the names of what was chosen in it."""

    ref: str
    choices: frozenset[str]


def list_given(
    db: Session, *, workshop_id: int, form_id: str, names: Collection[str]
) -> tuple[Given, ...]:
    """Return the answers that were given to questions of these names, in whichever version."""
    rows = db.execute(
        _SELECT_GIVEN.where(
            submission.c.workshop_id == workshop_id,
            submission.c.form_code == form_id,
            submission.c.status != SubmissionStatus.WITHDRAWN,
            answer.c.name.in_(names),
        )
    )
    given: dict[tuple[int, str], set[str]] = {}
    for submission_id, ref, choice in rows:
        given.setdefault((submission_id, ref), set()).update([choice] if choice else [])
    return tuple(Given(ref, frozenset(choices)) for (_, ref), choices in given.items())


_IN_THE_MIDDLE = (submission.c.status == SubmissionStatus.BEGUN) & exists().where(
    conversation.c.submission_id == submission.c.id,
    conversation.c.status.in_((ConversationStatus.OPEN, ConversationStatus.PARKED)),
)

_SELECT_GIVEN = (
    select(
        answer.c.submission_id,
        answer.c.ref,
        func.coalesce(answer_choice.c.code, answer.c.value_code),
    )
    .join_from(answer, submission)
    .outerjoin(
        answer_choice,
        (answer_choice.c.submission_id == answer.c.submission_id)
        & (answer_choice.c.ref == answer.c.ref),
    )
    .where(
        answer.c.relevant.is_(True),
        or_(
            answer.c.value_sealed.is_not(None),
            answer.c.value_code.is_not(None),
            answer.c.value_number.is_not(None),
            answer.c.value_date.is_not(None),
            answer_choice.c.code.is_not(None),
        ),
    )
)
