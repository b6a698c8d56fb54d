"""Files that people sent: fetched by one replica, kept sealed, and gone with what they belong to."""

from datetime import timedelta

from sqlalchemy import func, select, update

from storage.database import Database, Session
from storage.files import (
    FileState,
    Purpose,
    WantedFile,
    claim_wanted,
    file_used,
    get_content,
    give_up,
    keep_file,
    keep_only,
    list_kept,
    release_claimed,
    sent_since,
    try_again,
    want_file,
)
from storage.jobs import ALBUM, claim_job
from storage.participants import erase_participant
from storage.retention import forget
from storage.submissions import Submission, withdraw_submission
from storage.tables import file
from tests.storage.told import (
    LATER,
    NOW,
    a_completed_submission,
    a_form,
    a_participant,
    a_workshop,
)

LEASE = NOW + timedelta(minutes=5)


def a_told(db: Session) -> Submission:
    workshop = a_workshop(db)
    who = a_participant(db, workshop)
    return a_completed_submission(db, who, a_form(db, workshop), {})


def want(db: Session, *, told: Submission | None, name: str = "a1.jpg") -> int:
    return want_file(
        db,
        chat_id=7,
        purpose=Purpose.ANSWER,
        name=name,
        file_id=f"telegram's {name}",
        mime_type="image/jpeg",
        size=3,
        now=NOW,
        submission_id=told.id if told else None,
        ref="/f/photo",
    )


def claim(
    db: Session, *, owner: str = "one", limit: int = 9, later: bool = False
) -> tuple[WantedFile, ...]:
    return claim_wanted(db, owner=owner, now=LEASE if later else NOW, again_at=LEASE, limit=limit)


def count(db: Session) -> int:
    return db.scalar(select(func.count()).select_from(file)) or 0


def test_a_file_is_fetched_once_and_read_back(database: Database) -> None:
    told = database.transact_now(a_told)
    id_ = database.transact_now(want, told=told)

    [wanted] = database.transact_now(claim)
    again = database.transact_now(claim)
    kept = database.transact_now(keep_file, id=id_, content=b"\xff\xd8\0", now=LATER)

    assert (wanted.id, wanted.chat_id, wanted.file_id) == (id_, 7, "telegram's a1.jpg")
    assert (wanted.purpose, wanted.attempts, wanted.created_at) == (Purpose.ANSWER, 1, NOW)
    assert "telegram's" not in repr(wanted)
    assert (again, kept) == ((), True)
    assert database.transact_now(claim, later=True) == ()
    assert database.transact_now(get_content, id=id_) == b"\xff\xd8\0"
    assert database.transact_now(list_kept, workshop_id=told.workshop_id) == ((id_, "a1.jpg"),)


def test_what_a_replica_claimed_and_left_comes_to_the_next(database: Database) -> None:
    told = database.transact_now(a_told)
    database.transact_now(want, told=told, name="1.jpg")
    database.transact_now(want, told=told, name="2.jpg")

    first = database.transact_now(claim, limit=1)
    second = database.transact_now(claim)
    third = database.transact_now(claim, later=True)

    assert [one.name for one in first + second] == ["1.jpg", "2.jpg"]
    assert [(one.name, one.attempts) for one in third] == [("1.jpg", 2), ("2.jpg", 2)]


def test_what_a_replica_claimed_comes_to_it_at_once_when_it_starts_again(
    database: Database,
) -> None:
    postponed = database.transact_now(want, told=None, name="later.jpg")
    database.transact_now(claim)
    database.transact_now(try_again, id=postponed, due_at=LEASE)
    database.transact_now(want, told=None, name="mine.jpg")
    database.transact_now(claim, owner="one")
    database.transact_now(want, told=None, name="theirs.jpg")
    database.transact_now(claim, owner="two")

    database.transact_now(release_claimed, owner="one", now=NOW)

    claimed = database.transact_now(claim, owner="one")
    assert [(one.name, one.attempts) for one in claimed] == [("mine.jpg", 2)]


def test_a_file_that_did_not_come_is_tried_again_when_it_is_due(database: Database) -> None:
    id_ = database.transact_now(want, told=None)
    database.transact_now(claim)

    database.transact_now(try_again, id=id_, due_at=NOW)

    assert [one.attempts for one in database.transact_now(claim)] == [2]


def test_a_file_is_settled_once(database: Database) -> None:
    id_ = database.transact_now(want, told=None)

    assert database.transact_now(give_up, id=id_, state=FileState.FAILED)
    assert not database.transact_now(give_up, id=id_, state=FileState.REFUSED)
    assert not database.transact_now(keep_file, id=id_, content=b"a", now=NOW)
    assert not database.transact_now(file_used, id=id_, now=NOW)


def test_a_file_is_gone_with_its_participant_and_with_a_withdrawn_submission(
    database: Database,
) -> None:
    erased, withdrawn = (database.transact_now(a_told) for _ in range(2))
    late = database.transact_now(want, told=erased)
    database.transact_now(want, told=withdrawn)

    database.transact_now(erase_participant, participant_id=erased.participant_id)
    database.transact_now(withdraw_submission, submission_id=withdrawn.id, now=NOW)

    assert database.transact_now(count) == 0
    assert not database.transact_now(keep_file, id=late, content=b"a", now=NOW)


def test_a_file_that_is_no_answer_any_more_is_emptied_and_still_counts(database: Database) -> None:
    told, other = (database.transact_now(a_told) for _ in range(2))
    for name in ("old.jpg", "new.jpg"):
        database.transact_now(want, told=told, name=name)
    gone = database.transact_now(want, told=told, name="gone.jpg")
    database.transact_now(keep_file, id=gone, content=b"a", now=NOW)
    database.transact_now(want, told=other, name="old.jpg")

    database.transact_now(keep_only, submission_id=told.id, names=["new.jpg"])

    counted = database.transact_now(sent_since, participant_id=told.participant_id, since=NOW)
    assert counted.count == 3
    assert database.transact_now(list_kept, workshop_id=told.workshop_id) == ()
    left = database.transact_now(claim)
    assert [(one.submission_id, one.name) for one in left] == [
        (told.id, "new.jpg"),
        (other.id, "old.jpg"),
    ]


def test_the_files_of_a_day_are_counted_by_person(database: Database) -> None:
    told, other = (database.transact_now(a_told) for _ in range(2))
    for one in (told, told, other):
        database.transact_now(want, told=one)

    counted = [
        database.transact_now(
            sent_since, participant_id=told.participant_id, since=NOW + timedelta(hours=hours)
        )
        for hours in (-24, 1)
    ]

    assert [one.count for one in counted] == [2, 0]


def test_a_file_that_no_key_opens_does_not_stand_in_the_way(database: Database) -> None:
    told = database.transact_now(a_told)
    broken = database.transact_now(want, told=told, name="1.jpg")
    database.transact_now(want, told=told, name="2.jpg")

    def break_it(db: Session) -> None:
        db.execute(update(file).where(file.c.id == broken).values(file_id_sealed=b"x"))

    database.transact_now(break_it)

    assert [one.name for one in database.transact_now(claim)] == ["2.jpg"]
    assert not database.transact_now(give_up, id=broken, state=FileState.FAILED)


def test_what_never_came_and_what_served_is_forgotten_and_answers_stay(database: Database) -> None:
    told = database.transact_now(a_told)
    kept, lost, used, _ = (
        database.transact_now(want, told=told, name=f"{n}.jpg") for n in range(4)
    )
    database.transact_now(keep_file, id=kept, content=b"a", now=NOW)
    database.transact_now(give_up, id=lost, state=FileState.FAILED)
    database.transact_now(file_used, id=used, now=NOW)

    database.transact_now(forget, now=NOW + timedelta(days=29))
    before = database.transact_now(count)
    database.transact_now(forget, now=NOW + timedelta(days=31))

    assert (before, database.transact_now(count)) == (4, 2)


def test_an_album_is_remembered_for_a_week(database: Database) -> None:
    def take(db: Session) -> bool:
        return claim_job(db, key="album:77", kind=ALBUM, run_at=NOW, now=NOW)

    database.transact_now(take)
    database.transact_now(forget, now=NOW + timedelta(days=7))
    remembered = not database.transact_now(take)
    database.transact_now(forget, now=NOW + timedelta(days=9))

    assert (remembered, database.transact_now(take)) == (True, True)
