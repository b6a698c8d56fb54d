"""Kill the real program at random moments while people tell practices, and count what was lost.

    python -m tests.kill_harness --kills 1000 [--seed 7] [--people 6] [--postgresql]

A nursery process imports the program once and forks a life of it when asked, so that a life begins
in milliseconds; each life is `tertulia run` against the simulator over HTTP, on real SQLite or PostgreSQL, until
kill -9. In the end one more life works off what waits, and then it is judged: by what the
simulator's people sent and saw, and by what the database holds. A killed process leaves its page
cache behind, so this says nothing about power loss.
"""

import argparse
import asyncio
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from typing_extensions import override

from bot.app import open_database, utc_now
from bot.settings import Settings
from simulator import Bubble, Person, Simulator
from storage.database import Session
from storage.deliveries import count_deliveries
from storage.submissions import get_answers, list_submissions
from tests.bot.edge import Home, furnish
from tests.conftest import own_database

LIVES = (0.05, 0.4)  # seconds, from the shortest to the longest
LIVES_ON_POSTGRESQL = (0.1, 1.2)  # it takes longer to connect
THINKING = (0.05, 0.25)  # seconds; six people then send some 20 messages a second
POSITION = re.compile(r"^\d+ of \d+$", re.MULTILINE)  # above each question
NURSERY = """
import os, sys
from bot.cli import app, running
pid = 0
for line in sys.stdin:
    if pid:
        os.waitpid(pid, 0)  # the database is taken until the life before is quite over
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what each life says at its start
        running.run()
        os._exit(0)
    print(pid, flush=True)
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of the answers that people sent and the bot acknowledged."""

    kills: int
    turns: int
    answers: int
    lost: int
    stored_twice: int
    replies_missing: int
    replies_doubled: int

    @override
    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.turns} turns, {self.answers} texts: {self.lost} lost, "
            f"{self.stored_twice} stored twice, {self.replies_missing} replies missing, "
            f"{self.replies_doubled} replies doubled"
        )


def environment_of(settings: Settings, *, api_url: str, token: str) -> dict[str, str]:
    """Return what the program is to be started with, in a process of its own."""
    return {
        "PATH": os.environ["PATH"],
        "TERTULIA_TOKEN": token,
        "TERTULIA_API_URL": api_url,
        "TERTULIA_DATABASE_URL": settings.database_url,
        "TERTULIA_KEY_FILE": str(settings.key_file),
        "TERTULIA_LOG_LEVEL": "ERROR",
    }


class Nursery:
    """Where lives of the program come from."""

    def __init__(self, home: Home, *, api_url: str, token: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[1],
            env=environment_of(home.settings, api_url=api_url, token=token),
        )

    def bear(self) -> int:
        """Start a life, and return its process id."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


@dataclass(slots=True)
class Teller:
    """Somebody who tells one practice after the other, and waits for each reply.

    Where several choices are possible a number is written, which marks that choice: a toggle only
    edits a message, and the double of a message would show the toggle as it was.
    """

    simulator: Simulator
    person: Person
    code: str
    chance: random.Random
    texts: list[str] = field(default_factory=list)  # each is like no other
    turns: int = 0
    is_waiting: bool = False

    async def tell(self, until: asyncio.Event) -> None:
        await self._do(lambda: self.simulator.start(self.person, self.code))
        while not until.is_set():
            await asyncio.sleep(self.chance.uniform(*THINKING))
            if (asked := self._newest) is not None:
                await self._answer(asked)

    async def _answer(self, asked: Bubble) -> None:
        labels = [label for row in asked.labels for label in row]
        press = _button_for(labels)
        if press is None and any(label.startswith("☐") for label in labels):
            await self._send("1")
        elif press is not None:
            await self._do(lambda: self.simulator.tap(self.person, asked.message_id, press))
        elif any("practice" in label for label in labels):
            await self._send("/practice")
        else:
            await self._write()

    async def _write(self) -> None:
        """Write an answer like no other."""
        self.texts.append(f"Text {len(self.texts)} by {self.person.first_name}")
        await self._send(self.texts[-1])

    @property
    def taken(self) -> list[str]:
        """What the bot took: a text that is no choice it quotes, and it is no answer then.

        That happens where the double of a question is answered once more.
        """
        said = "".join(one.text for one in self.simulator.ledger().to(self.person))
        return [text for text in self.texts if f"“{text}”" not in said]

    async def _send(self, text: str) -> None:
        await self._do(lambda: self.simulator.send_text(self.person, text))

    async def _do(self, act: object) -> None:
        """Act, and wait until the bot has put something new or changed what it put."""
        before = self._newest
        assert callable(act)
        act()
        self.is_waiting = True
        await self.simulator.until(lambda: self._newest != before, timeout_seconds=120)
        await self.simulator.until(lambda: self._is_asking, timeout_seconds=120)
        self.is_waiting = False
        self.turns += 1

    @property
    def _newest(self) -> Bubble | None:
        return self.simulator.newest_from_bot(self.person)

    @property
    def _is_asking(self) -> bool:
        """Tell whether the newest message wants something: the others only tell.

        A review card that was sent has lost its buttons, and tells of much.
        """
        newest = self._newest
        return newest is not None and (bool(newest.rows) or bool(POSITION.search(newest.text)))


def _button_for(labels: list[str]) -> str | None:
    """Choose the button that leads on; None where there is something to write or to begin."""
    if any(label.startswith(("☐", "☑")) for label in labels):
        marked = any(label.startswith("☑") for label in labels)
        return (
            next((label for label in labels if label.startswith("Done")), None) if marked else None
        )
    for wanted in ("English", "Yes, 18 or older", "I agree", "Send", "No"):
        if wanted in labels:
            return wanted
    if any("practice" in label for label in labels):
        return None
    choices = [one for one in labels if not one.endswith(("Back", "Skip")) and one != "Cancel"]
    return choices[0] if choices else None


async def harass(home: Home, *, kills: int, seed: int, people: int) -> Verdict:
    """Let `people` tell while the program is killed `kills` times, and judge what is left."""
    chance = random.Random(seed)  # noqa: S311  # a seed makes the moments again
    lives = LIVES_ON_POSTGRESQL if home.postgresql else LIVES
    simulator = Simulator()
    tellers = [
        Teller(
            simulator,
            simulator.add_person(f"Teller{number}", language_code="en"),
            home.participants,
            random.Random(f"{seed} {number}"),  # noqa: S311  # a seed makes the pauses again
        )
        for number in range(people)
    ]
    async with simulator.serve() as url:
        nursery = Nursery(home, api_url=url, token=simulator.token)
        try:
            async with _telling(tellers) as enough:
                for _ in range(kills):
                    pid = await asyncio.to_thread(nursery.bear)
                    await asyncio.sleep(chance.uniform(*lives))
                    os.kill(pid, signal.SIGKILL)
                pid = await asyncio.to_thread(nursery.bear)
                enough.set()
            await simulator.until(lambda: simulator.ledger().pending == 0, timeout_seconds=60)
            os.kill(pid, signal.SIGTERM)
        finally:
            await asyncio.to_thread(nursery.close)
    return _judge(home, simulator, tellers, kills=kills)


@asynccontextmanager
async def _telling(tellers: list[Teller]) -> AsyncIterator[asyncio.Event]:
    """Let all tell; in the end each finishes the step it is in."""
    enough = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for teller in tellers:
            group.create_task(teller.tell(enough))
        yield enough


def _judge(home: Home, simulator: Simulator, tellers: list[Teller], *, kills: int) -> Verdict:
    stored = Counter(_stored_texts(home))
    sent = [text for teller in tellers for text in teller.taken]
    return Verdict(
        kills=kills,
        turns=sum(teller.turns for teller in tellers),
        answers=len(sent),
        lost=sum(not stored[text] for text in sent),
        stored_twice=sum(stored[text] > 1 for text in sent),
        replies_missing=sum(teller.is_waiting for teller in tellers),
        replies_doubled=sum(_doubled(simulator, teller.person) for teller in tellers),
    )


def _stored_texts(home: Home) -> list[str]:
    """Return every free text in the database, of begun submissions too."""
    database = open_database(home.settings)

    def read(db: Session) -> list[str]:
        assert not any(
            count for state, count in count_deliveries(db).items() if state in ("queued", "sending")
        )
        return [
            answer.value
            for submission in list_submissions(db)
            for answer in get_answers(db, submission_id=submission.id)
            if answer.kind == "text"
        ]

    try:
        return database.transact_now(read)
    finally:
        database.close()


def _doubled(simulator: Simulator, person: Person) -> int:
    """Count messages that came twice running: buttons carry the turn that they belong to."""
    accepted = [(one.text, one.buttons) for one in simulator.ledger().to(person)]
    return sum(first == second for first, second in pairwise(accepted))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--people", type=int, default=6)
    parser.add_argument("--postgresql", action="store_true")
    chosen = parser.parse_args()
    with ExitStack() as until_the_end:
        folder = until_the_end.enter_context(tempfile.TemporaryDirectory())
        url = until_the_end.enter_context(own_database()) if chosen.postgresql else ""
        home = furnish(Path(folder) / "home", postgresql=url, now=utc_now())
        verdict = asyncio.run(
            harass(home, kills=chosen.kills, seed=chosen.seed, people=chosen.people)
        )
    print(verdict)  # noqa: T201  # the command's answer
    if verdict.lost or verdict.stored_twice or verdict.replies_missing or not verdict.answers:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
