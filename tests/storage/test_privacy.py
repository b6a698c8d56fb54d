"""Who steals the files learns nothing of what was said, and what was erased is gone from them."""

from pathlib import Path

from sqlalchemy import make_url

from storage import participants
from storage.answers import AnswerIn, save_answers
from storage.audit import record
from storage.consents import Wording, give_consent
from storage.conversations import begin_conversation, list_conversations
from storage.coverage import coverage_of
from storage.database import Database, Session
from storage.deliveries import claim_due, promise
from storage.digests import Window, facts_of
from storage.exports import list_rows
from storage.files import Purpose, keep_file, want_file
from storage.invitations import Role, create_invitation
from storage.organisers import join_organiser, list_organisers
from storage.practices import list_shared_titles
from tests.storage.told import (
    NOW,
    a_completed_submission,
    a_form,
    a_participant,
    a_workshop,
)

NAME = "Xiomara-Quetzalli"
CHAT_ID = 918_273_645_546
MARKERS = (NAME.encode(), str(CHAT_ID).encode(), CHAT_ID.to_bytes(6), NAME.encode("utf-16-le"))


def tell(db: Session) -> None:
    """Write the name and the chat wherever a person or an organiser may put it."""
    workshop = a_workshop(db, title=NAME)
    form = a_form(db, workshop)
    create_invitation(
        db,
        workshop_id=workshop.id,
        role=Role.PARTICIPANT,
        table_name=NAME,
        max_uses=None,
        expires_at=None,
        now=NOW,
    )
    join_organiser(db, workshop_id=workshop.id, chat_id=CHAT_ID, language="es", now=NOW)
    who = participants.join_workshop(
        db, workshop_id=workshop.id, chat_id=CHAT_ID, language="es", table_name=NAME, now=NOW
    )
    told = a_completed_submission(db, who, form, {"title": NAME})
    begin_conversation(
        db,
        participant_id=who.id,
        form_version_id=form.id,
        submission_id=told.id,
        turn=1,
        state={"answers": {"title": NAME}, "chat": CHAT_ID},
        language="es",
        now=NOW,
    )
    typed = f"{NAME} {CHAT_ID}"
    # a choice of several is never typed, and its codes are there to be counted
    for kind in (
        "text",
        "select_one",
        "integer",
        "decimal",
        "date",
        "hidden",
        "calculate",
        "barcode",
    ):
        given = AnswerIn(f"/f/{kind}", kind, kind, typed, relevant=True)
        save_answers(db, submission_id=told.id, answers=[given], now=NOW)
    sent = want_file(
        db,
        chat_id=CHAT_ID,
        purpose=Purpose.ANSWER,
        name="a1.jpg",
        file_id=NAME,
        mime_type="image/jpeg",
        size=len(typed),
        now=NOW,
        submission_id=told.id,
    )
    keep_file(db, id=sent, content=typed.encode(), now=NOW)
    promise(db, chat_id=CHAT_ID, method="m", payload={"chat_id": CHAT_ID, "text": NAME}, now=NOW)
    record(
        db,
        at=NOW,
        role="participant",
        actor_chat_id=CHAT_ID,
        action="complete",
        subject=f"submission {told.id}",
        workshop_id=workshop.id,
    )


def test_nothing_that_is_read_shows_a_person_when_it_is_printed(database: Database) -> None:
    database.transact_now(tell)

    def read_all(db: Session) -> list[object]:
        who = participants.find_participant(db, chat_id=CHAT_ID)
        assert who is not None
        of_workshop = {"workshop_id": who.workshop_id}
        rows = list_rows(db, **of_workshop, form_id="practice")
        window = Window(who.workshop_id, None, NOW, ())
        coverage = coverage_of(
            db, **of_workshop, until=NOW, on=NOW.date(), zone="America/Tegucigalpa"
        )
        facts = facts_of(db, window, coverage=coverage, target_groups=())
        return [
            who,
            list_conversations(db, participant_id=who.id),
            list_organisers(db, **of_workshop),
            claim_due(db, owner="me", now=NOW, lease_until=NOW, limit=1),
            list_shared_titles(db, workshop_id=who.workshop_id),
            rows,
            facts.titles,
            AnswerIn("/f/title", "title", "text", NAME, relevant=True),
            create_invitation(
                db,
                **of_workshop,
                role=Role.PARTICIPANT,
                table_name=NAME,
                max_uses=None,
                expires_at=None,
                now=NOW,
            ),
        ]

    shown = [repr(each) for each in database.transact_now(read_all)]

    assert min(len(each) for each in shown) > len("()")
    assert [each for each in shown if NAME in each or str(CHAT_ID) in each] == []


def bytes_of_files(url: str) -> bytes:
    directory = Path(str(make_url(url).database)).parent
    return b"".join(path.read_bytes() for path in sorted(directory.iterdir()))


def test_no_name_no_answer_and_no_chat_is_found_in_the_files(
    sqlite: Database, sqlite_url: str
) -> None:
    sqlite.transact_now(tell)

    stolen = bytes_of_files(sqlite_url)

    assert b"America/Tegucigalpa" in stolen
    assert [marker for marker in MARKERS if marker in stolen] == []


def test_what_is_erased_is_overwritten_in_the_file(sqlite: Database, sqlite_url: str) -> None:
    words = "words that are not sealed, so that they would be seen"

    def agree(db: Session) -> int:
        who = a_participant(db, a_workshop(db))
        for n in range(50):
            give_consent(
                db,
                participant_id=who.id,
                wording=Wording(str(n), words * 20, "en"),
                update_id=n,
                now=NOW,
            )
        return who.id

    erased = sqlite.transact_now(agree)
    there = words.encode() in bytes_of_files(sqlite_url)
    sqlite.transact_now(participants.erase_participant, participant_id=erased)
    sqlite.close()

    assert there
    assert words.encode() not in bytes_of_files(sqlite_url)
