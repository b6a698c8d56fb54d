"""Forms of a workshop: their versions, what is attached to them, and how far they have come."""

from datetime import timedelta
from functools import partial

from storage.conversations import ConversationStatus, begin_conversation, save_conversation
from storage.database import Database, Session
from storage.forms import (
    ask_again,
    asked_version,
    find_file,
    find_form,
    get_files,
    get_form_version,
    hold_form,
    latest_version,
    list_forms,
    list_latest_versions,
    list_versions,
    publish_form,
    stop_asking,
)
from storage.tallies import Given, Tally, list_given, tally_forms
from tests.storage.told import (
    LATER,
    NOW,
    a_completed_submission,
    a_form,
    a_participant,
    a_submission,
    a_workshop,
)


def test_a_published_version_stays_when_a_new_one_comes(database: Database) -> None:
    def publish_two(db: Session) -> None:
        workshop = a_workshop(db)
        first = a_form(db, workshop)
        second = publish_form(
            db, workshop_id=workshop.id, form_id="practice", source="new", xform="<y/>", now=LATER
        )

        assert (first.number, second.number) == (1, 2)
        assert get_form_version(db, form_version_id=first.id) == first
        assert latest_version(db, workshop_id=workshop.id, form_id="practice") == second
        assert second.published_at == LATER

    database.transact_now(publish_two)


def test_the_same_text_again_is_the_version_it_is_unless_another_came_between(
    database: Database,
) -> None:
    def publish_again(db: Session) -> None:
        workshop = a_workshop(db)
        first = a_form(db, workshop)
        assert a_form(db, workshop) == first
        publish_form(
            db, workshop_id=workshop.id, form_id="practice", source="new", xform="<y/>", now=LATER
        )

        again = a_form(db, workshop)

        assert (again.number, again.source) == (3, first.source)

    database.transact_now(publish_again)


def test_each_workshop_has_its_own_forms(database: Database) -> None:
    def publish(db: Session) -> None:
        first, second = a_workshop(db), a_workshop(db)
        practice, lesson = a_form(db, first), a_form(db, first, form_id="lesson")
        a_form(db, second)

        assert list_latest_versions(db, workshop_id=first.id) == (lesson, practice)
        assert latest_version(db, workshop_id=second.id, form_id="lesson") is None

    database.transact_now(publish)


def test_only_the_newest_version_of_a_form_is_listed(database: Database) -> None:
    def publish(db: Session) -> list[int]:
        workshop = a_workshop(db)
        for source in ("one", "two", "three"):
            publish_form(
                db, workshop_id=workshop.id, form_id="f", source=source, xform="<x/>", now=NOW
            )
        a_form(db, workshop)
        listed = list_versions(db, workshop_id=workshop.id, form_id="f")
        assert [found.source for found in listed] == ["one", "two", "three"]
        latest = list_latest_versions(db, workshop_id=workshop.id)
        return [found.number for found in latest if found.form_id == "f"]

    assert database.transact_now(publish) == [3]


def test_a_form_that_is_stopped_is_kept_and_can_be_asked_again(database: Database) -> None:
    def stop(db: Session) -> None:
        workshop = a_workshop(db)
        version = a_form(db, workshop)
        (listed,) = list_forms(db, workshop_id=workshop.id)
        asked = partial(asked_version, db, workshop_id=workshop.id, form_id="practice")
        latest = partial(latest_version, db, workshop_id=workshop.id, form_id="practice")

        stop_asking(db, id=listed.id, now=LATER)
        stop_asking(db, id=listed.id, now=LATER + timedelta(days=1))
        stopped = find_form(db, id=listed.id)
        assert stopped is not None
        assert stopped.stopped_at == LATER
        assert asked() is None
        assert latest() == version

        ask_again(db, id=listed.id)
        assert find_form(db, id=listed.id) == listed
        assert asked() == version
        assert find_form(db, id=7) is None

    database.transact_now(stop)


def test_files_belong_to_the_version_they_were_published_with(database: Database) -> None:
    def attach(db: Session) -> None:
        workshop = a_workshop(db)
        hold = partial(hold_form, db, workshop_id=workshop.id, form_id="visit")
        publish = partial(
            publish_form,
            db,
            workshop_id=workshop.id,
            form_id="visit",
            source="s",
            xform="<x/>",
            now=NOW,
        )
        assert hold() is None

        bare = publish()
        first = publish(files={"b.csv": b"b", "a.csv": b"a"}, published_by=3)
        second = publish(files={"a.csv": b"aa"}, note="a line")
        again = publish(files={"a.csv": b"a", "b.csv": b"b"})

        assert [one.number for one in (bare, first, second, again)] == [1, 2, 3, 4]
        assert hold() == again
        assert second.note == "a line"
        assert get_files(db, form_version_id=bare.id) == {}
        assert list(get_files(db, form_version_id=first.id)) == ["a.csv", "b.csv"]
        assert find_file(db, form_version_id=first.id, name="a.csv") == b"a"
        assert find_file(db, form_version_id=second.id, name="b.csv") is None

    database.transact_now(attach)


def test_what_was_told_in_each_form_is_tallied(database: Database) -> None:
    def tell(db: Session) -> None:
        workshop = a_workshop(db)
        form = a_form(db, workshop)
        who = a_participant(db, workshop)
        a_completed_submission(db, who, form, {"title": "a", "components": "x y"})
        left = a_submission(db, who, form, {"title": "b", "stage": "", "components": ""})
        cancelled = a_submission(db, who, form, {})
        for told, status in (
            (left, ConversationStatus.PARKED),
            (cancelled, ConversationStatus.CANCELLED),
        ):
            begun = begin_conversation(
                db, participant_id=who.id, form_version_id=form.id, submission_id=told.id,
                turn=0, state={}, language="es", now=NOW,
            )  # fmt: skip
            save_conversation(
                db, id=begun.id, expected_turn=0, turn=1, state={}, status=status, now=NOW
            )

        given = partial(list_given, db, workshop_id=workshop.id, form_id="practice")
        assert tally_forms(db, workshop_id=workshop.id) == {"practice": Tally(1, 1)}
        assert [one.ref for one in given(names=["title"])] == ["/practice/title"] * 2
        assert given(names=["stage", "components"]) == (
            Given("/practice/components", frozenset({"x", "y"})),
        )
        assert given(names=[]) == ()

    database.transact_now(tell)
