"""Captures: what was sent outside of every conversation stays until somebody says what it is."""

from datetime import timedelta

from storage.captures import (
    Capture,
    discard_capture,
    find_capture,
    forget_captures,
    keep_capture,
    list_captures,
    reword_capture,
)
from storage.database import Database, Session
from tests.storage.told import LATER, NOW, a_participant, a_workshop


def test_captures_are_listed_the_newest_first_and_only_to_whom_they_belong(
    database: Database,
) -> None:
    def capture(db: Session) -> None:
        workshop = a_workshop(db)
        ana, eva = a_participant(db, workshop), a_participant(db, workshop, chat_id=8)
        written = keep_capture(db, participant_id=ana.id, message=3, text="Una idea", now=NOW)
        spoken = keep_capture(
            db,
            participant_id=ana.id,
            message=4,
            text="",
            file_id="AwAC",
            carrier="voice",
            mime_type="audio/ogg",
            size=900,
            seconds=7,
            now=LATER,
        )

        assert list_captures(db, participant_id=ana.id) == (spoken, written)
        assert list_captures(db, participant_id=eva.id) == ()
        assert find_capture(db, id=written.id, participant_id=ana.id) == written
        assert find_capture(db, id=written.id, participant_id=eva.id) is None
        assert "AwAC" not in repr(spoken)
        assert "Una idea" not in repr(written)

    database.transact_now(capture)


def test_a_capture_is_reworded_and_discarded(database: Database) -> None:
    def capture(db: Session) -> tuple[Capture, ...]:
        ana = a_participant(db, a_workshop(db))
        kept, dropped = (
            keep_capture(db, participant_id=ana.id, message=n, text="Una", now=NOW) for n in (3, 4)
        )
        reword_capture(db, id=kept.id, text="Una idea")
        discard_capture(db, id=dropped.id)
        return list_captures(db, participant_id=ana.id)

    (kept,) = database.transact_now(capture)

    assert kept.text == "Una idea"


def test_what_nobody_said_a_word_about_is_forgotten(database: Database) -> None:
    def capture(db: Session) -> tuple[Capture, ...]:
        ana = a_participant(db, a_workshop(db))
        for days in (31, 29):
            at = NOW - timedelta(days=days)
            keep_capture(db, participant_id=ana.id, message=days, text=str(days), now=at)
        forget_captures(db, before=NOW - timedelta(days=30))
        return list_captures(db, participant_id=ana.id)

    assert [one.text for one in database.transact_now(capture)] == ["29"]
