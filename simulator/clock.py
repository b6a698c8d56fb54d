"""The time, and the bell that tells of changes."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from time import time

Clock = Callable[[], datetime]


def wall_clock() -> datetime:
    """Return the machine's time, for those who hand in no clock of their own."""
    return datetime.fromtimestamp(time(), tz=UTC)


class Bell:
    """Wakes everybody who waits for a change, without asking what changed."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()
        self._rung = asyncio.Event()

    def listen(self) -> asyncio.Event:
        """Return what the next change sets.

        Who takes a while to look asks for it first, or would miss what changes meanwhile.
        """
        return self._rung

    async def wait(self) -> None:
        await self._rung.wait()
