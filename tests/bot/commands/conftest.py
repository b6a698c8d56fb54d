"""The command as an operator types it, in a directory of its own, against a simulator."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from simulator import Simulator

Types: TypeAlias = Callable[..., Coroutine[Any, Any, Result]]


@pytest.fixture
def simulator() -> Simulator:
    return Simulator()


@pytest.fixture
async def types(
    simulator: Simulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Types]:
    """Return a function that runs `tertulia` with these arguments, as in a terminal of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    async with simulator.serve() as url:
        monkeypatch.setenv("TERTULIA_TOKEN", simulator.token)
        monkeypatch.setenv("TERTULIA_API_URL", url)

        async def type_(*arguments: str, keyed: str = "") -> Result:
            return await asyncio.to_thread(
                lambda: CliRunner().invoke(app, list(arguments), input=keyed)
            )

        yield type_


CREATE = (
    "workshop", "create", "Buenas prácticas contra la trata",
    "--starts", "2026-11-23", "--ends", "2026-11-25",
    "--zone", "America/Tegucigalpa", "--countries", "CO,CR,GT,HN,MX,DO",
)  # fmt: skip


@pytest.fixture
async def workshop(types: Types) -> str:
    """Create the workshop, and return its number."""
    created = await types(*CREATE)
    return created.stdout.split()[0]
