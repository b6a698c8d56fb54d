"""The list of practices which participants choose from: what was shared with them, no more."""

from dataclasses import replace

import pytest

from storage.answers import save_answers
from storage.database import Database, Session
from storage.practices import list_shared_titles
from storage.submissions import complete_submission, withdraw_submission
from tests.storage.told import (
    LATER,
    NOW,
    a_form,
    a_participant,
    a_submission,
    a_workshop,
    some_answers,
)


def test_practices_shared_with_participants_are_listed_the_newest_first(
    database: Database,
) -> None:
    def share(db: Session) -> list[str]:
        workshop, elsewhere = a_workshop(db), a_workshop(db)
        form, theirs = a_form(db, workshop), a_form(db, elsewhere)
        lesson = a_form(db, workshop, form_id="lesson")
        who, other = a_participant(db, workshop), a_participant(db, elsewhere)
        told = [
            (who, form, "public_named", NOW),
            (who, form, "public_anonymous", LATER),
            (who, form, "workshop", NOW),
            (who, form, "organisers", NOW),
            (who, form, None, NOW),
            (who, lesson, "workshop", NOW),
            (other, theirs, "workshop", NOW),
        ]
        for person, version, level, at in told:
            title = {"title": f"{version.form_id} for {level}"}
            begun = a_submission(db, person, version, title)
            complete_submission(db, submission_id=begun.id, level=None, share=level, now=at)
        a_submission(db, who, form, {"title": "begun"})
        return [each.title for each in list_shared_titles(db, workshop_id=workshop.id)]

    assert database.transact_now(share) == [
        "practice for public_anonymous",
        "practice for workshop",
        "practice for public_named",
    ]


def test_a_practice_taken_back_is_not_listed(database: Database) -> None:
    def take_back(db: Session) -> tuple[object, ...]:
        workshop = a_workshop(db)
        who, form = a_participant(db, workshop), a_form(db, workshop)
        for relevant in (True, False):
            told = a_submission(db, who, form, {})
            title = some_answers({"title": "gone"}, relevant=relevant)
            save_answers(db, submission_id=told.id, answers=title, now=NOW)
            complete_submission(db, submission_id=told.id, level=None, share="workshop", now=NOW)
            if relevant:
                withdraw_submission(db, submission_id=told.id, now=NOW)
        return list_shared_titles(db, workshop_id=workshop.id)

    assert database.transact_now(take_back) == ()


@pytest.mark.parametrize("screened", ["left", "organisers"])
def test_a_title_that_may_give_somebody_away_is_not_listed(
    database: Database, screened: str
) -> None:
    def tell(db: Session) -> tuple[object, ...]:
        workshop = a_workshop(db)
        told = a_submission(db, a_participant(db, workshop), a_form(db, workshop), {})
        [title] = some_answers({"title": "Casa segura, +1 202 555 0147"})
        found = [replace(title, screened=screened)]
        save_answers(db, submission_id=told.id, answers=found, now=NOW)
        complete_submission(db, submission_id=told.id, level=None, share="workshop", now=NOW)
        return list_shared_titles(db, workshop_id=workshop.id)

    assert database.transact_now(tell) == ()
