"""What happens by the clock: digests at their hour, and what is old is forgotten."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import structlog

from bot.actions.deliveries import Delivery
from bot.waiting import Patience, unless_stopped

log = structlog.get_logger(__name__)

TICK_SECONDS = 30.0  # how late a digest may be

Task = Callable[[datetime], Awaitable[Sequence[Delivery]]]


class Clock:
    """Run `tasks` again and again; each decides itself whether something is due."""

    def __init__(
        self,
        tasks: Sequence[Task],
        *,
        hand_over: Callable[[Sequence[Delivery]], None],
        now: Callable[[], datetime],
        patience: Patience,
    ) -> None:
        self._tasks = tasks
        self._hand_over = hand_over
        self._now = now
        self._patience = patience

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self.strike()
            await unless_stopped(self._patience.sleep(TICK_SECONDS), stop)

    async def strike(self) -> None:
        """Let every task see what is due now."""
        for task in self._tasks:
            await self._try(task)

    async def _try(self, task: Task) -> None:
        try:
            self._hand_over(await task(self._now()))
        except Exception as error:  # the next tick may do better; nothing is lost
            log.warning("task_failed", exc_info=error)
