"""What the tests of the edge share: a Telegram on this machine, and waits that take no time."""

import asyncio
import itertools
import logging
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from io import StringIO

import pytest
import structlog
from pydantic import SecretStr

from bot.client import BotApi
from bot.logs import configure
from bot.waiting import Patience
from simulator import TOKEN, Simulator


class Waits:
    """Stands in for asyncio.sleep: takes no time, and remembers how long was asked for."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def patience(waits: Waits) -> Patience:
    return Patience(sleep=waits, jitter=lambda: 0.0, time=itertools.count().__next__)


@pytest.fixture
def simulator() -> Simulator:
    return Simulator()


@pytest.fixture
async def api_url(simulator: Simulator) -> AsyncIterator[str]:
    async with simulator.serve() as url:
        yield url


@pytest.fixture
async def api(simulator: Simulator, api_url: str) -> AsyncIterator[BotApi]:
    async with BotApi(SecretStr(simulator.token), api_url=api_url) as opened:
        yield opened


@pytest.fixture(autouse=True)
def logs() -> Iterator[StringIO]:
    """Collect all logs at DEBUG; after each test, nothing called a canary may be in them."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, sys.excepthook, threading.excepthook
    collected = StringIO()
    configure("DEBUG", secrets=[TOKEN], style="json", stream=collected)
    yield collected
    root.handlers[:], root.level, sys.excepthook, threading.excepthook = before
    structlog.reset_defaults()
    assert "canary" not in collected.getvalue()
    assert TOKEN not in collected.getvalue()
