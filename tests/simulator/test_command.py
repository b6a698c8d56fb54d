"""`python -m simulator` as a program of its own."""

import asyncio
import signal
import sys
from pathlib import Path

import aiohttp

from simulator.__main__ import read_people

ROOT = Path(__file__).parents[2]


async def run(*arguments: str) -> tuple[asyncio.subprocess.Process, str]:
    """Start the command and return it with the first line it says."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "simulator", *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    return process, (await process.stdout.readline()).decode()


async def stop(process: asyncio.subprocess.Process, number: signal.Signals) -> int:
    process.send_signal(number)
    _, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode


async def test_it_serves_until_it_is_told_to_end(session: aiohttp.ClientSession) -> None:
    process, said = await run("--port", "0", "--token", "5:five")
    url, _, token = said.strip().partition("  ")

    async with session.get(f"{url}/bot5:five/getMe") as answer:
        body = await answer.json()
    async with session.get(f"{url}/sim/state") as answer:
        state = await answer.json()
    code = await stop(process, signal.SIGTERM)

    assert token == "(token 5:five)"
    assert body["result"]["id"] == 5
    assert [phone["language_code"] for phone in state["phones"]] == ["es-419", "fr", "en"]
    assert code == 0


async def test_people_come_from_a_file(session: aiohttp.ClientSession, tmp_path: Path) -> None:
    people = tmp_path / "people.json"
    people.write_text('[{"first_name": "Ana", "start_payload": "x"}]', encoding="utf-8")
    process, said = await run("--port", "0", "--people", str(people))

    async with session.get(f"{said.split()[0]}/sim/state") as answer:
        state = await answer.json()
    code = await stop(process, signal.SIGINT)

    assert [(p["first_name"], p["start_payload"]) for p in state["phones"]] == [("Ana", "x")]
    assert code == 0


def test_people_get_ids_where_the_file_has_none(tmp_path: Path) -> None:
    people = tmp_path / "people.json"
    people.write_text('[{"first_name": "A"}, {"first_name": "B", "id": 9}]', encoding="utf-8")

    ids = [person.id for person in read_people(people)]

    assert ids == [5_000_000_001, 9]
