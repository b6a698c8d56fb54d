"""What happens once, what is written down, and what is forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from storage.audit import AuditEntry, count_recent, list_audit, record
from storage.database import Database, Session
from storage.deliveries import mark_sent, promise
from storage.held import hold, list_held
from storage.ids import new_id
from storage.jobs import claim_job
from storage.participants import join_workshop
from storage.retention import forget
from storage.tables import delivery, job, processed_update
from storage.updates import mark_processed
from tests.storage.told import NOW, a_workshop


def test_an_update_is_done_once(database: Database) -> None:
    def do(db: Session) -> bool:
        return mark_processed(db, update_id=8_000_000_000, now=NOW)

    assert [database.transact_now(do) for _ in range(3)] == [True, False, False]


def test_an_update_whose_work_failed_is_not_marked_as_done(database: Database) -> None:
    def do_and_fail(db: Session) -> None:
        mark_processed(db, update_id=1, now=NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.transact_now(do_and_fail)

    assert database.transact_now(mark_processed, update_id=1, now=NOW)


def test_a_job_is_taken_once_for_each_key(database: Database) -> None:
    def take(db: Session, *, key: str) -> bool:
        return claim_job(db, key=key, kind="digest", run_at=NOW, now=NOW)

    keys = ["digest:1:2026-11-24", "digest:1:2026-11-24", "digest:1:2026-11-25"]
    assert [database.transact_now(take, key=key) for key in keys] == [True, False, True]


def test_what_has_served_its_purpose_is_forgotten(database: Database) -> None:
    tables = (processed_update, delivery, job)

    def fill(db: Session, *, days: int) -> None:
        at = NOW - timedelta(days=days)
        mark_processed(db, update_id=days, now=at)
        claim_job(db, key=str(days), kind="digest", run_at=at, now=at)
        sent = promise(db, chat_id=days, method="m", payload={}, now=at)
        assert sent is not None
        mark_sent(db, ids_with_message_ids={sent.id: 1}, now=at)
        promise(db, chat_id=days, method="m", payload={}, now=at)

    def count(db: Session) -> list[int]:
        return [db.scalar(select(func.count()).select_from(table)) or 0 for table in tables]

    for days in (0, 7, 9, 29, 31, 399, 401):
        database.transact_now(fill, days=days)
    database.transact_now(forget, now=NOW)

    assert database.transact_now(count) == [2, 4 + 7, 6]


def test_what_was_held_for_an_answer_that_never_came_is_forgotten(database: Database) -> None:
    def fill(db: Session) -> int:
        workshop = a_workshop(db)
        who = join_workshop(
            db, workshop_id=workshop.id, chat_id=7, language="es", table_name=None, now=NOW
        )
        for days in (29, 31):
            hold(db, participant_id=who.id, sent={"days": days}, now=NOW - timedelta(days=days))
        forget(db, now=NOW)
        return who.id

    held = database.transact_now(list_held, participant_id=database.transact_now(fill))

    assert [sent for sent, _ in held] == [{"days": 29}]


def test_the_audit_trail_tells_who_did_what_without_naming_them(database: Database) -> None:
    def act(db: Session) -> None:
        workshop = a_workshop(db).id
        for at, actor, of in (
            (NOW + timedelta(1), 7, workshop),
            (NOW, 7, workshop),
            (NOW, 8, None),
        ):
            record(
                db,
                at=at,
                role="organiser",
                actor_chat_id=actor,
                action="export",
                subject="form practice",
                workshop_id=of,
            )
        record(
            db,
            at=NOW,
            role="operator",
            actor_chat_id=None,
            action="invite",
            subject="invitation 1",
            workshop_id=None,
        )

        first, second = list_audit(db, workshop_id=workshop)
        assert first == AuditEntry(
            first.id, NOW, "organiser", first.actor, "export", "form practice", workshop
        )
        assert second.at == NOW + timedelta(1)
        assert first.actor == second.actor
        actors = [entry.actor for entry in list_audit(db, workshop_id=None)]
        assert len(actors) == 4
        assert len(set(actors)) == 3

    database.transact_now(act)


def test_what_one_chat_did_lately_is_counted(database: Database) -> None:
    def guess(db: Session) -> int:
        deeds = [
            (7, "wrong_invitation", NOW),
            (7, "wrong_invitation", NOW - timedelta(hours=1)),
            (7, "wrong_invitation", NOW - timedelta(hours=2)),
            (7, "join", NOW),
            (8, "wrong_invitation", NOW),
        ]
        for chat_id, action, at in deeds:
            record(
                db,
                at=at,
                role="stranger",
                actor_chat_id=chat_id,
                action=action,
                subject="invitation",
                workshop_id=None,
            )
        since = NOW - timedelta(hours=1)
        return count_recent(db, actor_chat_id=7, action="wrong_invitation", since=since)

    assert database.transact_now(guess) == 2


def test_ids_are_new_and_grow_with_time() -> None:
    ids = [new_id() for _ in range(2_000)]

    assert len(set(ids)) == 2_000
    assert 0 < min(ids) < max(ids) < 2**63
    assert [id_ >> 13 for id_ in ids] == sorted(id_ >> 13 for id_ in ids)
