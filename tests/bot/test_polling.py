import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.client import BotApi
from bot.intake import Handle, Intake
from bot.pace import Pace
from bot.polling import Polling
from bot.updates import Tap, Text, Toast, Update
from bot.waiting import Patience
from simulator import Fault, Faults, Simulator
from tests.bot.conftest import Waits
from tests.bot.edge import leisure


class Book:
    """Keeps what people say, and now and then cannot."""

    def __init__(self) -> None:
        self.kept: dict[int, list[str]] = {}
        self.done: set[int] = set()
        self.order: list[int] = []
        self.refusals: list[type[Exception]] = []
        self.poisoned: list[int] = []
        self.hasty: list[int] = []
        self.toast: Toast | None = None
        self.intake = self.taking(self.handle, leisure())

    def taking(self, handle: Handle, patience: Patience) -> Intake:
        return Intake(
            handle,
            on_poison=self.on_poison,
            on_haste=self.on_haste,
            unavailable=(OSError,),
            pace=Pace(patience),
        )

    async def handle(self, update: Update) -> Toast | None:
        await asyncio.sleep(0)
        if self.refusals and isinstance(update.sent, Text):
            raise self.refusals.pop(0)
        if update.update_id not in self.done:
            self.done.add(update.update_id)
            self.order.append(update.update_id)
            if isinstance(update.sent, Text):
                self.kept.setdefault(update.chat_id, []).append(update.sent.text)
        return self.toast if isinstance(update.sent, Tap) else None

    async def on_poison(self, update: Update) -> None:
        self.poisoned.append(update.update_id)

    async def on_haste(self, update: Update) -> Toast | None:
        self.hasty.append(update.update_id)
        return None


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def polling(api: BotApi, book: Book, patience: Patience) -> Polling:
    return Polling(api, book.intake, timeout=1, patience=patience)


class Running:
    """A loop that runs until it is told to stop."""

    def __init__(self, polling: Polling) -> None:
        self._stop = asyncio.Event()
        self._task = asyncio.ensure_future(polling.run(self._stop))

    async def stop(self) -> None:
        self._stop.set()
        await self._task


@pytest.fixture
async def running(polling: Polling) -> AsyncIterator[Running]:
    loop = Running(polling)
    yield loop
    await loop.stop()


class Script:
    """A server which answers getUpdates as written, then keeps quiet."""

    def __init__(
        self, *answers: tuple[int, object], unknown: Sequence[str] = (), status: int = 404
    ) -> None:
        self._answers = list(answers)
        self._unknown = unknown
        self._status = status
        self.finished = asyncio.Event()
        self.offsets: list[int] = []

    async def answer(self, request: web.Request) -> web.Response:
        if request.path.endswith(tuple(self._unknown)):
            return web.json_response({"ok": False, "description": "Not Found"}, status=self._status)
        if not request.path.endswith("/getUpdates"):
            return web.json_response({"ok": True, "result": True})
        asked = await request.json()
        self.offsets.append(asked["offset"])
        if not self._answers:
            self.finished.set()
            await asyncio.sleep(asked["timeout"])
            return web.json_response({"ok": True, "result": []})
        status, result = self._answers.pop(0)
        return web.json_response({"ok": status == 200, "result": result}, status=status)


async def played(script: Script, book: Book, patience: Patience) -> None:
    """Poll a scripted server until its script is over, then stop."""
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", script.answer)
    async with (
        TestServer(application, host="127.0.0.1") as server,
        BotApi(SecretStr("1:secret"), api_url=str(server.make_url("/"))) as api,
    ):
        loop = Running(Polling(api, book.intake, timeout=5, patience=patience))
        await script.finished.wait()
        await loop.stop()


def text(update_id: int, words: str, *, chat_id: int = 1) -> dict[str, Any]:
    chat = {"id": chat_id, "type": "private"}
    return {"update_id": update_id, "message": {"message_id": 1, "chat": chat, "text": words}}


async def test_what_is_kept_is_confirmed_even_when_the_bot_stops(
    running: Running, simulator: Simulator, book: Book
) -> None:
    maria = simulator.add_person("María")
    for word in ("uno", "dos", "tres"):
        simulator.send_text(maria, word)

    await simulator.until(lambda: book.kept.get(maria.id) == ["uno", "dos", "tres"])
    await running.stop()

    assert (simulator.ledger().confirmed, simulator.ledger().pending) == (3, 0)


@pytest.mark.usefixtures("running")
async def test_nothing_is_confirmed_that_is_not_kept(
    simulator: Simulator, book: Book, waits: Waits
) -> None:
    maria, ana = simulator.add_person("María"), simulator.add_person("Ana")
    book.refusals = [OSError] * 6
    simulator.send_text(maria, "uno")
    simulator.send_text(maria, "dos")
    simulator.send_text(ana, "hola")

    await simulator.until(lambda: len(book.done) == 3)
    await simulator.until(lambda: simulator.ledger().confirmed == 3)

    assert book.kept == {maria.id: ["uno", "dos"], ana.id: ["hola"]}
    assert waits.asked[:3] == [1.0, 2.0, 4.0]


@pytest.mark.usefixtures("running")
async def test_what_can_never_be_kept_does_not_stand_in_the_way(
    simulator: Simulator, book: Book
) -> None:
    maria = simulator.add_person("María")
    book.refusals = [KeyError] * 3
    simulator.send_text(maria, "uno")
    simulator.send_text(maria, "dos")

    await simulator.until(lambda: simulator.ledger().confirmed == 2)

    assert book.kept == {maria.id: ["dos"]}
    assert len(book.poisoned) == 1


@pytest.mark.usefixtures("running")
async def test_a_press_is_answered(api: BotApi, simulator: Simulator, book: Book) -> None:
    maria = simulator.add_person("María")
    simulator.start(maria)
    button = {"inline_keyboard": [[{"text": "Sí", "callback_data": "1"}]]}
    await api.call("sendMessage", {"chat_id": maria.id, "text": "¿?", "reply_markup": button})
    book.toast = Toast("Guardado")

    simulator.tap(maria, simulator.chat(maria).last.message_id, "Sí")

    await simulator.until(lambda: simulator.chat(maria).toast == "Guardado")


@pytest.mark.usefixtures("running")
async def test_an_answer_to_a_press_may_be_lost(
    api: BotApi, simulator: Simulator, book: Book
) -> None:
    maria = simulator.add_person("María")
    simulator.start(maria)
    button = {"inline_keyboard": [[{"text": "Sí", "callback_data": "1"}]]}
    await api.call("sendMessage", {"chat_id": maria.id, "text": "¿?", "reply_markup": button})
    simulator.faults.fail_next("answerCallbackQuery", Fault.INTERNAL)

    simulator.tap(maria, simulator.chat(maria).last.message_id, "Sí")
    simulator.send_text(maria, "sigo")

    await simulator.until(lambda: simulator.ledger().confirmed == 3)
    assert book.kept == {maria.id: ["sigo"]}


async def test_a_webhook_of_before_is_turned_off(
    api: BotApi, simulator: Simulator, book: Book, polling: Polling
) -> None:
    await api.call("setWebhook", {"url": "http://127.0.0.1:9/old", "secret_token": "s"})
    maria = simulator.add_person("María")
    simulator.send_text(maria, "uno")
    simulator.faults.fail_next("deleteWebhook", Fault.INTERNAL, Fault.RESET)

    running = Running(polling)
    await simulator.until(lambda: book.kept == {maria.id: ["uno"]})
    await running.stop()

    assert simulator.ledger().confirmed == 1


@pytest.mark.usefixtures("running")
async def test_telegram_may_be_away_and_is_not_hammered(
    simulator: Simulator, book: Book, waits: Waits
) -> None:
    maria = simulator.add_person("María")
    simulator.faults = Faults(retry_after=7)
    faults = [Fault.INTERNAL, Fault.BAD_GATEWAY, Fault.RESET, Fault.TOO_MANY]
    simulator.faults.fail_next("getUpdates", *faults)
    simulator.send_text(maria, "uno")

    await simulator.until(lambda: book.kept == {maria.id: ["uno"]})

    assert {1.0, 2.0, 4.0, 7.0} <= set(waits.asked)


@pytest.mark.usefixtures("running")
async def test_another_bot_with_this_token_is_complained_about(
    api: BotApi, simulator: Simulator, book: Book, logs: Any
) -> None:
    maria = simulator.add_person("María")
    await simulator.until(lambda: simulator.world.poll.calls)

    await api.call("getUpdates", {"timeout": 0})
    simulator.send_text(maria, "uno")

    await simulator.until(lambda: book.kept == {maria.id: ["uno"]})
    assert "polling_conflict" in logs.getvalue()


async def test_a_server_that_knows_no_webhooks_is_asked_for_updates(
    book: Book, patience: Patience, logs: Any
) -> None:
    script = Script((200, [text(1, "uno")]), unknown=("deleteWebhook",))

    await played(script, book, patience)

    assert book.kept == {1: ["uno"]}
    assert "webhook_not_turned_off" in logs.getvalue()


async def test_a_server_that_answers_webhooks_in_its_own_way_is_asked_for_updates(
    book: Book, patience: Patience, logs: Any
) -> None:
    script = Script((200, [text(1, "uno")]), unknown=("deleteWebhook",), status=405)

    await played(script, book, patience)

    assert book.kept == {1: ["uno"]}
    assert "webhook_not_turned_off" in logs.getvalue()


async def test_a_token_that_is_taken_away_is_waited_for(
    book: Book, patience: Patience, waits: Waits, logs: Any
) -> None:
    await played(Script((401, None), (200, [text(1, "uno")])), book, patience)

    assert book.kept == {1: ["uno"]}
    assert waits.asked == [60.0]
    assert "token_refused" in logs.getvalue()


async def test_a_server_that_answers_nonsense_is_not_asked_all_the_time(
    book: Book, patience: Patience, waits: Waits
) -> None:
    nonsense = [(200, "no list"), (200, []), (200, ["no update", {"update_id": "x"}])]
    await played(Script(*nonsense, (200, [{"update_id": 7}, text(8, "uno")])), book, patience)

    assert book.kept == {1: ["uno"]}
    assert waits.asked == [0.5, 0.5, 1.0]


async def test_a_batch_is_asked_for_again_from_the_first_that_is_not_kept(
    book: Book, patience: Patience
) -> None:
    batch = [text(5, "cinco"), text(4, "cuatro"), text(6, "seis", chat_id=2)]
    book.refusals = [OSError, OSError]
    script = Script((200, batch), (200, batch), (200, []))
    await played(script, book, patience)

    assert book.kept == {1: ["cuatro", "cinco"], 2: ["seis"]}
    assert script.offsets[:3] == [0, 4, 7]


async def test_what_was_kept_is_not_handled_again_with_the_rest(
    book: Book, patience: Patience
) -> None:
    handled: list[int] = []

    async def handle(update: Update) -> None:
        if update.update_id == 1 and not handled:
            handled.append(0)
            raise OSError
        handled.append(update.update_id)

    book.intake = book.taking(handle, leisure())
    batch = [text(1, "uno"), text(2, "dos", chat_id=2)]
    await played(Script((200, batch), (200, batch)), book, patience)

    assert handled == [0, 2, 1]


async def test_the_loop_ends_at_once_whatever_it_waits_for(
    api: BotApi, simulator: Simulator, book: Book
) -> None:
    waiting = asyncio.Event()

    async def for_ever(_: float) -> None:
        waiting.set()
        await asyncio.Event().wait()

    patience = Patience(sleep=for_ever, jitter=lambda: 0.0)
    for fault in (Fault.INTERNAL, Fault.TOO_MANY):
        waiting.clear()
        simulator.faults.fail_next("getUpdates", fault)
        running = Running(Polling(api, book.intake, timeout=30, patience=patience))
        await waiting.wait()
        await running.stop()

    open_poll = Running(Polling(api, book.intake, timeout=30, patience=patience))
    polls = simulator.world.poll.calls
    await simulator.until(lambda: simulator.world.poll.calls > polls)
    await open_poll.stop()

    assert book.kept == {}


async def test_a_server_that_is_gone_does_not_keep_the_loop_from_ending(
    simulator: Simulator, book: Book, polling: Polling
) -> None:
    maria = simulator.add_person("María")
    simulator.send_text(maria, "uno")
    running = Running(polling)
    await simulator.until(lambda: book.kept)
    await simulator.until(lambda: simulator.ledger().confirmed)

    simulator.faults = Faults(rates={Fault.RESET: 1.0})
    await running.stop()

    assert book.kept == {maria.id: ["uno"]}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.usefixtures("running")
async def test_nothing_is_lost_when_one_call_in_ten_goes_wrong(
    seed: int, simulator: Simulator, book: Book, waits: Waits
) -> None:
    simulator.faults = Faults(
        seed,
        {
            Fault.TOO_MANY: 0.02,
            Fault.INTERNAL: 0.02,
            Fault.BAD_GATEWAY: 0.02,
            Fault.RESET: 0.04,
            Fault.DUPLICATE: 0.1,
        },
    )
    people = [simulator.add_person(f"P{number}") for number in range(10)]
    book.refusals = [OSError, KeyError] * 10
    for number in range(30):
        for person in people:
            simulator.send_text(person, str(number))
        await asyncio.sleep(0)

    await simulator.until(lambda: len(book.done) == 300)

    assert book.kept == {person.id: [str(n) for n in range(30)] for person in people}
    assert simulator.world.poll.calls < 100 + len(waits.asked)


async def test_who_is_too_fast_waits_and_the_batch_does_not(
    book: Book, patience: Patience, waits: Waits
) -> None:
    book.intake = book.taking(book.handle, Patience(time=lambda: float(len(waits.asked))))
    rush = [text(number, str(number)) for number in range(1, 26)]
    others = [text(90, "hola", chat_id=2), text(91, "hola", chat_id=3)]
    left = [*rush[20:], *others]
    script = Script((200, [*rush, others[0]]), *((200, left[n:]) for n in range(6)))
    await played(script, book, patience)

    assert book.kept == {1: [str(number) for number in range(1, 26)], 2: ["hola"], 3: ["hola"]}
    assert book.order.index(90) < book.order.index(21)
    assert book.order.index(91) < book.order.index(22)
    assert script.offsets[:7] == [0, 21, 22, 23, 24, 25, 92]
    assert waits.asked == [0.5] * 5


async def test_a_flood_does_not_stand_before_others_in_the_queue(
    book: Book, patience: Patience, waits: Waits
) -> None:
    book.intake = book.taking(book.handle, Patience(time=lambda: 0.0))
    flood = [text(number, str(number)) for number in range(1, 200)]
    script = Script((200, flood[:100]), (200, [*flood[100:], text(300, "hola", chat_id=2)]))
    await played(script, book, patience)

    assert book.kept == {1: [str(number) for number in range(1, 21)], 2: ["hola"]}
    assert (book.hasty, waits.asked) == ([21], [])
    assert script.offsets[:3] == [0, 101, 301]


@pytest.mark.parametrize("kind", ["my_chat_member", "poll"])
async def test_what_no_person_does_is_never_too_fast(
    book: Book, patience: Patience, kind: str
) -> None:
    left = {"chat": {"id": 1, "type": "private"}, "new_chat_member": {"status": "kicked"}}
    book.intake = book.taking(book.handle, Patience(time=lambda: 0.0))
    script = Script((200, [{"update_id": number, kind: left} for number in range(1, 100)]))
    await played(script, book, patience)

    assert (book.hasty, script.offsets[1]) == ([], 100)
