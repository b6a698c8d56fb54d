"""The gate that Telegram shuts: while it wants a pause, nothing goes to anybody."""

import asyncio

import structlog

from bot.waiting import Patience

log = structlog.get_logger(__name__)


class Gate:
    """Open, or shut by so many pauses that run at once; open again when the last has ended."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._pauses = 0
        self._open = asyncio.Event()
        self._open.set()

    @property
    def is_open(self) -> bool:
        return self._open.is_set()

    async def opened(self) -> None:
        await self._open.wait()

    async def shut(self, seconds: float) -> None:
        """Stay shut for so long: Telegram counts all of a bot's messages together."""
        log.warning("sending_paused", seconds=seconds)
        self._pauses += 1
        self._open.clear()
        try:
            await self._patience.sleep(seconds)
        finally:
            self._pauses -= 1
            if not self._pauses:
                self._open.set()
