"""What nobody asked for goes out here, at the pace that all replicas share: notices and broadcasts.

A message is claimed with a moment of its own, at most half a second ahead; that it is being sent is
kept just before the call. So what a dying process leaves is either surely unsent or in flight.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from bot.actions.deliveries import (
    Claim,
    Delivery,
    begin_sending,
    give_back,
    look_for_paced,
    try_later,
)
from bot.delivering import Courier
from bot.outcomes import Accepted, Held, Instead, Later, Outgoing, Refused, Unreachable
from bot.waiting import cancel_all, unless_stopped

log = structlog.get_logger(__name__)

MOST_TRIES = 40  # some five hours
LONGEST_SECONDS = 600.0
CATCHING_UP = 0.98  # of an interval, so that a moment missed by little is not missed for ever


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is under way at once, and how late it may be before it takes another moment."""

    under_way: int = 60
    in_flight: int = 30
    lead: timedelta = timedelta(milliseconds=30)  # in which it is kept that it is being sent
    late: timedelta = timedelta(milliseconds=40)  # of 70, two messages, that the pace leaves
    given_back_in_a_row: int = 5
    take_over_seconds: float = 5
    longest_rest_seconds: float = 60


class Broadcaster:
    """Claims what is due a little ahead, and sends each message at its moment.

    `poll_seconds`: how often to look where bells of other replicas may be missed; None: never.
    """

    def __init__(
        self, courier: Courier, *, poll_seconds: float | None, limits: Limits = Limits()
    ) -> None:
        self._courier = courier
        self._poll_seconds = poll_seconds
        self._has_replicas = poll_seconds is not None
        self._limits = limits
        self._under_way: set[asyncio.Task[None]] = set()
        self._in_flight = asyncio.Semaphore(limits.in_flight)
        self._turn = asyncio.Lock()
        self._sent_at: datetime | None = None
        self._took_over_at: datetime | None = None
        self._given_back = 0
        self._awake = asyncio.Event()
        self._runs = False
        self._idle = asyncio.Event()
        self._idle.set()

    def wake(self) -> None:
        """Look at once: something is promised, or may be sent now."""
        self._awake.set()
        if self._runs:
            self._idle.clear()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`: send what is due."""
        self._runs = True
        try:
            await unless_stopped(self._warm_up(), stop)
            while not stop.is_set():
                self._awake.clear()
                await unless_stopped(self._look(), stop)
        finally:
            self._runs = False
            self._idle.set()

    async def _warm_up(self) -> None:
        """Let what is slow the first time be over before there are moments to miss."""
        for _ in range(4):
            lease_until = self._courier.lease_until()
            await self._courier.insist(
                begin_sending, id=0, owner=self._courier.owner, lease_until=lease_until
            )

    async def drained(self) -> None:
        """Return when nothing that may be sent now is left, for all that is known."""
        await self._idle.wait()

    async def close(self, *, within: float) -> None:
        """Let what is in flight arrive; the rest stays in the outbox."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=within)
        await cancel_all(self._under_way)

    async def _look(self) -> None:
        """Take up what is due; return when it is time to look again."""
        room = self._limits.under_way - len(self._under_way)
        if not room:
            await self._awake.wait()
            return
        now = self._courier.clock()
        claim: Claim = await self._courier.insist(
            look_for_paced,
            owner=self._courier.owner,
            now=now,
            lease_until=self._courier.lease_until(),
            pacing=self._courier.pacing,
            most=room,
            takes_over=self._takes_over(now),
        )
        ahead = _ahead(claim.at, after=now, before=self._courier.clock())
        for delivery, moment in claim.paced:
            self._start(delivery, moment + ahead)
        if not self._under_way and not claim.has_more and not self._awake.is_set():
            self._idle.set()
        await self._rest(claim.look_in)

    def _takes_over(self, now: datetime) -> bool:
        """Tell whether it is time to see what dead replicas have left: that takes a while."""
        last = self._took_over_at
        if last is not None and (now - last).total_seconds() < self._limits.take_over_seconds:
            return False
        self._took_over_at = now
        return True

    async def _rest(self, look_in: timedelta | None) -> None:
        waits = None if look_in is None else look_in.total_seconds()
        known = [seconds for seconds in (waits, self._poll_seconds) if seconds is not None]
        if not known:
            await self._awake.wait()
            return
        seconds = min(*known, self._limits.longest_rest_seconds)
        if seconds > 0:
            await unless_stopped(self._courier.patience.sleep(seconds), self._awake)

    def _start(self, delivery: Delivery, at: datetime) -> None:
        self._courier.hold(delivery.id)
        self._idle.clear()
        task = asyncio.create_task(self._send(delivery, at))
        self._under_way.add(task)
        task.add_done_callback(lambda done: self._end(done, delivery))

    def _end(self, task: asyncio.Task[None], delivery: Delivery) -> None:
        self._courier.held.discard(delivery.id)
        was_full = len(self._under_way) == self._limits.under_way
        self._under_way.discard(task)
        if was_full or not self._under_way:
            self.wake()

    async def _send(self, delivery: Delivery, at: datetime) -> None:
        courier = self._courier
        to_send = await courier.prepare(delivery)
        if "drawing" in delivery.payload:  # which takes longer than any moment is away
            at = max(at, courier.clock())
        await self._sleep_until(at - self._limits.lead)
        await courier.gate.opened()
        async with self._in_flight:
            if self._is_too_late(at):
                await courier.insist(give_back, id=delivery.id, owner=courier.owner)
                return
            lease_until = courier.lease_until()
            if await courier.insist(
                begin_sending, id=delivery.id, owner=courier.owner, lease_until=lease_until
            ):
                await self._sleep_until(at)
                await self._call_in_time(delivery, to_send, at, lease_until)

    async def _call_in_time(
        self, delivery: Delivery, to_send: Outgoing, at: datetime, lease_until: datetime
    ) -> None:
        """Call at the moment; where keeping the beginning took too long, take another moment."""
        await self._take_turn()
        if self._is_too_late(at):
            await self._put_back(delivery, seconds=0, attempts=delivery.attempts)
            return
        self._given_back = 0
        await self._call(delivery, to_send, lease_until)

    def _is_too_late(self, at: datetime) -> bool:
        """Tell whether the moment is over: it would be sent together with those of other replicas.

        Where there are none, the turns that are taken here keep the distance. Not for ever, or
        where it takes long to keep anything nothing would be sent at all.
        """
        late = self._has_replicas and self._courier.clock() - at > self._limits.late
        gives_back = late and self._given_back < self._limits.given_back_in_a_row
        self._given_back += gives_back
        return gives_back

    async def _take_turn(self) -> None:
        """Keep a distance from the one before: after a stall many moments come at once."""
        async with self._turn:
            if self._sent_at is not None:
                distance = self._courier.pacing.interval * CATCHING_UP
                await self._sleep_until(min(self._sent_at, self._courier.clock()) + distance)
            self._sent_at = self._courier.clock()

    async def _sleep_until(self, at: datetime) -> None:
        seconds = (at - self._courier.clock()).total_seconds()
        if seconds > 0:
            await self._courier.patience.sleep(seconds)

    async def _call(self, delivery: Delivery, to_send: Outgoing, lease_until: datetime) -> None:
        """Call until it is known what becomes of it; who slept over its lease calls no more."""
        while self._courier.clock() < lease_until:
            outcome = await self._courier.call(delivery, to_send)
            if not isinstance(outcome, Instead):
                await self._conclude(outcome, delivery)
                return
            self._courier.log_change(delivery, outcome)
            to_send = outcome.outgoing
            await self._take_turn()

    async def _conclude(
        self, outcome: Accepted | Held | Later | Refused | Unreachable, delivery: Delivery
    ) -> None:
        courier = self._courier
        match outcome:
            case Accepted() | Refused() | Unreachable():
                await courier.settle(outcome, delivery)
            case Held(seconds):
                await self._put_back(delivery, seconds=0, attempts=delivery.attempts)
                await courier.pause(seconds)
            case Later(reason):
                attempts = delivery.attempts + 1
                if attempts == MOST_TRIES:
                    await courier.settle(Refused("given_up"), delivery)
                    return
                log.warning(
                    "delivery_delayed", delivery_id=delivery.id, failures=attempts, reason=reason
                )
                whole = min(LONGEST_SECONDS, 2.0**attempts)
                seconds = whole * (1 - courier.patience.jitter() / 2)
                await self._put_back(delivery, seconds=seconds, attempts=attempts)
            case _:
                assert_never(outcome)

    async def _put_back(self, delivery: Delivery, *, seconds: float, attempts: int) -> None:
        await self._courier.insist(
            try_later,
            delivery=delivery,
            owner=self._courier.owner,
            due_at=self._courier.clock() + timedelta(seconds=seconds),
            attempts=attempts,
        )
        self.wake()


def _ahead(other: datetime, *, after: datetime, before: datetime) -> timedelta:
    """Return by how much this clock is ahead of another, which was read between two moments of it.

    They are taken to agree unless that cannot be: how long the reading took says nothing of them.
    """
    return min(max(after - other, timedelta()), before - other)
