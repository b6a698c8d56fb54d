"""Rows for reports: all that is completed and matters, and nothing that names a person."""

from dataclasses import asdict

from storage.answers import save_answers
from storage.database import Database, Session
from storage.exports import list_form_ids, list_rows
from storage.participants import join_workshop
from storage.submissions import withdraw_submission
from tests.storage.told import (
    LATER,
    NOW,
    a_completed_submission,
    a_form,
    a_participant,
    a_submission,
    a_workshop,
    some_answers,
)


def test_a_row_has_what_a_report_needs(database: Database) -> None:
    def export(db: Session) -> None:
        workshop = a_workshop(db)
        who = join_workshop(
            db, workshop_id=workshop.id, chat_id=77, language="fr", table_name="Mesa 2", now=NOW
        )
        answers = {"title": "Rutas", "components": "rights training", "start_year": "2019"}
        told = a_completed_submission(db, who, a_form(db, workshop), answers)
        hidden = some_answers({"stage": "idea"}, relevant=False)
        save_answers(db, submission_id=told.id, answers=hidden, now=NOW)

        (row,) = list_rows(db, workshop_id=workshop.id, form_id="practice")

        assert {answer.name: answer.value for answer in row.answers} == answers
        assert (row.submission_id, row.form_id, row.version) == (told.id, "practice", 1)
        assert (row.table_name, row.language, row.country) == ("Mesa 2", "fr", None)
        assert (row.completed_at, row.level, row.share) == (NOW, "emerging", "workshop")
        assert "77" not in str({**asdict(row), "submission_id": 0, "participant": ""})

    database.transact_now(export)


def test_only_completed_submissions_of_the_form_are_exported_the_earliest_first(
    database: Database,
) -> None:
    def export(db: Session) -> None:
        workshop, elsewhere = a_workshop(db), a_workshop(db)
        practice, lesson = a_form(db, workshop), a_form(db, workshop, form_id="lesson")
        ana, luz = (a_participant(db, workshop, chat_id=n, country="HN") for n in (1, 2))
        second = a_completed_submission(db, ana, practice, {"title": "2"}, at=LATER)
        first = a_completed_submission(db, luz, practice, {"title": "1"})
        third = a_completed_submission(db, ana, practice, {}, at=LATER)
        gone = a_completed_submission(db, ana, practice, {"title": "withdrawn"})
        withdraw_submission(db, submission_id=gone.id, now=LATER)
        a_submission(db, ana, practice, {"title": "begun"})
        a_completed_submission(db, ana, lesson, {"title": "lesson"})
        theirs = a_participant(db, elsewhere, chat_id=1)
        a_completed_submission(db, theirs, a_form(db, elsewhere), {"title": "elsewhere"})

        rows = list_rows(db, workshop_id=workshop.id, form_id="practice")

        assert [row.submission_id for row in rows] == [first.id, second.id, third.id]
        assert [len(row.answers) for row in rows] == [1, 1, 0]
        assert rows[1].participant == rows[2].participant != rows[0].participant
        assert list_form_ids(db, workshop_id=workshop.id) == ("lesson", "practice")
        assert list_rows(db, workshop_id=workshop.id, form_id="profile") == ()

    database.transact_now(export)
