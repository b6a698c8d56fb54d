"""`tertulia run` and `tertulia demo`: the bot on Telegram, and in the browser without it."""

import asyncio
import shutil
import signal
import socket
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr
from telegram.error import InvalidToken

from bot import hearing, logs
from bot.actions import workshops as actions
from bot.actions.safeguarding import hotlines
from bot.actions.workshops import Plan, Role, Session, Workshop
from bot.app import App, Database, utc_now
from bot.cli.operator import fail, opened, say, settings_or_fail
from bot.client import BotApi
from bot.settings import Settings
from bot.waiting import Patience
from locales import LANGUAGES, N_
from simulator import Person, Simulator

DEMO_DATA = Path("data/demo")
FIRST_PERSON = 5_000_001  # a Telegram id, the same at every start
DEMO_PEOPLE = (
    ("María", "es-HN", "Participante, Honduras", Role.PARTICIPANT),
    ("Jean", "fr", "Participant, République dominicaine", Role.PARTICIPANT),
    ("Grace", "en", "Participant, Costa Rica", Role.PARTICIPANT),
    ("Lucía", "es-HN", "Organizadora", Role.ORGANISER),
)
RUNNING = N_("The bot is running. Ctrl-C ends it.")
TOKEN_UNKNOWN = N_(
    "The Bot API does not know this token. Ask @BotFather for it: /mybots, API Token."
)


def run() -> None:
    """Start the bot, with the settings in the environment or in .env."""
    settings = settings_or_fail()
    if not settings.token.get_secret_value():
        fail(say(N_("TERTULIA_TOKEN is not set. `tertulia demo` needs none.")))
    if settings.uses_webhook:
        host, _, port = settings.listen.rpartition(":")
        _refuse_taken(host.strip("[]"), int(port))
    with opened(settings) as database:
        try:
            asyncio.run(_run(settings, database))
        except InvalidToken:
            fail(say(TOKEN_UNKNOWN))


async def _run(settings: Settings, database: Database) -> None:
    stop = _stop_on_signals()
    async with BotApi(settings.token, api_url=settings.api_url) as api:
        app = App(settings, database, api, now=utc_now, patience=Patience(), hearing=hearing.find())
        await app.run(stop, on_ready=lambda: typer.echo(say(RUNNING), err=True))


def demo(
    port: Annotated[int, typer.Option(help="The port of the page; 0 takes any free one")] = 8080,
    data: Annotated[Path, typer.Option(help="Where the demonstration keeps its data")] = DEMO_DATA,
    fresh: Annotated[bool, typer.Option(help="Forget what was told before")] = False,
) -> None:
    """Try the bot in the browser: a workshop, four people, no token and no server."""
    _refuse_taken("127.0.0.1", port)
    if fresh:
        shutil.rmtree(data, ignore_errors=True)
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]  # an argument of pydantic's
        database_url=f"sqlite:///{data / 'tertulia.db'}",
        key_file=data.with_name(f"{data.name}-key") / "tertulia.key",
        log_level="WARNING",
    )
    logs.configure(settings.log_level, secrets=[], style="console")
    data.mkdir(parents=True, exist_ok=True)
    with opened(settings, tells_of_key=False) as database:
        asyncio.run(_demo(settings, database, port))


async def _demo(settings: Settings, database: Database, port: int) -> None:
    stop = _stop_on_signals()
    simulator = Simulator(_people(database))
    settings = settings.model_copy(update={"token": SecretStr(simulator.token)})
    async with simulator.serve(port) as url:
        settings = settings.model_copy(update={"api_url": url})
        async with BotApi(settings.token, api_url=url) as api:
            await App(
                settings, database, api, now=utc_now, patience=Patience(), hearing=hearing.find()
            ).run(stop, on_ready=lambda: typer.echo(url))


def _people(database: Database) -> list[Person]:
    """Return the people on the page, each with an invitation to the demonstration's workshop."""
    now = utc_now()
    workshop = database.transact_now(_demo_workshop, now=now)
    people = []
    for number, (name, language, note, role) in enumerate(DEMO_PEOPLE, start=FIRST_PERSON):
        code = database.transact_now(
            actions.invite,
            workshop_id=workshop.id,
            role=role,
            now=now,
        )
        people.append(Person(number, name, language, note, code))
    return people


def _demo_workshop(db: Session, *, now: datetime) -> Workshop:
    """Return the workshop of the demonstration: three days in Tegucigalpa, begun today."""
    known = actions.list_workshops(db)
    workshop = known[0] if known else actions.create_workshop(db, plan=_demo_plan(now), now=now)
    hotlines.confirm_suggested(db, workshop, now=now)  # nobody is in danger in a demonstration
    return workshop


def _demo_plan(now: datetime) -> Plan:
    return Plan(
        title="Buenas prácticas contra la trata de personas",
        zone="America/Tegucigalpa",
        starts_on=now.date(),
        ends_on=now.date() + timedelta(days=2),
        countries=("CO", "CR", "GT", "HN", "MX", "DO"),
        default_language="es",
        languages=LANGUAGES,
        digest_hour=18,
    )


def _refuse_taken(host: str, port: int) -> None:
    """Say before anything is begun that others listen on this port already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError:
        sentence = N_("Nobody can listen on {host}:{port}: it is taken or not of this machine.")
        fail(say(sentence, host=host, port=port))


def _stop_on_signals() -> asyncio.Event:
    """Return an event which Ctrl-C and SIGTERM set, so that the bot ends in good order."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows has no such handlers
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    return stop
