"""The outbox: what is promised is sent, in order, by one replica, and then emptied."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from storage.conversations import begin_conversation
from storage.database import Database, Session
from storage.deliveries import (
    Delivery,
    DeliveryState,
    cancel_open,
    claim_due,
    count_deliveries,
    find_next_due,
    find_put,
    forget_settled,
    mark_blocked,
    mark_failed,
    mark_sent,
    promise,
    promised,
    release_all,
    renew_leases,
)
from storage.tables import delivery
from tests.storage.told import LATER, NOW, a_form, a_participant, a_submission, a_workshop

LEASE = NOW + timedelta(seconds=30)


def put(db: Session, chat_id: int, text: str, *, due_at: datetime = NOW) -> Delivery:
    kept = promise(
        db,
        chat_id=chat_id,
        method="sendMessage",
        payload={"text": text},
        now=NOW,
        due_at=due_at,
    )
    assert kept is not None
    return kept


def put_mine(db: Session, chat_id: int, text: str, *, owner: str = "me") -> Delivery:
    kept = promise(
        db,
        chat_id=chat_id,
        method="sendMessage",
        payload={"text": text},
        now=NOW,
        owner=owner,
        lease_until=LEASE,
    )
    assert kept is not None
    return kept


def claim(db: Session, *, owner: str = "me", now: datetime = NOW, limit: int = 10) -> list[str]:
    claimed = claim_due(
        db, owner=owner, now=now, lease_until=now + timedelta(seconds=30), limit=limit
    )
    return [each.payload["text"] for each in claimed]


def states(db: Session) -> list[tuple[str, str | None, bool]]:
    rows = db.execute(
        select(delivery.c.state, delivery.c.reason, delivery.c.payload_sealed).order_by(
            delivery.c.id
        )
    )
    return [(state, reason, sealed is None) for state, reason, sealed in rows]


def test_a_promise_of_this_replica_is_handed_to_its_sender_as_it_is(database: Database) -> None:
    def turn(db: Session) -> tuple[Delivery, ...]:
        assert promised(db) == ()
        put_mine(db, 7, "one")
        put_mine(db, 7, "two")
        return promised(db)

    handed = database.transact_now(turn)

    assert [(each.chat_id, each.payload["text"]) for each in handed] == [(7, "one"), (7, "two")]
    assert {each.state for each in handed} == {DeliveryState.SENDING}
    assert database.transact_now(claim, owner="another") == []


def test_promises_of_one_transaction_keep_their_order(database: Database) -> None:
    def many(db: Session) -> list[int]:
        return [put(db, 7, str(n)).id for n in range(500)]

    ids = database.transact_now(many)

    assert ids == sorted(set(ids))


def test_a_key_is_promised_once(database: Database) -> None:
    def digest(db: Session, *, text: str) -> bool:
        payload = {"text": text}
        kept = promise(db, chat_id=7, method="m", payload=payload, now=NOW, key="digest:1:2026")
        assert len(promised(db)) == (0 if kept is None else 1)
        return kept is not None

    assert database.transact_now(digest, text="first")
    assert not database.transact_now(digest, text="second")
    assert database.transact_now(claim) == ["first"]


def test_a_claim_takes_only_the_oldest_open_message_of_each_chat(database: Database) -> None:
    def fill(db: Session) -> None:
        for text in ("one", "two"):
            put(db, 7, f"7 {text}")
        put(db, 8, "8 one")

    database.transact_now(fill)

    assert sorted(database.transact_now(claim)) == ["7 one", "8 one"]
    assert database.transact_now(claim) == []


def test_the_next_message_of_a_chat_is_taken_once_the_first_is_settled(
    database: Database,
) -> None:
    def send_first(db: Session) -> list[str]:
        first = put(db, 7, "one")
        put(db, 7, "two")
        assert claim(db) == ["one"]
        mark_sent(db, ids_with_message_ids={first.id: 99}, now=LATER)
        return claim(db)

    assert database.transact_now(send_first) == ["two"]


def test_a_reply_waits_for_the_one_before_it(database: Database) -> None:
    def wait(db: Session) -> list[list[str]]:
        put(db, 7, "one", due_at=LATER)
        put(db, 7, "two")
        return [claim(db), claim(db, now=LATER), claim(db, now=LATER)]

    assert database.transact_now(wait) == [[], ["one"], []]


def test_a_reply_does_not_overtake_one_that_another_replica_holds(database: Database) -> None:
    def answer(db: Session, *, owner: str, text: str) -> Delivery:
        put_mine(db, 8, f"{text} to another", owner=owner)
        put_mine(db, 7, text, owner=owner)
        return put_mine(db, 7, f"{text} and more", owner=owner)

    first = database.transact_now(answer, owner="first", text="one")
    second = database.transact_now(answer, owner="second", text="two")

    assert (first.state, second.state) == (DeliveryState.SENDING, DeliveryState.QUEUED)
    assert database.transact_now(claim) == []
    database.transact_now(settle_all, owner="first")
    assert sorted(database.transact_now(claim)) == ["two", "two to another"]


def settle_all(db: Session, *, owner: str) -> None:
    ids = db.scalars(select(delivery.c.id).where(delivery.c.owner == owner)).all()
    mark_sent(db, ids_with_message_ids=dict.fromkeys(ids, None), now=NOW)


def test_a_message_is_not_taken_before_it_is_due(database: Database) -> None:
    def wait(db: Session) -> list[list[str]]:
        put(db, 7, "tomorrow", due_at=LATER)
        return [claim(db), claim(db, now=LATER)]

    assert database.transact_now(wait) == [[], ["tomorrow"]]


def test_what_a_dead_replica_held_is_taken_over_when_its_lease_is_over(
    database: Database,
) -> None:
    def take_over(db: Session) -> list[list[str]]:
        put_mine(db, 7, "left behind", owner="dead")
        return [claim(db, now=NOW), claim(db, now=LEASE)]

    assert database.transact_now(take_over) == [[], ["left behind"]]


@pytest.mark.parametrize(("owner", "expected"), [(None, ["mine", "theirs"]), ("me", ["mine"])])
def test_what_is_held_can_be_given_back(
    database: Database, owner: str | None, expected: list[str]
) -> None:
    def release(db: Session) -> list[str]:
        put_mine(db, 1, "mine")
        put_mine(db, 2, "theirs", owner="them")
        sent = put_mine(db, 3, "sent")
        mark_sent(db, ids_with_message_ids={sent.id: None}, now=NOW)
        release_all(db, owner=owner)
        return sorted(claim(db))

    assert database.transact_now(release) == expected


def test_a_replica_that_lives_keeps_what_it_holds(database: Database) -> None:
    def hold_on(db: Session) -> list[list[str]]:
        mine = put_mine(db, 1, "mine")
        theirs = put_mine(db, 2, "theirs", owner="dead")
        later = LEASE + timedelta(seconds=30)
        renew_leases(db, owner="me", ids=(mine.id, theirs.id), lease_until=later)
        return [claim(db, now=LEASE), claim(db, now=LEASE + timedelta(seconds=30))]

    assert database.transact_now(hold_on) == [["theirs"], ["mine", "theirs"]]


def test_what_is_settled_is_emptied_and_stays_settled(database: Database) -> None:
    def settle(db: Session) -> list[tuple[str, str | None, bool]]:
        sent, failed, held = (put_mine(db, chat_id, "x") for chat_id in (1, 2, 5))
        put_mine(db, 3, "x")
        put_mine(db, 4, "x")
        mark_sent(db, ids_with_message_ids={sent.id: 42}, now=LATER)
        mark_failed(db, id=failed.id, reason="400", now=LATER)
        mark_blocked(db, chat_id=3, now=LATER)
        cancel_open(db, chat_id=4, now=LATER)
        mark_failed(db, id=sent.id, reason="400", now=LATER)
        assert held.state is DeliveryState.SENDING
        return states(db)

    assert database.transact_now(settle) == [
        ("sent", None, True),
        ("failed", "400", True),
        ("sending", None, False),
        ("blocked", None, True),
        ("cancelled", None, True),
    ]


def test_many_are_marked_as_sent_each_with_its_message(database: Database) -> None:
    def send(db: Session) -> list[int | None]:
        ids = [put_mine(db, chat_id, "x").id for chat_id in range(3)]
        mark_sent(db, ids_with_message_ids={}, now=LATER)
        mark_sent(db, ids_with_message_ids=dict(zip(ids, (10, None, 12), strict=True)), now=LATER)
        return list(db.execute(select(delivery.c.message_id).order_by(delivery.c.id)).scalars())

    assert database.transact_now(send) == [10, None, 12]


def test_a_blocked_chat_leaves_others_alone(database: Database) -> None:
    def block(db: Session) -> dict[DeliveryState, int]:
        for chat_id in (1, 1, 2):
            put(db, chat_id, "x")
        mark_blocked(db, chat_id=1, now=NOW)
        return count_deliveries(db)

    assert database.transact_now(block) == {DeliveryState.BLOCKED: 2, DeliveryState.QUEUED: 1}


def test_the_sweeper_knows_when_to_look_again(database: Database) -> None:
    def look(db: Session) -> list[datetime | None]:
        moments = [find_next_due(db)]
        later = put(db, 1, "later", due_at=LATER)
        moments.append(find_next_due(db))
        put_mine(db, 2, "held")
        moments.append(find_next_due(db))
        release_all(db, owner=None)
        moments.append(find_next_due(db))
        mark_blocked(db, chat_id=2, now=NOW)
        mark_sent(db, ids_with_message_ids={later.id: 1}, now=NOW)
        return [*moments, find_next_due(db)]

    assert database.transact_now(look) == [None, LATER, LEASE, NOW, None]


def test_the_sweeper_is_not_woken_for_a_message_that_waits_behind_another(
    database: Database,
) -> None:
    def wait(db: Session) -> datetime | None:
        put(db, 7, "first", due_at=LATER)
        put(db, 7, "second", due_at=NOW)
        return find_next_due(db)

    assert database.transact_now(wait) == LATER


def test_settled_messages_are_forgotten_open_ones_are_not(database: Database) -> None:
    def forget(db: Session) -> int | None:
        old, recent = put(db, 1, "x"), put(db, 2, "x")
        put(db, 3, "open")
        mark_sent(db, ids_with_message_ids={old.id: 1}, now=NOW)
        mark_sent(db, ids_with_message_ids={recent.id: 1}, now=LATER)
        forget_settled(db, before=LATER)
        return db.scalar(select(func.count()).select_from(delivery))

    assert database.transact_now(forget) == 2


def test_the_message_in_which_a_turn_was_put_is_found_once_it_has_a_number(
    database: Database,
) -> None:
    def find(db: Session) -> list[int | None]:
        begun = begun_conversation(db)
        first, again, later, unsent = (put_turn(db, begun, turn) for turn in (2, 2, 3, 4))
        mark_sent(db, ids_with_message_ids={first.id: 41, again.id: 43, later.id: 44}, now=LATER)
        assert unsent.message_id is None
        return [find_put(db, conversation_id=begun, turn=turn) for turn in (1, 2, 3, 4)]

    assert database.transact_now(find) == [None, 43, 44, None]


def begun_conversation(db: Session) -> int:
    workshop = a_workshop(db)
    version = a_form(db, workshop)
    submission = a_submission(db, a_participant(db, workshop), version, {})
    return begin_conversation(
        db,
        participant_id=submission.participant_id,
        form_version_id=version.id,
        submission_id=submission.id,
        turn=0,
        state={},
        language="es",
        now=NOW,
    ).id


def put_turn(db: Session, conversation_id: int, turn: int) -> Delivery:
    kept = promise(
        db,
        chat_id=1,
        method="sendMessage",
        payload={"text": "Why?"},
        now=NOW,
        conversation_id=conversation_id,
        turn=turn,
    )
    assert kept is not None
    return kept


async def test_two_replicas_never_take_the_same_message(database: Database) -> None:
    def fill(db: Session) -> None:
        for chat_id in range(40):
            put(db, chat_id, f"to {chat_id}")

    await database.transact(fill)

    async def sweep(owner: str) -> list[str]:
        taken: list[str] = []
        while batch := await database.transact(claim, owner=owner, limit=3):
            taken += batch
        return taken

    first, second = await asyncio.gather(sweep("first"), sweep("second"))

    assert sorted(first + second) == sorted(f"to {chat_id}" for chat_id in range(40))
