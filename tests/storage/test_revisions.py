"""Revisions: what was changed after sending is remembered, and what did not change is not."""

from storage.answers import AnswerIn, forget_others, save_answers
from storage.database import Database, Session
from storage.revisions import FormerAnswer, keep_former, list_former, list_former_of
from storage.submissions import (
    begin_submission,
    complete_submission,
    get_submission,
    withdraw_submission,
)
from tests.storage.told import (
    LATER,
    NOW,
    a_completed_submission,
    a_form,
    a_participant,
    a_workshop,
    some_answers,
)


def change(db: Session, submission_id: int, answers: list[AnswerIn]) -> bool:
    """Do what is done when a changed submission is sent again."""
    revision = get_submission(db, submission_id=submission_id).revision
    changed = keep_former(
        db, submission_id=submission_id, revision=revision, answers=answers, now=LATER
    )
    save_answers(db, submission_id=submission_id, answers=answers, now=LATER)
    forget_others(db, submission_id=submission_id, refs=[one.ref for one in answers])
    complete_submission(db, submission_id=submission_id, level=None, share=None, now=LATER)
    return changed


def told(former: tuple[FormerAnswer, ...]) -> list[tuple[int, str, str]]:
    return [(one.revision, one.name, one.value) for one in former]


def test_what_was_changed_is_remembered_with_what_stood_there(database: Database) -> None:
    def tell_and_change(db: Session) -> None:
        workshop = a_workshop(db)
        first = {"title": "Rutas", "stage": "pilot", "start_year": "2019"}
        sent = a_completed_submission(db, a_participant(db, workshop), a_form(db, workshop), first)

        second = [
            *some_answers({"title": "Rutas seguras", "stage": "pilot", "components": "rights"}),
            *some_answers({"start_year": "2019"}, relevant=False),
        ]
        assert change(db, sent.id, second)
        assert change(db, sent.id, some_answers({"title": "Rutas"}))

        former = list_former(db, workshop_id=workshop.id, form_id="practice")
        assert sorted(told(former)) == [
            (1, "components", ""),
            (1, "start_year", "2019"),
            (1, "title", "Rutas"),
            (2, "components", "rights"),
            (2, "stage", "pilot"),
            (2, "title", "Rutas seguras"),
        ]
        assert {one.changed_at for one in former} == {LATER}
        assert {(one.form_id, one.version) for one in former} == {("practice", 1)}
        now = get_submission(db, submission_id=sent.id)
        assert (now.revision, now.completed_at, now.changed_at) == (3, NOW, LATER)

    database.transact_now(tell_and_change)


def test_what_is_sent_again_as_it_was_has_no_former_answers(database: Database) -> None:
    def tell_again(db: Session) -> None:
        workshop = a_workshop(db)
        answers = {"title": "Rutas", "components": "rights training"}
        sent = a_completed_submission(
            db, a_participant(db, workshop), a_form(db, workshop), answers
        )

        assert not change(db, sent.id, some_answers(answers))
        assert list_former(db, workshop_id=workshop.id, form_id="practice") == ()

    database.transact_now(tell_again)


def test_former_answers_of_what_was_withdrawn_leave_every_list(database: Database) -> None:
    def withdraw(db: Session) -> None:
        workshop = a_workshop(db)
        sent = a_completed_submission(
            db, a_participant(db, workshop), a_form(db, workshop), {"title": "Rutas"}
        )
        change(db, sent.id, some_answers({"title": "Rutas seguras"}))

        withdraw_submission(db, submission_id=sent.id, now=LATER)

        assert list_former(db, workshop_id=workshop.id, form_id="practice") == ()
        assert told(list_former_of(db, submission_id=sent.id)) == [(1, "title", "Rutas")]

    database.transact_now(withdraw)


def test_a_submission_may_be_about_another_one(database: Database) -> None:
    def comment(db: Session) -> None:
        workshop = a_workshop(db)
        who, form = a_participant(db, workshop), a_form(db, workshop)
        practice = a_completed_submission(db, who, form, {"title": "Rutas"})

        begun = begin_submission(
            db,
            participant_id=who.id,
            form_id="comment",
            form_version_id=a_form(db, workshop, form_id="comment").id,
            now=NOW,
            subject_id=practice.id,
        )

        assert get_submission(db, submission_id=begun.id) == begun
        assert begun.subject_id == practice.id
        assert get_submission(db, submission_id=practice.id).subject_id is None

    database.transact_now(comment)
