"""When the time of a workshop is over: nothing, then who told what, then all of it."""

from collections.abc import Mapping

from sqlalchemy import func, select

from storage import answers, captures, conversations, deliveries, files, participants
from storage.database import Database, Session
from storage.expiry import count_kept, count_linked, cut_identities, remove_answers
from storage.files import Purpose
from storage.participants import Participant
from storage.sealing import blind
from storage.submissions import begin_submission, list_submissions
from storage.tables import metadata
from storage.updates import mark_processed
from tests.storage.told import (
    LATER,
    NOW,
    a_completed_submission,
    a_form,
    a_participant,
    a_workshop,
)

CHAT = 7


def live(db: Session) -> Participant:
    """Let somebody tell of themselves, send a practice with a file, and begin another."""
    workshop = a_workshop(db)
    profile, practice = (a_form(db, workshop, form_id=name) for name in ("profile", "practice"))
    who = participants.join_workshop(
        db, workshop_id=workshop.id, chat_id=CHAT, language="es", table_name="Mesa 3", now=NOW
    )
    about_them = a_completed_submission(db, who, profile, {"title": "La Casa", "stage": "pilot"})
    sent = a_completed_submission(db, who, practice, {"title": "Rutas"})
    for name, of in (("kept.jpg", sent), ("wanted.ogg", sent), ("profile.jpg", about_them)):
        id_ = files.want_file(
            db,
            chat_id=CHAT,
            purpose=Purpose.ANSWER,
            name=name,
            file_id="f",
            mime_type="image/jpeg",
            size=1,
            now=NOW,
            submission_id=of.id,
        )
        if name == "kept.jpg":
            files.keep_file(db, id=id_, content=b"jpeg", now=NOW)
    begun = begin_submission(
        db, participant_id=who.id, form_id="practice", form_version_id=practice.id, now=NOW
    )
    conversations.begin_conversation(
        db,
        participant_id=who.id,
        form_version_id=practice.id,
        submission_id=begun.id,
        turn=1,
        state={},
        language="es",
        now=NOW,
    )
    captures.keep_capture(db, participant_id=who.id, message=12, text="Una idea", now=NOW)
    deliveries.promise(db, chat_id=CHAT, method="m", payload={}, now=NOW)
    mark_processed(db, update_id=1, now=NOW, chat_id=CHAT, message_id=11)
    return who


def count_rows(db: Session) -> Mapping[str, int]:
    counts = {
        table.name: db.scalar(select(func.count()).select_from(table)) or 0
        for table in metadata.sorted_tables
    }
    return {name: count for name, count in counts.items() if count}


def tables_with(db: Session, value: object) -> list[str]:
    return [
        table.name
        for table in metadata.sorted_tables
        for row in db.execute(select(table))
        if value in tuple(row)
    ]


def test_who_told_what_is_forgotten_and_what_was_sent_stays(database: Database) -> None:
    def cut(db: Session) -> tuple[Mapping[str, int], Mapping[str, int], list[list[str]]]:
        who = live(db)
        before = count_rows(db)
        assert count_linked(db, workshop_id=who.workshop_id) == 1
        assert cut_identities(db, workshop_id=who.workshop_id, profile="profile", now=LATER) == 1
        assert tables_with(db, blind(db, CHAT)) == []
        assert participants.find_participant(db, chat_id=CHAT) is None
        told = [
            [one.value for one in answers.get_answers(db, submission_id=sent.id)]
            for sent in list_submissions(db, participant_id=who.id)
        ]
        return before, count_rows(db), told

    before, after, told = database.transact_now(cut)

    assert told == [["pilot"], ["Rutas"]]
    assert {name: (before[name], after.get(name, 0)) for name in before} == {
        "answer": (3, 2),
        "capture": (1, 0),
        "conversation": (1, 0),
        "delivery": (1, 0),
        "event": (2, 2),
        "file": (3, 3),
        "form": (2, 2),
        "form_version": (2, 2),
        "participant": (1, 1),
        "processed_update": (1, 1),
        "submission": (3, 2),
        "workshop": (1, 1),
    }


def test_of_those_cut_off_only_what_was_chosen_is_left_and_nobody_writes_to_them(
    database: Database,
) -> None:
    def cut(db: Session) -> tuple[Participant, list[str | None], int]:
        who = live(db)
        cut_identities(db, workshop_id=who.workshop_id, profile="profile", now=LATER)
        again = cut_identities(db, workshop_id=who.workshop_id, profile="profile", now=LATER)
        wanted = files.claim_wanted(db, owner="me", now=LATER, again_at=LATER, limit=9)
        left = participants.get_participant(db, participant_id=who.id)
        return left, [one.name for one in wanted], again

    left, wanted, again = database.transact_now(cut)

    assert (left.chat_id, left.table_name, left.reachable) == (0, None, False)
    assert wanted == []
    assert again == 0


def test_the_content_of_a_file_stays_with_the_answer(database: Database) -> None:
    def cut(db: Session) -> list[bytes]:
        who = live(db)
        cut_identities(db, workshop_id=who.workshop_id, profile="profile", now=LATER)
        kept = files.list_kept(db, workshop_id=who.workshop_id)
        return [files.get_content(db, id=id_) for id_, _name in kept]

    assert database.transact_now(cut) == [b"jpeg"]


def test_in_another_workshop_the_same_person_is_still_known(database: Database) -> None:
    def cut(db: Session) -> tuple[int, Participant | None]:
        who = live(db)
        elsewhere = a_participant(db, a_workshop(db), chat_id=CHAT)
        cut_identities(db, workshop_id=who.workshop_id, profile="profile", now=LATER)
        return elsewhere.id, participants.find_participant(db, chat_id=CHAT)

    elsewhere, found = database.transact_now(cut)

    assert found is not None
    assert found.id == elsewhere


def test_in_the_end_nothing_that_was_told_is_left(database: Database) -> None:
    def remove(db: Session) -> tuple[int, int, Mapping[str, int]]:
        who = live(db)
        cut_identities(db, workshop_id=who.workshop_id, profile="profile", now=LATER)
        kept = count_kept(db, workshop_id=who.workshop_id)
        return kept, remove_answers(db, workshop_id=who.workshop_id), count_rows(db)

    kept, removed, left = database.transact_now(remove)

    assert (kept, removed) == (1, 1)
    assert left == {"form": 2, "form_version": 2, "processed_update": 1, "workshop": 1}
