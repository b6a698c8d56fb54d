"""The simulator over HTTP: the page, its stream of changes, and what other processes ask for."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from simulator import people
from simulator.chats import Chat, Person
from simulator.faults import Fault, Faults
from simulator.ledger import draw_up
from simulator.params import Json, Upload
from simulator.people import NotPossible
from simulator.phone import describe_bot, describe_phone
from simulator.refusals import Refused
from simulator.world import World

PAGE = Path(__file__).parent / "page"
PAGE_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        "media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
SHOWN_IN_PLACE = ("image/png", "image/jpeg", "image/gif", "image/webp", "audio/", "video/")

Act = Callable[[World, Chat, Person, Json], Any]
Endpoint = Callable[[Request], Awaitable[Response]]

ACTS: dict[str, Act] = {
    "start": lambda world, chat, who, asked: people.start(
        world, chat, who, str(asked.get("payload", ""))
    ),
    "send": lambda world, chat, who, asked: people.send_text(world, chat, who, str(asked["text"])),
    "tap": lambda world, chat, who, asked: people.tap(
        world, chat, who, int(asked["message_id"]), str(asked["button"])
    ),
    "edit": lambda world, chat, _, asked: people.edit_text(
        world, chat, int(asked["message_id"]), str(asked["text"])
    ),
    "location": lambda world, chat, who, asked: people.send_location(
        world, chat, who, float(asked["latitude"]), float(asked["longitude"])
    ),
    "share": lambda world, chat, who, asked: people.share_location(
        world, chat, who, float(asked["latitude"]), float(asked["longitude"])
    ),
    "block": lambda world, chat, who, _: people.block(world, chat, who),
    "unblock": lambda world, chat, who, _: people.unblock(world, chat, who),
}


class Control:
    """Everything below /sim, and the page itself."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        return [
            Route("/", self._page),
            Route("/page/{name}", self._page),
            Route("/sim/state", self._state),
            Route("/sim/events", self._events),
            Route("/sim/ledger", self._ledger),
            Route("/sim/people", _carefully(self._add_person), methods=["POST"]),
            Route("/sim/people/{id:int}/upload", _carefully(self._upload), methods=["POST"]),
            *(
                Route(f"/sim/people/{{id:int}}/{name}", self._endpoint(act), methods=["POST"])
                for name, act in ACTS.items()
            ),
            Route("/sim/files/{file_id}", self._file),
            Route("/sim/faults", _carefully(self._set_faults), methods=["POST"]),
            Route("/sim/faults/next", _carefully(self._fail_next), methods=["POST"]),
        ]

    def _endpoint(self, act: Act) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            chat, person = self._person(request)
            return JSONResponse({"done": act(self._world, chat, person, await _asked(request))})

        return _carefully(endpoint)

    def _person(self, request: Request) -> tuple[Chat, Person]:
        person = self._world.find_person(request.path_params["id"])
        if person is None:
            raise NotPossible("there is nobody with this id")
        return self._world.chats[person.id], person

    async def _add_person(self, request: Request) -> Response:
        asked = await _asked(request)
        person = self._world.add_person(
            str(asked["first_name"]),
            language_code=asked.get("language_code"),
            note=str(asked.get("note", "")),
            start_payload=str(asked.get("start_payload", "")),
        )
        return JSONResponse(asdict(person))

    async def _upload(self, request: Request) -> Response:
        asked = request.query_params
        mime_type = request.headers.get("content-type", "application/octet-stream")
        attachment = people.Attachment(
            asked["kind"],
            Upload(asked.get("name", asked["kind"]), mime_type, await request.body()),
            caption=asked.get("caption", ""),
            seconds=int(asked.get("seconds", 1)),
        )
        sent = people.send_file(self._world, *self._person(request), attachment)
        return JSONResponse({"done": sent})

    async def _state(self, _request: Request) -> Response:
        phones = [describe_phone(self._world, *who) for who in self._phones()]
        return JSONResponse({"bot": describe_bot(self._world), "phones": phones})

    async def _ledger(self, _request: Request) -> Response:
        ledger = asdict(draw_up(self._world))
        for one in (*ledger["accepted"], *ledger["deleted"]):
            one["at"] = one["at"].isoformat()
        return JSONResponse(ledger)

    async def _events(self, _request: Request) -> Response:
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(self._changes(), media_type="text/event-stream", headers=headers)

    async def _changes(self) -> AsyncGenerator[str]:
        """Tell the page of each phone that looks different from what it was last told."""
        told: dict[int, tuple[int, int]] = {}
        while not self._world.closing:
            rung = self._world.bell.listen()
            for chat, person in self._phones():
                now = (chat.version, self._world.profile.version)
                if told.get(person.id) != now:
                    told[person.id] = now
                    phone = json.dumps(describe_phone(self._world, chat, person))
                    yield f"event: phone\ndata: {phone}\n\n"
            await rung.wait()

    def _phones(self) -> list[tuple[Chat, Person]]:
        chats = self._world.chats.values()
        return [(chat, chat.who) for chat in chats if isinstance(chat.who, Person)]

    async def _file(self, request: Request) -> Response:
        found = self._world.files.find(request.path_params["file_id"])
        if found is None:
            return JSONResponse({"error": "there is no such file"}, 404)
        in_place = found.upload.mime_type.startswith(SHOWN_IN_PLACE)
        headers = PAGE_HEADERS | {"Content-Disposition": "inline" if in_place else "attachment"}
        media_type = found.upload.mime_type if in_place else "application/octet-stream"
        return Response(found.upload.content, media_type=media_type, headers=headers)

    async def _set_faults(self, request: Request) -> Response:
        asked = await _asked(request)
        self._world.faults = Faults(
            int(asked.get("seed", 0)),
            {Fault(name): float(rate) for name, rate in asked.get("rates", {}).items()},
            retry_after=int(asked.get("retry_after", 1)),
            hang_seconds=float(asked.get("hang_seconds", 30)),
        )
        return JSONResponse({"done": True})

    async def _fail_next(self, request: Request) -> Response:
        asked = await _asked(request)
        faults = [Fault(name) for name in asked["faults"]]
        self._world.faults.fail_next(str(asked["method"]), *faults)
        return JSONResponse({"done": True})

    async def _page(self, request: Request) -> Response:
        name = request.path_params.get("name", "index.html")
        found = {path.name: path for path in PAGE.iterdir()}.get(name)
        if found is None:
            return JSONResponse({"error": "there is no such page"}, 404)
        media_type = PAGE_TYPES[found.suffix]
        return Response(found.read_bytes(), media_type=media_type, headers=PAGE_HEADERS)


async def _asked(request: Request) -> Json:
    found = json.loads(await request.body() or b"{}")
    if not isinstance(found, dict):
        raise TypeError("an object was expected")
    return found


def _carefully(endpoint: Endpoint) -> Endpoint:
    """Answer nonsense with a sentence instead of a traceback."""

    async def careful(request: Request) -> Response:
        try:
            return await endpoint(request)
        except NotPossible as impossible:
            return JSONResponse({"error": str(impossible)}, 409)
        except (KeyError, TypeError, ValueError, Refused) as nonsense:
            reason = f"not understood: {type(nonsense).__name__}: {nonsense}"
            return JSONResponse({"error": reason}, 400)

    return careful
