"""What the tests of the edge share: a Telegram on this machine, and waits that take no time."""

import asyncio
import logging
import sys
import threading
from collections.abc import AsyncIterator, Iterator

import pytest
import structlog
from pydantic import SecretStr

from bot.client import BotApi
from simulator import Simulator


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


@pytest.fixture
def logging_restored() -> Iterator[None]:
    """Leave logs and hooks as they were, for the tests that come after."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, sys.excepthook, threading.excepthook
    yield
    root.handlers[:], root.level, sys.excepthook, threading.excepthook = before
    structlog.reset_defaults()
