"""How long to wait before the next try, and how to stop waiting."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

Sleep = Callable[[float], Coroutine[Any, Any, None]]
Jitter = Callable[[], float]
LONGEST_WAIT = 60.0


def backoff(failures: int, *, jitter: Jitter) -> float:
    """Return 1, 2, 4 … 60 seconds, less up to a half, so that many do not come back at once."""
    whole = min(LONGEST_WAIT, 2.0 ** min(failures - 1, 6))
    return whole * (1 - jitter() / 2)


async def unless_stopped(work: Coroutine[Any, Any, T], stop: asyncio.Event) -> T | None:
    """Await `work` until `stop`; what is not done by then is cancelled, and None comes back."""
    working = asyncio.ensure_future(work)
    stopped = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        await _cancel(working, stopped)


async def _cancel(*tasks: "asyncio.Future[Any]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
