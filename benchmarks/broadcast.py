"""Send one message to many chats through the real program, and count what a strict Telegram got.

    python -m benchmarks.broadcast [--chats 10000] [--killed 5000] [--kills 10] [--faulty 2000]

Each sender is a `tertulia run` of its own. Not measured: a network, and people who write meanwhile.
"""

import argparse
import asyncio
import random
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.places import a_place, settings_of
from benchmarks.strict import TOKEN, StrictApi
from bot.app import open_database, utc_now
from bot.settings import Settings
from storage.database import Session
from storage.deliveries import Addressed, promise_many
from tests.kill_harness import environment_of

FIRST_CHAT = 1_000_000
LIFE_SECONDS = (4.0, 12.0)  # between two kills; a life begins with a second or two of imports


@dataclass(frozen=True, slots=True)
class Run:
    """What is measured: how many chats, by how many senders, and what goes wrong meanwhile."""

    name: str
    postgresql: bool
    senders: int
    chats: int
    kills: int = 0
    fault_rate: float = 0.0


async def measure(run: Run) -> str:
    """Return a line of the table."""
    with a_place(postgresql=run.postgresql) as place:
        settings = settings_of(*place)
        _promise(settings, run.chats)
        api = StrictApi(fault_rate=run.fault_rate)
        async with api.serve() as url:
            senders = [await _start(settings, url) for _ in range(run.senders)]
            killing = asyncio.create_task(_kill(senders, run.kills, settings, url))
            await api.reached(run.chats)
            killing.cancel()
            await asyncio.gather(killing, return_exceptions=True)
            for sender in senders:
                sender.send_signal(signal.SIGTERM)
            await asyncio.gather(*(sender.wait() for sender in senders))
    missing = run.chats - len(api.accepted)
    doubled = sum(count - 1 for count in api.accepted.values())
    return (
        f"| {run.name} | {run.chats:,} | {api.a_second:.1f} | {api.busiest_second} | {api.refused}"
        f" | {api.failed} | {missing} | {doubled} |"
    )


def _promise(settings: Settings, chats: int) -> None:
    """Promise one message to each chat, as an announcement does."""
    messages = [
        Addressed(
            FIRST_CHAT + number,
            "sendMessage",
            {"chat_id": FIRST_CHAT + number, "text": f"Mensaje {number}"},
            key=f"bench:{number}",
        )
        for number in range(chats)
    ]

    def fan_out(db: Session) -> None:
        promise_many(db, messages, now=utc_now())

    database = open_database(settings)
    try:
        database.transact_now(fan_out)
    finally:
        database.close()


async def _start(settings: Settings, url: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        stderr=asyncio.subprocess.DEVNULL,
        cwd=Path(__file__).parents[1],
        env=environment_of(settings, api_url=url, token=TOKEN),
    )


async def _kill(
    senders: list[asyncio.subprocess.Process], kills: int, settings: Settings, url: str
) -> None:
    """Kill one sender after the other at moments of a seed, and start another in its place."""
    chance = random.Random(7)  # noqa: S311  # a seed makes the moments again
    for number in range(kills):
        await asyncio.sleep(chance.uniform(*LIFE_SECONDS))
        place = number % len(senders)
        senders[place].kill()
        await senders[place].wait()
        senders[place] = await _start(settings, url)


def runs(chats: int, killed: int, kills: int, faulty: int) -> Iterator[Run]:
    yield Run("SQLite, one sender", postgresql=False, senders=1, chats=chats)
    yield Run("PostgreSQL, one sender", postgresql=True, senders=1, chats=chats)
    yield Run("PostgreSQL, two senders", postgresql=True, senders=2, chats=chats)
    for name, postgresql, senders in (("SQLite", False, 1), ("PostgreSQL, two senders", True, 2)):
        yield Run(f"{name}, {kills} kills", postgresql, senders, killed, kills=kills)
        yield Run(f"{name}, 10 % faults", postgresql, senders, faulty, fault_rate=0.1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=10_000)
    parser.add_argument("--killed", type=int, default=5_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--faulty", type=int, default=2_000)
    parser.add_argument("--only", default="", help="runs whose name begins like this")
    chosen = parser.parse_args()
    print("| run | chats | a second | most in a second | 429 | faults | missing | doubled |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for run in runs(chosen.chats, chosen.killed, chosen.kills, chosen.faulty):
        if run.chats and run.name.startswith(chosen.only):
            print(asyncio.run(measure(run)), flush=True)


if __name__ == "__main__":
    main()
