from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
import telegram
from telegram.request import HTTPXRequest

from simulator import Person, Simulator

Answer = tuple[int, dict[str, Any]]
Api = Callable[..., Awaitable[Answer]]


class Watch:
    """A clock that goes only when it is told to."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **how_long: float) -> None:
        self.at += timedelta(**how_long)


def library(sim: Simulator, url: str) -> telegram.Bot:
    """Return python-telegram-bot's Bot without its certificates, which take 20 ms to load."""
    return telegram.Bot(
        sim.token,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=HTTPXRequest(httpx_kwargs={"verify": False}),
        get_updates_request=HTTPXRequest(httpx_kwargs={"verify": False}),
    )


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def sim(watch: Watch) -> Simulator:
    return Simulator(clock=watch, pause_seconds=0.001)


@pytest.fixture
def maria(sim: Simulator) -> Person:
    """Somebody who has pressed START, which the bot has heard of."""
    maria = sim.add_person("María", language_code="es-419")
    sim.start(maria)
    sim.world.updates.drop()
    return maria


@pytest.fixture
async def url(sim: Simulator) -> AsyncIterator[str]:
    async with sim.serve() as url:
        yield url


@pytest.fixture
async def bot(sim: Simulator, url: str) -> AsyncIterator[telegram.Bot]:
    async with library(sim, url) as bot:
        yield bot


@pytest.fixture
def spans_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the library give durations as such; it warns of the numbers it gives otherwise."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def api(sim: Simulator, url: str, session: aiohttp.ClientSession) -> Api:
    """Call a method with JSON, without any library's help, and give the status and the body."""

    async def call(method: str, **params: Any) -> Answer:
        address = f"{url}/bot{sim.token}/{method}"
        async with session.post(address, json=params) as answer:
            return answer.status, await answer.json()

    return call
