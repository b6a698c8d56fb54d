"""The whole bot in one process: real SQLite, real HTTP to the simulator, a clock that is set."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from bot.actions.workshops import Plan, Role, create_workshop, invite
from bot.app import App, Database, open_database
from bot.client import BotApi
from bot.settings import Settings
from simulator import Bubble, Person, Simulator
from storage.database import Session

BEGINNING = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # nine in the morning in Tegucigalpa
PLAN = Plan(
    title="Buenas prácticas contra la trata",
    zone="America/Tegucigalpa",
    starts_on=date(2026, 11, 23),
    ends_on=date(2026, 11, 25),
    countries=("CO", "CR", "GT", "HN", "MX", "DO"),
    default_language="es",
    languages=("es", "fr", "en"),
    digest_hour=18,
)


@dataclass(slots=True)
class Watch:
    """A clock that stands until it is moved; the simulator goes by it too."""

    at: datetime = BEGINNING

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass(frozen=True, slots=True)
class Home:
    """A directory with a key and a database in which there is one workshop."""

    folder: Path
    participants: str  # a code which many may use
    organisers: str

    @property
    def settings(self) -> Settings:
        return Settings(
            _env_file=None,  # type: ignore[call-arg]  # an argument of pydantic's
            database_url=f"sqlite:///{self.folder / 'data' / 'tertulia.db'}",
            key_file=self.folder / "keys" / "tertulia.key",
            poll_timeout=20,
        )

    def copied_to(self, folder: Path) -> "Home":
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Home(folder, self.participants, self.organisers)


def furnish(folder: Path) -> Home:
    """Make a home: this takes a while, so tests copy one."""
    home = Home(folder, "", "")
    (folder / "data").mkdir(parents=True)
    database = open_database(home.settings)
    try:
        codes = database.transact_now(_workshop_with_codes)
    finally:
        database.close()
    return Home(folder, *codes)


def _workshop_with_codes(db: Session) -> tuple[str, str]:
    workshop = create_workshop(db, plan=PLAN, now=BEGINNING)
    participants, organisers = (
        invite(
            db,
            workshop_id=workshop.id,
            role=role,
            table_name=None,
            max_uses=None,
            expires_at=None,
            now=BEGINNING,
        )
        for role in (Role.PARTICIPANT, Role.ORGANISER)
    )
    return participants, organisers


@dataclass(slots=True)
class Bot:
    """A bot that runs in the background of a test."""

    home: Home
    simulator: Simulator
    database: Database
    watch: Watch
    app: App

    def phone(self, name: str, language_code: str | None = "es-HN") -> "Phone":
        return Phone(self, self.simulator.add_person(name, language_code=language_code))


@asynccontextmanager
async def running(home: Home, *, watch: Watch, simulator: Simulator) -> AsyncIterator[Bot]:
    """Run the bot of `home` until the test is done with it."""
    database = open_database(home.settings)
    stop = asyncio.Event()
    try:
        async with simulator.serve() as url:
            token = SecretStr(simulator.token)
            async with BotApi(token, api_url=url) as api:
                app = App(home.settings, database, api, now=watch)
                serving = asyncio.ensure_future(app.run(stop))
                try:
                    yield Bot(home, simulator, database, watch, app)
                finally:
                    stop.set()
                    await serving
    finally:
        database.close()


@dataclass(slots=True)
class Phone:
    """One person's phone: what is done on it, and what is seen since then."""

    bot: Bot
    person: Person
    seen: int = 0

    async def starts(self, code: str = "") -> None:
        await self._did(self.bot.simulator.start(self.person, code))

    async def sends(self, text: str) -> None:
        await self._did(self.bot.simulator.send_text(self.person, text))

    async def taps(self, label: str, *, older: bool = False) -> None:
        """Tap the newest button of this label (with `older`, the oldest) and wait for its end."""
        bubbles = [one for one in self.bubbles if self._has(one, label)]
        bubble = bubbles[0] if older else bubbles[-1]
        await self.forges(label, bubble.message_id)

    async def forges(self, data: str, message_id: int) -> None:
        """Press a button of this data or label under a message, whether it is there or not."""
        self.seen = self.newest
        self.bot.simulator.tap(self.person, message_id, data)
        await self.settled()

    async def settled(self) -> None:
        """Wait until the bot has taken all that was done, and said all that it promised."""
        simulator = self.bot.simulator
        await simulator.until(lambda: simulator.ledger().pending == 0)
        await self.bot.app.drained()

    @property
    def bubbles(self) -> tuple[Bubble, ...]:
        return tuple(self.bot.simulator.chat(self.person).from_bot)

    @property
    def newest(self) -> int:
        return max((one.message_id for one in self.bubbles), default=0)

    @property
    def news(self) -> list[str]:
        """What the bot said since the last thing done here."""
        return [one.text for one in self.bubbles if one.message_id > self.seen]

    @property
    def buttons(self) -> list[str]:
        """The labels under the newest message."""
        return [label for row in self.bubbles[-1].labels for label in row]

    @property
    def toast(self) -> str | None:
        return self.bot.simulator.chat(self.person).toast

    async def _did(self, message_id: int) -> None:
        self.seen = max(self.newest, message_id)
        await self.settled()

    @staticmethod
    def _has(bubble: Bubble, label: str) -> bool:
        return any(label in row for row in bubble.labels)
