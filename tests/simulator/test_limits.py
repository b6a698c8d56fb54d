"""A strict Telegram: what it takes in a second, and from whom."""

import pytest

from simulator import Person, Simulator
from simulator.refusals import Refused
from tests.simulator.conftest import Api, Watch


@pytest.fixture
def sim(watch: Watch) -> Simulator:
    return Simulator(clock=watch, strict=True)


def send(sim: Simulator, chat_id: int) -> None:
    assert sim.world.limits
    sim.world.limits.admit(chat_id)


def fill(sim: Simulator, count: int = 30) -> None:
    for chat_id in range(count):
        send(sim, chat_id)


async def test_the_bot_is_told_when_to_come_back(api: Api, sim: Simulator, maria: Person) -> None:
    fill(sim)

    status, body = await api("sendMessage", chat_id=maria.id, text="a")

    assert (status, body["parameters"]) == (429, {"retry_after": 3})
    assert sim.ledger().accepted == ()
    assert sim.ledger().too_many == 1


def test_thirty_messages_in_any_second_are_taken(sim: Simulator, watch: Watch) -> None:
    for _ in range(4):
        fill(sim)
        watch.forward(seconds=1)

    assert sim.ledger().too_many == 0


def test_the_second_slides(sim: Simulator, watch: Watch) -> None:
    watch.forward(seconds=0.9)
    fill(sim, 20)
    watch.forward(seconds=0.5)
    fill(sim, 10)

    with pytest.raises(Refused):
        send(sim, 99)


def test_after_too_many_nothing_is_taken_for_a_while(sim: Simulator, watch: Watch) -> None:
    fill(sim)
    for seconds in (0, 2.5):
        watch.forward(seconds=seconds)
        with pytest.raises(Refused):
            send(sim, 99)

    watch.forward(seconds=0.5)
    send(sim, 99)


def test_one_chat_may_have_a_few_at_once_and_then_one_a_second(
    sim: Simulator, watch: Watch
) -> None:
    for _ in range(5):
        send(sim, 1)
    with pytest.raises(Refused):
        send(sim, 1)
    send(sim, 2)

    watch.forward(seconds=3)
    for _ in range(3):
        send(sim, 1)
    with pytest.raises(Refused):
        send(sim, 1)


def test_who_is_not_strict_takes_all() -> None:
    assert Simulator().ledger().too_many == 0
