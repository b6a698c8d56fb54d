"""What nobody asked for: claimed by the limiter's moments, in order, and never lost by who dies."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from storage import limiter
from storage.database import Database, Session
from storage.deliveries import (
    BROADCAST,
    NOTICE,
    Addressed,
    Claim,
    DeliveryState,
    begin_sending,
    claim_paced,
    count_broadcast,
    give_back,
    mark_sent,
    pause_broadcast,
    promise,
    promise_many,
    put_off,
    release_lapsed,
    requeue_uncertain_broadcast,
    resume_broadcast,
    stop_broadcast,
    try_again,
)
from storage.limiter import Pacing
from tests.storage.told import NOW

PACING = Pacing(
    interval=timedelta(milliseconds=100),
    soonest=timedelta(milliseconds=100),
    ahead=timedelta(milliseconds=600),
    by_database=False,
)
LEASE = NOW + timedelta(seconds=12)
SECOND = timedelta(seconds=1)


def put(db: Session, chat_id: int, text: str, *, priority: int = BROADCAST) -> int:
    kept = promise(
        db, chat_id=chat_id, method="m", payload={"text": text}, now=NOW, priority=priority
    )
    assert kept is not None
    return kept.id


def fan_out(db: Session, *chats: int, resend: bool = True) -> int:
    messages = [Addressed(chat, "m", {"text": str(chat)}, key=f"b:{chat}") for chat in chats]
    return promise_many(db, messages, now=NOW, broadcast_id=1, resend=resend)


def claim(db: Session, *, owner: str = "me", seconds: float = 0, most: int = 50) -> Claim:
    now = NOW + timedelta(seconds=seconds)
    lease = now + timedelta(seconds=12)
    return claim_paced(db, owner=owner, now=now, lease_until=lease, pacing=PACING, most=most)


def texts(claimed: Claim) -> list[str]:
    return [delivery.payload["text"] for delivery, _ in claimed.paced]


def counts(db: Session) -> Mapping[DeliveryState, int]:
    return count_broadcast(db, broadcast_id=1)


def test_each_message_has_a_moment_of_its_own_whoever_claims(database: Database) -> None:
    def share(db: Session) -> None:
        fan_out(db, *range(20))
        first = claim(db, most=3)
        second = claim(db, owner="another")
        moments = [at - NOW for _, at in (*first.paced, *second.paced)]
        assert moments == [PACING.soonest + n * PACING.interval for n in range(6)]
        nothing = claim(db)
        assert (nothing.paced, nothing.has_more) == ((), True)
        assert len(claim(db, seconds=10).paced) == 6  # nothing is made up for in a hurry

    database.transact_now(share)


def test_promising_twice_is_promising_once(database: Database) -> None:
    def twice(db: Session) -> list[int]:
        return [fan_out(db, 1, 2), fan_out(db, 1, 2, 3)]

    assert database.transact_now(twice) == [2, 1]


def test_a_chat_has_one_message_at_a_time_and_its_replies_first(database: Database) -> None:
    def look(db: Session) -> list[list[str]]:
        put(db, 7, "one")
        put(db, 7, "two")
        put(db, 7, "a notice", priority=NOTICE)
        reply = promise(
            db, chat_id=7, method="m", payload={}, now=NOW, owner="me", lease_until=LEASE
        )
        assert reply is not None
        seen = [texts(claim(db))]
        mark_sent(db, ids_with_message_ids={reply.id: 1}, now=NOW)
        for _ in range(3):
            claimed = claim(db, seconds=5)
            seen += [texts(claimed), texts(claim(db, seconds=5))]
            mark_sent(db, ids_with_message_ids={claimed.paced[0][0].id: 2}, now=NOW)
        return seen

    expected = [[], ["a notice"], [], ["one"], [], ["two"], []]
    assert database.transact_now(look) == expected


def test_what_is_put_off_or_tried_again_waits(database: Database) -> None:
    def wait(db: Session) -> None:
        put(db, 7, "one")
        put(db, 7, "two")
        [(first, _)] = claim(db).paced
        later = NOW + 3 * SECOND
        try_again(db, id=first.id, owner="me", due_at=later, attempts=1)
        put_off(db, chat_id=7, until=later)
        assert claim(db, seconds=1).look_in == 2 * SECOND
        [(again, _)] = claim(db, seconds=3).paced
        assert (again.payload["text"], again.attempts) == ("one", 1)

    database.transact_now(wait)


@pytest.mark.parametrize(
    ("resend", "after"), [(True, DeliveryState.QUEUED), (False, DeliveryState.UNCERTAIN)]
)
def test_what_the_dead_leave_is_sent_again_or_uncertain(
    database: Database, *, resend: bool, after: DeliveryState
) -> None:
    def die(db: Session) -> None:
        fan_out(db, 1, 2, resend=resend)
        [(sending, _), (claimed, _)] = claim(db, owner="dead").paced
        assert begin_sending(db, id=sending.id, owner="dead", lease_until=LEASE)
        release_lapsed(db, now=NOW)
        assert counts(db) == {DeliveryState.SENDING: 1, DeliveryState.CLAIMED: 1}
        release_lapsed(db, now=LEASE)
        queued = {DeliveryState.QUEUED: 1}
        assert counts(db) == ({DeliveryState.QUEUED: 2} if resend else {**queued, after: 1})
        # Who was believed dead wakes up, and finds that nothing of it is its own any more.
        assert not begin_sending(db, id=claimed.id, owner="dead", lease_until=LEASE)
        try_again(db, id=sending.id, owner="dead", due_at=LEASE, attempts=9)
        requeue_uncertain_broadcast(db, broadcast_id=1, now=NOW)
        again = claim(db, seconds=12).paced
        assert [delivery.attempts for delivery, _ in again] == [0, 0]

    database.transact_now(die)


def test_a_broadcast_is_paused_gone_on_with_and_stopped(database: Database) -> None:
    def hold_up(db: Session) -> None:
        fan_out(db, 1, 2, 3)
        [(sending, _), (claimed, _)] = claim(db, most=2).paced
        assert begin_sending(db, id=sending.id, owner="me", lease_until=LEASE)
        pause_broadcast(db, broadcast_id=1)
        assert counts(db) == {DeliveryState.SENDING: 1, DeliveryState.PAUSED: 2}
        assert not begin_sending(db, id=claimed.id, owner="me", lease_until=LEASE)
        assert claim(db, seconds=5).paced == ()
        resume_broadcast(db, broadcast_id=1)
        assert texts(claim(db, seconds=10)) == ["2", "3"]
        give_back(db, id=claimed.id, owner="me")
        stop_broadcast(db, broadcast_id=1, now=NOW)
        assert counts(db) == {DeliveryState.SENDING: 1, DeliveryState.CANCELLED: 2}

    database.transact_now(hold_up)


def test_a_pause_that_telegram_asks_for_holds_up_every_replica(database: Database) -> None:
    def pause(db: Session) -> None:
        fan_out(db, 1)
        limiter.hold(db, seconds=7, now=NOW, pacing=PACING)
        limiter.hold(db, seconds=3, now=NOW, pacing=PACING)
        assert limiter.seconds_held(db, now=NOW + 2 * SECOND, pacing=PACING) == 5
        assert claim(db, owner="another").paced == ()
        assert len(claim(db, seconds=7).paced) == 1

    database.transact_now(pause)
