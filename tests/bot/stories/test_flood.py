"""One person sends more than anybody can take; the others do not notice."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.waiting import Patience
from simulator import Simulator
from tests.bot.edge import Bot, Home, Watch, running

TOO_FAST = "Eso fue demasiado rápido para mí"


@dataclass(slots=True)
class Seconds:
    """Seconds that pass when the test says so; who waits for one only lets others go first."""

    passed: float = 0.0

    def __call__(self) -> float:
        return self.passed

    async def wait(self, _: float) -> None:
        await asyncio.sleep(0.01)


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
async def bot(home: Home, watch: Watch, seconds: Seconds) -> AsyncIterator[Bot]:
    patience = Patience(sleep=seconds.wait, time=seconds)
    simulator = Simulator(clock=watch)
    async with running(home, watch=watch, simulator=simulator, patience=patience) as bot:
        yield bot


async def test_one_who_floods_the_bot_is_told_once_and_the_others_do_not_wait(
    bot: Bot, seconds: Seconds
) -> None:
    pedro, ana, maria = (bot.phone(name) for name in ("Pedro", "Ana", "María"))
    simulator = bot.simulator
    sent = [simulator.send_text(pedro.person, f"mensaje {number}") for number in range(300)]
    for phone in (ana, maria):
        await phone.starts(bot.home.participants)
        assert phone.buttons == ["Español", "Français", "English", "Português"]
    await pedro.settled()

    told = [one for one in pedro.bubbles if one.text.startswith(TOO_FAST)]
    assert len(told) == 1
    assert len(pedro.bubbles) == 21  # one for each message of the burst, and this
    answered = simulator.world.chats[pedro.person.id].messages[told[0].message_id].content
    assert answered["reply_to_message"]["message_id"] == sent[20]

    seconds.passed += 10
    await pedro.starts(bot.home.participants)

    assert pedro.buttons == ["Español", "Français", "English", "Português"]


async def test_a_press_that_comes_too_fast_is_answered_in_passing(
    bot: Bot, seconds: Seconds
) -> None:
    maria = bot.phone("María")
    await maria.starts(bot.home.participants)
    message = maria.bubbles[-1].message_id
    for _ in range(100):
        bot.simulator.send_text(maria.person, "hola")
    await maria.settled()

    await maria.forges("Español", message)
    assert maria.toast == "Eso fue demasiado rápido para mí. Por favor, espere diez segundos."
    assert "Español" in maria.labels

    seconds.passed += 10
    await maria.forges("Español", message)
    assert maria.buttons[0] == "Sí, 18 o más"


async def test_who_writes_a_little_too_fast_only_waits(bot: Bot, seconds: Seconds) -> None:
    maria = bot.phone("María")
    sent = [bot.simulator.send_text(maria.person, "hola") for _ in range(25)]
    await bot.simulator.until(lambda: len(maria.bubbles) == 20)

    seconds.passed += 5
    await maria.settled()

    assert len(maria.bubbles) == len(sent)
    assert not maria.news_of(TOO_FAST)


async def test_a_group_that_floods_the_bot_hears_no_more_than_any_other(bot: Bot) -> None:
    maria = bot.phone("María")
    group = bot.simulator.add_group("Mesa 4")
    bot.simulator.add_bot_to_group(group, maria.person)
    for _ in range(100):
        bot.simulator.send_text(maria.person, "/start", group=group)
    await maria.settled()

    assert len(bot.simulator.chat(group).from_bot) == 1
