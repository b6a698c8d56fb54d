"""Delivery to a webhook: a small server stands for the bot."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any

import pytest
import telegram
from aiohttp import web

from simulator import Person, Simulator
from tests.simulator.conftest import Api


class Hook:
    """A bot's webhook which answers as it is told, and keeps what came."""

    def __init__(self) -> None:
        self.url = ""
        self.came: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.answers: dict[str, list[web.Response]] = defaultdict(list)
        self.arrived = asyncio.Event()
        self.closed_gates: dict[str, asyncio.Event] = {}

    async def answer(self, request: web.Request) -> web.Response:
        update = await request.json()
        said = (
            update["message"]["text"] if "message" in update else update["callback_query"]["data"]
        )
        self.came.append(update)
        self.arrived.set()
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if said in self.closed_gates:
            await self.closed_gates[said].wait()
        return self.answers[said].pop(0) if self.answers[said] else web.Response()

    def said(self) -> list[str]:
        return [
            update["message"]["text"] if "message" in update else update["callback_query"]["data"]
            for update in self.came
        ]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.answer)
    runner = web.AppRunner(app, handle_signals=False)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_updates_are_delivered_with_the_secret(
    bot: telegram.Bot, sim: Simulator, maria: Person, hook: Hook
) -> None:
    sim.send_text(maria, "before")
    await bot.set_webhook(hook.url, secret_token="s3cret", max_connections=3)

    sim.send_text(maria, "after")
    await sim.until(lambda: sim.ledger().pending == 0)

    assert hook.said() == ["before", "after"]
    assert hook.secrets == ["s3cret", "s3cret"]
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.max_connections) == (hook.url, 0, 3)
    assert info.last_error_message is None


async def test_without_a_secret_no_header_is_sent(
    bot: telegram.Bot, sim: Simulator, maria: Person, hook: Hook
) -> None:
    await bot.set_webhook(hook.url)
    sim.send_text(maria, "a")
    await sim.until(lambda: sim.ledger().pending == 0)

    assert hook.secrets == [None]


async def test_what_was_not_taken_comes_again_in_order(
    bot: telegram.Bot, sim: Simulator, maria: Person, hook: Hook
) -> None:
    hook.answers["a"] = [web.Response(status=500), web.Response(status=503)]
    await bot.set_webhook(hook.url)

    sim.send_text(maria, "a")
    sim.send_text(maria, "b")
    await sim.until(lambda: sim.ledger().pending == 0)

    assert hook.said() == ["a", "a", "a", "b"]
    assert hook.came[0]["update_id"] == hook.came[2]["update_id"]
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    assert info.last_error_date is not None


async def test_a_press_overtakes_messages_that_wait(
    bot: telegram.Bot, sim: Simulator, maria: Person, hook: Hook
) -> None:
    hook.closed_gates["a"] = asyncio.Event()
    await bot.set_webhook(hook.url)
    sim.send_text(maria, "a")
    sim.send_text(maria, "b")
    sim.tap(maria, 1, "press")

    await sim.until(lambda: sim.ledger().pending == 2)
    assert sorted(hook.said()) == ["a", "press"]

    hook.closed_gates["a"].set()
    await sim.until(lambda: sim.ledger().pending == 0)
    assert hook.said()[2:] == ["b"]


async def test_no_more_than_max_connections_are_open_at_once(
    bot: telegram.Bot, sim: Simulator, maria: Person, hook: Hook
) -> None:
    jean = sim.add_person("Jean")
    hook.closed_gates["a"] = asyncio.Event()
    await bot.set_webhook(hook.url, max_connections=1)
    sim.send_text(maria, "a")
    sim.send_text(jean, "b")
    await sim.until(lambda: sim.ledger().pending == 2)

    hook.closed_gates["a"].set()
    await sim.until(lambda: sim.ledger().pending == 0)

    assert hook.said() == ["a", "b"]


async def test_the_webhook_may_ask_for_patience(
    bot: telegram.Bot, sim: Simulator, maria: Person, hook: Hook
) -> None:
    hook.answers["a"] = [web.Response(status=429, headers={"Retry-After": "3600"})]
    await bot.set_webhook(hook.url)
    sim.send_text(maria, "a")
    await sim.until(lambda: sim.world.hook.last_error)

    await bot.set_webhook(hook.url)
    await sim.until(lambda: sim.ledger().pending == 0)

    assert hook.said() == ["a", "a"]


@pytest.mark.parametrize(
    "answer",
    [
        {"json": {"method": "sendMessage", "text": "Hola"}},
        {"form": "method=sendMessage&text=Hola"},
    ],
    ids=["JSON", "form"],
)
async def test_a_method_in_the_answer_is_carried_out(
    bot: telegram.Bot, sim: Simulator, maria: Person, hook: Hook, answer: dict[str, Any]
) -> None:
    if "json" in answer:
        hook.answers["a"] = [web.json_response(answer["json"] | {"chat_id": maria.id})]
    else:
        form = f"{answer['form']}&chat_id={maria.id}"
        kind = "application/x-www-form-urlencoded"
        hook.answers["a"] = [web.Response(text=form, content_type=kind)]
    await bot.set_webhook(hook.url)

    sim.send_text(maria, "a")
    await sim.until(lambda: sim.ledger().pending == 0)

    assert sim.chat(maria).last.text == "Hola"


@pytest.mark.parametrize(
    "answer",
    [
        {"text": "{", "content_type": "application/json"},
        {"text": '{"method": "sendMessage", "chat_id": 1}', "content_type": "application/json"},
        {"text": '{"ok": true}', "content_type": "application/json"},
    ],
    ids=["broken", "refused", "no method"],
)
async def test_nonsense_in_the_answer_is_passed_over(
    bot: telegram.Bot, sim: Simulator, maria: Person, hook: Hook, answer: dict[str, Any]
) -> None:
    hook.answers["a"] = [web.Response(**answer)]
    await bot.set_webhook(hook.url)

    sim.send_text(maria, "a")
    await sim.until(lambda: sim.ledger().pending == 0)

    assert sim.ledger().accepted == ()


async def test_a_webhook_that_is_not_there_is_tried_again(
    bot: telegram.Bot, sim: Simulator, maria: Person, hook: Hook
) -> None:
    await bot.set_webhook("http://127.0.0.1:1/hook")
    sim.send_text(maria, "a")
    await sim.until(lambda: sim.world.hook.last_error)
    info = await bot.get_webhook_info()

    await bot.set_webhook(hook.url)
    await sim.until(lambda: sim.ledger().pending == 0)

    assert info.last_error_message == "Connection failed: ClientConnectorError"
    assert hook.said() == ["a"]


async def test_an_update_dropped_on_its_way_is_not_confirmed(
    bot: telegram.Bot, sim: Simulator, maria: Person, hook: Hook
) -> None:
    hook.closed_gates["a"] = asyncio.Event()
    await bot.set_webhook(hook.url)
    sim.send_text(maria, "a")
    await hook.arrived.wait()

    await bot.set_webhook(hook.url, drop_pending_updates=True)
    hook.closed_gates["a"].set()
    sim.send_text(maria, "b")
    await sim.until(lambda: sim.ledger().pending == 0)

    assert hook.said() == ["a", "b"]
    assert sim.ledger().confirmed == 1


async def test_an_empty_address_takes_the_webhook_away(bot: telegram.Bot) -> None:
    await bot.set_webhook("https://localhost/hook", allowed_updates=["message"])
    assert (await bot.get_webhook_info()).allowed_updates == ("message",)

    await bot.set_webhook("")

    assert (await bot.get_webhook_info()).url == ""


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"url": "https://example.org/"}, "An HTTPS URL must be provided for webhook"),
        ({"url": "ftp://localhost/"}, "An HTTPS URL must be provided for webhook"),
    ],
)
async def test_a_webhook_elsewhere_is_refused(api: Api, params: dict[str, Any], said: str) -> None:
    status, body = await api("setWebhook", **params)

    assert (status, body["description"]) == (400, f"Bad Request: bad webhook: {said}")


async def test_a_secret_of_other_letters_is_refused(api: Api) -> None:
    status, body = await api("setWebhook", url="http://127.0.0.1/", secret_token="ñ")

    assert (status, body["description"]) == (
        400,
        "Bad Request: secret token contains unallowed characters",
    )
