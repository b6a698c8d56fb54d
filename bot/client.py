"""python-telegram-bot's Bot over aiohttp, and a short way for the calls that every turn makes."""

import base64
import json
import os
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from io import BytesIO
from types import TracebackType
from typing import Any, Self

import aiohttp
from pydantic import SecretStr
from telegram import Bot
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import JSONDict, ODVInput
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from typing_extensions import override

CONNECT_SECONDS = 10
READ_SECONDS = 20
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 3600.0  # seconds, whatever a server asks for
CONNECTIONS = 200


class BotApi:
    """One bot at one Bot API server; `async with` opens and closes its connections."""

    def __init__(self, token: SecretStr, *, api_url: str) -> None:
        # From 22.2 on, python-telegram-bot warns where a retry_after is read as a number.
        os.environ["PTB_TIMEDELTA"] = "1"
        root = api_url.rstrip("/")
        self._url = f"{root}/bot{token.get_secret_value()}"
        self._request = AiohttpRequest()
        self.bot: Bot = _Bot(
            token.get_secret_value(),
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )

    @override
    def __repr__(self) -> str:
        return "BotApi()"

    async def __aenter__(self) -> Self:
        await self._request.initialize()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._request.shutdown()

    async def call(
        self, method: str, payload: Mapping[str, Any], *, within: float = READ_SECONDS
    ) -> Any:
        """Call a method and return its result; raise what python-telegram-bot would raise.

        A value which holds exactly `file_name` and `content_b64` is uploaded as a file.
        """
        status, body = await self._request.send(
            f"{self._url}/{method}", _body(payload), seconds=within
        )
        try:
            return (
                _result(body) if status == HTTPStatus.OK else await _Answered(status, body).post("")
            )
        except TelegramError:
            raise
        except Exception as error:  # whatever a server writes, it must not end the bot
            raise NetworkError(f"The answer cannot be read ({status})") from error


class AiohttpRequest(BaseRequest):
    """The connections to the Bot API, in the form which python-telegram-bot asks for."""

    __slots__ = ("_session",)

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    @override
    def read_timeout(self) -> float | None:
        return READ_SECONDS

    @override
    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS),
                headers={"User-Agent": self.USER_AGENT},
                # The answer of one person's call must never reach the next one's.
                cookie_jar=aiohttp.DummyCookieJar(),
            )

    @override
    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    @override
    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        seconds = READ_SECONDS if isinstance(read_timeout, DefaultValue) else read_timeout
        body = _form(request_data) if request_data else None
        return await self.send(url, body, seconds=seconds, method=method)

    async def send(
        self,
        url: str,
        body: aiohttp.FormData | bytes | None,
        *,
        seconds: float | None,
        method: str = "POST",
    ) -> tuple[int, bytes]:
        """Return status and body, or raise NetworkError or TimedOut without the address in it."""
        if self._session is None:
            raise NetworkError("The connections are not open")
        json_body = {"Content-Type": "application/json"} if isinstance(body, bytes) else None
        timeout = aiohttp.ClientTimeout(total=seconds, connect=CONNECT_SECONDS)
        try:
            async with self._session.request(
                method, url, data=body, headers=json_body, timeout=timeout, allow_redirects=False
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"aiohttp.{type(error).__name__}") from error

    @staticmethod
    @override
    def parse_json_payload(payload: bytes) -> JSONDict:
        """Read the body; unlike the original, never log it."""
        return _read(payload)


class _Answered(AiohttpRequest):
    """An answer which is already here: python-telegram-bot shall say what it means."""

    __slots__ = ("_answer",)

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__()
        self._answer = status, body

    @override
    async def send(self, *_: object, **__: object) -> tuple[int, bytes]:
        return self._answer


class _Bot(Bot):
    """The Bot, but its repr does not tell the token."""

    @override
    def __repr__(self) -> str:
        return "Bot()"


def seconds_to_wait(error: RetryAfter) -> float:
    """Return for how long Telegram asks to be left alone."""
    wait = error.retry_after
    seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
    return min(max(seconds, SHORTEST_PAUSE), LONGEST_PAUSE)


def _result(body: bytes) -> Any:
    answer = _read(body)
    if "result" not in answer:
        raise NetworkError("The answer holds no result")
    return answer["result"]


def _read(body: bytes) -> JSONDict:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise TelegramError("Invalid server response")
    return answer


def _body(payload: Mapping[str, Any]) -> aiohttp.FormData | bytes:
    files = {name: value for name, value in payload.items() if _is_file(value)}
    if not files:
        return json.dumps(payload, ensure_ascii=False).encode()
    form = aiohttp.FormData()
    for name, value in payload.items():
        if name not in files:
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for name, file in files.items():
        content = base64.b64decode(file["content_b64"])
        # aiohttp complains of more than a megabyte of plain bytes.
        form.add_field(name, BytesIO(content), filename=file["file_name"])
    return form


def _is_file(value: object) -> bool:
    return isinstance(value, dict) and value.keys() == {"file_name", "content_b64"}


def _form(data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, text in data.json_parameters.items():
        form.add_field(name, text)
    for name, (file_name, content, mime_type) in data.multipart_data.items():
        stream = BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=file_name, content_type=mime_type)
    return form
