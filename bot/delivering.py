"""One promised message to Telegram, and what became of it into the outbox: what all senders share."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, assert_never

import structlog
from telegram.error import TelegramError

from bot.actions.deliveries import (
    Delivery,
    Pacing,
    chat_unreachable,
    delivery_refused,
    delivery_sent,
    hold,
    payload_of,
    release_all,
    renew_leases,
    seconds_held,
)
from bot.client import BotApi
from bot.drawn import NotDrawn
from bot.gate import Gate
from bot.outcomes import (
    Accepted,
    Instead,
    Outcome,
    Outgoing,
    Refused,
    Unreachable,
    accepted,
    as_text,
    judge,
    outgoing,
)
from bot.uploads import FILE_METHODS, upload
from bot.waiting import Patience, unless_stopped

log = structlog.get_logger(__name__)

Transact = Callable[..., Awaitable[Any]]
Draw = Callable[[Mapping[str, Any]], Awaitable[bytes]]


BEAT_SECONDS = 5.0  # a lease outlives a beat that comes late


@dataclass(frozen=True, slots=True)
class Terms:
    """How long Telegram may take to answer."""

    call_seconds: float = 20
    upload_seconds: float = 120


class Courier:
    """Calls Telegram for the senders of this process, which is `owner` in the outbox."""

    def __init__(  # noqa: PLR0913 -- what it is put together from, each by name
        self,
        api: BotApi,
        transact: Transact,
        *,
        clock: Callable[[], datetime],
        owner: str,
        patience: Patience,
        pacing: Pacing,
        lease: timedelta,
        draw: Draw,
        terms: Terms = Terms(),
    ) -> None:
        self._api = api
        self._transact = transact
        self._lease = lease
        self._draw = draw
        self._terms = terms
        self._pausing = asyncio.Event()
        self._holding = asyncio.Event()
        self.clock = clock
        self.owner = owner
        self.patience = patience
        self.pacing = pacing
        self.gate = Gate(patience)
        self.held: set[int] = set()

    def lease_until(self) -> datetime:
        return self.clock() + self._lease

    def hold(self, delivery_id: int) -> None:
        """Keep the lease of this message until it is let go."""
        self.held.add(delivery_id)
        self._holding.set()

    def obey(self) -> None:
        """Look how long a pause is that another replica was asked for."""
        self._pausing.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`: keep what is held, and obey what other replicas were told."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(unless_stopped(self._beat(), stop))
            tasks.create_task(unless_stopped(self._obey(), stop))

    async def _beat(self) -> None:
        while True:
            await self._holding.wait()
            await self.patience.sleep(BEAT_SECONDS)
            if self.held:
                await self.insist(
                    renew_leases,
                    owner=self.owner,
                    ids=tuple(self.held),
                    lease_until=self.lease_until(),
                )
            else:
                self._holding.clear()

    async def _obey(self) -> None:
        while True:
            await self._pausing.wait()
            self._pausing.clear()
            now = self.clock()
            seconds = await self.insist(seconds_held, now=now, pacing=self.pacing)
            if seconds:
                await self.gate.shut(seconds)

    async def pause(self, seconds: float) -> None:
        """Send nothing for so long, as Telegram asks, and let the other replicas know."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._tell_others(seconds))
            await self.gate.shut(seconds)

    async def _tell_others(self, seconds: float) -> None:
        try:
            await self._transact(hold, seconds=seconds, now=self.clock(), pacing=self.pacing)
        except Exception as error:  # they would be told the same by Telegram itself
            log.warning("pause_not_told", exc_info=error)

    async def prepare(self, delivery: Delivery) -> Outgoing:
        """Return the call that is to be made; pictures are drawn for it here."""
        payload: Mapping[str, Any] = delivery.payload
        if "deliveries" in payload:
            payload = await self.insist(payload_of, delivery=delivery)
        to_send = outgoing(delivery.method, payload)
        return await self._drawn(to_send) if "drawing" in payload else to_send

    async def _drawn(self, to_send: Outgoing) -> Outgoing:
        """Put the picture in place of its description; where that fails, its caption is all."""
        rest = {name: value for name, value in to_send.payload.items() if name != "drawing"}
        try:
            picture = await self._draw(to_send.payload["drawing"])
            return replace(to_send, payload=rest | {"photo": upload("picture.png", picture)})
        except NotDrawn:
            log.error("not_drawn")  # noqa: TRY400 -- it has nothing more to say
            return as_text(replace(to_send, payload=rest))

    async def call(self, delivery: Delivery, to_send: Outgoing) -> Outcome:
        terms = self._terms
        has_file = to_send.method in FILE_METHODS
        within = terms.upload_seconds if has_file else terms.call_seconds
        try:
            result = await self._api.call(to_send.method, to_send.payload, within=within)
        except TelegramError as error:
            return judge(error, to_send)
        except Exception:
            log.exception("delivery_broken", delivery_id=delivery.id)
            return Refused("broken")
        return accepted(result)

    async def settle(self, outcome: Accepted | Refused | Unreachable, delivery: Delivery) -> None:
        """Write down what became of it, however long the storage is away."""
        now = self.clock()
        match outcome:
            case Accepted(message_id):
                await self.insist(
                    delivery_sent,
                    delivery=delivery,
                    message_id=message_id,
                    now=now,
                    pacing=self.pacing,
                )
            case Refused(reason):
                log.error("delivery_refused", delivery_id=delivery.id, reason=reason)
                await self.insist(delivery_refused, delivery=delivery, reason=reason, now=now)
            case Unreachable():
                log.info("chat_unreachable", delivery_id=delivery.id)
                await self.insist(chat_unreachable, chat_id=delivery.chat_id, now=now)
            case _:
                assert_never(outcome)

    async def insist(self, work: Callable[..., Any], **facts: Any) -> Any:
        """Have it kept, however long the storage is away: trying here beats sending again."""
        failures = 0
        while True:
            try:
                return await self._transact(work, **facts)
            except Exception as error:  # whatever it is, nobody else would try
                failures += 1
                log.warning("outbox_unavailable", exc_info=error, failures=failures)
            await self.patience.after(failures)

    async def close(self) -> None:
        """Give back what is still held, when all who send have ended."""
        try:
            await self._transact(release_all, owner=self.owner)
        except Exception as error:  # the leases run out by themselves
            log.warning("leases_not_given_back", exc_info=error)

    def log_change(self, delivery: Delivery, changed: Instead) -> None:
        # Broken markup is a mistake of ours; that people delete messages is not.
        level = logging.ERROR if changed.reason == "bad_markup" else logging.INFO
        log.log(level, "delivery_changed", delivery_id=delivery.id, reason=changed.reason)
