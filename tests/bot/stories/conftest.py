"""A bot at home, and people with phones."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from simulator import Simulator
from tests.bot.edge import Bot, Home, Phone, Watch, furnish, running


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return furnish(tmp_path_factory.mktemp("furnished"))


@pytest.fixture
def home(furnished: Home, tmp_path: Path) -> Home:
    return furnished.copied_to(tmp_path)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def bot(home: Home, watch: Watch) -> AsyncIterator[Bot]:
    async with running(home, watch=watch, simulator=Simulator(clock=watch)) as bot:
        yield bot


@pytest.fixture
async def maria(bot: Bot) -> Phone:
    """María, who has come in, agreed, and sent her profile."""
    maria = bot.phone("María")
    await maria.arrives()
    return maria


@pytest.fixture
async def lucia(bot: Bot) -> Phone:
    """Lucía, an organiser."""
    lucia = bot.phone("Lucía")
    await lucia.starts(bot.home.organisers)
    return lucia


@pytest.fixture
async def pablo(bot: Bot) -> Phone:
    """Pablo, an organiser as well."""
    pablo = bot.phone("Pablo")
    await pablo.starts(bot.home.organisers)
    return pablo
