"""The address to which Telegram brings updates: 200 means that the update is committed."""

import asyncio
import contextlib
import hmac
import json
import socket
from collections.abc import Awaitable, Callable, Iterator
from http import HTTPStatus
from typing import Any

import structlog
import uvicorn
from pydantic import SecretStr
from starlette.types import Receive, Scope, Send
from telegram.error import RetryAfter, TelegramError
from typing_extensions import override

from bot.client import BotApi, seconds_to_wait
from bot.intake import Intake, NotKept
from bot.updates import ALLOWED_UPDATES
from bot.waiting import Patience, unless_stopped

log = structlog.get_logger(__name__)

LARGEST_BODY = 1024 * 1024
MOST_CONNECTIONS = 40
LAST_REQUESTS_SECONDS = 8
KEEP_ALIVE_SECONDS = 75
SECRET_HEADER = b"x-telegram-bot-api-secret-token"


class TooLarge(Exception):
    """The body is longer than any update."""


class Webhook:
    """The whole web application: one path for updates, one for those who watch over the bot."""

    def __init__(
        self,
        intake: Intake,
        *,
        path: str,
        secret: SecretStr,
        healthy: Callable[[], Awaitable[bool]],
    ) -> None:
        self._intake = intake
        self._path = path
        self._secret = secret.get_secret_value().encode()
        self._healthy = healthy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"
        status: HTTPStatus
        answer: dict[str, Any] | None
        if scope["path"] == "/healthz" and scope["method"] == "GET":
            status, answer = await self._health()
        elif scope["path"] == self._path and scope["method"] == "POST":
            status, answer = await self._update(scope, receive)
        else:
            status, answer = HTTPStatus.NOT_FOUND, None
        await _respond(send, status, answer)

    async def _health(self) -> tuple[HTTPStatus, dict[str, Any]]:
        if await self._healthy():
            return HTTPStatus.OK, {"ok": True}
        return HTTPStatus.SERVICE_UNAVAILABLE, {"ok": False}

    async def _update(
        self, scope: Scope, receive: Receive
    ) -> tuple[HTTPStatus, dict[str, Any] | None]:
        headers = dict(scope["headers"])
        # In constant time: how long a refusal takes must not tell how much was right.
        if not hmac.compare_digest(headers.get(SECRET_HEADER, b""), self._secret):
            log.warning("webhook_secret_wrong")
            return HTTPStatus.FORBIDDEN, None
        if not headers.get(b"content-type", b"").startswith(b"application/json"):
            return HTTPStatus.UNSUPPORTED_MEDIA_TYPE, None
        try:
            raw = json.loads(await _body(receive))
            return HTTPStatus.OK, await self._intake.take(raw)
        except TooLarge:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, None
        except (ValueError, RecursionError):
            return HTTPStatus.BAD_REQUEST, None
        except NotKept:
            return HTTPStatus.INTERNAL_SERVER_ERROR, None


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        # Whoever hangs up in the middle has sent no update: half a body is no JSON.
        more = message.get("more_body", False)
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY:
            raise TooLarge
    return bytes(body)


async def _respond(send: Send, status: HTTPStatus, answer: dict[str, Any] | None) -> None:
    body = b"" if answer is None else json.dumps(answer).encode()
    headers = [(b"content-length", str(len(body)).encode()), (b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def announce(
    api: BotApi,
    *,
    url: str,
    secret: SecretStr,
    stop: asyncio.Event,
    patience: Patience,
) -> None:
    """Tell Telegram where to bring updates, trying until it is told or `stop` is set."""
    failures = 0
    while not stop.is_set():
        try:
            await api.call("setWebhook", _webhook(url, secret))
        except TelegramError as error:
            failures += 1
            log.warning("webhook_not_set", error=type(error).__name__, failures=failures)
            waiting = (
                patience.sleep(seconds_to_wait(error))
                if isinstance(error, RetryAfter)
                else patience.after(failures)
            )
            await unless_stopped(waiting, stop)
        else:
            log.info("webhook_set")
            return


def _webhook(url: str, secret: SecretStr) -> dict[str, Any]:
    return {
        "url": url,
        "secret_token": secret.get_secret_value(),
        "allowed_updates": ALLOWED_UPDATES,
        "max_connections": MOST_CONNECTIONS,
        "drop_pending_updates": False,
    }


class _Server(uvicorn.Server):
    """uvicorn, which leaves signals to the program around it."""

    @override
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(
    app: Webhook, *, listen: str, stop: asyncio.Event, on_ready: Callable[[int], None]
) -> None:
    """Serve `app` until `stop`, then let requests in progress end; OSError where the port is taken."""
    host, _, port = listen.rpartition(":")
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=LAST_REQUESTS_SECONDS,
    )
    server = _Server(config)
    with _listening(host.strip("[]"), int(port)) as listener:
        on_ready(listener.getsockname()[1])
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_leave(server, stop))
            await server.serve(sockets=[listener])


async def _leave(server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family)
    # asyncio sets this only on sockets that name their protocol, and these do not: without it an
    # answer in two parts waits 40 ms for the other side's acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
