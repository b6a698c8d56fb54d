"""What is erased is gone everywhere, and goes again where a backup brings it back."""

from pathlib import Path

import pytest
from sqlalchemy import Column, LargeBinary, insert, select

from storage import audit, consents, deliveries, files, memberships, organisers, participants
from storage.database import Database, Session
from storage.erasures import Erasure, Subject, erase, erase_again, list_erasures, new_receipt
from storage.ids import new_id
from storage.ledger import Ledger, LedgerBesideData, LedgerMalformed, LedgerRefused
from storage.participants import Participant
from storage.retention import forget
from storage.sealing import blind, keys_of
from storage.shown import list_shown
from storage.submissions import begin_submission, list_submissions
from storage.tables import about, erasure, metadata
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
MARKER = "canary-Xiomara"


def live(db: Session) -> Participant:
    """Let one person leave something in every way that there is."""
    workshop = a_workshop(db)
    form = a_form(db, workshop)
    who = participants.join_workshop(
        db, workshop_id=workshop.id, chat_id=CHAT, language="es", table_name=MARKER, now=NOW
    )
    told = a_completed_submission(db, who, form, {"title": MARKER})
    files.want_file(
        db,
        chat_id=CHAT,
        purpose=files.Purpose.ANSWER,
        name="a.ogg",
        file_id=MARKER,
        mime_type="audio/ogg",
        size=1,
        now=NOW,
        submission_id=told.id,
    )
    deliveries.promise(db, chat_id=CHAT, method="m", payload={"text": MARKER}, now=NOW)
    mark_processed(db, update_id=1, now=NOW, chat_id=CHAT, message_id=11)
    audit.record(
        db,
        at=NOW,
        role="guest",
        actor_chat_id=CHAT,
        action="invitation_refused",
        subject="guest",
        workshop_id=None,
    )
    return who


def erase_participant(db: Session, who: Participant) -> Erasure:
    return erase(
        db,
        Subject.PARTICIPANT,
        who.id,
        workshop_id=who.workshop_id,
        receipt=new_receipt(),
        now=LATER,
    )


def rows_of(db: Session, who: Participant) -> list[str]:
    """Return the tables in which anything stands by which this person could be found."""
    traces = {who.id, blind(db, CHAT)}
    return [
        table.name
        for table in metadata.sorted_tables
        for row in db.execute(select(table))
        if traces & {value for value in row if isinstance(value, int | bytes)}
        or any(MARKER in _opened(db, column, row) for column in table.c)
    ]


def _opened(db: Session, column: Column[object], row: object) -> str:
    sealed = getattr(row, column.name)
    if not isinstance(column.type, LargeBinary) or not column.name.endswith("_sealed"):
        return str(sealed)
    key = getattr(row, "id", None) or f"{row.submission_id} {row.ref}"  # type: ignore[attr-defined]
    place = {"table": column.table.name, "column": column.name, "row": key}
    return "" if sealed is None else keys_of(db).unseal(sealed, **place).decode(errors="replace")


def test_nothing_by_which_the_person_could_be_found_stays_in_any_table(database: Database) -> None:
    def before_and_after(db: Session) -> tuple[set[str], list[str]]:
        who = live(db)
        before = rows_of(db, who)
        erase_participant(db, who)
        return set(before), rows_of(db, who)

    before, after = database.transact_now(before_and_after)

    assert before == {
        "answer",
        "audit",
        "delivery",
        "event",
        "file",
        "participant",
        "processed_update",
        "submission",
    }
    assert after == []


def test_an_update_of_somebody_erased_is_still_done_once(database: Database) -> None:
    def again(db: Session) -> bool:
        erase_participant(db, live(db))
        return mark_processed(db, update_id=1, now=LATER)

    assert not database.transact_now(again)


def test_what_an_organiser_does_stays_where_they_erase_what_they_told(database: Database) -> None:
    def organise_and_erase(db: Session) -> tuple[int, ...]:
        who = live(db)
        organisers.join_organiser(
            db, workshop_id=who.workshop_id, chat_id=CHAT, language="es", now=NOW
        )
        erase_participant(db, who)
        return list_shown(db, chat_id=CHAT, since=NOW)

    assert database.transact_now(organise_and_erase) == (11,)


def test_what_others_said_about_it_goes_too(database: Database) -> None:
    def comment_and_erase(db: Session) -> list[int]:
        who = live(db)
        form = a_form(db, a_workshop(db), form_id="comment")
        other = a_participant(db, a_workshop(db), chat_id=8)
        [told] = list_submissions(db, participant_id=who.id)
        said = begin_submission(
            db, participant_id=other.id, form_id="comment", form_version_id=form.id, now=NOW
        )
        db.execute(insert(about).values(submission_id=said.id, subject_id=told.id))
        own = a_completed_submission(db, other, form, {"title": "Otra"})
        erase_participant(db, who)
        return [one.id - own.id for one in list_submissions(db)]

    assert database.transact_now(comment_and_erase) == [0]


def test_one_contribution_goes_alone(database: Database) -> None:
    def erase_one(db: Session) -> tuple[int, int, list[str]]:
        who = live(db)
        [told] = list_submissions(db, participant_id=who.id)
        other = a_completed_submission(
            db, who, a_form(db, a_workshop(db), form_id="lesson"), {"title": "Otra"}
        )
        erase(
            db,
            Subject.SUBMISSION,
            told.id,
            workshop_id=told.workshop_id,
            receipt="C-1",
            now=LATER,
        )
        [left] = list_submissions(db, participant_id=who.id)
        return left.id, other.id, [one.receipt for one in list_erasures(db)]

    left, other, receipts = database.transact_now(erase_one)

    assert left == other
    assert receipts == ["C-1"]


def test_a_backup_loses_again_what_was_erased_and_nothing_else(database: Database) -> None:
    def erase_restore_and_repeat(db: Session) -> tuple[int, int, list[int]]:
        who = live(db)
        a_participant(db, a_workshop(db), chat_id=8)
        [told] = list_submissions(db, participant_id=who.id)
        savepoint = db.begin_nested()  # the backup
        erased = erase_participant(db, who)
        contribution = erase(
            db, Subject.SUBMISSION, told.id, workshop_id=None, receipt="C-2", now=LATER
        )
        savepoint.rollback()  # is put back
        first = erase_again(db, [erased, contribution])
        again = erase_again(db, [erased, contribution])
        left = [one.chat_id for one in memberships.list_memberships(db, chat_id=8)]
        assert participants.find_participant(db, chat_id=CHAT) is None
        assert list_erasures(db) == (erased, contribution)
        return first, again, left

    assert database.transact_now(erase_restore_and_repeat) == (2, 0, [8])


def test_who_comes_back_after_an_erasure_is_not_erased_again(database: Database) -> None:
    def come_back(db: Session) -> Participant | None:
        who = live(db)
        erased = erase_participant(db, who)
        participants.join_workshop(
            db, workshop_id=who.workshop_id, chat_id=CHAT, language="es", table_name=None, now=LATER
        )
        db.execute(erasure.delete())
        erase_again(db, [erased])
        return participants.find_participant(db, chat_id=CHAT)

    assert database.transact_now(come_back) is not None


def test_receipts_are_short_and_none_is_like_another() -> None:
    receipts = {new_receipt() for _ in range(500)}

    assert len(receipts) == 500
    assert {len(one) for one in receipts} == {9}


def test_the_journal_shows_nothing_of_what_was_erased(sqlite: Database, sqlite_url: str) -> None:
    words = "words that are not sealed, so that they would be seen"

    def agree(db: Session) -> Participant:
        who = live(db)
        consents.give_consent(
            db,
            participant_id=who.id,
            wording=consents.Wording("1", words, "en"),
            update_id=1,
            now=NOW,
        )
        return who

    who = sqlite.transact_now(agree)
    journal = Path(f"{sqlite_url.removeprefix('sqlite:///')}-wal")
    there = words.encode() in journal.read_bytes()
    sqlite.transact_now(erase_participant, who)

    assert there
    assert sqlite.wipe_journal()
    assert journal.read_bytes() == b""
    assert words.encode() not in journal.with_name("tertulia.db").read_bytes()


def test_last_words_that_did_not_arrive_are_forgotten(database: Database) -> None:
    def block(db: Session) -> tuple[bool, bool, int]:
        key = f"{deliveries.FAREWELL}1:0"
        deliveries.promise(db, chat_id=CHAT, method="m", payload={}, now=NOW, key=key)
        before = deliveries.has_farewells(db)
        deliveries.mark_blocked(db, chat_id=CHAT, now=NOW)
        after = deliveries.has_farewells(db)
        forget(db, now=NOW)
        return before, after, sum(deliveries.count_deliveries(db).values())

    assert database.transact_now(block) == (True, False, 0)


def test_on_a_server_there_is_no_journal_of_ours(database: Database) -> None:
    assert database.wipe_journal()


ELSEWHERE = "postgresql://elsewhere/tertulia"


def an_erasure(number: int) -> Erasure:
    return Erasure(number, Subject.PARTICIPANT, bytes([number] * 16), 5, f"R-{number}", NOW)


def test_the_ledger_is_only_ever_added_to(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "erasures.ledger"
    ledger = Ledger(path, database_url=ELSEWHERE)
    first, second = an_erasure(1), an_erasure(2)

    assert ledger.read() == ()
    assert ledger.complete([]) == 0
    assert not path.exists()
    assert ledger.complete([first]) == 1
    before = path.read_bytes()
    assert ledger.complete([first, second]) == 1

    assert path.read_bytes().startswith(before)
    assert ledger.read() == (first, second)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_line_cut_off_by_the_end_of_the_power_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "erasures.ledger"
    ledger = Ledger(path, database_url=ELSEWHERE)
    ledger.complete([an_erasure(1), an_erasure(2)])
    path.write_bytes(path.read_bytes()[:-20])

    assert ledger.read() == (an_erasure(1),)
    assert ledger.complete([an_erasure(1), an_erasure(2)]) == 1
    assert ledger.read() == (an_erasure(1), an_erasure(2))


def test_a_ledger_of_somebody_elses_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "erasures.ledger"
    path.write_text("a shopping list\n")
    ledger = Ledger(path, database_url=ELSEWHERE)

    with pytest.raises(LedgerMalformed, match="Line 1"):
        ledger.read()


def test_a_ledger_in_the_directory_of_the_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerBesideData, match="lies in the directory of the database"):
        Ledger(tmp_path / "erasures.ledger", database_url=f"sqlite:///{tmp_path}/tertulia.db")


def test_a_ledger_that_cannot_be_read_or_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder.ledger").mkdir()

    with pytest.raises(LedgerRefused, match="cannot be used"):
        Ledger(tmp_path / "file" / "a.ledger", database_url=ELSEWHERE).complete([an_erasure(1)])
    with pytest.raises(LedgerRefused, match="cannot be used"):
        Ledger(tmp_path / "folder.ledger", database_url=ELSEWHERE).read()


def test_ids_of_erasures_are_new(database: Database) -> None:
    assert new_id() < database.transact_now(lambda db: erase_participant(db, live(db))).id
