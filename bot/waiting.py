"""How long to wait before the next try, and how to stop waiting."""

import asyncio
import random
import time
from collections.abc import Callable, Collection, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")

LONGEST_WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How time passes between two tries; tests hand in one that takes no time."""

    sleep: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep
    jitter: Callable[[], float] = random.random
    time: Callable[[], float] = time.monotonic  # in seconds, from no moment in particular

    async def after(self, failures: int) -> None:
        """Wait 1, 2, 4 … 60 seconds, less up to a half, so that many do not come back at once."""
        whole = min(LONGEST_WAIT, 2.0 ** min(failures - 1, 6))
        await self.sleep(whole * (1 - self.jitter() / 2))


async def unless_stopped(work: Coroutine[Any, Any, T], stop: asyncio.Event) -> T | None:
    """Await `work` until `stop`; what is not done by then is cancelled, and None comes back."""
    working = asyncio.ensure_future(work)
    stopped = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        await cancel_all((working, stopped))


async def cancel_all(tasks: Collection[asyncio.Future[Any]]) -> None:
    """Cancel what still runs; return when all have ended, whatever they met."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def from_any_thread(wake: Callable[[], None]) -> Callable[[], None]:
    """Return what calls `wake` in the loop that runs now, from whatever thread, while it runs."""
    loop = asyncio.get_running_loop()

    def wake_in_loop() -> None:
        with suppress(RuntimeError):  # it has ended, and nobody waits there any more
            loop.call_soon_threadsafe(wake)

    return wake_in_loop
