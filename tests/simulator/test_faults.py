"""What goes wrong when it is told to, and only then."""

import asyncio

import aiohttp
import pytest
import telegram
from telegram.error import NetworkError, RetryAfter, TelegramError

from simulator import Fault, Faults, Person, Simulator
from tests.simulator.conftest import Api, library


async def test_too_many_calls_are_told_when_to_come_back(
    api: Api, sim: Simulator, maria: Person
) -> None:
    sim.faults = Faults(retry_after=7)
    sim.faults.fail_next("sendMessage", Fault.TOO_MANY)

    status, body = await api("sendMessage", chat_id=maria.id, text="a")

    assert status == 429
    assert body == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    assert sim.ledger().accepted == ()
    status, _ = await api("sendMessage", chat_id=maria.id, text="a")
    assert status == 200


@pytest.mark.usefixtures("spans_of_time")
async def test_the_library_knows_the_429(bot: telegram.Bot, sim: Simulator, maria: Person) -> None:
    sim.faults.fail_next("sendMessage", Fault.TOO_MANY)

    with pytest.raises(RetryAfter, match="Flood control exceeded"):
        await bot.send_message(maria.id, "a")


@pytest.mark.parametrize("fault", [Fault.INTERNAL, Fault.BAD_GATEWAY])
async def test_a_broken_server_carries_nothing_out(
    bot: telegram.Bot, sim: Simulator, maria: Person, fault: Fault
) -> None:
    sim.faults.fail_next("sendMessage", fault)

    with pytest.raises(NetworkError):
        await bot.send_message(maria.id, "a")

    assert sim.ledger().accepted == ()


async def test_a_reset_carries_the_call_out_and_says_nothing(
    api: Api, bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    await api("getMe")  # over a connection of its own, which stays
    sim.faults.fail_next("sendMessage", Fault.RESET)

    with pytest.raises(NetworkError):
        await bot.send_message(maria.id, "a")

    assert [one.text for one in sim.ledger().to(maria)] == ["a"]
    assert await api("close") == (200, {"ok": True, "result": True})


async def test_a_hanging_call_is_cut_after_a_while(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    sim.faults = Faults(hang_seconds=0.01)
    sim.faults.fail_next("sendMessage", Fault.HANG)

    with pytest.raises(NetworkError):
        await bot.send_message(maria.id, "a")

    assert sim.ledger().accepted == ()


async def test_a_hanging_call_does_not_keep_the_server_from_stopping(
    sim: Simulator, session: aiohttp.ClientSession
) -> None:
    sim.faults.fail_next("getMe", Fault.HANG)

    async def ask(url: str) -> str:
        try:
            await session.post(f"{url}/bot{sim.token}/getMe")
        except aiohttp.ClientError as error:
            return type(error).__name__
        return "answered"

    async with sim.serve() as url:
        asked = asyncio.ensure_future(ask(url))
        await sim.until(lambda: not sim.faults.is_due("getMe"))

    assert await asked == "ServerDisconnectedError"


async def test_an_update_comes_twice_although_it_was_confirmed(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    sim.faults = Faults(rates={Fault.DUPLICATE: 1})
    sim.send_text(maria, "a")

    [first] = await bot.get_updates()
    [second] = await bot.get_updates(first.update_id + 1)
    third = await bot.get_updates(first.update_id + 1)

    assert first.update_id == second.update_id
    assert third == ()


async def test_an_update_overtakes_the_one_before_it(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    sim.faults = Faults(rates={Fault.REORDER: 1})
    sim.send_text(maria, "a")
    sim.send_text(maria, "b")

    updates = await bot.get_updates()

    assert [u.message.text for u in updates if u.message is not None] == ["b", "a"]
    assert updates[0].update_id < updates[1].update_id


async def outcomes(seed: int) -> list[str]:
    rates = {Fault.TOO_MANY: 0.2, Fault.INTERNAL: 0.2, Fault.BAD_GATEWAY: 0.2, Fault.RESET: 0.2}
    sim = Simulator()
    maria = sim.add_person("María")
    sim.start(maria)
    seen = []
    async with sim.serve() as url, library(sim, url) as bot:
        sim.faults = Faults(seed, rates)
        for number in range(12):
            try:
                await bot.send_message(maria.id, str(number))
                seen.append("sent")
            except TelegramError as error:
                seen.append(type(error).__name__)
    return [*seen, *(one.text for one in sim.ledger().accepted)]


@pytest.mark.usefixtures("spans_of_time")
async def test_a_seed_makes_the_run_again() -> None:
    first, again, other = await outcomes(5), await outcomes(5), await outcomes(6)

    assert first == again
    assert first != other
    assert len(set(first[:12])) > 2


def test_empty_polls_do_not_change_what_befalls_the_messages() -> None:
    rates = {Fault.RESET: 0.5}
    alone, polled = Faults(3, rates), Faults(3, rates)

    for _ in range(17):
        polled.of_call("getUpdates")

    befell = [alone.of_call("sendMessage") for _ in range(20)]
    assert befell == [polled.of_call("sendMessage") for _ in range(20)]


def test_without_rates_nothing_goes_wrong() -> None:
    faults = Faults(1)

    assert [faults.of_call("sendMessage") for _ in range(50)] == [None] * 50


async def test_somebody_may_be_gone_when_they_are_written_to(
    api: Api, sim: Simulator, maria: Person
) -> None:
    sim.faults = Faults(rates={Fault.FORBIDDEN: 1})

    status, body = await api("sendMessage", chat_id=maria.id, text="a")

    assert (status, body["description"]) == (403, "Forbidden: bot was blocked by the user")
    assert (await api("getMe"))[0] == 200


def test_what_befalls_a_chat_may_be_its_own_affair() -> None:
    rates = {Fault.RESET: 0.5, Fault.DUPLICATE: 0.5}
    alone, among = (Faults(3, rates, by_chat=True) for _ in range(2))

    befell = [alone.of_call("sendMessage", 1) for _ in range(20)]
    mixed = [(among.of_call("sendMessage", 2), among.of_call("sendMessage", 1)) for _ in range(20)]

    assert befell == [ours for _, ours in mixed]
    assert befell != [theirs for theirs, _ in mixed]
    assert alone.met["sendmessage", Fault.RESET] == befell.count(Fault.RESET)
