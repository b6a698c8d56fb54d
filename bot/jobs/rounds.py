"""What waits is worked off when it is due: the loop sleeps until then, or until somebody rings."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from bot.waiting import Patience, unless_stopped

LONGEST_REST_SECONDS: Final = 600.0  # the clock of the machine may be set, or the machine asleep


class Rounds:
    """Work off what is due, again and again.

    `work_off` returns when something is due next, or None. `release` takes up what an earlier life
    of this replica was at when it ended. `on_failure` hears of a round that met an error; what was
    claimed in it is due again later. `poll_seconds` is how long at most nobody looks, where the bell
    of another replica could be missed.
    """

    def __init__(
        self,
        work_off: Callable[[], Awaitable[datetime | None]],
        *,
        release: Callable[[], Awaitable[None]],
        on_failure: Callable[[Exception], None],
        now: Callable[[], datetime],
        patience: Patience,
        poll_seconds: float | None = None,
    ) -> None:
        self._work_off = work_off
        self._release = release
        self._on_failure = on_failure
        self._now = now
        self._patience = patience
        self._longest = poll_seconds or LONGEST_REST_SECONDS
        self._has_released = False
        self._working = asyncio.Lock()
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Look at once: something has just come."""
        self._rung.set()

    async def run(self, stop: asyncio.Event) -> None:
        failures = 0
        while not stop.is_set():
            self._rung.clear()
            try:
                due_at = await unless_stopped(self.go(), stop)
                failures = 0
            except Exception as error:  # noqa: BLE001 -- whose rounds these are logs it
                self._on_failure(error)
                failures += 1
                await unless_stopped(self._patience.after(failures), stop)
                continue
            await unless_stopped(self._rest(due_at), stop)

    async def go(self) -> datetime | None:
        """Work off all that is due; return when that is done, also by a call before this one."""
        async with self._working:
            if not self._has_released:
                await self._release()
                self._has_released = True
            return await self._work_off()

    async def _rest(self, due_at: datetime | None) -> None:
        seconds = self._longest
        if due_at is not None:
            seconds = min(seconds, max(0.0, (due_at - self._now()).total_seconds()))
        await unless_stopped(self._patience.sleep(seconds), self._rung)
