"""The simulator as other processes and the page reach it."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest
import telegram

from simulator import Fault, Person, Simulator
from simulator.control import Control
from tests.simulator.conftest import Watch
from tests.simulator.samples import png

Key = telegram.InlineKeyboardButton


class Phone:
    """A person's phone over HTTP."""

    def __init__(self, session: aiohttp.ClientSession, url: str, person_id: int) -> None:
        self._session = session
        self._url = url
        self._id = person_id

    async def does(self, act: str, **asked: Any) -> tuple[int, dict[str, Any]]:
        address = f"{self._url}/sim/people/{self._id}/{act}"
        async with self._session.post(address, json=asked) as answer:
            return answer.status, await answer.json()


@pytest.fixture
def phone(session: aiohttp.ClientSession, url: str, maria: Person) -> Phone:
    return Phone(session, url, maria.id)


async def test_a_person_is_added_and_pressed_start(
    sim: Simulator, url: str, session: aiohttp.ClientSession
) -> None:
    asked = {"first_name": "Jean", "language_code": "fr", "start_payload": "code"}
    async with session.post(f"{url}/sim/people", json=asked) as answer:
        person = await answer.json()

    status, body = await Phone(session, url, person["id"]).does("start", payload="code")

    assert (status, body) == (200, {"done": 1})
    assert sim.chat(sim.people[0]).last.text == "/start code"


async def test_people_write_press_correct_and_block(
    bot: telegram.Bot, sim: Simulator, maria: Person, phone: Phone
) -> None:
    keyboard = telegram.InlineKeyboardMarkup([[Key("Uno", callback_data="1")]])
    sent = await bot.send_message(maria.id, "a", reply_markup=keyboard)

    _, written = await phone.does("send", text="Rutas")
    await phone.does("edit", message_id=written["done"], text="Rutas seguras")
    await phone.does("tap", message_id=sent.message_id, button="Uno")
    await phone.does("block")
    blocked = sim.chat(maria).blocked
    await phone.does("unblock")

    kinds = [set(update.to_dict()) - {"update_id"} for update in await bot.get_updates()]
    assert kinds == [
        {"message"},
        {"edited_message"},
        {"callback_query"},
        {"my_chat_member"},
        {"my_chat_member"},
    ]
    assert blocked
    assert sim.chat(maria).last.text == "Rutas seguras"


async def test_a_file_goes_up_and_comes_down(
    sim: Simulator, maria: Person, url: str, session: aiohttp.ClientSession
) -> None:
    upload = f"{url}/sim/people/{maria.id}/upload"
    query = {"kind": "photo", "name": "a.png", "caption": "La ruta"}
    headers = {"Content-Type": "image/png"}
    async with session.post(upload, params=query, data=png(), headers=headers) as answer:
        assert answer.status == 200

    seen = sim.chat(maria).last
    async with session.get(f"{url}/sim/files/{seen.file_id}") as answer:
        assert await answer.read() == png()
        assert answer.headers["Content-Disposition"] == "inline"
    assert (seen.kind, seen.text) == ("photo", "La ruta")


async def test_a_place_is_sent_from_the_map_and_shared_where_it_is_asked_for(
    bot: telegram.Bot, maria: Person, url: str, session: aiohttp.ClientSession
) -> None:
    place = {"latitude": 14.08, "longitude": -87.2}

    async def post(act: str) -> int:
        async with session.post(f"{url}/sim/people/{maria.id}/{act}", json=place) as answer:
            return answer.status

    unasked = await post("share")
    key = telegram.KeyboardButton("Aquí", request_location=True)
    await bot.send_message(maria.id, "¿Dónde?", reply_markup=telegram.ReplyKeyboardMarkup([[key]]))

    assert (unasked, await post("share"), await post("location")) == (409, 200, 200)
    assert [one.message.location for one in await bot.get_updates() if one.message] == [
        telegram.Location(longitude=-87.2, latitude=14.08)
    ] * 2


async def test_a_page_that_somebody_sends_is_never_shown_as_one(
    sim: Simulator, maria: Person, url: str, session: aiohttp.ClientSession
) -> None:
    upload = f"{url}/sim/people/{maria.id}/upload?kind=document"
    headers = {"Content-Type": "text/html"}
    async with session.post(upload, data=b"<script>", headers=headers) as answer:
        assert answer.status == 200

    async with session.get(f"{url}/sim/files/{sim.chat(maria).last.file_id}") as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment"


async def test_the_state_is_what_the_phones_show(
    bot: telegram.Bot, sim: Simulator, url: str, session: aiohttp.ClientSession, watch: Watch
) -> None:
    maria = sim.add_person("María", language_code="es-419", note="Honduras", start_payload="x")
    sim.start(maria)
    await bot.set_my_commands([("practice", "Contar")])
    await bot.set_my_description("Cuente")
    sent = await bot.send_message(maria.id, "<b>a</b>", parse_mode="HTML", reply_to_message_id=1)
    await bot.answer_callback_query(sim.tap(maria, sent.message_id, "x"), "Bien")
    await bot.send_chat_action(maria.id, "typing")
    watch.forward(seconds=2)

    async with session.get(f"{url}/sim/state") as answer:
        state = await answer.json()

    [seen] = state["phones"]
    assert state["bot"] == {"name": "Tertulia", "username": "tertulia_bot"}
    assert (seen["first_name"], seen["note"], seen["start_payload"]) == ("María", "Honduras", "x")
    assert (seen["commands"], seen["description"]) == (
        [{"command": "practice", "description": "Contar"}],
        "Cuente",
    )
    assert (seen["action"], seen["action_ms"]) == ("typing", 3000)
    assert seen["notice"] == {"number": 1, "text": "Bien", "alert": False}
    assert seen["messages"][1]["quoted"] == "/start"
    assert seen["messages"][1]["entities"] == [{"type": "bold", "offset": 0, "length": 1}]


async def test_a_group_has_no_phone(
    sim: Simulator, url: str, session: aiohttp.ClientSession
) -> None:
    sim.add_group("Mesa 4")

    async with session.get(f"{url}/sim/state") as answer:
        assert (await answer.json())["phones"] == []


async def test_changes_are_streamed(
    bot: telegram.Bot, sim: Simulator, maria: Person, url: str, session: aiohttp.ClientSession
) -> None:
    jean = sim.add_person("Jean")

    async def next_phone(stream: aiohttp.ClientResponse) -> dict[str, Any]:
        assert await stream.content.readline() == b"event: phone\n"
        data = await stream.content.readline()
        assert await stream.content.readline() == b"\n"
        found: dict[str, Any] = json.loads(data.removeprefix(b"data: "))
        return found

    async with session.get(f"{url}/sim/events") as stream:
        first = [(await next_phone(stream))["id"] for _ in range(2)]
        await bot.send_message(maria.id, "Hola")
        changed = await next_phone(stream)

    assert first == [maria.id, jean.id]
    assert (changed["id"], changed["messages"][-1]["text"]) == (maria.id, "Hola")


async def test_a_stream_ends_when_the_server_stops(
    sim: Simulator, session: aiohttp.ClientSession
) -> None:
    async def read(stream: aiohttp.ClientResponse) -> bytes:
        return await stream.read()

    async with sim.serve() as url:
        stream = await session.get(f"{url}/sim/events")
        reading = asyncio.ensure_future(read(stream))

    assert await reading == b""


async def test_what_changes_while_the_page_is_being_told_is_told_as_well(
    sim: Simulator, maria: Person
) -> None:
    changes = Control(sim.world)._changes()
    before = await anext(changes)

    sim.send_text(maria, "between two looks")  # the page has not yet taken the first news
    async with asyncio.timeout(5):
        after = await anext(changes)
    await changes.aclose()

    assert "between two looks" not in before
    assert "between two looks" in after


async def test_the_ledger_tells_what_went_through(
    bot: telegram.Bot,
    sim: Simulator,
    maria: Person,
    url: str,
    session: aiohttp.ClientSession,
) -> None:
    sim.send_text(maria, "a")
    sent = await bot.send_message(maria.id, "Hola")
    await bot.delete_message(maria.id, sent.message_id)

    async with session.get(f"{url}/sim/ledger") as answer:
        ledger = await answer.json()

    assert ledger == {
        "accepted": [
            {
                "chat_id": maria.id,
                "message_id": sent.message_id,
                "text": "Hola",
                "buttons": [],
                "at": "2026-11-24T15:00:00+00:00",
            }
        ],
        "deleted": [
            {
                "chat_id": maria.id,
                "message_id": sent.message_id,
                "from_bot": True,
                "at": "2026-11-24T15:00:00+00:00",
            }
        ],
        "confirmed": 0,
        "pending": 1,
        "calls": {"getme": 1, "sendmessage": 1, "deletemessage": 1},
        "too_many": 0,
    }


async def test_faults_are_switched_on_from_outside(
    sim: Simulator, url: str, session: aiohttp.ClientSession
) -> None:
    asked = {"seed": 3, "rates": {"reset": 1}, "retry_after": 9}
    async with session.post(f"{url}/sim/faults", json=asked) as answer:
        assert answer.status == 200
    assert (sim.faults.seed, sim.faults.retry_after) == (3, 9)
    assert sim.faults.of_call("sendMessage") is Fault.RESET

    once = {"method": "sendMessage", "faults": ["hang"]}
    async with session.post(f"{url}/sim/faults/next", json=once) as answer:
        assert answer.status == 200
    assert sim.faults.of_call("sendMessage") is Fault.HANG


@pytest.mark.parametrize(
    ("act", "asked", "status"),
    [
        ("send", {}, 400),
        ("send", {"text": " "}, 409),
        ("tap", {"message_id": "x", "button": "y"}, 400),
        ("edit", {"message_id": 1, "text": "Hola"}, 200),
        ("edit", {"message_id": 99, "text": "Hola"}, 409),
    ],
)
async def test_nonsense_is_answered_with_a_sentence(
    phone: Phone, act: str, asked: dict[str, Any], status: int
) -> None:
    answered, body = await phone.does(act, **asked)

    assert answered == status
    assert ("error" in body) == (status != 200)


async def test_nobody_else_and_nothing_else_is_there(
    url: str, session: aiohttp.ClientSession
) -> None:
    status, body = await Phone(session, url, 1).does("send", text="a")
    assert (status, body) == (409, {"error": "there is nobody with this id"})

    async with session.post(f"{url}/sim/people", data=b"[]") as answer:
        assert answer.status == 400
    for path in ("/sim/files/x", "/page/secret.txt", "/page/..%2f__init__.py"):
        async with session.get(url + path) as answer:
            assert answer.status == 404


async def test_the_page_brings_only_what_is_its_own(
    url: str, session: aiohttp.ClientSession
) -> None:
    async with session.get(url) as answer:
        page = await answer.text()

    assert answer.content_type == "text/html"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "//" not in page.replace("<!doctype", "").replace("http-equiv", "")
