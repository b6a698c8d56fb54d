import base64
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr
from telegram import InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.warnings import PTBDeprecationWarning

from bot.client import BotApi, FileTooLarge, seconds_to_wait
from simulator import Fault, Simulator

TOKEN = "123456789:canary-canary-canary-canary-canary"


class Odd:
    """A server which answers as the test says: what the simulator does not do."""

    def __init__(self) -> None:
        self.status = 200
        self.body: object = {"ok": True, "result": True}

    async def answer(self, _: web.Request) -> web.Response:
        if isinstance(self.body, bytes):
            return web.Response(status=self.status, body=self.body)
        return web.json_response(self.body, status=self.status)


@pytest.fixture
def odd() -> Odd:
    return Odd()


@pytest.fixture
async def odd_api(odd: Odd) -> AsyncIterator[BotApi]:
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", odd.answer)
    async with (
        TestServer(application, host="127.0.0.1") as server,
        BotApi(SecretStr(TOKEN), api_url=str(server.make_url("/"))) as opened,
    ):
        yield opened


async def test_a_message_goes_out_and_comes_back_with_its_number(
    api: BotApi, simulator: Simulator
) -> None:
    maria = simulator.add_person("María")
    simulator.start(maria)

    result = await api.call("sendMessage", {"chat_id": maria.id, "text": "¿Qué tal? <3"})

    assert result["message_id"] == simulator.chat(maria).last.message_id
    assert simulator.chat(maria).last.text == "¿Qué tal? <3"


async def test_a_file_is_uploaded(api: BotApi, simulator: Simulator) -> None:
    ana = simulator.add_person("Ana")
    simulator.start(ana)
    content = base64.b64encode("título;año\n".encode() * 100_000).decode()

    await api.call(
        "sendDocument",
        {
            "chat_id": ana.id,
            "caption": "Exportación",
            "document": {"name": "respuestas.csv", "base64": content},
            "reply_markup": {"inline_keyboard": [[{"text": "Bien", "callback_data": "1"}]]},
        },
    )

    last = simulator.chat(ana).last
    assert (last.kind, last.text, last.labels) == ("document", "Exportación", [["Bien"]])


async def test_the_library_speaks_over_the_same_connections(
    api: BotApi, simulator: Simulator
) -> None:
    maria = simulator.add_person("María")
    simulator.start(maria)

    me = await api.bot.get_me()
    content = b"a;b\n" * 300_000
    await api.bot.send_document(maria.id, BytesIO(content), filename="a.csv")
    sent = await api.bot.send_document(maria.id, content, filename="a.csv", caption="Hola")
    file = await api.bot.get_file(sent.document.file_id if sent.document else "")

    assert me.username == "tertulia_bot"
    assert sent.caption == "Hola"
    assert bytes(await file.download_as_bytearray()) == content


async def test_the_library_may_leave_reading_a_file_to_us(
    api: BotApi, simulator: Simulator, tmp_path: Path
) -> None:
    maria = simulator.add_person("María")
    simulator.start(maria)
    path = tmp_path / "a.csv"
    path.write_bytes(b"a;b")

    with path.open("rb") as opened:
        await api.bot.send_document(maria.id, InputFile(opened, read_file_handle=False))

    assert simulator.chat(maria).last.kind == "document"


async def test_the_library_may_wait_for_a_time_of_its_own(api: BotApi) -> None:
    me = await api.bot.get_me(read_timeout=7)

    assert me.is_bot is True
    assert await api.bot.get_updates(timeout=0) == ()


@pytest.mark.parametrize(
    ("status", "description", "parameters", "error"),
    [
        (400, "Bad Request: message is not modified", {}, BadRequest),
        (401, "Unauthorized", {}, InvalidToken),
        (403, "Forbidden: bot was blocked by the user", {}, Forbidden),
        (404, "Not Found", {}, InvalidToken),
        (409, "Conflict: terminated by other getUpdates request", {}, Conflict),
        (429, "Too Many Requests: retry after 7", {"retry_after": 7}, RetryAfter),
        (400, "Bad Request: migrated", {"migrate_to_chat_id": -1005}, ChatMigrated),
        (500, "Internal Server Error", {}, NetworkError),
        (502, "Bad Gateway", {}, NetworkError),
    ],
)
async def test_refusals_are_the_librarys_own(
    odd: Odd,
    odd_api: BotApi,
    status: int,
    description: str,
    parameters: dict[str, Any],
    error: type[TelegramError],
) -> None:
    odd.status = status
    odd.body = {"ok": False, "description": description} | (
        {"parameters": parameters} if parameters else {}
    )

    with pytest.raises(TelegramError) as by_call:
        await odd_api.call("getMe", {})
    with pytest.raises(TelegramError) as by_library:
        await odd_api.bot.get_me()

    assert type(by_call.value) is error
    assert str(by_call.value) == str(by_library.value)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (502, b"<html>Bad Gateway</html>", NetworkError),
        (200, b"<html>Log in to the hotel's network</html>", TelegramError),
        (200, b"[]", TelegramError),
        (200, b"[" * 100_000, TelegramError),
        (200, {"ok": True}, NetworkError),
        (204, b"", TelegramError),
        (400, {"ok": False, "description": "x", "parameters": [1]}, NetworkError),
        (400, {"ok": False, "description": 7}, NetworkError),
        (429, {"ok": False, "parameters": {"retry_after": 10**15}}, NetworkError),
    ],
)
async def test_an_answer_that_is_none_is_an_error(
    odd: Odd, odd_api: BotApi, status: int, body: object, error: type[TelegramError]
) -> None:
    odd.status, odd.body = status, body

    with pytest.raises(TelegramError) as raised:
        await odd_api.call("getMe", {})

    assert type(raised.value) is error


async def test_how_long_to_wait_is_told_in_seconds(api: BotApi, simulator: Simulator) -> None:
    simulator.faults.retry_after = 7
    simulator.faults.fail_next("getMe", Fault.TOO_MANY)

    with pytest.raises(RetryAfter) as raised:
        await api.call("getMe", {})

    assert seconds_to_wait(raised.value) == 7.0


@pytest.mark.parametrize(("asked", "waited"), [(-1, 1.0), (0, 1.0), (90_000, 3600.0)])
def test_nobody_is_made_to_wait_for_ever_or_to_run_hot(
    monkeypatch: pytest.MonkeyPatch, asked: int, waited: float
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")

    assert seconds_to_wait(RetryAfter(asked)) == waited


async def test_how_long_to_wait_is_understood_in_the_old_way_too(
    api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert repr(api) == "BotApi()"
    error = RetryAfter(timedelta(seconds=3))
    monkeypatch.setenv("PTB_TIMEDELTA", "0")

    with pytest.warns(PTBDeprecationWarning, match="retry_after"):
        assert seconds_to_wait(error) == 3.0


async def test_a_connection_cut_off_is_a_network_error(api: BotApi, simulator: Simulator) -> None:
    simulator.faults.fail_next("getMe", Fault.RESET)

    with pytest.raises(NetworkError) as raised:
        await api.call("getMe", {})

    assert simulator.token not in repr(raised.value) + str(raised.value.__cause__)


async def test_a_server_that_hangs_is_given_up(api: BotApi, simulator: Simulator) -> None:
    simulator.faults.fail_next("getMe", Fault.HANG)

    with pytest.raises(TimedOut):
        await api.call("getMe", {}, within=0.05)


async def test_nobody_is_called_before_the_connections_are_open() -> None:
    api = BotApi(SecretStr(TOKEN), api_url="http://127.0.0.1:9")

    with pytest.raises(NetworkError, match="not open"):
        await api.call("getMe", {})
    async with api, api:
        with pytest.raises(NetworkError, match="Connect"):
            await api.call("getMe", {})
    await api.__aexit__(None, None, None)


def test_no_repr_tells_the_token() -> None:
    api = BotApi(SecretStr(TOKEN), api_url="http://127.0.0.1:9")

    shown = repr(api) + str(api) + repr(api.bot) + str(api.bot) + json.dumps(repr([api.bot]))

    assert "canary" not in shown


async def test_a_file_that_somebody_sent_is_fetched(api: BotApi, simulator: Simulator) -> None:
    maria = simulator.add_person("María")
    content = bytes(300_000)
    simulator.send_voice(maria, content)
    sent = simulator.chat(maria).last

    fetched = await api.download(sent.file_id or "", most_bytes=len(content))
    with pytest.raises(FileTooLarge):
        await api.download(sent.file_id or "", most_bytes=len(content) - 1)
    with pytest.raises(BadRequest):
        await api.download("unknown", most_bytes=9)

    assert fetched == content


class Shop:
    """A server which says that there is a file, and gives out what the test says."""

    def __init__(self) -> None:
        self.path: object = "voice/file_1.oga"
        self.status = 200

    async def describe(self, _: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": {"file_path": self.path}})

    async def give(self, _: web.Request) -> web.Response:
        return web.Response(status=self.status, body=b"OggS")


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
async def shop_api(shop: Shop) -> AsyncIterator[BotApi]:
    application = web.Application()
    application.router.add_post(f"/bot{TOKEN}/getFile", shop.describe)
    application.router.add_get(f"/file/bot{TOKEN}/voice/{{name}}", shop.give)
    async with (
        TestServer(application, host="127.0.0.1") as server,
        BotApi(SecretStr(TOKEN), api_url=str(server.make_url("/"))) as opened,
    ):
        yield opened


@pytest.mark.parametrize(
    "path", [None, "", "/etc/passwd", "../getMe", "voice/../../x", "//host/x", "http://host/x", 7]
)
async def test_a_file_is_looked_for_among_the_bots_own_only(
    shop: Shop, shop_api: BotApi, path: object
) -> None:
    shop.path = path

    with pytest.raises(NetworkError, match="names no file"):
        await shop_api.download("f", most_bytes=9)


@pytest.mark.parametrize(
    ("status", "error"),
    [(404, BadRequest), (400, BadRequest), (502, NetworkError), (401, NetworkError)],
)
async def test_a_file_that_is_not_given_out_is_an_error_without_the_address(
    shop: Shop, shop_api: BotApi, status: int, error: type[TelegramError]
) -> None:
    shop.status = status

    with pytest.raises(TelegramError) as raised:
        await shop_api.download("f", most_bytes=9)

    assert type(raised.value) is error
    assert "canary" not in repr(raised.value) + str(raised.value.__cause__)
