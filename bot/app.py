"""The composition root: the one place that knows every part, and puts them together once."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from pydantic import SecretStr
from telegram.error import InvalidToken, TelegramError

from bot.actions import housekeeping, workshops
from bot.actions.deliveries import PACED, Pacing
from bot.actions.rights import erasing
from bot.actions.shelf import FormShelf
from bot.actions.visits import House
from bot.broadcasting import Broadcaster
from bot.client import BotApi
from bot.delivering import Courier
from bot.drawn import drawn
from bot.hearing import Hearing
from bot.intake import Intake
from bot.introducing import introduce
from bot.jobs.effects import Effects
from bot.jobs.files import FileFetcher
from bot.jobs.forgetting import Forgetting
from bot.jobs.planner import Planner
from bot.jobs.voices import Transcriber
from bot.pace import Pace
from bot.polling import Polling
from bot.reception import Reception
from bot.sender import Sender
from bot.settings import Settings
from bot.waiting import Patience, from_any_thread, unless_stopped
from bot.webhook import Webhook, announce, serve
from locales import LANGUAGES
from storage import migrate
from storage.crypto import (
    CannotUnseal,
    KeyFileOfOthers,
    KeyFileRefused,
    KeyRing,
    create_key_file,
)
from storage.database import Bell, Database
from storage.engines import DatabaseRefused
from storage.ledger import Ledger, LedgerRefused
from storage.units import StorageUnavailable

__all__ = [
    "App",
    "Database",
    "DatabaseRefused",
    "KeyFileRefused",
    "LedgerRefused",
    "open_database",
    "utc_now",
]

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=12)  # after this another process sends what this one has promised
POLL_SECONDS = 5.0  # how late something may be where the bell of another replica was missed
COMMANDS_SECONDS = 60.0  # how late what a command in another process planned, on SQLite
LAST_MESSAGES_SECONDS = 3.0
SPARE_BYTES = 500 * 1024 * 1024  # left on the disk for what people write


def utc_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 -- the clock that is handed in everywhere else


def open_database(settings: Settings) -> Database:
    """Open what is kept, at the newest schema; with a new key where nothing was kept yet.

    What was erased and is here again, as after a backup was put back, is erased before anybody can
    read it. Raises KeyFileRefused, LedgerRefused and DatabaseRefused, whose sentences are for the
    operator.
    """
    if not settings.key_file.exists() and not migrate.is_begun(settings.database_url):
        create_key_file(settings.key_file, database_url=settings.database_url)
    keys = KeyRing.read(settings.key_file, database_url=settings.database_url)
    migrate.upgrade(settings.database_url)
    ledger = Ledger(settings.ledger_file, database_url=settings.database_url)
    database = Database.open(settings.database_url, keys=keys)
    try:
        database.transact_now(housekeeping.can_read)
        _keep_erased(database, ledger)
    except CannotUnseal:
        database.close()
        raise KeyFileOfOthers(settings.key_file) from None
    except LedgerRefused:
        database.close()
        raise
    database.transact_now(workshops.publish_missing, now=utc_now())
    return database


def _keep_erased(database: Database, ledger: Ledger) -> None:
    """Let the database lose, and the ledger learn, what only the other knows to be erased."""
    count = database.transact_now(erasing.redo, erased=ledger.read(), now=utc_now())
    if count:
        log.warning("erasures_repeated", count=count)
    ledger.complete(database.transact_now(erasing.list_erasures))


class App:
    """The bot, put together over an open database and a connection to the Bot API."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        api: BotApi,
        *,
        now: Callable[[], datetime],
        patience: Patience,
        hearing: Hearing | None = None,
        pacing: Pacing = PACED,
    ) -> None:
        self._settings = settings
        self._database = database
        self._api = api
        self._patience = patience
        self._now = now
        self._house = House(
            FormShelf(),
            f"replica {database.berth()}",
            LEASE,
            LANGUAGES[0],
            settings.backup_days,
            hears=hearing is not None,
        )
        self._courier = Courier(
            api,
            database.transact,
            clock=now,
            owner=self._house.owner,
            patience=self._patience,
            pacing=pacing,
            lease=LEASE,
            draw=drawn,
        )
        polls = POLL_SECONDS if database.has_replicas else None
        self._sender = Sender(self._courier, poll_seconds=polls)
        self._broadcaster = Broadcaster(self._courier, poll_seconds=polls)
        self.voices = None
        if hearing is not None:
            self.voices = Transcriber(
                hearing,
                database.transact,
                house=self._house,
                hand_over=self._sender.hand_over,
                now=now,
                patience=self._patience,
                poll_seconds=polls,
            )
        self.files = FileFetcher(
            api,
            database.transact,
            house=self._house,
            hand_over=self._sender.hand_over,
            has_room=self._has_room,
            now=now,
            patience=self._patience,
            poll_seconds=polls,
        )
        self._forgetting = Forgetting(
            database,
            Ledger(settings.ledger_file, database_url=settings.database_url),
            failures=(LedgerRefused, StorageUnavailable),
            now=now,
            patience=self._patience,
        )
        reception = Reception(
            database,
            house=self._house,
            sender=self._sender,
            api=api,
            clock=now,
            on_file=self.files.rounds.ring,
            on_erasure=self._forgetting.take_erasure,
        )
        self._intake = Intake(
            reception.handle,
            on_poison=reception.apologise,
            on_haste=reception.turn_away,
            unavailable=(StorageUnavailable,),
            pace=Pace(patience),
        )
        self._planner = Planner(
            database.transact,
            house=self._house,
            hand_over=self._sender.hand_over,
            now=now,
            patience=self._patience,
            poll_seconds=polls or COMMANDS_SECONDS,
        )
        self._effects = Effects(
            database,
            house=self._house,
            hand_over=self._sender.hand_over,
            now=now,
            patience=self._patience,
            poll_seconds=polls,
        )

    async def run(
        self, stop: asyncio.Event, *, on_ready: Callable[[], None] = lambda: None
    ) -> None:
        """Take updates and send what is promised, until `stop`.

        Raises InvalidToken where the Bot API does not know the token.
        """
        await self._check_token()
        await self._forgetting.rounds.go()
        self._hear_bells()
        await unless_stopped(self._sender.recover(), stop)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._courier.run(stop))
                tasks.create_task(self._sender.run(stop))
                tasks.create_task(self._broadcaster.run(stop))
                tasks.create_task(self._planner.rounds.run(stop))
                tasks.create_task(self._effects.run(stop))
                tasks.create_task(self._forgetting.rounds.run(stop))
                tasks.create_task(self.files.rounds.run(stop))
                if self.voices:
                    tasks.create_task(self.voices.rounds.run(stop))
                tasks.create_task(unless_stopped(self._introduce(), stop))
                tasks.create_task(self._learn_address_when_asked(stop))
                on_ready()
                await self._take_updates(stop)
        finally:
            await self._broadcaster.close(within=LAST_MESSAGES_SECONDS)
            await self._sender.close(within=LAST_MESSAGES_SECONDS)
            await self._courier.close()

    def _hear_bells(self) -> None:
        for bell, wake in (
            (Bell.REPLIES, self._sender.wake),
            (Bell.OUTBOX, self._broadcaster.wake),
            (Bell.PAUSE, self._courier.obey),
            (Bell.JOBS, self._planner.rounds.ring),
            (Bell.JOBS, self._effects.rounds.ring),
            (Bell.REMOVED, self._forgetting.ring),
            (Bell.FILES, self._look_for_files),
        ):
            self._database.listen(bell, from_any_thread(wake))

    async def _check_token(self) -> None:
        """Let a wrong token end the program at once; a server that is away only delays it."""
        try:
            await self._learn_address()
        except InvalidToken:
            raise
        except TelegramError as error:
            log.warning("telegram_away", error=type(error).__name__)

    async def _learn_address(self) -> None:
        me = await self._api.call("getMe", {})
        self._house.nameplate.username = str(me.get("username", ""))

    async def _learn_address_when_asked(self, stop: asyncio.Event) -> None:
        """Ask for the address of the bot again, where its start found nobody to tell it."""
        asked = asyncio.Event()
        self._house.nameplate.ask = from_any_thread(asked.set)
        while not stop.is_set():
            await unless_stopped(asked.wait(), stop)
            asked.clear()
            if not stop.is_set() and not self._house.nameplate.username:
                await self._check_token()

    async def drained(self) -> None:
        """Return when nothing that was promised, and is due, waits to be sent by this process."""
        await self._sender.drained()
        await self._broadcaster.drained()
        await self._sender.drained()

    async def catch_up(self) -> None:
        """Do and send all that is due, as after the clock was set."""
        await self._planner.rounds.go()
        await self._effects.run_due()
        await self._planner.rounds.go()
        await self._forgetting.rounds.go()
        self._sender.wake()
        self._broadcaster.wake()
        await self.drained()

    async def _take_updates(self, stop: asyncio.Event) -> None:
        settings = self._settings
        if not settings.uses_webhook:
            polling = Polling(
                self._api, self._intake, timeout=settings.poll_timeout, patience=self._patience
            )
            await polling.run(stop)
            return
        secret = self._webhook_secret()
        endpoint = Webhook(
            self._intake, path=settings.webhook_path, secret=secret, healthy=self._is_healthy
        )
        listening: asyncio.Event = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(
                serve(
                    endpoint,
                    listen=settings.listen,
                    stop=stop,
                    on_ready=lambda _: listening.set(),
                )
            )
            await listening.wait()
            await announce(
                self._api,
                url=settings.webhook_url,
                secret=secret,
                stop=stop,
                patience=self._patience,
            )

    def _webhook_secret(self) -> SecretStr:
        """Return the secret which is set, or one of this installation's own, from its keys."""
        return self._settings.webhook_secret or SecretStr(self._database.secret("webhook"))

    async def _introduce(self) -> None:
        await self._sender.drained()  # what people wait for goes first
        await introduce(self._api, name=self._settings.bot_name)

    def _look_for_files(self) -> None:
        self.files.rounds.ring()
        if self.voices:
            self.voices.rounds.ring()

    def _has_room(self) -> bool:
        """Tell whether files may be fetched: answers need the rest of the disk."""
        free = self._database.free_bytes()
        return free is None or free >= SPARE_BYTES

    async def _is_healthy(self) -> bool:
        try:
            await self._database.read(housekeeping.can_read)
        except StorageUnavailable:
            return False
        return True
