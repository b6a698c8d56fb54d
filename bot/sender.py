"""Replies: what the outbox promises goes out, in order within a chat, and until Telegram has it.

A message is marked as sent after Telegram accepted it, so a crash in between sends it twice;
none is lost. What is in memory here is also in the outbox, under a lease of this process.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from bot.actions.deliveries import (
    Delivery,
    claim_due,
    find_next_due,
    is_ours,
    is_ours_to_send,
    release_all,
)
from bot.delivering import Courier
from bot.outcomes import (
    WORDS,
    Accepted,
    Held,
    Instead,
    Later,
    Outcome,
    Outgoing,
    Refused,
    Unreachable,
)
from bot.waiting import cancel_all, unless_stopped

log = structlog.get_logger(__name__)

TRIES_WITHOUT_WORDS = 5  # a menu or a keyboard must not hold up the words behind it
LONG = timedelta(hours=1)  # for one chat alone, while Telegram answers for others
VERY_LONG = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much at once, and how late something may be that nobody has rung for."""

    in_flight: int = 30
    in_flight_at_first: int = 2
    claimed_at_once: int = 200
    held: int = 2_000
    soonest_seconds: float = 1


class Sender:
    """One task for each chat that has something to be told, and a sweeper behind them.

    `poll_seconds`: how often to look where bells of other replicas may be missed; None: never.
    """

    def __init__(
        self, courier: Courier, *, poll_seconds: float | None, limits: Limits = Limits()
    ) -> None:
        self._courier = courier
        self._poll_seconds = poll_seconds
        self._limits = limits
        self._queues: dict[int, deque[Delivery]] = {}
        self._behind: set[int] = set()
        self._claiming = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._wide = min(limits.in_flight_at_first, limits.in_flight)
        self._slots = asyncio.Semaphore(self._wide)
        self._last_answer: datetime | None = None
        self._awake = asyncio.Event()
        self._stirred = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def hand_over(self, deliveries: Sequence[Delivery]) -> None:
        """Send what was just committed; what was promised without a lease waits to be claimed."""
        for delivery in deliveries:
            if is_ours_to_send(delivery) and delivery.id not in self._courier.held:
                self._queue_of(delivery).append(delivery)

    def wake(self) -> None:
        """Look at once: a reply waits that is nobody's, perhaps of a chat that is served here."""
        self._behind.update(self._queues)
        self._awake.set()
        self._stirred.set()

    async def recover(self) -> None:
        """Take up what an earlier life of this replica left in the outbox."""
        await self._courier.insist(release_all, owner=self._courier.owner)
        while await self._claim():
            pass
        log.info("outbox_recovered", count=len(self._courier.held))

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`: take up what is due or was left by others."""
        while not stop.is_set():
            self._awake.clear()
            self._stirred.clear()
            await unless_stopped(self._look(), stop)

    async def _look(self) -> None:
        """Take up what is due; return when it is time to look again."""
        seconds = self._poll_seconds
        if len(self._courier.held) < self._limits.held:
            await self._claim()
            due_at = await self._courier.insist(find_next_due)
            if due_at is not None:
                waits = (due_at - self._courier.clock()).total_seconds()
                seconds = max(self._limits.soonest_seconds, min(waits, seconds or waits))
        if seconds is None:
            await self._stirred.wait()
            # By then what was leased meanwhile and never handed over has lapsed.
            seconds = (self._courier.lease_until() - self._courier.clock()).total_seconds()
        await unless_stopped(self._courier.patience.sleep(seconds), self._awake)

    async def drained(self) -> None:
        """Return when nothing is in memory any more."""
        await self._idle.wait()

    async def close(self, *, within: float) -> None:
        """Send what can be sent in that time; the rest stays in the outbox for the next start."""
        try:
            async with asyncio.timeout(within):
                await self.drained()
        except TimeoutError:
            log.warning("outbox_not_drained", count=len(self._courier.held))
        await cancel_all(self._tasks)

    async def _claim(self) -> bool:
        """Take up the oldest open delivery of each chat; say whether there may be more."""
        async with self._claiming:  # or one chat's claim could bring another's too late
            claimed: Sequence[Delivery] = await self._courier.insist(
                claim_due,
                owner=self._courier.owner,
                now=self._courier.clock(),
                lease_until=self._courier.lease_until(),
                limit=self._limits.claimed_at_once,
            )
            for delivery in claimed:
                if delivery.id not in self._courier.held:
                    self._queue_of(delivery).appendleft(delivery)
                    self._behind.add(delivery.chat_id)
        return len(claimed) == self._limits.claimed_at_once

    def _queue_of(self, delivery: Delivery) -> deque[Delivery]:
        """Return the queue of its chat, and see to it that somebody serves it."""
        self._courier.hold(delivery.id)
        self._stirred.set()
        self._idle.clear()
        if delivery.chat_id not in self._queues:
            self._queues[delivery.chat_id] = deque()
            task = asyncio.create_task(self._serve_chat(delivery.chat_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return self._queues[delivery.chat_id]

    async def _serve_chat(self, chat_id: int) -> None:
        queue = self._queues[chat_id]
        waited = False
        try:
            while queue:
                delivery = queue.popleft()
                try:
                    await self._deliver(delivery, queue, waited=waited)
                finally:
                    self._courier.held.discard(delivery.id)
                waited = True
                if chat_id in self._behind:
                    await self._catch_up(chat_id)
        finally:
            self._courier.held -= {delivery.id for delivery in queue}
            self._behind.discard(chat_id)
            del self._queues[chat_id]
            if not self._queues:
                self._idle.set()

    async def _catch_up(self, chat_id: int) -> None:
        """Fetch what else the outbox holds for this chat: it is older than what was handed over."""
        self._behind.discard(chat_id)
        while await self._claim() and chat_id not in self._behind:
            pass

    async def _deliver(self, delivery: Delivery, queue: deque[Delivery], *, waited: bool) -> None:
        """Try until it is settled; `waited` says that it did not come to be sent at once."""
        failures, begun_at = 0, self._courier.clock()
        to_send = await self._courier.prepare(delivery)
        if to_send.payload.get("message_ids") == []:
            await self._settle(Accepted(None), delivery, queue)
            return
        while True:
            outcome = await self._attempt(delivery, to_send, queue, waited=waited)
            waited = True
            match outcome:
                case Accepted() | Refused() | Unreachable():
                    return
                case Instead(to_send):
                    self._courier.log_change(delivery, outcome)
                case Held(seconds):
                    await self._courier.pause(seconds)
                case Later(reason):
                    failures += 1
                    if self._gives_up(to_send, failures, begun_at):
                        await self._settle(Refused("given_up"), delivery, queue)
                        return
                    log.warning(
                        "delivery_delayed",
                        delivery_id=delivery.id,
                        failures=failures,
                        reason=reason,
                    )
                    await self._courier.patience.after(failures)
                case _:
                    assert_never(outcome)

    def _gives_up(self, to_send: Outgoing, failures: int, begun_at: datetime) -> bool:
        """Tell whether it has failed long enough to let go what waits behind it in its chat.

        While Telegram answers nobody, waiting costs nothing; what fails while others arrive may
        fail for ever.
        """
        if to_send.method not in WORDS:
            return failures >= TRIES_WITHOUT_WORDS
        failing = self._courier.clock() - begun_at
        others_arrive = self._last_answer is not None and self._last_answer > begun_at
        return failing > VERY_LONG or (failing > LONG and others_arrive)

    async def _attempt(
        self, delivery: Delivery, to_send: Outgoing, queue: deque[Delivery], *, waited: bool
    ) -> Outcome:
        """Send once, and write down what became of it before the next may go.

        What waited may have been called off meanwhile: somebody wants no more messages, or has
        taken back or erased what it says. Others may have taken it over from a process that slept.
        """
        courier = self._courier
        waited = waited or self._slots.locked() or not courier.gate.is_open
        async with self._slots:
            await courier.gate.opened()
            if waited and not await courier.insist(is_ours, id=delivery.id, owner=courier.owner):
                return Refused("called_off")
            outcome = await courier.call(delivery, to_send)
            if isinstance(outcome, Accepted | Refused | Unreachable):
                await self._settle(outcome, delivery, queue)
                self._widen()
        return outcome

    def _widen(self) -> None:
        """Let one more message be in flight.

        A life of this process begins with two, and each message that is settled makes room for one
        more: what is in flight when it dies is sent twice, and who dies often dies young.
        """
        if self._wide < self._limits.in_flight:
            self._wide += 1
            self._slots.release()

    async def _settle(
        self, outcome: Accepted | Refused | Unreachable, delivery: Delivery, queue: deque[Delivery]
    ) -> None:
        if isinstance(outcome, Accepted):
            self._last_answer = self._courier.clock()
        if isinstance(outcome, Unreachable):
            # What is promised from here on may be to a person who has come back.
            self._courier.held -= {doomed.id for doomed in queue}
            queue.clear()
        await self._courier.settle(outcome, delivery)
