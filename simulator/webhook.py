"""Delivery to the bot's webhook: in order within a lane, again and again until it says 2xx."""

import asyncio
from contextlib import suppress

import aiohttp

from simulator.methods import call
from simulator.params import read_params
from simulator.refusals import Refused
from simulator.updates import Update
from simulator.world import Hook, World

LONGEST_PAUSES = 64  # times the first one
ANSWER_SECONDS = 60
GOOD = range(200, 300)

Lane = tuple[str, int]


class Undelivered(Exception):
    """The bot did not take an update."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Courier:
    """Brings updates to the webhook while the server runs."""

    def __init__(self, world: World, *, pause_seconds: float) -> None:
        self._world = world
        self._pause_seconds = pause_seconds
        self._busy: set[Lane] = set()

    async def run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as group:
            while True:
                for lane in self._free_lanes():
                    self._busy.add(lane)
                    group.create_task(self._walk(session, lane))
                await self._world.bell.wait()

    def _free_lanes(self) -> list[Lane]:
        hook = self._world.hook
        if not hook.url:
            return []
        waiting = dict.fromkeys(update.lane for update in self._world.updates.waiting())
        free = [lane for lane in waiting if lane not in self._busy]
        return free[: hook.max_connections - len(self._busy)]

    async def _walk(self, session: aiohttp.ClientSession, lane: Lane) -> None:
        """Deliver what waits in one lane, one update after the other."""
        hook, pause = self._world.hook, self._pause_seconds
        while self._world.hook is hook and (update := self._first_of(lane)) is not None:
            try:
                await self._deliver(session, hook, update)
            except Undelivered as failure:
                hook.last_error, hook.last_error_at = str(failure), self._world.clock()
                self._world.bell.ring()
                await self._rest(hook, failure.retry_after or pause)
                pause = min(2 * pause, LONGEST_PAUSES * self._pause_seconds)
            else:
                self._world.updates.done(update)
                pause = self._pause_seconds
        self._busy.discard(lane)
        self._world.bell.ring()

    def _first_of(self, lane: Lane) -> Update | None:
        return next((one for one in self._world.updates.waiting() if one.lane == lane), None)

    async def _deliver(self, session: aiohttp.ClientSession, hook: Hook, update: Update) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
        try:
            async with session.post(hook.url, json=update.as_json(), headers=headers) as answer:
                body = await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Undelivered(f"Connection failed: {type(error).__name__}") from None
        if answer.status not in GOOD:
            wanted = answer.headers.get("Retry-After", "")
            raise Undelivered(
                f"Wrong response from the webhook: {answer.status} {answer.reason}",
                float(wanted) if wanted.isdecimal() else None,
            )
        await self._carry_out(answer.headers.get("Content-Type", ""), body)

    async def _carry_out(self, content_type: str, body: bytes) -> None:
        """Carry out the method in the answer; the bot never hears how it went."""
        with suppress(Refused):
            params = read_params("", content_type, body)
            if params.has("method"):
                await call(self._world, params.text("method"), params)

    async def _rest(self, hook: Hook, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._world.hook is hook:
                    await self._world.bell.wait()
