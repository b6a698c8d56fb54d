"""Reviews: what waits, in which order, and that a decision is about what was read, once."""

from datetime import timedelta
from functools import partial

from storage import redactions, reviews
from storage.database import Database, Session
from storage.exports import list_rows
from storage.participants import erase_participant
from storage.reviews import ReviewState
from storage.revisions import keep_former, list_former
from storage.submissions import Submission, complete_submission
from tests.storage.told import (
    LATER,
    NOW,
    a_completed_submission,
    a_form,
    a_participant,
    a_workshop,
    some_answers,
)

DAY = timedelta(days=1)


def told(db: Session, *titles: str) -> list[Submission]:
    """Return contributions of one person each, which wait."""
    workshop = a_workshop(db)
    form = a_form(db, workshop)
    sent = [
        a_completed_submission(
            db, a_participant(db, workshop, chat_id=number), form, {"title": title}
        )
        for number, title in enumerate(titles, start=7)
    ]
    for one in sent:
        reviews.await_review(db, submission_id=one.id, revision=1, now=NOW)
    return sent


def test_what_is_decided_waits_no_more_and_is_decided_once(database: Database) -> None:
    def decide_twice(db: Session) -> None:
        [one] = told(db, "Rutas")
        decide = partial(
            reviews.decide, db, submission_id=one.id, organiser_id=3, state=ReviewState.PUBLISHED
        )
        assert not decide(revision=2, now=NOW)
        assert decide(revision=1, now=NOW)
        assert not decide(revision=1, now=LATER)

        assert reviews.count_waiting(db, workshop_id=one.workshop_id, now=NOW) == 0
        found = reviews.find_review(db, submission_id=one.id)
        assert found
        assert (found.state, found.decided_by) == (ReviewState.PUBLISHED, 3)

    database.transact_now(decide_twice)


def test_a_question_without_an_answer_waits_again_after_three_days(database: Database) -> None:
    def ask(db: Session) -> None:
        [one] = told(db, "Rutas")
        reviews.decide(
            db,
            submission_id=one.id,
            state=ReviewState.ASKED,
            revision=1,
            organiser_id=3,
            now=NOW,
        )
        of_workshop = one.workshop_id
        before, after = NOW + 3 * DAY - timedelta(seconds=1), NOW + 3 * DAY
        assert reviews.list_waiting(db, workshop_id=of_workshop, now=before) == ()
        [waiting] = reviews.list_waiting(db, workshop_id=of_workshop, now=after)
        assert waiting.submission_id == one.id

    database.transact_now(ask)


def test_what_was_merged_counts_once_as_long_as_the_other_is_there(database: Database) -> None:
    def merge_twice(db: Session) -> None:
        one, other = told(db, "Rutas", "Rutas seguras")
        merge = partial(reviews.merge, db, submission_id=one.id, revision=1, into=other.id)
        assert merge(organiser_id=3, now=NOW)
        assert not merge(organiser_id=3, now=NOW)
        assert reviews.count_waiting(db, workshop_id=one.workshop_id, now=NOW) == 1
        rows = list_rows(db, workshop_id=one.workshop_id, form_id="practice")
        assert [(row.review, row.merged_into) for row in rows] == [
            ("merged", other.id),
            ("waiting", None),
        ]

        erase_participant(db, participant_id=other.participant_id)

        [waiting] = reviews.list_waiting(db, workshop_id=one.workshop_id, now=NOW)
        assert waiting.submission_id == one.id

    database.transact_now(merge_twice)


def test_a_decision_is_taken_back_once(database: Database) -> None:
    def reopen_twice(db: Session) -> None:
        [one] = told(db, "Rutas")
        reviews.decide(
            db, submission_id=one.id, state=ReviewState.SEEN, revision=1, organiser_id=3, now=NOW
        )
        reopen = partial(reviews.reopen, db, submission_id=one.id, revision=1)
        assert reopen(decided=ReviewState.SEEN)
        assert not reopen(decided=ReviewState.SEEN)
        assert reviews.is_waiting(db, submission_id=one.id, now=NOW)

    database.transact_now(reopen_twice)


def test_only_what_was_found_something_in_is_flagged(database: Database) -> None:
    def flag(db: Session) -> None:
        [one] = told(db, "Rutas")
        assert reviews.list_flagged(db, workshop_id=one.workshop_id, now=NOW) == ()
        assert reviews.count_flagged(db, workshop_id=one.workshop_id, now=NOW) == 0

    database.transact_now(flag)


def test_a_redaction_is_of_its_revision_alone(database: Database) -> None:
    def redact(db: Session) -> None:
        [one] = told(db, "Rutas de Ana")
        ref = "/practice/title"
        redactions.redact(
            db,
            submission_id=one.id,
            ref=ref,
            revision=1,
            passage="Ana",
            shown="Rutas de […]",
            organiser_id=3,
            now=NOW,
        )
        assert redactions.shown(db, one.id, ref, "Rutas de Ana") == "Rutas de […]"
        [row] = list_rows(db, workshop_id=one.workshop_id, form_id="practice")
        assert [each.value for each in row.answers] == ["Rutas de […]"]
        assert row.redacted == {ref}

        changed = some_answers({"title": "Rutas"})
        keep_former(db, submission_id=one.id, revision=1, answers=changed, now=LATER)
        complete_submission(db, submission_id=one.id, level=None, share="workshop", now=LATER)

        assert redactions.shown(db, one.id, ref, "Rutas") == "Rutas"
        assert redactions.list_redactions(db, submission_id=one.id) == ()
        [former] = list_former(db, workshop_id=one.workshop_id, form_id="practice")
        assert former.value == "Rutas de […]"

    database.transact_now(redact)
