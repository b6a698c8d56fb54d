"""python-telegram-bot's Bot over aiohttp, and a short way for the calls that every turn makes."""

import json
import os
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
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
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from typing_extensions import override

from bot.uploads import is_upload, opened

CONNECT_SECONDS = 10
READ_SECONDS = 20
FILE_SECONDS = 180  # for a large file over a line in a valley
CHUNK = 64 * 1024
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 3600.0  # seconds, whatever a server asks for
CONNECTIONS = 200
FILE_PATH = re.compile(
    r"(?!.*\.\.)[\w.-]+(/[\w.-]+)*"
)  # below the bot's own files, and nowhere else


class BotApi:
    """One bot at one Bot API server; `async with` opens and closes its connections."""

    def __init__(self, token: SecretStr, *, api_url: str) -> None:
        # From 22.2 on, python-telegram-bot warns where a retry_after is read as a number.
        os.environ["PTB_TIMEDELTA"] = "1"
        root = api_url.rstrip("/")
        self._url = f"{root}/bot{token.get_secret_value()}"
        self._files_url = f"{root}/file/bot{token.get_secret_value()}"
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

        A value made by `bot.uploads.upload` goes as a file.
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

    async def download(self, file_id: str, *, most_bytes: int) -> bytes:
        """Return a file that was sent; raise as `call` does, and FileTooLarge beyond `most_bytes`.

        The address in between holds the token: it is kept nowhere, and in no error.
        """
        found = await self.call("getFile", {"file_id": file_id})
        path = found.get("file_path") if isinstance(found, dict) else None
        if not isinstance(path, str) or not FILE_PATH.fullmatch(path):
            raise NetworkError("The answer names no file")
        status, body = await self._request.fetch(f"{self._files_url}/{path}", most_bytes=most_bytes)
        if status != HTTPStatus.OK:
            raise _refusal(status)
        return body


class FileTooLarge(TelegramError):
    """A file is larger than it may be, whatever was said of it before."""

    def __init__(self) -> None:
        super().__init__("File is too big")


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
                # Each call carries its headers, and the Bot API answers in one way only.
                headers={"User-Agent": "Tertulia"},
                skip_auto_headers=("Accept", "Accept-Encoding"),
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
        headers = {"Content-Type": "application/json"} if isinstance(body, bytes) else None
        async with self._asked(method, url, seconds, data=body, headers=headers) as answer:
            return answer.status, await answer.read()

    async def fetch(self, url: str, *, most_bytes: int) -> tuple[int, bytes]:
        """Return status and body of a file, read piece by piece until it is more than it may be."""
        async with self._asked("GET", url, FILE_SECONDS) as answer:
            content = bytearray()
            async for piece in answer.content.iter_chunked(CHUNK):
                content += piece
                if len(content) > most_bytes:
                    raise FileTooLarge
            return answer.status, bytes(content)

    @asynccontextmanager
    async def _asked(
        self, method: str, url: str, seconds: float | None, **what: Any
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Ask, and let no error through which has the address in it: the token is part of it."""
        if self._session is None:
            raise NetworkError("The connections are not open")
        timeout = aiohttp.ClientTimeout(total=seconds, connect=CONNECT_SECONDS)
        try:
            async with self._session.request(
                method, url, timeout=timeout, allow_redirects=False, **what
            ) as answer:
                yield answer
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


def _refusal(status: int) -> TelegramError:
    """Return what it means that a file is not given out: for good, or only now."""
    if status in {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return BadRequest("File not found")
    return NetworkError(f"The file did not come ({status})")


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
    files = {name: value for name, value in payload.items() if is_upload(value)}
    if not files:
        return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    form = aiohttp.FormData()
    for name, value in payload.items():
        if name not in files:
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for name, file in files.items():
        file_name, content = opened(file)
        # aiohttp complains of more than a megabyte of plain bytes.
        form.add_field(name, BytesIO(content), filename=file_name)
    return form


def _form(data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, text in data.json_parameters.items():
        form.add_field(name, text)
    for name, (file_name, content, mime_type) in data.multipart_data.items():
        stream = BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=file_name, content_type=mime_type)
    return form
