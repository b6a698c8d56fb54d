"""The four ways in which parameters come, and whom the server lets in."""

import asyncio
from io import BytesIO

import aiohttp
import pytest

from simulator import Account, Person, Simulator
from tests.simulator.conftest import Api


@pytest.mark.parametrize("way", ["query", "form", "multipart", "json"])
async def test_parameters_come_in_four_ways(
    sim: Simulator, maria: Person, url: str, session: aiohttp.ClientSession, way: str
) -> None:
    params = {"chat_id": str(maria.id), "text": "¿Qué tal? & más"}
    method = f"{url}/bot{sim.token}/sendmessage"
    match way:
        case "query":
            asking = session.get(method, params=params)
        case "form":
            asking = session.post(method, data=params)
        case "multipart":
            form = aiohttp.FormData(default_to_multipart=True)
            for name, value in params.items():
                form.add_field(name, value)
            asking = session.post(method, data=form)
        case _:
            asking = session.post(method, json=params)

    async with asking as answer:
        body = await answer.json()

    assert body["result"]["text"] == "¿Qué tal? & más"


async def test_a_nameless_part_is_passed_over(
    sim: Simulator, maria: Person, url: str, session: aiohttp.ClientSession
) -> None:
    part = f'--x\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n{maria.id}\r\n'
    body = f"{part}--x\r\nodd line\r\n\r\nlost\r\n--x--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    method = f"{url}/bot{sim.token}/sendMessage?text=a"

    async with session.post(method, data=body, headers=headers) as answer:
        assert (await answer.json())["ok"]


async def test_a_broken_body_is_refused(
    sim: Simulator, url: str, session: aiohttp.ClientSession
) -> None:
    headers = {"Content-Type": "application/json"}

    for body in ("{", "[]"):
        method = f"{url}/bot{sim.token}/getMe"
        async with session.post(method, data=body, headers=headers) as answer:
            assert answer.status == 400


async def test_too_large_a_body_is_refused(
    sim: Simulator, url: str, session: aiohttp.ClientSession
) -> None:
    method = f"{url}/bot{sim.token}/getMe"

    async with session.post(method, data=BytesIO(bytes(52 * 1024**2 + 1))) as answer:
        body = await answer.json()

    assert (answer.status, body["description"]) == (413, "Request Entity Too Large")


async def test_an_unknown_method_is_not_found(api: Api) -> None:
    status, body = await api("sendPiano")

    assert status == 404
    assert body == {"ok": False, "error_code": 404, "description": "Not Found"}


@pytest.mark.parametrize("path", ["/botWRONG/getMe", "/file/botWRONG/photos/file_1.jpg"])
async def test_a_wrong_token_is_unauthorized(
    url: str, session: aiohttp.ClientSession, path: str
) -> None:
    async with session.get(url + path) as answer:
        body = await answer.json()

    assert answer.status == 401
    assert body == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_a_file_that_is_not_there_is_not_found(
    sim: Simulator, url: str, session: aiohttp.ClientSession
) -> None:
    async with session.get(f"{url}/file/bot{sim.token}/photos/file_1.jpg") as answer:
        assert answer.status == 404


async def test_the_bot_may_be_another_one(session: aiohttp.ClientSession) -> None:
    sim = Simulator(account=Account("Otro", "otro_bot", "77:abc"))

    async with sim.serve() as url, session.get(f"{url}/bot77:abc/getMe") as answer:
        body = await answer.json()

    assert (body["result"]["id"], body["result"]["first_name"]) == (77, "Otro")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:1"}, 200),
        ({"Host": "[::1]:1"}, 200),
        ({"Host": "rebound.example.org"}, 403),
        ({"Host": ""}, 403),
        ({"Origin": "https://example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "localhost:1", "Origin": "http://localhost:1"}, 200),
    ],
)
async def test_only_this_machine_is_let_in(
    sim: Simulator,
    url: str,
    session: aiohttp.ClientSession,
    headers: dict[str, str],
    status: int,
) -> None:
    async with session.post(f"{url}/bot{sim.token}/getMe", headers=headers) as answer:
        assert answer.status == status


async def test_half_a_call_does_not_keep_the_server_from_stopping(sim: Simulator) -> None:
    async with sim.serve() as url:
        port = int(url.rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f"POST /bot{sim.token}/getMe HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n"
        writer.write(f"{head}Expect: 100-continue\r\n\r\n".encode())
        assert await reader.readline() == b"HTTP/1.1 100 Continue\r\n"

    assert b"getMe" not in await reader.read()
    writer.close()


async def test_a_port_is_free_again_afterwards(session: aiohttp.ClientSession) -> None:
    sim = Simulator()
    async with sim.serve() as url:
        async with session.get(f"{url}/bot{sim.token}/getMe") as answer:
            assert answer.status == 200
        port = int(url.rpartition(":")[2])

    async with sim.serve(port) as url, session.get(f"{url}/bot{sim.token}/getMe") as answer:
        assert answer.status == 200
