"""The program itself: processes, signals, HTTP, and nothing lost between two lives of it."""

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app import utc_now
from simulator import Fault, Person, Simulator
from tests.bot.edge import Home, furnish

ROOT = Path(__file__).parents[1]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return furnish(tmp_path / "home", now=utc_now())


@asynccontextmanager
async def started(*arguments: str, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start `tertulia` in a process of its own, and end it with SIGTERM where it still runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments,
        cwd=ROOT,
        env={**_without_settings(), **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


def _without_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("TERTULIA_")}


def _settings(home: Home, simulator: Simulator, url: str) -> dict[str, str]:
    return {
        "TERTULIA_TOKEN": simulator.token,
        "TERTULIA_API_URL": url,
        "TERTULIA_DATABASE_URL": home.settings.database_url,
        "TERTULIA_KEY_FILE": str(home.settings.key_file),
    }


async def _says(simulator: Simulator, person: Person, text: str) -> None:
    await simulator.until(
        lambda: any(one.text.startswith(text) for one in simulator.chat(person).from_bot),
        timeout_seconds=30,
    )


async def test_a_killed_bot_goes_on_where_it_was(home: Home) -> None:
    simulator = Simulator()
    maria = simulator.add_person("María", language_code="es-HN")
    async with simulator.serve() as url:
        settings = _settings(home, simulator, url)
        async with started("run", **settings) as first:
            simulator.start(maria, home.participants)
            await _says(simulator, maria, "¿En qué idioma quiere seguir?")
            first.kill()
            await first.wait()
        asked = simulator.chat(maria).from_bot[-1]
        simulator.tap(maria, asked.message_id, "Español")

        async with started("run", **settings) as second:
            await _says(simulator, maria, "¿Tiene 18 años o más?")
            second.terminate()

            assert await second.wait() == 0


async def test_on_postgresql_a_killed_bot_says_at_once_what_it_owes(
    tmp_path: Path, empty_postgresql: str
) -> None:
    home = furnish(tmp_path / "home", postgresql=empty_postgresql, now=utc_now())
    simulator = Simulator()
    maria = simulator.add_person("María", language_code="es-HN")
    async with simulator.serve() as url:
        settings = _settings(home, simulator, url)
        simulator.faults.fail_next("sendMessage", Fault.HANG)
        async with started("run", **settings) as first:
            simulator.start(maria, home.participants)
            await simulator.until(
                lambda: simulator.ledger().pending == 0 and simulator.ledger().confirmed > 0,
                timeout_seconds=30,
            )
            first.kill()
            await first.wait()

        async with started("run", **settings) as second:
            await _says(simulator, maria, "¿En qué idioma quiere seguir?")
            second.terminate()

            assert await second.wait() == 0


async def test_telegram_may_bring_the_updates(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    simulator = Simulator()
    maria = simulator.add_person("María", language_code="es-HN")
    async with simulator.serve() as url:
        settings = _settings(home, simulator, url) | {
            "TERTULIA_WEBHOOK_URL": f"http://127.0.0.1:{port}/updates",
            "TERTULIA_LISTEN": f"127.0.0.1:{port}",
        }
        async with started("run", **settings) as bot:
            await simulator.until(lambda: "setwebhook" in simulator.ledger().calls)
            simulator.start(maria, home.participants)
            await _says(simulator, maria, "¿En qué idioma quiere seguir?")
            async with aiohttp.ClientSession() as visitor:
                healthy = await visitor.get(f"http://127.0.0.1:{port}/healthz")
                forged = await visitor.post(f"http://127.0.0.1:{port}/updates", json={})
            bot.terminate()

            assert await bot.wait() == 0
            assert (healthy.status, forged.status) == (200, 403)


async def test_a_token_that_nobody_knows_ends_the_program_with_a_sentence(home: Home) -> None:
    simulator = Simulator()
    async with simulator.serve() as url:
        settings = _settings(home, simulator, url) | {
            "TERTULIA_TOKEN": "123456:canary-token-canary"
        }
        async with started("run", **settings) as bot:
            said, complained = await bot.communicate()

    assert bot.returncode == 1
    assert complained.decode().splitlines()[-1].startswith("The Bot API does not know this token.")
    assert b"canary" not in said + complained


async def test_two_bots_on_one_sqlite_are_one_too_many(home: Home) -> None:
    simulator = Simulator()
    async with simulator.serve() as url:
        settings = _settings(home, simulator, url)
        async with started("run", **settings):
            await simulator.until(
                lambda: "getupdates" in simulator.ledger().calls, timeout_seconds=30
            )
            async with started("run", LANG="en", **settings) as second:
                _, complained = await second.communicate()

    assert second.returncode == 1
    assert complained.decode().splitlines()[-1].startswith("Another bot already works")


async def test_two_demonstrations_with_the_same_data_are_one_too_many(tmp_path: Path) -> None:
    arguments = ("demo", "--port", "0", "--data", str(tmp_path / "demo"))
    async with started(*arguments) as first:
        assert first.stdout is not None
        await first.stdout.readline()
        async with started(*arguments, LANG="en") as second:
            _, complained = await second.communicate()

    assert second.returncode == 1
    assert complained.decode().startswith("Another bot already works with this database.")


async def test_a_port_that_is_taken_is_said_before_anything_is_begun(
    tmp_path: Path, home: Home
) -> None:
    sentence = "Nobody can listen on 127.0.0.1:{port}: it is taken or not of this machine.\n"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = _settings(home, Simulator(), "http://127.0.0.1:1") | {
            "LANG": "en",
            "TERTULIA_WEBHOOK_URL": f"http://127.0.0.1:{port}/updates",
            "TERTULIA_LISTEN": f"127.0.0.1:{port}",
        }
        data = str(tmp_path / "demo")
        async with started("demo", "--port", str(port), "--data", data, LANG="en") as demo:
            _, of_demo = await demo.communicate()
        async with started("run", **settings) as run:
            _, of_run = await run.communicate()

    assert (demo.returncode, of_demo.decode()) == (1, sentence.format(port=port))
    assert (run.returncode, of_run.decode()) == (1, sentence.format(port=port))


async def test_without_a_token_the_program_says_what_needs_none(home: Home) -> None:
    async with started("run", TERTULIA_KEY_FILE=str(home.settings.key_file)) as bot:
        _, complained = await bot.communicate()

    assert (bot.returncode, complained.decode()) == (
        1,
        "TERTULIA_TOKEN is not set. `tertulia demo` needs none.\n",
    )


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
async def test_the_demonstration_prints_one_address_and_ends_cleanly(
    tmp_path: Path, ending: signal.Signals
) -> None:
    data = str(tmp_path / "demo")
    for arguments in (("--fresh",), ()):
        async with started("demo", "--port", "0", "--data", data, *arguments) as demo:
            assert demo.stdout is not None
            address = (await demo.stdout.readline()).decode().strip()
            async with aiohttp.ClientSession() as visitor:
                page = await (await visitor.get(address)).text()
                state = await (await visitor.get(f"{address}/sim/state")).json()
            demo.send_signal(ending)
            rest, _ = await demo.communicate()

        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address)
        assert "<html" in page
        assert [one["first_name"] for one in state["phones"]] == ["María", "Jean", "Grace", "Lucía"]
        assert (demo.returncode, rest) == (0, b"")


async def test_what_was_told_in_the_demonstration_is_still_there_the_next_time(
    tmp_path: Path,
) -> None:
    data = str(tmp_path / "demo")
    asked = []
    for _ in range(2):
        async with started("demo", "--port", "0", "--data", data) as demo:
            assert demo.stdout is not None
            address = (await demo.stdout.readline()).decode().strip()
            async with aiohttp.ClientSession() as visitor:
                asked.append(await _arrive(visitor, address))
            demo.terminate()
            await demo.wait()

    assert asked[0] == "¿En qué idioma quiere seguir?"
    assert asked[1] == "¿Tiene 18 años o más?"


async def _arrive(visitor: aiohttp.ClientSession, address: str) -> str:
    """Press START on the first phone, then Español if that is asked; return what was said first."""
    phone = (await (await visitor.get(f"{address}/sim/state")).json())["phones"][0]
    acts = f"{address}/sim/people/{phone['id']}"
    await visitor.post(f"{acts}/start", json={"payload": phone["start_payload"]})
    asked = await _next_message(visitor, address)
    if "idioma" in str(asked["text"]):
        press = {"message_id": asked["id"], "button": "Español"}
        await visitor.post(f"{acts}/tap", json=press)
        await _next_message(visitor, address, after=asked["id"])
    return str(asked["text"])


async def _next_message(
    visitor: aiohttp.ClientSession, address: str, *, after: int = 0
) -> dict[str, Any]:
    async with asyncio.timeout(20), visitor.get(f"{address}/sim/events") as events:
        async for _ in events.content:
            state = await (await visitor.get(f"{address}/sim/state")).json()
            for message in state["phones"][0]["messages"]:
                if message["from_bot"] and message["id"] > after:
                    return dict(message)
    raise AssertionError("the stream of changes ended")
