import json
import logging
import sys
import threading
from collections.abc import Callable
from io import StringIO
from typing import Any
from urllib.parse import quote

import pytest
import structlog
from pydantic import SecretStr
from telegram.error import TelegramError

from bot.client import BotApi
from bot.logs import configure
from bot.settings import Settings
from simulator import Simulator

log = structlog.get_logger("bot.tests")

TOKEN = "123456789:canary-AAAA-BBBB-CCCC-DDDD-EEEE"
OTHER_TOKEN = "987654321:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


def fail(error: BaseException) -> None:
    raise error


def said(logs: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in logs.getvalue().splitlines()]


def test_an_event_is_written_with_its_fields(logs: StringIO) -> None:
    log.info("turn_taken", submission_id=7, question="reach", outcome="rejected")

    (line,) = said(logs)
    assert line.pop("timestamp")
    assert line == {
        "event": "turn_taken",
        "level": "info",
        "logger": "bot.tests",
        "outcome": "rejected",
        "question": "reach",
        "submission_id": 7,
    }


def test_fields_that_are_not_listed_are_withheld(logs: StringIO) -> None:
    log.info("turn_taken", answer="canary", first_name="canary")

    assert said(logs)[0]["answer"] == said(logs)[0]["first_name"] == "(withheld)"


def test_of_an_exception_only_types_and_places_are_written(logs: StringIO) -> None:
    try:
        try:
            fail(ValueError("canary: María"))
        except ValueError as error:
            raise KeyError("canary: Rutas seguras") from error
    except KeyError:
        log.exception("turn_failed", update_id=5)

    told = str(said(logs)[0]["exception"]).splitlines()
    assert [line for line in told if not line.startswith("  ")] == ["ValueError", "KeyError"]
    assert told[0].endswith("test_of_an_exception_only_types_and_places_are_written")


def test_what_the_system_says_is_written_for_the_operator(logs: StringIO) -> None:
    log.error("not_kept", exc_info=OSError(28, "No space left on device", "/canary"))

    assert said(logs)[0]["exception"] == "OSError: No space left on device"


def test_a_group_names_what_is_in_it(logs: StringIO) -> None:
    group = BaseExceptionGroup("canary", [ValueError("canary"), OSError(5, "I/O error")])

    log.error("tasks_failed", exc_info=group)

    assert said(logs)[0]["exception"] == "ExceptionGroup (ValueError, OSError: I/O error)"


def test_a_suppressed_cause_stays_suppressed_and_a_circle_ends(logs: StringIO) -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    quiet = TypeError()
    quiet.__context__ = ValueError()
    quiet.__suppress_context__ = True
    loud = TypeError()
    loud.__context__ = ValueError()

    for error in (first, quiet, loud):
        log.error("failed", exc_info=error)
    not_an_error: Any = "what a library may hand in"
    log.error("failed", exc_info=not_an_error)

    told = [line.get("exception") for line in said(logs)]
    assert told == ["KeyError\nValueError", "TypeError", "ValueError\nTypeError", None]


def test_of_a_library_the_template_is_written_without_its_values(logs: StringIO) -> None:
    library = logging.getLogger("aiohttp.client")
    library.warning("Cannot parse %r\nfor %s", "canary: María", "canary")
    library.warning("")
    library.info("canary at a level that nobody asked for")
    try:
        fail(ValueError("canary"))
    except ValueError:
        library.exception("It broke")

    lines = said(logs)
    assert [line["event"] for line in lines] == ["Cannot parse %r", "", "It broke"]
    assert str(lines[2]["exception"]).endswith("\nValueError")


@pytest.mark.parametrize(
    "spelt",
    [
        TOKEN,
        quote(TOKEN, safe=""),
        TOKEN.partition(":")[2],
        f"https://api.telegram.org/bot{TOKEN}/getMe",
        OTHER_TOKEN,
        quote(OTHER_TOKEN, safe=""),
        repr({"token": TOKEN}),
    ],
)
@pytest.mark.parametrize("style", ["console", "json"])
def test_no_token_gets_past_the_gate(spelt: str, style: str) -> None:
    stream = StringIO()
    configure(
        "DEBUG", secrets=[TOKEN, "", "abc"], style="json" if style == "json" else "console",
        stream=stream,
    )  # fmt: skip

    log.debug(spelt, reason=spelt)
    logging.getLogger("bot.plain").warning(spelt)

    assert "canary" not in stream.getvalue()
    assert "987654321" not in stream.getvalue()
    assert "(hidden)" in stream.getvalue()


def test_the_level_holds_for_ours() -> None:
    stream = StringIO()
    configure("WARNING", secrets=[], style="console", stream=stream)

    log.info("quiet")
    log.warning("loud")

    assert "quiet" not in stream.getvalue()
    assert "loud" in stream.getvalue()


def test_logs_go_where_errors_go(capsys: pytest.CaptureFixture[str]) -> None:
    configure("INFO", secrets=[], style="console")

    log.info("begun")

    assert "begun" in capsys.readouterr().err


def test_what_ends_the_program_goes_through_the_gate(logs: StringIO) -> None:
    error = ValueError("canary")

    sys.excepthook(ValueError, error, None)

    assert said(logs)[0]["event"] == "program_crashed"
    assert said(logs)[0]["exception"] == "ValueError"


def test_what_ends_a_thread_goes_through_the_gate(logs: StringIO) -> None:
    def work() -> None:
        raise ValueError("canary")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert said(logs)[0]["event"] == "thread_crashed"


def _settings() -> object:
    return Settings(
        token=SecretStr(TOKEN),
        webhook_secret=SecretStr("canary-secret"),
        database_url="postgresql+psycopg://user:canary@host/name",
    )


@pytest.mark.parametrize(
    "made", [_settings, lambda: BotApi(SecretStr(TOKEN), api_url="http://127.0.0.1:9")]
)
def test_what_holds_the_token_does_not_show_it(made: Callable[[], object], logs: StringIO) -> None:
    log.warning("configured", kind=repr(made()), reason=str(made()))

    assert len(said(logs)) == 1


async def test_traffic_at_debug_leaves_no_trace_of_people(
    api: BotApi, simulator: Simulator, logs: StringIO
) -> None:
    maria = simulator.add_person("María canary")
    simulator.start(maria, "canary")
    simulator.send_text(maria, "canary: Rutas seguras")
    log.debug("traffic_begins")

    raw = await api.call("getUpdates", {"timeout": 0})
    await api.call("sendMessage", {"chat_id": maria.id, "text": "canary"})
    await api.bot.send_message(maria.id, "canary")
    with pytest.raises(TelegramError) as refused:
        await api.bot.send_message(maria.id, "<b>canary", parse_mode="HTML")
    log.error("delivery_refused", exc_info=refused.value)

    assert len(raw) == 2
    assert [line["event"] for line in said(logs)] == ["traffic_begins", "delivery_refused"]
