"""Offsets, long polls and what becomes of updates that nobody fetches."""

import asyncio
from typing import Any

import aiohttp
import pytest
import telegram
from telegram.error import Conflict

from simulator import Person, Simulator
from tests.simulator.conftest import Api, Watch


def texts(updates: tuple[telegram.Update, ...]) -> list[str | None]:
    return [update.message.text for update in updates if update.message is not None]


async def test_what_is_not_confirmed_comes_again(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    for text in ("a", "b", "c"):
        sim.send_text(maria, text)

    first = await bot.get_updates()
    again = await bot.get_updates(offset=first[0].update_id)
    rest = await bot.get_updates(offset=first[1].update_id + 1)

    assert texts(first) == ["a", "b", "c"]
    assert texts(again) == ["a", "b", "c"]
    assert texts(rest) == ["c"]
    assert [u.update_id - first[0].update_id for u in first] == [0, 1, 2]
    assert (sim.ledger().confirmed, sim.ledger().pending) == (2, 1)


async def test_a_negative_offset_counts_from_the_end(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    assert await bot.get_updates(offset=-1) == ()
    for text in ("a", "b", "c"):
        sim.send_text(maria, text)

    assert texts(await bot.get_updates(offset=-2)) == ["b", "c"]
    assert texts(await bot.get_updates(offset=-5)) == ["b", "c"]


@pytest.mark.parametrize(("limit", "count"), [(1, 1), (100, 100), (0, 100), (101, 100)])
async def test_a_batch_has_at_most_100_updates(
    api: Api, sim: Simulator, maria: Person, limit: int, count: int
) -> None:
    for number in range(103):
        sim.send_text(maria, str(number))

    _, body = await api("getUpdates", limit=limit)

    assert len(body["result"]) == count


async def test_a_long_poll_ends_when_something_happens(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    poll = asyncio.ensure_future(bot.get_updates(timeout=20))
    await sim.until(lambda: sim.ledger().calls.get("getupdates"))

    sim.send_text(maria, "a")

    assert texts(await poll) == ["a"]


async def test_a_long_poll_ends_when_its_time_is_over(bot: telegram.Bot) -> None:
    assert await bot.get_updates(timeout=1) == ()


async def test_a_long_poll_ends_when_the_server_stops(
    sim: Simulator, session: aiohttp.ClientSession
) -> None:
    async def poll(url: str) -> Any:
        async with session.get(f"{url}/bot{sim.token}/getUpdates?timeout=40") as answer:
            return await answer.json()

    async with sim.serve() as url:
        polled = asyncio.ensure_future(poll(url))
        await sim.until(lambda: sim.ledger().calls.get("getupdates"))

    assert await polled == {"ok": True, "result": []}


async def test_a_second_poll_ends_the_first(api: Api, bot: telegram.Bot, sim: Simulator) -> None:
    first = asyncio.ensure_future(bot.get_updates(timeout=40))
    await sim.until(lambda: sim.ledger().calls.get("getupdates"))

    await api("getUpdates")

    with pytest.raises(Conflict) as refused:
        await first
    assert refused.value.message == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )


async def test_a_webhook_ends_the_poll_and_forbids_the_next(
    api: Api, bot: telegram.Bot, sim: Simulator
) -> None:
    poll = asyncio.ensure_future(bot.get_updates(timeout=40))
    await sim.until(lambda: sim.ledger().calls.get("getupdates"))

    await bot.set_webhook("https://127.0.0.1:1/hook")

    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await poll
    status, body = await api("getUpdates")
    assert (status, body["description"]) == (
        409,
        (
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        ),
    )


async def test_presses_are_kept_150_seconds_and_messages_a_day(
    bot: telegram.Bot, sim: Simulator, maria: Person, watch: Watch
) -> None:
    sim.tap(maria, 1, "forged")
    sim.send_text(maria, "a")

    watch.forward(seconds=150)
    kept = await bot.get_updates()
    assert [update.callback_query for update in kept] == [None]

    watch.forward(hours=24)
    assert await bot.get_updates() == ()


async def test_the_bot_hears_only_of_what_it_asked_for(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    sim.send_text(maria, "a")
    sim.tap(maria, 1, "x")
    [press] = await bot.get_updates()
    assert press.callback_query is not None

    await bot.get_updates(press.update_id + 1, allowed_updates=[])
    sim.send_text(maria, "b")
    assert texts(await bot.get_updates()) == ["b"]


async def test_pending_updates_can_be_dropped(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    sim.send_text(maria, "a")
    await bot.delete_webhook()
    assert texts(await bot.get_updates()) == ["a"]

    await bot.delete_webhook(drop_pending_updates=True)

    assert await bot.get_updates() == ()


@pytest.mark.parametrize("params", [{"offset": "x"}, {"timeout": -1}, {"timeout": "x"}])
async def test_what_is_no_number_counts_as_not_given(
    api: Api, sim: Simulator, maria: Person, params: dict[str, Any]
) -> None:
    sim.send_text(maria, "a")

    status, body = await api("getUpdates", **params)

    assert (status, len(body["result"])) == (200, 1)
