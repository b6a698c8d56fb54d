"""A broadcast loses nobody when the program is killed, and doubles nothing that may not be doubled."""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.strict import TOKEN, StrictApi
from bot.app import open_database, utc_now
from storage.database import Database, Session
from storage.deliveries import Addressed, DeliveryState, count_broadcast, promise_many
from tests.bot.edge import Home, furnish
from tests.kill_harness import Nursery

CHATS = 150
KILLS = 5
LIVES = (0.8, 1.4)  # seconds; on PostgreSQL it takes some 0.5 of them to connect
BROADCAST_ID = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What Telegram took, by chat, and what the outbox says of it."""

    accepted: Counter[int]
    states: Mapping[DeliveryState, int]

    @property
    def doubled(self) -> int:
        return sum(self.accepted.values()) - len(self.accepted)


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    url = "" if request.param == "sqlite" else request.getfixturevalue("empty_postgresql")
    return furnish(tmp_path / "home", postgresql=url, now=utc_now())


def test_what_may_come_twice_is_not_lost(home: Home) -> None:
    outcome = asyncio.run(broadcast(home, resend=True))

    assert len(outcome.accepted) == CHATS
    assert outcome.doubled <= 2 * KILLS
    assert outcome.states == {DeliveryState.SENT: CHATS}


def test_what_must_not_come_twice_does_not_and_is_counted(home: Home) -> None:
    outcome = asyncio.run(broadcast(home, resend=False))

    uncertain = outcome.states.get(DeliveryState.UNCERTAIN, 0)
    assert outcome.doubled == 0
    assert outcome.states[DeliveryState.SENT] == CHATS - uncertain
    assert CHATS - uncertain <= len(outcome.accepted) <= CHATS
    assert uncertain <= 4 * KILLS  # those too that were about to be called


async def broadcast(home: Home, *, resend: bool) -> Outcome:
    """Send to all, whatever is killed meanwhile."""
    chance = random.Random(7)  # noqa: S311  # a seed makes the moments again
    api = StrictApi()
    with _opened(home) as database:
        database.transact_now(_promise, resend=resend)
        async with api.serve() as url:
            nursery = Nursery(home, api_url=url, token=TOKEN)
            try:
                for _ in range(KILLS):
                    pid = await asyncio.to_thread(nursery.bear)
                    await asyncio.sleep(chance.uniform(*LIVES))
                    os.kill(pid, signal.SIGKILL)
                pid = await asyncio.to_thread(nursery.bear)
                await api.until(lambda: database.transact_now(_all_are_called_for))
                os.kill(pid, signal.SIGTERM)
            finally:
                await asyncio.to_thread(nursery.close)
        return Outcome(api.accepted, database.transact_now(_states))


@contextmanager
def _opened(home: Home) -> Iterator[Database]:
    database = open_database(home.settings)
    try:
        yield database
    finally:
        database.close()


def _promise(db: Session, *, resend: bool) -> None:
    messages = [
        Addressed(chat, "sendMessage", {"chat_id": chat, "text": f"{chat}"}, key=f"all:{chat}")
        for chat in range(1, CHATS + 1)
    ]
    promise_many(db, messages, now=utc_now(), broadcast_id=BROADCAST_ID, resend=resend)


def _states(db: Session) -> Mapping[DeliveryState, int]:
    return count_broadcast(db, broadcast_id=BROADCAST_ID)


def _all_are_called_for(db: Session) -> bool:
    """Tell whether none waits: what is being sent arrives while the last life ends in good order."""
    return not _states(db).keys() & {DeliveryState.QUEUED, DeliveryState.CLAIMED}
