"""The whole bot in one process: real SQLite, real HTTP to the simulator, a clock that is set."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from bot.actions.workshops import Plan, Role, create_workshop, invite
from bot.app import App, Database, open_database
from bot.client import BotApi
from bot.settings import Settings
from bot.waiting import Patience
from conversations.xforms.compiler import CompiledForm, compile_form
from conversations.xforms.formdef import FormDef
from conversations.xforms.workbook import Workbook, read_markdown
from simulator import Attachment, Bubble, Person, Simulator, Upload
from storage.database import Session
from storage.forms import publish_form
from storage.workshops import list_workshops
from tests.simulator.samples import jpeg

SWEEP_SECONDS = 5
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


def furnish(folder: Path, *, postgresql: str = "") -> Home:
    """Make a home: this takes a while, so tests copy one."""
    home = Home(folder, "", "", postgresql)
    (folder / "data").mkdir(parents=True)
    database = open_database(home.settings)
    try:
        codes = database.transact_now(_workshop_with_codes)
    finally:
        database.close()
    return Home(folder, *codes, postgresql)


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
    url: str
    _stop: Callable[[], Awaitable[None]]

    async def clock_strikes(self) -> None:
        """Let the bot see what is due by the clock of this test, and send it."""
        await self.app.clock.strike()
        await self.app.drained()

    async def fetches_files(self) -> None:
        """Let the bot fetch what is due, and say what it has to say of it."""
        await self.app.files.fetch_due()
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
                app = App(
                    home.settings, database, api, now=watch, patience=Patience(sleep=_hurried)
                )
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


async def _hurried(seconds: float) -> None:
    """Wait less between two tries; what is done every now and then keeps its time."""
    await asyncio.sleep(seconds if seconds >= SWEEP_SECONDS else 0.01)


@dataclass(slots=True)
class Phone:
    """One person's phone: what is done on it, and what is seen since then."""

    bot: Bot
    person: Person
    seen: int = 0

    async def starts(self, code: str = "") -> None:
        await self.did(self.bot.simulator.start(self.person, code))

    async def arrives(self, country: str = "Honduras") -> None:
        """Come in, choose Spanish, agree, and send the profile."""
        await self.starts(self.bot.home.participants)
        for label in (
            "Español",
            "Acepto",
            country,
            "Gobierno nacional",
            "Educación y sensibilización",
            "Omitir",
            "Sí",
            "Enviar",
        ):
            await self.taps(label)

    async def tells_a_practice(self, title: str) -> None:
        """Tell a practice from beginning to end, and send it."""
        await self.sends("/practica")
        await self.sends(title)
        await self.tells_the_rest()

    async def tells_the_rest(self) -> None:
        """Answer all questions of a practice but the first, and send it."""
        await self.taps("En uso actualmente")
        await self.chooses("Prevención", "Protección y asistencia")
        await self.chooses("Adolescentes (12 a 17)")
        await self.taps("Todo el país")
        await self.sends("Se forma a docentes y se acompaña a las familias.")
        await self.sends("Más casos detectados a tiempo.")
        await self.taps("Nuestras propias cifras")
        await self.taps("Omitir")
        await self.taps("Omitir")
        await self.chooses("Personal formado")
        await self.taps("Solo participantes del taller")
        await self.taps("No")
        await self.taps("Enviar")

    async def chooses(self, *labels: str) -> None:
        """Mark these choices, and press Done."""
        for label in labels:
            await self.taps(f"☐ {label}")
        await self.taps(f"Listo ({len(labels)})")

    async def sends(self, text: str) -> None:
        await self.did(self.bot.simulator.send_text(self.person, text))

    async def begins(self, title: str) -> None:
        """Begin a form of the workshop's own by its button."""
        await self.sends("/cancelar")
        await self.taps(title)

    async def sends_location(self, latitude: float, longitude: float) -> None:
        """Send a place from the map."""
        await self.did(self.bot.simulator.send_location(self.person, latitude, longitude))

    async def shares_location(self, latitude: float, longitude: float) -> None:
        """Press the button that asks for it."""
        await self.did(self.bot.simulator.share_location(self.person, latitude, longitude))

    async def sends_photo(self, content: bytes | None = None) -> None:
        await self.did(self.bot.simulator.send_photo(self.person, content or jpeg()))

    async def sends_voice(self, content: bytes = b"OggS") -> None:
        await self.did(self.bot.simulator.send_voice(self.person, content))

    async def sends_audio(self, content: bytes = b"ID3") -> None:
        await self.did(self.bot.simulator.send_audio(self.person, content))

    async def sends_video(self, content: bytes = b"ftyp") -> None:
        await self.did(self.bot.simulator.send_video(self.person, content))

    async def sends_document(
        self, name: str, content: bytes, mime_type: str = "application/octet-stream"
    ) -> None:
        upload = Upload(name, mime_type, content)
        await self.did(self.bot.simulator.send_document(self.person, upload))

    async def sends_album(self, count: int) -> None:
        photos = [Attachment("photo", Upload("p.jpg", "image/jpeg", jpeg()))] * count
        await self.did(self.bot.simulator.send_album(self.person, photos))

    async def taps(self, label: str) -> None:
        """Tap the newest button of this label, and wait until all is done."""
        bubble = [one for one in self.bubbles if self._has(one, label)][-1]
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
    def own(self) -> tuple[Bubble, ...]:
        """What this person sent."""
        screen = self.bot.simulator.chat(self.person)
        return tuple(one for one in screen.messages if not one.from_bot)

    def data_of(self, label: str) -> str:
        """Return what the newest button of this label carries."""
        buttons = (button for one in self.bubbles for row in one.rows for button in row)
        return [button.data or "" for button in buttons if button.label == label][-1]

    @property
    def documents(self) -> dict[str, bytes]:
        """The files that the bot sent here, by name."""
        files = (self.bot.simulator.file_of(one) for one in self.bubbles if one.kind == "document")
        return {file.name: file.content for file in files if file}

    @property
    def keyboard(self) -> tuple[tuple[str, ...], ...]:
        """The keys in place of the phone's own keyboard."""
        return self.bot.simulator.chat(self.person).keyboard

    @property
    def newest(self) -> int:
        return max((one.message_id for one in self.bubbles), default=0)

    @property
    def news(self) -> list[str]:
        """What the bot said since the last thing done here."""
        return [one.text for one in self.bubbles if one.message_id > self.seen]

    def news_of(self, beginning: str) -> list[str]:
        """Return all that the bot ever said here with this beginning."""
        return [one.text for one in self.bubbles if one.text.startswith(beginning)]

    async def hears(self, beginning: str) -> None:
        await self.bot.simulator.until(lambda: self.news_of(beginning))

    @property
    def buttons(self) -> list[str]:
        """The labels under the newest message."""
        return [label for row in self.bubbles[-1].labels for label in row]

    @property
    def labels(self) -> list[str]:
        """The labels of all buttons that are still there."""
        return [label for one in self.bubbles for row in one.labels for label in row]

    @property
    def toast(self) -> str | None:
        return self.bot.simulator.chat(self.person).toast

    async def did(self, message_id: int) -> None:
        self.seen = max(self.newest, message_id)
        await self.settled()

    @staticmethod
    def _has(bubble: Bubble, label: str) -> bool:
        return any(label in row for row in bubble.labels)
