"""A Bot API that counts: 30 messages in any second and no more, 50 ms an answer, faults by a seed.

It knows no chats and keeps what it accepted; the simulator does much more, and that costs time.
"""

import asyncio
import random
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from aiohttp import web

TOKEN = "1:benchmark"  # noqa: S105  # of nobody
MOST_A_SECOND = 30
ANSWER_SECONDS = 0.05
POLL_SECONDS = 20.0


@dataclass(slots=True)
class StrictApi:
    """What arrived when, to whom, and what was refused."""

    fault_rate: float = 0.0
    chance: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311  # a seed makes it again
    accepted: Counter[int] = field(default_factory=Counter)  # messages by chat
    refused: int = 0
    failed: int = 0
    arrivals: list[float] = field(default_factory=list)
    _window: deque[float] = field(default_factory=deque)
    _progress: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def busiest_second(self) -> int:
        """The most messages in any second."""
        most, window = 0, deque[float]()
        for at in self.arrivals:
            window.append(at)
            while at - window[0] >= 1:
                window.popleft()
            most = max(most, len(window))
        return most

    @property
    def a_second(self) -> float:
        return (len(self.arrivals) - 1) / (self.arrivals[-1] - self.arrivals[0])

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._answer)
        runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=ANSWER_SECONDS
        )
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()

    async def reached(self, chats: int) -> None:
        """Return when so many chats have their message."""
        await self.until(lambda: len(self.accepted) >= chats)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Return when the condition holds, which is looked at after each message."""
        while not condition():
            self._progress.clear()
            await self._progress.wait()

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"].lower()
        if method == "getupdates":
            await asyncio.sleep(POLL_SECONDS)
            return _ok([])
        if method != "sendmessage":
            return _ok({"id": 1, "is_bot": True, "first_name": "Bench"})
        return await self._take(int((await request.json())["chat_id"]))

    async def _take(self, chat_id: int) -> web.Response:
        now = monotonic()
        while self._window and now - self._window[0] >= 1:
            self._window.popleft()
        if len(self._window) >= MOST_A_SECOND:
            self.refused += 1
            return _error(429, "Too Many Requests: retry after 1", retry_after=1)
        self._window.append(now)
        self.arrivals.append(now)
        if self.chance.random() < self.fault_rate:
            self.failed += 1
            await asyncio.sleep(ANSWER_SECONDS)
            return _error(self.chance.choice((500, 502)), "Internal Server Error")
        self.accepted[chat_id] += 1
        self._progress.set()
        await asyncio.sleep(ANSWER_SECONDS)
        return _ok({"message_id": len(self.arrivals), "chat": {"id": chat_id, "type": "private"}})


def _ok(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _error(code: int, description: str, **parameters: Any) -> web.Response:
    said = {"ok": False, "error_code": code, "description": description, "parameters": parameters}
    return web.json_response(said, status=code)
