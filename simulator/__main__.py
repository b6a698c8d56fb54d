"""`python -m simulator`: a Bot API server with a chat page, until Ctrl-C or SIGTERM."""

import argparse
import asyncio
import json
import signal
from contextlib import suppress
from pathlib import Path

from simulator.chats import Person
from simulator.simulator import TOKEN, Account, Simulator
from simulator.world import FIRST_PERSON_ID

PEOPLE = (
    Person(FIRST_PERSON_ID, "María", "es-419"),
    Person(FIRST_PERSON_ID + 1, "Jean", "fr"),
    Person(FIRST_PERSON_ID + 2, "Grace", "en"),
)


def read_people(path: Path) -> list[Person]:
    """Read a JSON list of people: first_name, and what else a Person has where it is wanted."""
    listed = json.loads(path.read_text(encoding="utf-8"))
    return [Person(**({"id": FIRST_PERSON_ID + at} | one)) for at, one in enumerate(listed)]


async def serve(simulator: Simulator, port: int) -> None:
    """Serve until somebody ends it."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows knows Ctrl-C alone
            loop.add_signal_handler(number, ended.set)
    async with simulator.serve(port) as url:
        print(f"{url}  (token {simulator.token})", flush=True)  # noqa: T201  # the command's answer
        await ended.wait()


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8081, help="0 takes any free one")
    parser.add_argument("--people", type=Path, help="a JSON file with a list of people")
    parser.add_argument("--token", default=TOKEN, help="the token which the bot uses")
    parser.add_argument("--strict", action="store_true", help="take 30 messages a second at most")
    chosen = parser.parse_args(arguments)
    people = read_people(chosen.people) if chosen.people else PEOPLE
    telegram = Simulator(people, account=Account(token=chosen.token), strict=chosen.strict)
    asyncio.run(serve(telegram, chosen.port))


if __name__ == "__main__":
    main()
