"""Submissions and their answers: nothing said is lost, and what counts can be counted."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from storage.answers import Answer, AnswerIn, get_answers, save_answers
from storage.crypto import CannotUnseal
from storage.database import Database, Session
from storage.submissions import (
    SubmissionStatus,
    complete_submission,
    find_submission,
    get_submission,
    list_submissions,
    withdraw_submission,
)
from storage.tables import answer, answer_choice
from tests.storage.told import LATER, NOW, a_form, a_participant, a_submission, a_workshop

QUICK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)


def begin(db: Session, *, chat_id: int = 7) -> int:
    workshop = a_workshop(db)
    who = a_participant(db, workshop, chat_id=chat_id)
    return a_submission(db, who, a_form(db, workshop), {}).id


def keep(db: Session, *, given: list[AnswerIn], id: int | None = None) -> dict[str, str]:  # noqa: A002
    submission_id = begin(db) if id is None else id
    save_answers(db, submission_id=submission_id, answers=given, now=NOW)
    return values(get_answers(db, submission_id=submission_id))


def values(answers: tuple[Answer, ...]) -> dict[str, str]:
    return {each.name: each.value for each in answers}


def an_answer(kind: str, value: str, *, name: str = "q", relevant: bool = True) -> AnswerIn:
    return AnswerIn(f"/f/{name}", name, kind, value, relevant)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "Rutas seguras para la niñez 🧭"),
        ("text", "nul \0 and  spaces "),
        ("select_one", "pilot"),
        ("select_multiple", "rights prevention"),
        ("select_one", "typed by a person"),
        ("select_one", "nul\0"),
        ("select_multiple", "a a"),
        ("select_multiple", " a  b "),
        ("select_multiple", "a\u202eb c"),
        ("rank", "b a c"),
        ("rank", "b typed by a person"),
        ("range", "2.5"),
        ("acknowledge", "OK"),
        ("time", "14:30:00.000-06:00"),
        ("datetime", "2026-11-24T14:30:00.000-06:00"),
        ("geopoint", "14.07 -87.21 1350.0"),
        ("image", "3f2a9c.jpg"),
        ("integer", "2019"),
        ("integer", "-0"),
        ("integer", "007"),
        ("integer", "12345678901234567890"),
        ("decimal", "0.1"),
        ("decimal", "0.10"),
        ("decimal", "1e400"),
        ("decimal", "NaN"),
        ("decimal", "twelve"),
        ("date", "2026-11-24"),
        ("date", "2026-02-30"),
        ("calculate", "emerging"),
        ("geopoint", "14.07 -87.19"),
        ("text", ""),
        ("select_multiple", ""),
        ("integer", ""),
    ],
)
def test_an_answer_comes_back_as_it_was_given(database: Database, kind: str, value: str) -> None:
    assert database.transact_now(keep, given=[an_answer(kind, value)]) == {"q": value}


@QUICK
@given(
    kind=st.sampled_from(["integer", "decimal", "date", "text", "select_one", "select_multiple"]),
    value=st.text(st.characters(codec="utf-8")) | st.from_regex(r"-?\d{0,20}(\.\d{1,18})?"),
)
def test_no_answer_is_changed_by_keeping_it(database: Database, kind: str, value: str) -> None:
    assert database.transact_now(keep, given=[an_answer(kind, value)]) == {"q": value}


def test_numbers_and_days_can_be_counted_by_sql(database: Database) -> None:
    def sum_up(db: Session) -> tuple[float, str]:
        keep(
            db,
            given=[
                an_answer("integer", "40", name="a"),
                an_answer("decimal", "2.5", name="b"),
                an_answer("date", "2026-11-24", name="c"),
            ],
        )
        total, day = db.execute(
            select(func.sum(answer.c.value_number), func.max(answer.c.value_date))
        ).one()
        return total, day.isoformat()

    assert database.transact_now(sum_up) == (42.5, "2026-11-24")


def test_an_answer_replaces_the_one_before(database: Database) -> None:
    def change(db: Session) -> None:
        id_ = begin(db)
        first = [an_answer("text", "one", name="t"), an_answer("select_multiple", "a b", name="m")]
        keep(db, id=id_, given=first)
        second = [an_answer("text", "", name="t"), an_answer("select_multiple", "c a", name="m")]

        assert keep(db, id=id_, given=second) == {"t": "", "m": "c a"}
        assert db.scalar(select(func.count()).select_from(answer)) == 2
        assert db.scalar(select(func.count()).select_from(answer_choice)) == 2
        assert db.scalar(select(func.count(answer.c.value_sealed))) == 0

    database.transact_now(change)


def test_an_answer_that_is_not_repeated_stays(database: Database) -> None:
    def add(db: Session) -> dict[str, str]:
        id_ = begin(db)
        keep(db, id=id_, given=[an_answer("text", "first", name="a")])
        keep(db, id=id_, given=[])
        return keep(db, id=id_, given=[an_answer("select_one", "x", name="b")])

    assert database.transact_now(add) == {"a": "first", "b": "x"}


def test_an_answer_that_no_longer_matters_is_kept_and_marked(database: Database) -> None:
    def change_path(db: Session) -> list[tuple[str, str, bool]]:
        id_ = begin(db)
        keep(db, id=id_, given=[an_answer("text", "still here")])
        keep(db, id=id_, given=[an_answer("text", "still here", relevant=False)])
        found = get_answers(db, submission_id=id_)
        return [(each.name, each.value, each.relevant) for each in found]

    assert database.transact_now(change_path) == [("q", "still here", False)]


@pytest.mark.parametrize("column", ["submission_id", "ref"])
def test_an_answer_moved_to_another_place_does_not_open(database: Database, column: str) -> None:
    def move(db: Session) -> int:
        mine, theirs = begin(db, chat_id=1), begin(db, chat_id=2)
        keep(db, id=theirs, given=[an_answer("text", "secret")])
        to = {"submission_id": mine, "ref": "/f/other"}[column]
        db.execute(answer.update().values({column: to}))
        return mine if column == "submission_id" else theirs

    moved_to = database.transact_now(move)

    with pytest.raises(CannotUnseal, match=r"answer\.value_sealed"):
        database.transact_now(get_answers, submission_id=moved_to)


def test_a_submission_is_begun_completed_and_changed(database: Database) -> None:
    def live(db: Session) -> None:
        id_ = begin(db)
        begun = get_submission(db, submission_id=id_)
        assert (begun.status, begun.completed_at, begun.revision) == (
            SubmissionStatus.BEGUN,
            None,
            0,
        )

        complete_submission(db, submission_id=id_, level="idea", share="workshop", now=NOW)
        complete_submission(db, submission_id=id_, level="emerging", share="organisers", now=LATER)

        done = get_submission(db, submission_id=id_)
        assert (done.status, done.completed_at) == (SubmissionStatus.COMPLETED, NOW)
        assert (done.level, done.share, done.revision) == ("emerging", "organisers", 2)
        assert done.form_id == "practice"

    database.transact_now(live)


def test_a_withdrawn_submission_is_not_completed_again(database: Database) -> None:
    def withdraw(db: Session) -> SubmissionStatus:
        id_ = begin(db)
        withdraw_submission(db, submission_id=id_, now=NOW)
        complete_submission(db, submission_id=id_, level=None, share=None, now=LATER)
        return get_submission(db, submission_id=id_).status

    assert database.transact_now(withdraw) == SubmissionStatus.WITHDRAWN


def test_submissions_are_listed_by_all_that_is_named(database: Database) -> None:
    def list_some(db: Session) -> None:
        workshop = a_workshop(db)
        maria, juan = (a_participant(db, workshop, chat_id=n) for n in (1, 2))
        practice, lesson = a_form(db, workshop), a_form(db, workshop, form_id="lesson")
        first = a_submission(db, maria, practice, {})
        second = a_submission(db, maria, lesson, {})
        third = a_submission(db, juan, practice, {})
        complete_submission(db, submission_id=third.id, level=None, share=None, now=NOW)

        def ids(**wanted: object) -> list[int]:
            return [found.id for found in list_submissions(db, **wanted)]  # type: ignore[arg-type]  # each test names some

        assert ids() == [first.id, second.id, third.id]
        assert ids(workshop_id=workshop.id, form_id="practice") == [first.id, third.id]
        assert ids(participant_id=maria.id) == [first.id, second.id]
        assert ids(workshop_id=workshop.id, status=SubmissionStatus.COMPLETED) == [third.id]
        assert ids(workshop_id=1) == []

    database.transact_now(list_some)


def test_a_submission_that_is_not_there_is_not_found(database: Database) -> None:
    assert database.transact_now(find_submission, submission_id=1) is None


def test_a_submission_is_found(database: Database) -> None:
    id_ = database.transact_now(begin)

    found = database.transact_now(find_submission, submission_id=id_)

    assert found == database.transact_now(get_submission, submission_id=id_)
