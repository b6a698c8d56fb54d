import asyncio
import itertools
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from bot.intake import REMEMBERED_FAILURES, Intake, NotKept
from bot.pace import BURST, MOST_CHATS, MOST_WAITING, Pace
from bot.updates import Tap, Text, Toast, Update
from bot.waiting import Patience


class DiskFull(Exception):
    """What this storage raises when it cannot commit."""


class Desk:
    """Handles updates as the test says, and remembers them in the order of their commits."""

    def __init__(self) -> None:
        self.kept: list[int] = []
        self.poisoned: list[int] = []
        self.answer: Callable[[Update], Toast | None] = lambda _: None
        self.poison_is_kept = True
        self.gates: dict[int, asyncio.Event] = {}
        self.hasty: list[int] = []
        self.haste_is_kept = True
        self.slept: list[float] = []
        self.time: Callable[[], float] = itertools.count().__next__
        self.intake = Intake(
            self.handle,
            on_poison=self.on_poison,
            on_haste=self.on_haste,
            unavailable=(DiskFull,),
            pace=Pace(Patience(sleep=self.sleep, time=self.clock)),
        )

    def hurry(self) -> None:
        """Let time pass only where somebody waits for it."""
        self.time = lambda: sum(self.slept)

    def clock(self) -> float:
        return self.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.slept.append(seconds)

    async def on_haste(self, update: Update) -> Toast | None:
        if not self.haste_is_kept:
            raise DiskFull
        self.hasty.append(update.update_id)
        return Toast("Más despacio") if isinstance(update.sent, Tap) else None

    async def handle(self, update: Update) -> Toast | None:
        if update.update_id in self.gates:
            await self.gates[update.update_id].wait()
        toast = self.answer(update)
        self.kept.append(update.update_id)
        return toast

    async def on_poison(self, update: Update) -> None:
        if not self.poison_is_kept:
            raise DiskFull
        self.poisoned.append(update.update_id)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def message(update_id: int, *, chat_id: int = 1, text: str = "hola") -> dict[str, Any]:
    chat = {"id": chat_id, "type": "private"}
    return {"update_id": update_id, "message": {"message_id": 1, "chat": chat, "text": text}}


def press(update_id: int) -> dict[str, Any]:
    return {"update_id": update_id, "callback_query": {"id": "q", "from": {"id": 1}, "data": "x"}}


async def take_all(desk: Desk, raws: Iterable[dict[str, Any]]) -> None:
    async with asyncio.TaskGroup() as tasks:
        for raw in raws:
            tasks.create_task(desk.intake.take(raw))


def fails(error: type[Exception]) -> Callable[[Update], Toast | None]:
    def answer(_: Update) -> Toast | None:
        raise error("canary: what the person wrote")

    return answer


async def test_what_is_kept_is_acknowledged_without_a_word(desk: Desk) -> None:
    assert await desk.intake.take(message(1)) is None
    assert desk.kept == [1]


async def test_a_press_is_answered_with_its_acknowledgement(desk: Desk) -> None:
    desk.answer = lambda _: Toast("a" * 300, alert=True)

    assert await desk.intake.take(press(1)) == {
        "method": "answerCallbackQuery",
        "callback_query_id": "q",
        "text": "a" * 200,
        "show_alert": True,
    }


async def test_the_spinner_of_a_press_stops_even_without_words(desk: Desk) -> None:
    stops = {"method": "answerCallbackQuery", "callback_query_id": "q"}

    assert await desk.intake.take(press(1)) == stops

    desk.answer = lambda _: Toast()
    assert await desk.intake.take(press(2)) == stops


async def test_what_is_no_update_is_acknowledged_and_not_handled(desk: Desk) -> None:
    assert await desk.intake.take({"update_id": 1, "poll": {}}) is None
    assert await desk.intake.take("nonsense") is None
    assert desk.kept == []


async def test_a_chat_is_served_in_order_and_others_do_not_wait(desk: Desk) -> None:
    gate = desk.gates[1] = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(desk.intake.take(message(1)))
        tasks.create_task(desk.intake.take(message(2)))
        other = tasks.create_task(desk.intake.take(message(3, chat_id=2)))
        await other
        assert desk.kept == [3]
        gate.set()

    assert desk.kept == [3, 1, 2]


async def test_nothing_is_remembered_of_an_idle_chat(desk: Desk) -> None:
    desk.answer = fails(DiskFull)
    for chat_id in range(5):
        with pytest.raises(NotKept):
            await desk.intake.take(message(chat_id, chat_id=chat_id))

    assert desk.intake.chats_inside == 0


async def test_a_full_disk_never_makes_an_update_poisonous(desk: Desk) -> None:
    desk.answer = fails(DiskFull)
    for _ in range(10):
        with pytest.raises(NotKept):
            await desk.intake.take(message(1))

    desk.answer = lambda _: None
    await desk.intake.take(message(1))

    assert (desk.kept, desk.poisoned) == ([1], [])


async def test_an_update_that_meets_a_bug_three_times_is_given_up(desk: Desk) -> None:
    desk.answer = fails(KeyError)
    for _ in range(2):
        with pytest.raises(NotKept):
            await desk.intake.take(message(1))

    assert await desk.intake.take(message(1)) is None
    assert desk.poisoned == [1]


async def test_a_bug_that_passes_is_forgotten(desk: Desk) -> None:
    for _ in range(4):
        desk.answer = fails(KeyError)
        with pytest.raises(NotKept):
            await desk.intake.take(message(1))
        desk.answer = lambda _: None
        await desk.intake.take(message(1))

    assert desk.poisoned == []


async def test_giving_up_must_be_kept_too(desk: Desk) -> None:
    desk.answer = fails(KeyError)
    desk.poison_is_kept = False
    for _ in range(5):
        with pytest.raises(NotKept):
            await desk.intake.take(message(1))

    desk.poison_is_kept = True
    await desk.intake.take(message(1))

    assert desk.poisoned == [1]


async def test_a_flood_of_failures_does_not_fill_the_memory(desk: Desk) -> None:
    desk.answer = fails(KeyError)
    for update_id in range(REMEMBERED_FAILURES + 1):
        with pytest.raises(NotKept):
            await desk.intake.take(message(update_id))
    for _ in range(2):
        with pytest.raises(NotKept):  # the first one's failure was forgotten
            await desk.intake.take(message(0))

    assert desk.poisoned == []


async def test_what_is_handled_is_the_parsed_update(desk: Desk) -> None:
    seen: list[Update] = []

    def answer(update: Update) -> None:
        seen.append(update)

    desk.answer = answer
    await desk.intake.take(message(1, text="Rutas seguras"))

    assert [update.sent for update in seen] == [Text("Rutas seguras")]


async def test_after_a_burst_one_a_second_is_taken_and_others_do_not_wait(desk: Desk) -> None:
    desk.hurry()
    rush = [message(number) for number in range(1, BURST + 6)]
    await take_all(desk, [*rush, message(90, chat_id=2)])

    assert desk.slept == [1.0] * 5
    assert desk.kept == [*range(1, BURST + 1), 90, *range(BURST + 1, BURST + 6)]


async def test_a_burst_comes_back_with_time(desk: Desk) -> None:
    desk.hurry()
    await take_all(desk, map(message, range(BURST)))
    desk.slept.append(BURST)
    await take_all(desk, map(message, range(100, 100 + BURST)))

    assert desk.slept == [BURST]


async def test_nothing_of_a_flood_is_taken_until_it_is_over(desk: Desk) -> None:
    desk.hurry()
    await take_all(desk, [*map(message, range(1, 100)), *map(press, range(100, 110))])
    taken = BURST + 1 + MOST_WAITING

    assert desk.kept == [*range(1, 1 + taken)]
    assert desk.hasty == [1 + taken, 100]

    await take_all(desk, map(message, range(200, 210)))
    assert desk.kept[taken:] == [*range(200, 210)]


async def test_that_the_bot_was_blocked_is_never_too_fast(desk: Desk) -> None:
    desk.hurry()
    change = {"chat": {"id": 1, "type": "private"}, "new_chat_member": {"status": "kicked"}}
    await take_all(desk, ({"update_id": n, "my_chat_member": change} for n in range(100)))

    assert (desk.kept, desk.hasty) == ([*range(100)], [])


async def test_many_chats_do_not_fill_the_memory() -> None:
    pace = Pace(Patience(time=lambda: 0.0))
    for chat_id in range(MOST_CHATS + 5):
        pace.seconds_left(chat_id)

    assert pace.chats == MOST_CHATS


async def test_what_came_too_fast_while_nothing_could_be_kept_is_told_of_later(desk: Desk) -> None:
    desk.hurry()
    desk.haste_is_kept = False
    await take_all(desk, map(message, range(BURST)))
    with pytest.raises(NotKept):
        await desk.intake.take_now(message(100), behind=50)

    desk.haste_is_kept = True
    for _ in range(2):
        await desk.intake.take_now(message(100), behind=50)

    assert desk.hasty == [100]
