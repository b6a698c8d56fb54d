from storage.database import Database, Session
from storage.forms import (
    get_form_version,
    latest_version,
    list_latest_versions,
    list_versions,
    publish_form,
)
from tests.storage.told import LATER, NOW, a_form, a_workshop


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


def test_the_same_text_again_is_the_same_version(database: Database) -> None:
    def publish_again(db: Session) -> None:
        workshop = a_workshop(db)
        first = a_form(db, workshop)
        publish_form(
            db, workshop_id=workshop.id, form_id="practice", source="new", xform="<y/>", now=LATER
        )

        assert a_form(db, workshop) == first

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
