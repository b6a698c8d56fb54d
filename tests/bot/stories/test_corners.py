"""The corners of the edge which no story passes: what fails is logged, and does not spread."""

import asyncio
import signal
from io import StringIO

import pytest

from bot.actions.shelf import FormShelf
from bot.actions.workshops import choose_workshop
from bot.app import App, open_database
from bot.cli.running import _stop_on_signals
from bot.client import BotApi
from bot.waiting import Patience
from conversations.builtin import BUILTIN_FORMS
from simulator import Fault, Simulator
from storage.forms import list_latest_versions
from tests.bot.edge import Bot, Home, Watch, running


async def test_a_server_without_menus_is_none_the_worse(home: Home, logs: StringIO) -> None:
    simulator = Simulator()
    simulator.faults.fail_next("setMyCommands", Fault.INTERNAL)

    async with running(home, watch=Watch(), simulator=simulator) as bot:
        ana = bot.phone("Ana")
        await ana.starts(home.participants)

        assert ana.news == ["¿En qué idioma quiere seguir?"]
        await simulator.until(lambda: "setmyshortdescription" in simulator.ledger().calls)
    assert "not_introduced" in logs.getvalue()


async def test_a_bot_whose_telegram_is_away_at_start_begins_when_it_is_back(
    home: Home, logs: StringIO
) -> None:
    simulator = Simulator()
    simulator.faults.fail_next("getMe", Fault.INTERNAL)

    async with running(home, watch=Watch(), simulator=simulator) as bot:
        bea = bot.phone("Bea")
        await bea.starts(home.participants)

        assert bea.news == ["¿En qué idioma quiere seguir?"]
    assert "telegram_away" in logs.getvalue()


async def test_what_cannot_be_told_of_a_full_disk_is_logged(home: Home, logs: StringIO) -> None:
    simulator = Simulator()
    async with running(home, watch=Watch(), simulator=simulator) as bot:
        eva = bot.phone("Eva")
        await eva.starts(home.participants)
        bot.stop_saving()
        simulator.faults.fail_next("sendMessage", Fault.INTERNAL)
        simulator.send_text(eva.person, "/idioma")
        await simulator.until(lambda: "not_told_unavailable" in logs.getvalue())
        bot.save_again()
        await eva.settled()

        assert eva.bubbles[-1].text == "¿En qué idioma quiere seguir?"


async def test_what_is_old_is_forgotten_once_a_day(home: Home) -> None:
    async with running(home, watch=Watch(), simulator=Simulator()) as bot:
        await bot.clock_strikes()
        bot.watch.move(days=1)
        await bot.clock_strikes()

        assert await bot.app._is_healthy()


async def test_a_bot_without_its_database_is_not_healthy(home: Home, api: BotApi) -> None:
    database = open_database(home.settings)
    app = App(home.settings, database, api, now=Watch(), patience=Patience())
    assert await app._is_healthy()

    database.close()

    assert not await app._is_healthy()


async def test_forms_that_were_put_back_on_the_shelf_are_read_again(bot: Bot) -> None:
    shelf = FormShelf(most=1)
    workshop = bot.database.transact_now(choose_workshop, number=None)
    versions = bot.database.transact_now(list_latest_versions, workshop_id=workshop.id)

    read = [bot.database.transact_now(shelf.get, version_id=one.id) for one in versions * 2]

    assert [form.form_id for form in read] == sorted(BUILTIN_FORMS) * 2


async def test_signals_end_the_program_where_the_loop_takes_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def takes_none(*_: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(asyncio.get_running_loop(), "add_signal_handler", takes_none)
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        stop = _stop_on_signals()
        signal.raise_signal(signal.SIGTERM)
        async with asyncio.timeout(5):
            await stop.wait()
    finally:
        for number, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(number, handler)

    assert stop.is_set()
