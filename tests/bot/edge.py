"""The whole bot in one process: real SQLite, real HTTP to the simulator, a clock that is set."""

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from bot.actions.deliveries import AT_ONCE, Pacing
from bot.actions.safeguarding.hotlines import confirm_suggested
from bot.actions.workshops import Changes, Plan, Role, change_workshop, create_workshop, invite
from bot.app import App, Database, open_database
from bot.client import BotApi
from bot.hearing import Hearing
from bot.settings import Settings
from bot.waiting import Patience
from conversations.xforms.compiler import CompiledForm, compile_form
from conversations.xforms.formdef import FormDef
from conversations.xforms.workbooks.workbook import Workbook, read_markdown
from simulator import Simulator
from storage.database import Session
from storage.forms import publish_form
from storage.workshops import list_workshops
from tests.bot.phone import Phone

__all__ = ["BEGINNING", "PLAN", "Bot", "Home", "Phone", "Watch", "furnish", "leisure", "running"]

SWEEP_SECONDS = 5
BEGINNING = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # nine in the morning in Tegucigalpa
PLAN = Plan(
    title="Buenas prácticas contra la trata",
    zone="America/Tegucigalpa",
    starts_on=date(2026, 11, 23),
    ends_on=date(2026, 11, 25),
    countries=("CO", "CR", "GT", "HN", "MX", "DO"),
    default_language="es",
    languages=("es", "fr", "en", "pt"),
    digest_hour=18,
)
SECOND = replace(PLAN, title="Segundo taller")


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
    postgresql: str = ""  # where the database is, if not in the folder

    @property
    def settings(self) -> Settings:
        return Settings(
            _env_file=None,  # type: ignore[call-arg]  # an argument of pydantic's
            database_url=self.postgresql or f"sqlite:///{self.folder / 'data' / 'tertulia.db'}",
            key_file=self.folder / "keys" / "tertulia.key",
            poll_timeout=20,
        )

    def copied_to(self, folder: Path) -> "Home":
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Home(folder, self.participants, self.organisers)


def furnish(folder: Path, *, postgresql: str = "", now: datetime = BEGINNING) -> Home:
    """Make a home whose workshop begins at `now`: this takes a while, so tests copy one.

    Where the program itself runs, by the real clock, that must be today: what was told in a workshop
    that is long over goes at each start.
    """
    home, today = Home(folder, "", "", postgresql), now.date()
    (folder / "data").mkdir(parents=True)
    database = open_database(home.settings)
    try:
        plan = replace(PLAN, starts_on=today, ends_on=today + (PLAN.ends_on - PLAN.starts_on))
        codes = database.transact_now(make_workshop, plan=plan, now=now)
    finally:
        database.close()
    return Home(folder, *codes, postgresql)


def make_workshop(
    db: Session, *, plan: Plan = SECOND, is_open: bool = True, now: datetime = BEGINNING
) -> tuple[str, str]:
    """Return the codes by which people become participants and organisers of a new workshop."""
    workshop = create_workshop(db, plan=plan, now=now)
    if is_open:
        confirm_suggested(db, workshop, now=now)
    participants, organisers = (
        invite(db, workshop_id=workshop.id, role=role, now=now)
        for role in (Role.PARTICIPANT, Role.ORGANISER)
    )
    return participants, organisers


def _seat(db: Session, *, table: str, now: datetime) -> str:
    [workshop] = list_workshops(db)
    return invite(db, workshop_id=workshop.id, role=Role.PARTICIPANT, table_name=table, now=now)


@dataclass(slots=True)
class Bot:
    """A bot that runs in the background of a test."""

    home: Home
    simulator: Simulator
    database: Database
    watch: Watch
    app: App
    url: str
    _stop: Callable[[], Awaitable[None]]

    async def clock_strikes(self) -> None:
        """Let the bot see what is due by the clock of this test, and send it."""
        await self.app.catch_up()

    async def allows_documents(self) -> None:
        """Let the operator say that the workshop takes files of every kind."""

        def allow(db: Session) -> None:
            [workshop] = list_workshops(db)
            changes = Changes(documents=True)
            change_workshop(db, workshop_id=workshop.id, changes=changes, now=self.watch.at)

        await self.database.transact(allow)

    def seat_at(self, table: str) -> str:
        """Return the code of a link to this table."""
        return self.database.transact_now(_seat, table=table, now=self.watch.at)

    async def fetches_files(self) -> None:
        """Let the bot fetch what is due, and say what it has to say of it."""
        await self.app.files.fetch_due()
        await self.app.drained()

    async def hears_voices(self) -> None:
        """Let the bot fetch voice notes and write them down."""
        await self.fetches_files()
        assert self.app.voices
        await self.app.voices.hear_due()
        await self.app.drained()

    async def publish(self, source: str) -> str:
        """Let the workshop ask a form written as Markdown; return its title."""
        workbook = read_markdown(source, "form.md")
        assert isinstance(workbook, Workbook)
        compiled = compile_form(workbook)
        assert isinstance(compiled, CompiledForm)

        def keep(db: Session) -> None:
            [workshop] = list_workshops(db)
            publish_form(
                db,
                workshop_id=workshop.id,
                form_id=compiled.form.form_id,
                source=source,
                xform=compiled.xform,
                now=self.watch.at,
            )

        await self.database.transact(keep)
        return compiled.form.form_title

    def stop_saving(self) -> None:
        """Let no transaction write any more, as when the disk is full or read-only."""
        self._set_query_only("ON")

    def save_again(self) -> None:
        self._set_query_only("OFF")

    def _set_query_only(self, value: str) -> None:
        writing = self.database._engines[0].raw_connection()
        writing.cursor().execute(f"PRAGMA query_only = {value}")
        writing.close()

    def break_next_turns(self, times: int) -> None:
        """Let the next turns meet a bug: their form cannot be got."""
        shelf = self.app._house.forms
        sound, left = shelf.get, iter(range(times))

        def get(db: Session, version_id: int) -> FormDef:
            if next(left, None) is not None:
                raise ZeroDivisionError
            return sound(db, version_id)

        shelf.get = get  # type: ignore[method-assign]  # that is the bug

    async def stop(self) -> None:
        """End the bot in good order; its Telegram stays as it is."""
        await self._stop()
        self.database.close()

    def phone(self, name: str, language_code: str | None = "es-HN") -> Phone:
        return Phone(self, self.simulator.add_person(name, language_code=language_code))


@asynccontextmanager
async def running(
    home: Home,
    *,
    watch: Watch,
    simulator: Simulator,
    patience: Patience | None = None,
    hearing: Hearing | None = None,
    pacing: Pacing = AT_ONCE,
) -> AsyncIterator[Bot]:
    """Run the bot of `home` until the test is done with it.

    The clock stands, so what is paced goes at once, unless a test moves it along.
    """
    database = open_database(home.settings)
    stop = asyncio.Event()
    try:
        async with simulator.serve() as url:
            token = SecretStr(simulator.token)
            async with BotApi(token, api_url=url) as api:
                app = App(
                    home.settings,
                    database,
                    api,
                    now=watch,
                    patience=patience or leisure(),
                    hearing=hearing,
                    pacing=pacing,
                )
                if app.voices:  # tests say when it listens
                    app.voices.rounds.ring = lambda: None  # type: ignore[method-assign]
                serving = asyncio.ensure_future(app.run(stop))

                async def end() -> None:
                    stop.set()
                    await serving

                try:
                    yield Bot(home, simulator, database, watch, app, url, end)
                finally:
                    await end()
    finally:
        database.close()


def leisure() -> Patience:
    """Return how time passes where a second or more lies between two things that people do."""
    return Patience(sleep=_hurried, time=itertools.count().__next__)


async def _hurried(seconds: float) -> None:
    """Wait less between two tries; what is done every now and then keeps its time."""
    await asyncio.sleep(seconds if seconds >= SWEEP_SECONDS else 0.01)
