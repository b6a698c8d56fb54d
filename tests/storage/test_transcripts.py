"""What was understood of voice notes: one replica listens, and it goes with the recording."""

from datetime import timedelta

from sqlalchemy import select

from storage.database import Database, Session
from storage.expiry import cut_identities
from storage.files import FileState, Purpose, keep_file, keep_only, want_file
from storage.submissions import Submission
from storage.tables import file
from storage.transcripts import (
    Recording,
    TranscriptState,
    claim_recording,
    find_corrected,
    find_transcript,
    forget_text,
    keep_transcript,
    list_beside_text,
    release_recordings,
    set_state,
    want_transcript,
)
from tests.storage.told import (
    LATER,
    NOW,
    a_completed_submission,
    a_form,
    a_participant,
    a_workshop,
)

CHAT, NAME = 4711, "voice-1.ogg"


def a_recording(db: Session) -> tuple[int, Submission]:
    """Keep a voice note that is to be written down."""
    workshop = a_workshop(db)
    person = a_participant(db, workshop, chat_id=CHAT)
    told = a_completed_submission(db, person, a_form(db, workshop), {"title": NAME})
    id_ = want_file(
        db,
        chat_id=CHAT,
        purpose=Purpose.ANSWER,
        name=NAME,
        file_id="file-1",
        mime_type="audio/*",
        size=4,
        seconds=7,
        now=NOW,
        submission_id=told.id,
        ref="/a/what",
    )
    keep_file(db, id=id_, content=b"OggS", now=NOW)
    want_transcript(db, file_id=id_, now=NOW)
    return id_, told


def claim(db: Session, *, minutes: float = 0) -> Recording | None:
    now = NOW + timedelta(minutes=minutes)
    return claim_recording(db, owner="one", now=now, again_at=now + timedelta(minutes=20))


def test_a_recording_is_listened_to_by_one_and_again_if_that_one_is_gone(
    database: Database,
) -> None:
    id_, _ = database.transact_now(a_recording)

    first = database.transact_now(claim)
    assert first
    assert (first.file_id, first.chat_id, first.content, first.attempts) == (id_, CHAT, b"OggS", 1)
    assert database.transact_now(claim) is None

    again = database.transact_now(claim, minutes=20)
    assert again
    assert again.attempts == 2
    database.transact_now(release_recordings, owner="one", now=LATER)
    assert database.transact_now(claim, minutes=60)


def test_what_was_understood_is_found_by_its_speaker_until_they_decide(database: Database) -> None:
    id_, told = database.transact_now(a_recording)

    assert database.transact_now(keep_transcript, file_id=id_, text="Rutas seguras")
    assert not database.transact_now(keep_transcript, file_id=id_, text="once more")
    assert database.transact_now(claim) is None

    heard = database.transact_now(find_transcript, file_id=id_, chat_id=CHAT)
    assert heard
    assert (heard.submission_id, heard.name, heard.text) == (told.id, NAME, "Rutas seguras")
    assert heard.state is TranscriptState.HEARD
    assert database.transact_now(find_transcript, file_id=id_, chat_id=CHAT + 1) is None

    assert database.transact_now(find_corrected, chat_id=CHAT) is None
    database.transact_now(set_state, file_id=id_, state=TranscriptState.CORRECTING)
    assert database.transact_now(find_corrected, chat_id=CHAT)

    database.transact_now(forget_text, file_id=id_)
    assert database.transact_now(find_transcript, file_id=id_, chat_id=CHAT) is None


def left(db: Session) -> tuple[str, bool, bool]:
    row = db.execute(select(file)).one()
    return row.state, row.content_sealed is not None, row.transcript_sealed is not None


def test_a_recording_that_is_no_answer_any_more_goes_with_its_text(database: Database) -> None:
    id_, told = database.transact_now(a_recording)
    database.transact_now(keep_transcript, file_id=id_, text="Rutas seguras")

    database.transact_now(keep_only, submission_id=told.id, names=())

    assert database.transact_now(left) == (FileState.DROPPED, False, False)


def test_a_recording_stays_beside_its_text_where_its_speaker_wants_it(database: Database) -> None:
    id_, told = database.transact_now(a_recording)
    database.transact_now(keep_transcript, file_id=id_, text="Rutas seguras")
    database.transact_now(set_state, file_id=id_, state=TranscriptState.USED_WITH_VOICE)

    database.transact_now(keep_only, submission_id=told.id, names=())

    assert database.transact_now(left)[:2] == (FileState.KEPT, True)
    assert database.transact_now(list_beside_text, workshop_id=told.workshop_id) == {id_}


def test_what_is_dropped_while_it_waits_is_not_listened_to(database: Database) -> None:
    id_, told = database.transact_now(a_recording)
    database.transact_now(keep_only, submission_id=told.id, names=())

    assert database.transact_now(claim) is None
    assert not database.transact_now(keep_transcript, file_id=id_, text="too late")


def test_nothing_is_written_down_for_who_is_forgotten(database: Database) -> None:
    id_, told = database.transact_now(a_recording)
    database.transact_now(
        cut_identities, workshop_id=told.workshop_id, profile="profile", now=LATER
    )

    assert database.transact_now(claim) is None
    assert not database.transact_now(keep_transcript, file_id=id_, text="too late")
