"""Operators write to participants from a terminal, and confirm it as in the chat."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.app import open_database, utc_now
from simulator import Simulator
from storage.broadcasts import Broadcast, BroadcastKind, list_broadcasts
from storage.database import Session
from storage.workshops import list_workshops
from tests.bot.commands.conftest import Types
from tests.bot.edge import Home, Watch, furnish, running

Planned = Callable[[], list[Broadcast]]


@pytest.fixture
async def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home in which María of Honduras takes part, at a table."""
    home, watch = furnish(tmp_path / "home", now=utc_now()), Watch(utc_now())
    async with running(home, watch=watch, simulator=Simulator(clock=watch)) as bot:
        await bot.phone("María").arrives(code=bot.seat_at("Mesa 1"))
    monkeypatch.setenv("TERTULIA_DATABASE_URL", home.settings.database_url)
    monkeypatch.setenv("TERTULIA_KEY_FILE", str(home.settings.key_file))
    return home


@pytest.fixture
def planned(home: Home) -> Planned:
    """Return a function that tells what is to go out."""

    def work(db: Session) -> list[Broadcast]:
        [workshop] = list_workshops(db)
        kinds = (BroadcastKind.ANNOUNCEMENT,)
        return list(list_broadcasts(db, workshop_id=workshop.id, kinds=kinds))

    def tell() -> list[Broadcast]:
        database = open_database(home.settings)
        try:
            return database.transact_now(work)
        finally:
            database.close()

    return tell


async def test_what_is_confirmed_goes_out_when_the_bot_runs(
    types: Types, home: Home, planned: Planned
) -> None:
    confirmed = await types(
        "announce", "Mañana a las 8", "--country", "hn", "--table", "Mesa 1", "--language", "es",
        "--state", "sent_nothing", keyed="send\n",
    )  # fmt: skip

    assert confirmed.stdout.splitlines() == [
        "Mañana a las 8",
        "For: Honduras · Mesa 1 · Spanish · Has sent nothing yet (fewer than 5 people)",
        "To send it, type SEND: send",
        "Confirmed. The bot sends it while it runs.",
    ]
    [sent] = planned()
    assert (sent.text, sent.made_by) == ("Mañana a las 8", None)
    watch = Watch(utc_now())
    simulator = Simulator(clock=watch)
    async with running(home, watch=watch, simulator=simulator) as bot:
        watch.move(days=1)
        await bot.clock_strikes()
        watch.move(days=1)
        await bot.clock_strikes()
    [done] = planned()
    assert done.started_at is not None


async def test_a_dry_run_only_shows(types: Types, planned: Planned) -> None:
    shown = await types("announce", "Hola", "--dry-run")

    assert shown.stdout == "Hola\nFor: everybody (fewer than 5 people)\n"
    assert planned() == []


async def test_what_is_not_confirmed_is_not_sent(types: Types, planned: Planned) -> None:
    refused = await types("announce", "Hola", keyed="yes\n")

    assert (refused.exit_code, refused.stderr) == (1, "Nothing was sent.\n")
    assert planned() == []


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            ["Hola", "--country", "FR"],
            "FR is not in this workshop. There is: CO, CR, GT, HN, MX, DO",
        ),
        (["Hola", "--table", "Mesa 9"], "Mesa 9 is not in this workshop. There is: Mesa 1"),
        (["Hola", "--language", "de"], "de is not in this workshop. There is: es, fr, en, pt"),
        (["Hola", "--country", "MX"], "Nobody would receive it. Please choose others."),
        (["\u200b"], "There is nothing to read in that. Please write the announcement."),
    ],
)
async def test_what_cannot_be_announced_is_refused(
    types: Types, typed: list[str], sentence: str
) -> None:
    refused = await types("announce", *typed)

    assert (refused.exit_code, refused.stderr) == (1, f"{sentence}\n")
