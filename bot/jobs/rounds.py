"""What waits is worked off again and again: all that is due, a rest, and again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from bot.waiting import Patience, unless_stopped

SWEEP_SECONDS: Final = 5.0  # how late something may be that nobody has rung for


class Rounds:
    """Work off what is due, again and again.

    `release` takes up what an earlier life of this replica was at when it ended. `on_failure` hears
    of a round that met an error; what was claimed in it is due again later.
    """

    def __init__(
        self,
        work_off: Callable[[], Awaitable[None]],
        *,
        release: Callable[[], Awaitable[None]],
        on_failure: Callable[[Exception], None],
        patience: Patience,
    ) -> None:
        self._work_off = work_off
        self._release = release
        self._on_failure = on_failure
        self._patience = patience
        self._has_released = False
        self._working = asyncio.Lock()
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Look at once: something has just come."""
        self._rung.set()

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            self._rung.clear()
            await unless_stopped(self._try(), stop)
            await unless_stopped(self._rest(), stop)

    async def go(self) -> None:
        """Work off all that is due; return when that is done, also by a call before this one."""
        async with self._working:
            if not self._has_released:
                await self._release()
                self._has_released = True
            await self._work_off()

    async def _try(self) -> None:
        try:
            await self.go()
        except Exception as error:  # noqa: BLE001 -- whose rounds these are logs it
            self._on_failure(error)

    async def _rest(self) -> None:
        await unless_stopped(self._patience.sleep(SWEEP_SECONDS), self._rung)
