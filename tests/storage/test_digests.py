"""What an organiser is told: counted from what is completed, relevant and not withdrawn."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from storage.answers import AnswerIn, save_answers
from storage.consents import Purpose, withdraw_consent
from storage.conversations import begin_conversation
from storage.coverage import coverage_of
from storage.database import Database, Session
from storage.digests import (
    DigestFacts,
    NewTitle,
    Waiting,
    Window,
    count_new,
    facts_of,
    list_new,
)
from storage.events import EventKind, list_events, record_event, record_told
from storage.organisers import join_organiser
from storage.participants import Age, mark_reachable, mark_unreachable, set_age, set_table
from storage.submissions import complete_submission, withdraw_submission
from storage.targets import list_targets, set_target
from storage.turnout import Response
from storage.waves import (
    Disposition,
    WaveState,
    add_members,
    create_wave,
    save_member,
    save_wave,
)
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
    window = Window(workshop_id, since, until, besides=("profile",))
    coverage = coverage_of(
        db, workshop_id=workshop_id, until=until, on=date(2026, 11, 24), zone="America/Tegucigalpa"
    )
    return facts_of(db, window, coverage=coverage, target_groups=GROUPS)


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
        set_target(db, workshop_id=workshop.id, form_code="practice", wanted=60)
        return facts(db, workshop.id)

    day_told = database.transact_now(day)

    told = tuple(
        NewTitle(one.submission_id, "practice", title, "", country, "emerging")
        for one, (title, country) in zip(day_told.titles, (("D", "GT"), ("C", "HN")), strict=True)
    )
    assert day_told == DigestFacts(
        workshop_title="Tegucigalpa",
        on=date(2026, 11, 24),
        since=YESTERDAY,
        until=TODAY,
        waiting=Waiting(0, 0, 0, 0),
        joined=4,
        answering=3,
        new={"practice": 2, "lesson": 1},
        total={"practice": 4, "lesson": 1},
        yesterday={"practice": 1},
        targets={"practice": 60},
        by_table={},
        titles=told,
        missing_countries=("CR",),
        missing_target_groups=("children", "women"),
        begun=0,
        changed=0,
        response=None,
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
    assert told.titles == ()
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


def test_people_are_counted_once_whatever_they_agreed_to(database: Database) -> None:
    def people(db: Session) -> tuple[int, int, int]:
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
        return told.joined, told.answering, told.begun

    assert database.transact_now(people) == (4, 1, 2)


def test_another_workshop_is_not_counted(database: Database) -> None:
    def two(db: Session) -> DigestFacts:
        here, elsewhere = a_workshop(db), a_workshop(db)
        who, form = a_participant(db, elsewhere, country="HN"), a_form(db, elsewhere)
        answers = {"title": "theirs", "components": "rights", "target_groups": "men"}
        a_completed_submission(db, who, form, answers)
        return facts(db, here.id)

    told = database.transact_now(two)

    assert (told.new, told.total, told.missing_countries) == ({}, {}, ("HN", "GT", "CR"))
    assert (told.joined, told.answering, told.begun, told.titles) == (0, 0, 0, ())


def test_what_was_told_before_and_changed_since_is_counted(database: Database) -> None:
    def change(db: Session) -> list[int]:
        workshop = a_workshop(db)
        who, form = a_participant(db, workshop), a_form(db, workshop)
        old, new, gone = (
            a_completed_submission(db, who, form, {"title": title}, at=at)
            for title, at in (("A", NOW - 2 * DAY), ("B", NOW - DAY / 2), ("C", NOW - 2 * DAY))
        )
        for changed in (old, new, gone):
            at = NOW - DAY / 4
            complete_submission(db, submission_id=changed.id, level=None, share=None, now=at)
            record_told(db, changed, kind=EventKind.CHANGED, at=at)
        withdraw_submission(db, submission_id=gone.id, now=NOW)
        windows = ((YESTERDAY, TODAY), (NOW - 2 * DAY, YESTERDAY), (None, TODAY))
        return [
            facts(db, workshop.id, since=since, until=until).changed for since, until in windows
        ]

    assert database.transact_now(change) == [1, 0, 0]


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


def test_the_list_of_what_is_new_holds_the_rows_that_the_digest_counts(
    database: Database,
) -> None:
    def tell(db: Session) -> tuple[list[int], int, set[int | None]]:
        workshop = a_workshop(db)
        who, form = a_participant(db, workshop), a_form(db, workshop)
        sent = [
            a_completed_submission(db, who, form, {"title": str(n)}, at=NOW - n * DAY / 4)
            for n in range(7)
        ]
        withdraw_submission(db, submission_id=sent[1].id, now=NOW)
        window = Window(workshop.id, YESTERDAY, TODAY, besides=())
        pages = [list_new(db, window, offset=offset, limit=2) for offset in (0, 2, 4)]
        logged = list_events(
            db,
            workshop_id=workshop.id,
            since=YESTERDAY,
            until=TODAY,
            kinds=[EventKind.COMPLETED],
        )
        assert [one for page in pages for one in page] == [sent[0].id, sent[2].id, sent[3].id]
        listed = [one for page in pages for one in page]
        return listed, sum(count_new(db, window).values()), {one.submission_id for one in logged}

    listed, counted, logged = database.transact_now(tell)

    assert len(listed) == counted
    assert set(listed) < logged


def test_a_target_is_changed_and_taken_away(database: Database) -> None:
    def change(db: Session) -> list[dict[str, int]]:
        workshop = a_workshop(db)
        seen = []
        for wanted in (60, 80, None):
            set_target(db, workshop_id=workshop.id, form_code="practice", wanted=wanted)
            seen.append(dict(list_targets(db, workshop_id=workshop.id)))
        return seen

    assert database.transact_now(change) == [{"practice": 60}, {"practice": 80}, {}]


def test_what_a_minor_told_is_counted_and_not_repeated(database: Database) -> None:
    def tell(db: Session) -> DigestFacts:
        workshop = a_workshop(db)
        who, form = a_participant(db, workshop), a_form(db, workshop)
        set_age(db, participant_id=who.id, age=Age.MINOR)
        a_completed_submission(db, who, form, {"title": "Rutas"})
        return facts(db, workshop.id)

    told = database.transact_now(tell)

    assert (told.new, told.titles) == ({"practice": 1}, ())


def test_who_is_out_of_reach_is_counted_while_that_lasts(database: Database) -> None:
    def lose(db: Session) -> list[int]:
        workshop = a_workshop(db)
        who = a_participant(db, workshop)
        mark_unreachable(db, chat_id=who.chat_id, at=NOW)
        record_event(
            db,
            workshop_id=workshop.id,
            kind=EventKind.UNREACHABLE,
            at=NOW,
            participant_id=who.id,
        )
        lost = facts(db, workshop.id).waiting.unreachable
        mark_reachable(db, chat_id=who.chat_id)
        return [lost, facts(db, workshop.id).waiting.unreachable]

    assert database.transact_now(lose) == [1, 0]


def test_what_is_new_is_counted_by_table(database: Database) -> None:
    def sit(db: Session) -> DigestFacts:
        workshop = a_workshop(db)
        form = a_form(db, workshop)
        for chat_id, table in ((1, "Mesa 1"), (2, "Mesa 1"), (3, "Mesa 2")):
            who = a_participant(db, workshop, chat_id=chat_id)
            set_table(db, participant_id=who.id, table_name=table)
            a_completed_submission(db, who, form, {"title": table})
        return facts(db, workshop.id)

    by_table = database.transact_now(sit).by_table

    assert by_table == {"practice": {"Mesa 1": 2, "Mesa 2": 1}}


def test_the_running_wave_is_told_of(database: Database) -> None:
    def ask(db: Session) -> Response | None:
        workshop = a_workshop(db)
        everybody = [a_participant(db, workshop, chat_id=n) for n in range(3)]
        planned = create_wave(db, workshop_id=workshop.id, number=1, form_code="followup", now=NOW)
        save_wave(db, replace(planned, state=WaveState.RUNNING))
        members = add_members(db, wave_id=planned.id, participants=[who.id for who in everybody])
        save_member(db, replace(members[0], disposition=Disposition.COMPLETED))
        save_member(db, replace(members[1], disposition=Disposition.CONTACTED))
        return facts(db, workshop.id).response

    assert database.transact_now(ask) == Response(wave=1, asked=2, answered=1)
