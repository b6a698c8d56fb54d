import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from io import BytesIO, StringIO
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from bot.client import BotApi
from bot.intake import Intake
from bot.pace import Pace
from bot.updates import Tap, Text, Toast, Update
from bot.waiting import Patience
from bot.webhook import Webhook, announce, serve
from simulator import Fault, Simulator
from tests.bot.conftest import Waits
from tests.bot.edge import leisure

SECRET = SecretStr("canary-secret_1")
HEADER = {"X-Telegram-Bot-Api-Secret-Token": SECRET.get_secret_value()}


class Counter:
    """Where updates come in, and what the bot thinks of its own health."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.refusals: list[type[Exception]] = []
        self.is_well = True
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()
        self.may_end.set()
        intake = Intake(
            self.handle,
            on_poison=self.on_poison,
            on_haste=self.on_poison,
            unavailable=(OSError,),
            pace=Pace(leisure()),
        )
        self.app = Webhook(intake, path="/hook", secret=SECRET, healthy=self.healthy)

    async def handle(self, update: Update) -> Toast | None:
        self.begun.set()
        await self.may_end.wait()
        if self.refusals:
            raise self.refusals.pop(0)
        if isinstance(update.sent, Text):
            self.texts.append(update.sent.text)
        return Toast("Guardado") if isinstance(update.sent, Tap) else None

    async def on_poison(self, update: Update) -> None:
        raise NotImplementedError

    async def healthy(self) -> bool:
        return self.is_well


@pytest.fixture
def counter() -> Counter:
    return Counter()


@contextlib.asynccontextmanager
async def open_for_updates(app: Webhook) -> AsyncIterator[str]:
    stop = asyncio.Event()
    ready: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    serving = asyncio.ensure_future(
        serve(app, listen="127.0.0.1:0", stop=stop, on_ready=ready.set_result)
    )
    yield f"http://127.0.0.1:{await ready}"
    stop.set()
    await serving


@pytest.fixture
async def address(counter: Counter) -> AsyncIterator[str]:
    async with open_for_updates(counter.app) as url:
        yield url


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def message(text: str = "hola") -> dict[str, Any]:
    chat = {"id": 1, "type": "private"}
    return {"update_id": 1, "message": {"message_id": 1, "chat": chat, "text": text}}


async def told(
    api: BotApi, address: str, patience: Patience, stop: asyncio.Event | None = None
) -> None:
    """Tell Telegram where the bot is, as the program does at its start."""
    await announce(
        api,
        url=f"{address}/hook",
        secret=SECRET,
        stop=stop or asyncio.Event(),
        patience=patience,
    )


async def test_telegram_brings_updates_and_brings_them_again_until_they_are_kept(
    api: BotApi, simulator: Simulator, counter: Counter, address: str, patience: Patience
) -> None:
    maria = simulator.add_person("María")
    counter.refusals = [OSError]
    await told(api, address, patience)

    simulator.send_text(maria, "uno")

    await simulator.until(lambda: simulator.ledger().confirmed == 1)
    assert counter.texts == ["uno"]


async def test_a_press_is_answered_with_the_acknowledgement(
    api: BotApi, simulator: Simulator, counter: Counter, address: str, patience: Patience
) -> None:
    maria = simulator.add_person("María")
    simulator.start(maria)
    button = {"inline_keyboard": [[{"text": "Sí", "callback_data": "1"}]]}
    await api.call("sendMessage", {"chat_id": maria.id, "text": "¿?", "reply_markup": button})
    await told(api, address, patience)

    simulator.tap(maria, simulator.chat(maria).last.message_id, "Sí")

    await simulator.until(lambda: simulator.chat(maria).toast == "Guardado")
    assert counter.texts == []


async def test_an_update_is_acknowledged_without_a_word(
    web: aiohttp.ClientSession, address: str, counter: Counter
) -> None:
    async with web.post(f"{address}/hook", json=message(), headers=HEADER) as answer:
        assert (answer.status, await answer.read()) == (200, b"")
        assert "server" not in answer.headers

    assert counter.texts == ["hola"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Telegram-Bot-Api-Secret-Token": ""},
        {"X-Telegram-Bot-Api-Secret-Token": "canary"},
        {"X-Telegram-Bot-Api-Secret-Token": "ñ" * 15},
    ],
)
async def test_whoever_does_not_know_the_secret_is_not_heard(
    headers: dict[str, str], web: aiohttp.ClientSession, address: str, counter: Counter
) -> None:
    async with web.post(f"{address}/hook", json=message(), headers=headers) as answer:
        assert answer.status == 403

    assert counter.texts == []


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'"nonsense"', "application/json", 200),
        (b"a=1", "application/x-www-form-urlencoded", 415),
        (b" " * (1024 * 1024 + 1), "application/json", 413),
    ],
)
async def test_what_is_no_update_is_refused(
    body: bytes, kind: str, status: int, web: aiohttp.ClientSession, address: str
) -> None:
    headers = HEADER | {"Content-Type": kind}
    async with web.post(f"{address}/hook", data=BytesIO(body), headers=headers) as answer:
        assert answer.status == status


async def test_half_a_body_is_no_update(address: str, counter: Counter) -> None:
    host, port = address.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    head = f"X-Telegram-Bot-Api-Secret-Token: {SECRET.get_secret_value()}\r\n"
    writer.write(
        f"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{head}"
        "Content-Length: 100\r\n\r\n{".encode()
    )
    await writer.drain()
    writer.close()
    await writer.wait_closed()

    assert counter.texts == []


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/hook"), ("POST", "/"), ("GET", "/"), ("POST", "/healthz")]
)
async def test_there_is_nothing_else(
    method: str, path: str, web: aiohttp.ClientSession, address: str
) -> None:
    async with web.request(method, address + path, headers=HEADER) as answer:
        assert answer.status == 404


async def test_whoever_watches_over_the_bot_learns_how_it_is(
    web: aiohttp.ClientSession, address: str, counter: Counter
) -> None:
    async with web.get(f"{address}/healthz") as answer:
        assert (answer.status, await answer.json()) == (200, {"ok": True})

    counter.is_well = False
    async with web.get(f"{address}/healthz") as answer:
        assert (answer.status, await answer.json()) == (503, {"ok": False})


async def test_a_request_in_progress_is_finished_before_the_end(
    web: aiohttp.ClientSession, counter: Counter
) -> None:
    counter.may_end.clear()
    async with open_for_updates(counter.app) as url:
        posting = asyncio.ensure_future(web.post(f"{url}/hook", json=message(), headers=HEADER))
        await counter.begun.wait()
        asyncio.get_running_loop().call_soon(counter.may_end.set)

    assert (await posting).status == 200


async def test_a_port_that_is_taken_is_told_at_once(counter: Counter) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        await serve(
            counter.app,
            listen=f"127.0.0.1:{taken.getsockname()[1]}",
            stop=asyncio.Event(),
            on_ready=lambda _: None,
        )


async def test_telegram_is_told_again_until_it_listens(
    api: BotApi, simulator: Simulator, address: str, patience: Patience, waits: Waits
) -> None:
    simulator.faults.retry_after = 7
    simulator.faults.fail_next("setWebhook", Fault.INTERNAL, Fault.TOO_MANY)

    await told(api, address, patience)

    assert waits.asked == [1.0, 7.0]
    assert simulator.world.hook.url == f"{address}/hook"


async def test_telegram_is_not_told_any_more_when_the_bot_stops(
    api: BotApi, simulator: Simulator, patience: Patience
) -> None:
    stop = asyncio.Event()
    stop.set()

    await told(api, "http://127.0.0.1:9", patience, stop)

    assert simulator.world.hook.url == ""


async def test_a_forged_request_is_logged_without_what_it_holds(
    web: aiohttp.ClientSession, address: str, logs: StringIO
) -> None:
    async with web.post(f"{address}/hook", json=message("canary"), headers={}) as answer:
        assert answer.status == 403

    assert "webhook_secret_wrong" in logs.getvalue()
