"""Answers: one row each, in typed columns, so that SQL can count what is not free text."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from storage.sealing import seal, unseal
from storage.tables import answer, answer_choice, submission
from storage.upsert import replacing


@dataclass(frozen=True, slots=True)
class AnswerIn:
    """An answer as the engine gives it: `value` is canonical.

    `screened` is "" where nothing was found in it; else what its author then wanted: "organisers",
    that nobody else reads it, or "left", that it stays as it is.
    """

    ref: str
    name: str
    kind: str
    value: str = field(repr=False)
    relevant: bool
    screened: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    ref: str
    name: str
    kind: str
    value: str = field(repr=False)
    relevant: bool
    answered_at: datetime
    screened: str = ""


def save_answers(
    db: Session, *, submission_id: int, answers: Sequence[AnswerIn], now: datetime
) -> None:
    """Keep these answers, each in place of what was answered to the same question before."""
    if not answers:
        return
    db.execute(_SAVE(db), [_row(db, submission_id, given, now) for given in answers])
    _save_choices(db, submission_id, answers)


def forget_others(db: Session, *, submission_id: int, refs: Collection[str]) -> None:
    """Remove what stands under other refs: taken back, or of instances that were taken out."""
    of_submission = (answer.c.submission_id == submission_id) & answer.c.ref.not_in(refs)
    db.execute(delete(answer).where(of_submission))


def get_answers(db: Session, *, submission_id: int) -> tuple[Answer, ...]:
    """Return all answers of one submission, the irrelevant ones too."""
    return read_answers(db, submission.c.id == submission_id).get(submission_id, ())


def read_answers(
    db: Session, *of_submissions: ColumnElement[bool]
) -> dict[int, tuple[Answer, ...]]:
    """Return the answers of all submissions of which these conditions hold, in two queries."""
    choices: dict[tuple[int, str], list[str]] = {}
    for submission_id, ref, code in db.execute(_SELECT_CHOICES.where(*of_submissions)):
        choices.setdefault((submission_id, ref), []).append(code)
    found: dict[int, list[Answer]] = {}
    for row in db.execute(_SELECT_ANSWERS.where(*of_submissions)):
        value = _value(db, row, choices.get((row.submission_id, row.ref), ()))
        about = (row.relevant, row.answered_at, row.screened or "")
        given = Answer(row.ref, row.name, row.kind, value, *about)
        found.setdefault(row.submission_id, []).append(given)
    return {id_: tuple(answers) for id_, answers in found.items()}


def unseal_answer(db: Session, row: Any) -> str:
    """Return the free text of a row with `submission_id`, `ref` and `value_sealed`."""
    place = _place(row.submission_id, row.ref)
    return unseal(db, answer.c.value_sealed, row=place, sealed=row.value_sealed)


_LONGEST_CODE = 100
_SEVERAL = frozenset({"select_multiple", "rank"})  # the order of a rank is its answer


# Written over the answer to the same question of the same submission.
_SAVE = replacing(
    answer,
    by=("submission_id", "ref"),
    kept=[each.name for each in answer.c if not each.primary_key],
)

_REMOVE_CHOICES = delete(answer_choice).where(
    answer_choice.c.submission_id == bindparam("submission"),
    answer_choice.c.ref.in_(bindparam("refs", expanding=True)),
)

_ADD_CHOICES = insert(answer_choice)

_SELECT_ANSWERS = (
    select(
        answer.c.submission_id,
        answer.c.ref,
        answer.c.name,
        answer.c.kind,
        answer.c.relevant,
        answer.c.value_sealed,
        answer.c.value_code,
        answer.c.value_number,
        answer.c.value_date,
        answer.c.answered_at,
        answer.c.screened,
    )
    .join_from(answer, submission)
    .order_by(answer.c.submission_id, answer.c.ref)
)

_SELECT_CHOICES = (
    select(answer_choice.c.submission_id, answer_choice.c.ref, answer_choice.c.code)
    .join_from(answer_choice, submission, answer_choice.c.submission_id == submission.c.id)
    .order_by(answer_choice.c.submission_id, answer_choice.c.ref, answer_choice.c.position)
)


def _row(db: Session, submission_id: int, given: AnswerIn, now: datetime) -> dict[str, Any]:
    """Return the row of an answer: what a typed column cannot hold as it is, is sealed."""
    row = {
        "submission_id": submission_id,
        "ref": given.ref,
        "name": given.name,
        "kind": given.kind,
        "relevant": given.relevant,
        "value_sealed": None,
        "value_code": None,
        "value_number": None,
        "value_date": None,
        "answered_at": now,
        "screened": given.screened or None,
    }
    match given.kind:
        case "select_one" | "acknowledge" if _is_code(given.value):
            row["value_code"] = given.value
        case "integer" | "decimal" | "range":
            row["value_number"] = _number(given.value)
        case "date":
            row["value_date"] = _date(given.value)
        case _:
            pass
    if given.value != _plain(row) and not _choices(given):
        row["value_sealed"] = seal(
            db, answer.c.value_sealed, row=_place(submission_id, given.ref), value=given.value
        )
    return row


def _value(db: Session, row: Any, chosen: Sequence[str]) -> str:
    """Return the canonical value which `_row` has put away."""
    if row.value_sealed is not None:
        return unseal_answer(db, row)
    return " ".join(chosen) if chosen else _plain(row._mapping)  # noqa: SLF001 -- a public name


def _plain(row: Mapping[str, Any]) -> str:
    """Return the canonical value as the typed columns have it."""
    if row["value_code"] is not None:
        return str(row["value_code"])
    if row["value_date"] is not None:
        return str(row["value_date"].isoformat())
    if row["value_number"] is not None:
        number = float(row["value_number"])
        return str(int(number)) if number.is_integer() else repr(number)
    return ""


def _is_code(value: str) -> bool:
    """Tell whether this can be the name of a choice: what a person typed stays sealed."""
    return 0 < len(value) <= _LONGEST_CODE and value.isprintable() and " " not in value


def _choices(given: AnswerIn) -> Sequence[str]:
    """Return the names of the choices in their order, or nothing where they are not only that."""
    names = given.value.split(" ") if given.kind in _SEVERAL else ()
    return names if all(map(_is_code, names)) and len(set(names)) == len(names) else ()


def _number(value: str) -> float | None:
    """Return the number for counting; a decimal of XForms is a double as well."""
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _place(submission_id: int, ref: str) -> str:
    return f"{submission_id} {ref}"


def _save_choices(db: Session, submission_id: int, answers: Sequence[AnswerIn]) -> None:
    many = [given for given in answers if given.kind in _SEVERAL]
    if not many:
        return
    refs = [given.ref for given in many]
    db.execute(_REMOVE_CHOICES, {"submission": submission_id, "refs": refs})
    rows = [
        {"submission_id": submission_id, "ref": given.ref, "code": code, "position": position}
        for given in many
        for position, code in enumerate(_choices(given))
    ]
    if rows:
        db.execute(_ADD_CHOICES, rows)
