"""What the outbox promises goes out: in order within a chat, and until Telegram has it.

A message is marked as sent after Telegram accepted it, so a crash in between sends it twice;
none is lost. What is in memory here is also in the outbox, under a lease of this process.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, assert_never

import structlog
from telegram.error import TelegramError

from bot.actions.deliveries import (
    Delivery,
    chat_unreachable,
    claim_due,
    delivery_refused,
    delivery_sent,
    is_open,
    is_ours_to_send,
    payload_of,
    release_all,
    renew_leases,
)
from bot.client import BotApi
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
    accepted,
    judge,
    outgoing,
)
from bot.uploads import FILE_METHODS
from bot.waiting import Patience, unless_stopped

log = structlog.get_logger(__name__)

TRIES_WITHOUT_WORDS = 5  # a menu or a keyboard must not hold up the words behind it

Transact = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much at once, and how long."""

    in_flight: int = 30
    in_flight_at_first: int = 2
    claimed_at_once: int = 200
    held: int = 2_000
    lease: timedelta = timedelta(minutes=2)
    sweep_seconds: float = 5
    call_seconds: float = 20
    upload_seconds: float = 120


class Sender:
    """One task for each chat that has something to be told, and a sweeper behind them."""

    def __init__(
        self,
        api: BotApi,
        transact: Transact,
        *,
        clock: Callable[[], datetime],
        owner: str,
        patience: Patience,
        limits: Limits = Limits(),
    ) -> None:
        self._api = api
        self._transact = transact
        self._clock = clock
        self._owner = owner
        self._patience = patience
        self._limits = limits
        self._queues: dict[int, deque[Delivery]] = {}
        self._held: set[int] = set()
        self._behind: set[int] = set()
        self._claiming = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._wide = min(limits.in_flight_at_first, limits.in_flight)
        self._slots = asyncio.Semaphore(self._wide)
        self._delayed = 0
        self._pauses = 0
        self._open = asyncio.Event()
        self._open.set()
        self._idle = asyncio.Event()
        self._idle.set()

    def hand_over(self, deliveries: Sequence[Delivery]) -> None:
        """Send what was just committed; what was promised without a lease waits for the sweeper."""
        for delivery in deliveries:
            if is_ours_to_send(delivery) and delivery.id not in self._held:
                self._queue_of(delivery).append(delivery)

    async def recover(self) -> None:
        """Take up what an earlier life of this replica left in the outbox."""
        await self._insist(release_all, owner=self._owner)
        while await self._claim():
            pass
        log.info("outbox_recovered", count=len(self._held))

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`: keep what is held, and take up what is due or was left by others."""
        while not stop.is_set():
            await unless_stopped(self._sweep(), stop)
            await unless_stopped(self._patience.sleep(self._limits.sweep_seconds), stop)

    async def drained(self) -> None:
        """Return when nothing is in memory any more."""
        await self._idle.wait()

    async def close(self, *, within: float) -> None:
        """Send what can be sent in that time; the rest stays in the outbox for the next start."""
        try:
            async with asyncio.timeout(within):
                await self.drained()
        except TimeoutError:
            log.warning("outbox_not_drained", count=len(self._held))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        try:
            await self._transact(release_all, owner=self._owner)
        except Exception as error:  # the leases run out by themselves
            log.warning("leases_not_given_back", exc_info=error)

    async def _sweep(self) -> None:
        # Only while something is held back: what was leased and never handed over must lapse.
        if self._delayed:
            lease_until = self._clock() + self._limits.lease
            await self._insist(renew_leases, owner=self._owner, lease_until=lease_until)
        if len(self._held) < self._limits.held:
            await self._claim()

    async def _claim(self) -> bool:
        """Take up the oldest open delivery of each chat; say whether there may be more."""
        async with self._claiming:  # or one chat's claim could bring another's too late
            now = self._clock()
            claimed: Sequence[Delivery] = await self._insist(
                claim_due,
                owner=self._owner,
                now=now,
                lease_until=now + self._limits.lease,
                limit=self._limits.claimed_at_once,
            )
            for delivery in claimed:
                if delivery.id not in self._held:
                    self._queue_of(delivery).appendleft(delivery)
                    self._behind.add(delivery.chat_id)
        return len(claimed) == self._limits.claimed_at_once

    def _queue_of(self, delivery: Delivery) -> deque[Delivery]:
        """Return the queue of its chat, and see to it that somebody serves it."""
        self._held.add(delivery.id)
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
                    self._held.discard(delivery.id)
                waited = True
                if chat_id in self._behind:
                    await self._catch_up(chat_id)
        finally:
            self._held -= {delivery.id for delivery in queue}
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
        failures = 0
        to_send = await self._to_send(delivery)
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
                    self._log_change(delivery, outcome.reason)
                case Held(seconds):
                    await self._delay(self._pause(seconds))
                case Later(reason):
                    failures += 1
                    if failures >= TRIES_WITHOUT_WORDS and to_send.method not in WORDS:
                        await self._settle(Refused("given_up"), delivery, queue)
                        return
                    log.warning(
                        "delivery_delayed",
                        delivery_id=delivery.id,
                        failures=failures,
                        reason=reason,
                    )
                    await self._delay(self._patience.after(failures))
                case _:
                    assert_never(outcome)

    async def _to_send(self, delivery: Delivery) -> Outgoing:
        if "deliveries" not in delivery.payload:
            return outgoing(delivery.method, delivery.payload)
        payload = await self._insist(payload_of, delivery=delivery)
        return outgoing(delivery.method, payload)

    def _log_change(self, delivery: Delivery, reason: str) -> None:
        # Broken markup is a mistake of ours; that people delete messages is not.
        level = logging.ERROR if reason == "bad_markup" else logging.INFO
        log.log(level, "delivery_changed", delivery_id=delivery.id, reason=reason)

    async def _delay(self, wait: Coroutine[Any, Any, None]) -> None:
        self._delayed += 1
        try:
            await wait
        finally:
            self._delayed -= 1

    async def _attempt(
        self, delivery: Delivery, to_send: Outgoing, queue: deque[Delivery], *, waited: bool
    ) -> Outcome:
        """Send once, and write down what became of it before the next may go.

        What waited may have been called off meanwhile: somebody wants no more messages, or has
        taken back or erased what it says.
        """
        waited = waited or self._slots.locked() or not self._open.is_set()
        async with self._slots:
            await self._open.wait()
            if waited and not await self._insist(is_open, id=delivery.id):
                return Refused("called_off")
            outcome = await self._send(delivery, to_send)
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

    async def _send(self, delivery: Delivery, to_send: Outgoing) -> Outcome:
        limits = self._limits
        has_file = to_send.method in FILE_METHODS
        within = limits.upload_seconds if has_file else limits.call_seconds
        try:
            result = await self._api.call(to_send.method, to_send.payload, within=within)
        except TelegramError as error:
            return judge(error, to_send)
        except Exception:
            log.exception("delivery_broken", delivery_id=delivery.id)
            return Refused("broken")
        return accepted(result)

    async def _settle(
        self, outcome: Accepted | Refused | Unreachable, delivery: Delivery, queue: deque[Delivery]
    ) -> None:
        now = self._clock()
        match outcome:
            case Accepted(message_id):
                await self._insist(delivery_sent, delivery=delivery, message_id=message_id, now=now)
            case Refused(reason):
                log.error("delivery_refused", delivery_id=delivery.id, reason=reason)
                await self._insist(
                    delivery_refused, delivery_id=delivery.id, reason=reason, now=now
                )
            case Unreachable():
                log.info("chat_unreachable", delivery_id=delivery.id)
                # What is promised from here on may be to a person who has come back.
                self._held -= {doomed.id for doomed in queue}
                queue.clear()
                await self._insist(chat_unreachable, chat_id=delivery.chat_id, now=now)
            case _:
                assert_never(outcome)

    async def _insist(self, work: Callable[..., Any], **facts: Any) -> Any:
        """Have it kept, however long the storage is away: trying here beats sending again."""
        failures = 0
        while True:
            try:
                return await self._transact(work, **facts)
            except Exception as error:  # whatever it is, nobody else would try
                failures += 1
                log.warning("outbox_unavailable", exc_info=error, failures=failures)
            await self._patience.after(failures)

    async def _pause(self, seconds: float) -> None:
        """Send nothing to anybody: Telegram counts all of a bot's messages together."""
        log.warning("sending_paused", seconds=seconds)
        self._pauses += 1
        self._open.clear()
        try:
            await self._patience.sleep(seconds)
        finally:
            self._pauses -= 1
            if not self._pauses:
                self._open.set()
