"""Logs that an operator can show to anybody: no token, no name, no answer.

Three hedges: our events may carry only the fields listed here; of exceptions the types and
places are written, not the messages, which quote what people sent; of libraries the bare
templates. Whatever still holds a secret loses it in the formatter.
"""

import logging
import re
import sys
import threading
from collections.abc import Collection, Sequence
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Any, Literal, TextIO
from urllib.parse import quote

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger
from typing_extensions import override

OURS = ("bot", "conversations", "locales", "reports", "simulator", "storage")
LIBRARIES = ("aiohttp", "alembic", "asyncio", "httpx", "sqlalchemy", "telegram", "uvicorn")
TOKEN = re.compile(r"\d{6,}(?::|%3A)[\w-]{30,}", re.IGNORECASE)
HIDDEN = "(hidden)"
WITHHELD = "(withheld)"
# Shorter ones would be found in words that are no secret.
SHORTEST_SECRET = 6
MOST_FRAMES = 30

FIELDS = frozenset(
    {
        "answers",
        "attempts",
        "bot_id",
        "choice",
        "conversation_id",
        "count",
        "delivery_id",
        "error",
        "event",
        "exc_info",
        "exception",
        "failures",
        "file",
        "form",
        "form_id",
        "identities",
        "job",
        "kind",
        "language",
        "level",
        "listen",
        "logger",
        "method",
        "mode",
        "organiser_id",
        "outcome",
        "participant_id",
        "path",
        "port",
        "purpose",
        "question",
        "reason",
        "remedy",
        "seconds",
        "signal",
        "status",
        "submission_id",
        "timestamp",
        "tries",
        "turn",
        "update_id",
        "version",
        "workshop_id",
    }
)


class ScrubbingFormatter(ProcessorFormatter):
    """The last gate: nothing that looks like a token, or is a known secret, gets past it."""

    def __init__(self, secrets: Collection[str], processors: Sequence[Processor]) -> None:
        super().__init__(processors=processors, foreign_pre_chain=_foreign_chain())
        self._secrets = _spellings(secrets)

    @override
    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        return TOKEN.sub(HIDDEN, line)


def configure(
    level: str,
    *,
    secrets: Collection[str],
    style: Literal["console", "json"],
    stream: TextIO | None = None,
) -> None:
    """Send all logs of the process, and what ends it, through the same gate to stderr."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(ScrubbingFormatter(secrets, _chain(style)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_our_chain(),
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    sys.excepthook = _log_end
    threading.excepthook = _log_end_of_thread


def _our_chain() -> list[Processor]:
    return [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        withhold_unlisted,
    ]


def _foreign_chain() -> list[Processor]:
    return [_keep_template, *_our_chain()]


def _chain(style: Literal["console", "json"]) -> list[Processor]:
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return [ProcessorFormatter.remove_processors_meta, tell_exception, renderer]


def withhold_unlisted(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Withhold the value of every field which is not on the list of harmless ones."""
    return {
        name: value if name in FIELDS or name.startswith("_") else WITHHELD
        for name, value in event.items()
    }


def _keep_template(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Keep of a library's message the first line without its values: these can be anything."""
    record = event["_record"]
    first_line, *_rest = str(record.msg).strip().splitlines() or [""]
    return {**event, "event": first_line}


def tell_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Write types and places of an exception and of its causes."""
    error = _exception(event.pop("exc_info", None))
    if error is not None:
        event["exception"] = "\n".join(_told(error))
    return event


def _exception(exc_info: Any) -> BaseException | None:
    if isinstance(exc_info, tuple):
        exc_info = exc_info[1]
    elif exc_info is True:
        exc_info = sys.exc_info()[1]
    return exc_info if isinstance(exc_info, BaseException) else None


def _told(error: BaseException) -> list[str]:
    lines: list[str] = []
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        lines = [*_frames(following.__traceback__), _named(following), *lines]
        hidden = following.__suppress_context__
        following = following.__cause__ or (None if hidden else following.__context__)
    return lines


def _frames(trace: TracebackType | None) -> list[str]:
    return [
        f"  {Path(at.filename).name}:{at.lineno} {at.name}"
        for at in extract_tb(trace, limit=-MOST_FRAMES)
    ]


def _named(error: BaseException) -> str:
    name = type(error).__name__
    # What the system says (disk full, connection refused) tells the operator what to do.
    said = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
    parts = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    inside = f" ({', '.join(_named(part) for part in parts)})" if parts else ""
    return f"{name}{said}{inside}"


def _spellings(secrets: Collection[str]) -> list[str]:
    """Return each secret as it can appear: bare, quoted for a URL, and without the bot's number."""
    found = {secret for secret in secrets if len(secret) >= SHORTEST_SECRET}
    found |= {secret.partition(":")[2] for secret in found}
    found |= {quote(secret, safe="") for secret in found}
    return sorted((s for s in found if len(s) >= SHORTEST_SECRET), key=len, reverse=True)


def _log_end(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    structlog.get_logger(__name__).critical("program_crashed", exc_info=error)


def _log_end_of_thread(args: threading.ExceptHookArgs) -> None:
    structlog.get_logger(__name__).critical("thread_crashed", exc_info=args.exc_value)
