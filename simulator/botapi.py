"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>."""

import asyncio
from collections.abc import Callable
from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from simulator.faults import Fault
from simulator.methods import call
from simulator.params import Params, read_params
from simulator.refusals import Refused, forbidden, too_many
from simulator.world import World

LARGEST_BODY = 52 * 1024 * 1024
Abort = Callable[[tuple[str, int]], None]
BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n"
    "</body>\r\n</html>\r\n"
)


class NoAnswer(Response):
    """Closes the connection without a word."""

    def __init__(self, abort: Abort) -> None:
        super().__init__()
        self._abort = abort

    @override
    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        self._abort(tuple(scope["client"]))
        while (await receive())["type"] != "http.disconnect":
            pass


class BotApi:
    """Answers the bot."""

    def __init__(self, world: World, abort: Abort) -> None:
        self._world = world
        self._abort = abort

    def routes(self) -> list[Route]:
        return [
            Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._download),
        ]

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"]
        try:
            self._check_token(request)
            return await self._meet_fault(method, await _read(request))
        except Refused as refused:
            headers = {}
            if "retry_after" in refused.parameters:
                headers["Retry-After"] = str(refused.parameters["retry_after"])
            return JSONResponse(refused.answer(), refused.code, headers)

    async def _meet_fault(self, method: str, params: Params) -> Response:
        faults = self._world.faults
        match faults.of_call(method, params.text("chat_id")):
            case Fault.TOO_MANY:
                raise too_many(faults.retry_after)
            case Fault.INTERNAL:
                raise Refused(500, "Internal Server Error")
            case Fault.FORBIDDEN:
                raise forbidden("bot was blocked by the user")
            case Fault.BAD_GATEWAY:
                return HTMLResponse(BAD_GATEWAY, 502)
            case Fault.HANG:
                await self._hang(faults.hang_seconds)
                return NoAnswer(self._abort)
            case Fault.RESET:
                await self._carry_out(method, params)
                return NoAnswer(self._abort)
            case _:
                return await self._carry_out(method, params)

    async def _carry_out(self, method: str, params: Params) -> Response:
        return JSONResponse({"ok": True, "result": await call(self._world, method, params)})

    async def _hang(self, seconds: float) -> None:
        self._world.bell.ring()
        try:
            async with asyncio.timeout(seconds):
                while not self._world.closing:
                    await self._world.bell.wait()
        except TimeoutError:
            pass

    async def _download(self, request: Request) -> Response:
        try:
            self._check_token(request)
        except Refused as refused:
            return JSONResponse(refused.answer(), refused.code)
        found = self._world.files.find_by_path(request.path_params["path"])
        if found is None:
            return JSONResponse(Refused(404, "Not Found").answer(), 404)
        return Response(found.upload.content, media_type="application/octet-stream")

    def _check_token(self, request: Request) -> None:
        given = request.path_params["token"].encode()
        if not compare_digest(given, self._world.token.encode()):
            raise Refused(401, "Unauthorized")


async def _read(request: Request) -> Params:
    body = await request.body()
    if len(body) > LARGEST_BODY:
        raise Refused(413, "Request Entity Too Large")
    return read_params(request.url.query, request.headers.get("content-type", ""), body)
