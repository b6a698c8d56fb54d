"""Confirmations: who was asked about which revision, and how many say that it is right."""

import pytest

from storage.confirmations import (
    Asked,
    ConfirmationState,
    Count,
    ask_table,
    confirm,
    count,
    count_in_workshop,
    list_asked,
)
from storage.database import Database, Session
from storage.participants import erase_participant
from storage.submissions import begin_submission, complete_submission, get_submission
from tests.storage.told import (
    LATER,
    NOW,
    a_completed_submission,
    a_form,
    a_participant,
    a_workshop,
)


def told_at_a_table(db: Session) -> tuple[int, int, list[int]]:
    """Return a workshop, a practice told in it, and two others at its table."""
    workshop = a_workshop(db)
    form = a_form(db, workshop)
    author, *others = (a_participant(db, workshop, chat_id=chat_id) for chat_id in (7, 8, 9))
    told = a_completed_submission(db, author, form, {"title": "Rutas"})
    return workshop.id, told.id, [one.id for one in others]


def test_confirmations_are_counted(database: Database) -> None:
    def work(db: Session) -> tuple[Count, dict[int, Count], int]:
        workshop_id, told, (luis, marta) = told_at_a_table(db)
        ask_table(db, submission_id=told, revision=1, participant_ids=[luis, marta], now=NOW)
        confirm(db, submission_id=told, participant_id=luis, now=LATER)
        counted = count_in_workshop(db, workshop_id=workshop_id)
        return count(db, submission_id=told), dict(counted), told

    one, all_, told = database.transact_now(work)

    assert one == Count(asked=2, confirmed=1)
    assert all_ == {told: one}


def test_a_change_leaves_what_was_confirmed_before(database: Database) -> None:
    def work(db: Session) -> tuple[Count, Count, dict[int, Asked], int]:
        _, told, (luis, marta) = told_at_a_table(db)
        ask_table(db, submission_id=told, revision=1, participant_ids=[luis, marta], now=NOW)
        confirm(db, submission_id=told, participant_id=luis, now=LATER)
        complete_submission(db, submission_id=told, level=None, share="workshop", now=LATER)
        changed = count(db, submission_id=told)
        ask_table(db, submission_id=told, revision=2, participant_ids=[luis], now=LATER)
        return changed, count(db, submission_id=told), list_asked(db, submission_id=told), luis

    changed, asked_again, asked, luis = database.transact_now(work)

    assert changed == Count(confirmed_before=1)
    assert asked_again == Count(asked=1)
    assert asked[luis] == Asked(luis, 2, ConfirmationState.ASKED)


def test_comments_count_when_they_are_sent(database: Database) -> None:
    def work(db: Session) -> list[int]:
        _, told, (luis, _) = told_at_a_table(db)
        ask_table(db, submission_id=told, revision=1, participant_ids=[luis], now=NOW)
        version = get_submission(db, submission_id=told).form_version_id
        comment = begin_submission(
            db,
            participant_id=luis,
            form_id="comment",
            form_version_id=version,
            now=NOW,
            subject_id=told,
        )
        before = count(db, submission_id=told).comments
        complete_submission(db, submission_id=comment.id, level=None, share=None, now=NOW)
        return [before, count(db, submission_id=told).comments]

    assert database.transact_now(work) == [0, 1]


@pytest.mark.parametrize("who", ["author", "reader"])
def test_who_is_erased_takes_the_confirmations_along(database: Database, who: str) -> None:
    def work(db: Session) -> dict[int, Asked]:
        _, told, (luis, _) = told_at_a_table(db)
        ask_table(db, submission_id=told, revision=1, participant_ids=[luis], now=NOW)
        author = get_submission(db, submission_id=told).participant_id
        erase_participant(db, participant_id=author if who == "author" else luis)
        return list_asked(db, submission_id=told)

    assert database.transact_now(work) == {}


def test_nobody_is_asked_where_nobody_sits(database: Database) -> None:
    def work(db: Session) -> Count:
        _, told, _ = told_at_a_table(db)
        ask_table(db, submission_id=told, revision=1, participant_ids=[], now=NOW)
        return count(db, submission_id=told)

    assert database.transact_now(work) == Count()
