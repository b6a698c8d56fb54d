"""What an organiser is told: counted from what is completed, relevant and not withdrawn."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from storage.answers import AnswerIn, save_answers
from storage.consents import Purpose, withdraw_consent
from storage.conversations import begin_conversation
from storage.database import Database, Session
from storage.digests import DigestFacts, NewTitle, facts_since
from storage.organisers import join_organiser
from storage.submissions import complete_submission, withdraw_submission
from tests.storage.told import (
    NOW,
    a_completed_submission,
    a_form,
    a_participant,
    a_submission,
    a_workshop,
    agree,
    some_answers,
)

DAY = timedelta(days=1)
YESTERDAY, TODAY = NOW - DAY, NOW
GROUPS = ("children", "women", "men")


def facts(
    db: Session, workshop_id: int, *, since: datetime | None = YESTERDAY, until: datetime = TODAY
) -> DigestFacts:
    return facts_since(
        db,
        workshop_id=workshop_id,
        since=since,
        until=until,
        on=date(2026, 11, 24),
        target_groups=GROUPS,
    )


def test_a_day_of_a_workshop_is_counted(database: Database) -> None:
    def day(db: Session) -> DigestFacts:
        workshop = a_workshop(db)
        practice, lesson = a_form(db, workshop), a_form(db, workshop, form_id="lesson")
        ana, luz = (a_participant(db, workshop, chat_id=n, country="HN") for n in (1, 2))
        eva = a_participant(db, workshop, chat_id=3, country="GT")
        a_participant(db, workshop, chat_id=4)
        told = [
            (ana, practice, {"title": "A", "components": "rights"}, NOW - 3 * DAY),
            (ana, practice, {"title": "B", "target_groups": "men"}, NOW - 1.5 * DAY),
            (luz, practice, {"title": "C", "components": "rights training"}, NOW - 0.5 * DAY),
            (eva, practice, {"title": "D", "components": "rights"}, NOW - 0.25 * DAY),
            (eva, lesson, {"title": "not a practice"}, NOW),
            (eva, practice, {"title": "of tomorrow"}, NOW + DAY),
        ]
        for who, form, answers, at in told:
            a_completed_submission(db, who, form, answers, at=at)
        a_submission(db, luz, practice, {"title": "begun"})
        return facts(db, workshop.id)

    assert database.transact_now(day) == DigestFacts(
        workshop_title="Tegucigalpa",
        on=date(2026, 11, 24),
        since=YESTERDAY,
        until=TODAY,
        invited=4,
        participants=0,
        answering=3,
        new={"practice": 2, "lesson": 1},
        total={"practice": 4, "lesson": 1},
        yesterday={"practice": 1},
        by_country={"HN": (1, 3), "GT": (1, 1)},
        by_component={"rights": 2, "training": 1},
        by_target_group={},
        titles=(NewTitle("D", "GT", "emerging"), NewTitle("C", "HN", "emerging")),
        missing_countries=("CR",),
        missing_target_groups=("children", "women"),
        begun=0,
        changed={},
    )


def test_the_first_digest_tells_all_there_is(database: Database) -> None:
    def first(db: Session) -> DigestFacts:
        workshop = a_workshop(db)
        who = a_participant(db, workshop, country="HN")
        form = a_form(db, workshop)
        a_completed_submission(db, who, form, {"title": "A"}, at=NOW - 90 * DAY)
        return facts(db, workshop.id, since=None)

    told = database.transact_now(first)

    assert (told.new, told.total, told.yesterday) == ({"practice": 1}, {"practice": 1}, {})
    assert told.by_country == {"HN": (1, 1)}
    assert [each.title for each in told.titles] == ["A"]


def test_two_windows_beside_each_other_count_each_submission_once(database: Database) -> None:
    def count(db: Session) -> list[int]:
        workshop = a_workshop(db)
        who, form = a_participant(db, workshop), a_form(db, workshop)
        for hours in range(49):
            at = NOW - 2 * DAY + timedelta(hours=hours)
            a_completed_submission(db, who, form, {"title": str(hours)}, at=at)
        today = facts(db, workshop.id)
        yesterday = facts(db, workshop.id, since=NOW - 2 * DAY, until=YESTERDAY)
        assert today.yesterday == yesterday.new
        return [today.new["practice"], yesterday.new["practice"], today.total["practice"]]

    assert database.transact_now(count) == [24, 24, 49]


def test_what_was_withdrawn_or_no_longer_matters_is_not_told(database: Database) -> None:
    def withdraw(db: Session) -> DigestFacts:
        workshop = a_workshop(db)
        who, form = a_participant(db, workshop, country="HN"), a_form(db, workshop)
        gone = a_completed_submission(db, who, form, {"title": "gone", "components": "rights"})
        withdraw_submission(db, submission_id=gone.id, now=NOW)
        changed = a_completed_submission(db, who, form, {})
        hidden = {"title": "hidden", "components": "training", "target_groups": "men"}
        save_answers(
            db,
            submission_id=changed.id,
            answers=some_answers(hidden, relevant=False),
            now=NOW,
        )
        return facts(db, workshop.id)

    told = database.transact_now(withdraw)

    assert told.new == {"practice": 1}
    assert told.by_country == {"HN": (1, 1)}
    assert (told.by_component, told.by_target_group, told.titles) == ({}, {}, ())
    assert told.missing_target_groups == GROUPS


def test_no_more_than_the_five_newest_titles_are_told(database: Database) -> None:
    def seven(db: Session) -> list[str]:
        workshop = a_workshop(db)
        who, form = a_participant(db, workshop), a_form(db, workshop)
        for n in range(7):
            at = NOW - timedelta(minutes=7 - n)
            a_completed_submission(db, who, form, {"title": str(n)}, at=at)
        return [each.title for each in facts(db, workshop.id).titles]

    assert database.transact_now(seven) == ["6", "5", "4", "3", "2"]


def test_people_are_counted_once_and_by_what_they_agreed_to(database: Database) -> None:
    def people(db: Session) -> tuple[int, int, int, int]:
        workshop = a_workshop(db)
        form = a_form(db, workshop)
        everybody = [a_participant(db, workshop, chat_id=n) for n in range(4)]
        join_organiser(db, workshop_id=workshop.id, chat_id=9, language="es", now=NOW)
        for who in everybody[:3]:
            for version in ("one", "two"):
                agree(db, who, version=version)
        agree(db, everybody[3], purpose=Purpose.FOLLOW_UP)
        withdraw_consent(db, participant_id=everybody[0].id, now=NOW)
        for _ in range(2):
            begun = a_submission(db, everybody[1], form, {"title": "x"})
            begin_conversation(
                db,
                participant_id=everybody[1].id,
                form_version_id=form.id,
                submission_id=begun.id,
                turn=1,
                state={},
                language="es",
                now=NOW,
            )
        a_submission(db, everybody[2], form, {})
        told = facts(db, workshop.id)
        return told.invited, told.participants, told.answering, told.begun

    assert database.transact_now(people) == (4, 2, 1, 2)


def test_another_workshop_is_not_counted(database: Database) -> None:
    def two(db: Session) -> DigestFacts:
        here, elsewhere = a_workshop(db), a_workshop(db)
        who, form = a_participant(db, elsewhere, country="HN"), a_form(db, elsewhere)
        answers = {"title": "theirs", "components": "rights", "target_groups": "men"}
        a_completed_submission(db, who, form, answers)
        return facts(db, here.id)

    told = database.transact_now(two)

    assert (told.new, told.total, told.by_country, told.by_component) == ({}, {}, {}, {})
    assert (told.invited, told.answering, told.begun, told.titles) == (0, 0, 0, ())


def test_what_was_told_before_and_changed_since_is_counted(database: Database) -> None:
    def change(db: Session) -> list[Mapping[str, int]]:
        workshop = a_workshop(db)
        who, form = a_participant(db, workshop), a_form(db, workshop)
        old, new, gone = (
            a_completed_submission(db, who, form, {"title": title}, at=at)
            for title, at in (("A", NOW - 2 * DAY), ("B", NOW - DAY / 2), ("C", NOW - 2 * DAY))
        )
        for changed in (old, new, gone):
            complete_submission(
                db, submission_id=changed.id, level=None, share=None, now=NOW - DAY / 4
            )
        withdraw_submission(db, submission_id=gone.id, now=NOW)
        windows = ((YESTERDAY, TODAY), (NOW - 2 * DAY, YESTERDAY), (None, TODAY))
        return [
            facts(db, workshop.id, since=since, until=until).changed for since, until in windows
        ]

    assert database.transact_now(change) == [{"practice": 1}, {}, {}]


def test_a_submission_that_is_being_changed_is_not_counted_as_begun(database: Database) -> None:
    def begin_to_change(db: Session) -> list[int]:
        workshop = a_workshop(db)
        who, form = a_participant(db, workshop), a_form(db, workshop)
        sent = a_completed_submission(db, who, form, {"title": "A"}, at=YESTERDAY)
        begun = a_submission(db, who, form, {"title": "B"})
        counts = []
        for submission in (sent, begun):
            begin_conversation(
                db,
                participant_id=who.id,
                form_version_id=form.id,
                submission_id=submission.id,
                turn=0,
                state={},
                language="es",
                now=NOW,
            )
            counts.append(facts(db, workshop.id).begun)
        return counts

    assert database.transact_now(begin_to_change) == [0, 1]


def test_a_title_in_which_something_was_found_is_not_repeated(database: Database) -> None:
    def tell(db: Session) -> DigestFacts:
        workshop = a_workshop(db)
        who, form = a_participant(db, workshop), a_form(db, workshop)
        for title, screened in (("Rutas", ""), ("Ana, 12", "organisers"), ("Eva, 9", "left")):
            sent = a_completed_submission(db, who, form, {})
            title_of_it = AnswerIn("/practice/title", "title", "text", title, True, screened)
            save_answers(db, submission_id=sent.id, answers=[title_of_it], now=NOW)
        return facts(db, workshop.id)

    assert [one.title for one in database.transact_now(tell).titles] == ["Rutas"]
