from typing import Any

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.client import FileTooLarge
from bot.outcomes import (
    Accepted,
    Held,
    Instead,
    Later,
    Outcome,
    Outgoing,
    Refused,
    Unreachable,
    accepted,
    judge,
    judge_download,
    outgoing,
)

ANEW = {"chat_id": 1, "text": "¿Qué alcance tiene?"}
EDIT = outgoing("editMessageText", {"chat_id": 1, "message_id": 7, "text": "x", "fallback": ANEW})
PLAIN = outgoing("sendMessage", {"chat_id": 1, "text": "x"})


@pytest.fixture(autouse=True)
def _timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # as the client does


def test_a_method_that_a_server_does_not_have_holds_up_no_words() -> None:
    menu = outgoing("setMyCommands", {"commands": []})

    assert judge(InvalidToken("Not Found"), menu) == Refused("unknown_method")
    assert judge(InvalidToken("Not Found"), PLAIN) == Later("InvalidToken")


def test_the_fallback_is_no_parameter_of_the_call() -> None:
    assert dict(EDIT.payload) == {"chat_id": 1, "message_id": 7, "text": "x"}
    assert EDIT.fallback is ANEW


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (BadRequest("Bad Request: message is not modified: it is the same"), Accepted(None)),
        (BadRequest("Bad Request: message to delete not found"), Accepted(None)),
        (Forbidden("Forbidden: bot was blocked by the user"), Unreachable()),
        (Forbidden("Forbidden: user is deactivated"), Unreachable()),
        (BadRequest("Bad Request: chat not found"), Unreachable()),
        (BadRequest("Bad Request: message text is empty"), Refused("bad_request")),
        (BadRequest("Bad Request: can't parse entities: no end tag"), Refused("bad_request")),
        (BadRequest("Bad Request: message to edit not found"), Refused("bad_request")),
        (BadRequest("Bad Request: file is too big"), Refused("too_large")),
        (NetworkError("Request Entity Too Large"), Refused("too_large")),
        (NetworkError("Bad Gateway"), Later("NetworkError")),
        (TimedOut(), Later("TimedOut")),
        (InvalidToken(), Later("InvalidToken")),
        (Conflict("Conflict"), Later("Conflict")),
        (TelegramError("Invalid server response"), Later("TelegramError")),
    ],
)
def test_what_becomes_of_a_message(error: TelegramError, outcome: Outcome) -> None:
    assert judge(error, PLAIN) == outcome


def test_when_telegram_asks_for_a_pause_it_gets_one() -> None:
    assert judge(RetryAfter(7), PLAIN) == Held(7.0)


@pytest.mark.parametrize("reason", ["message to edit not found", "message can't be edited"])
def test_what_cannot_be_edited_is_sent_anew(reason: str) -> None:
    anew = Outgoing("sendMessage", ANEW, fallback=None)

    assert judge(BadRequest(f"Bad Request: {reason}"), EDIT) == Instead(anew, "message_gone")


@pytest.mark.parametrize("name", ["text", "caption"])
def test_markup_that_is_refused_is_taken_out(name: str) -> None:
    written = outgoing(
        "sendMessage", {"chat_id": 1, name: "<b>3 &lt; 4</b> &amp; más", "parse_mode": "HTML"}
    )

    outcome = judge(BadRequest("Bad Request: can't parse entities: …"), written)

    plain = Outgoing("sendMessage", {"chat_id": 1, name: "3 < 4 & más"}, fallback=None)
    assert outcome == Instead(plain, "bad_markup")


def test_a_group_that_has_moved_is_followed() -> None:
    moved = Outgoing("sendMessage", {"chat_id": -100, "text": "x"}, fallback=None)

    assert judge(ChatMigrated(-100), PLAIN) == Instead(moved, "chat_migrated")
    assert judge(ChatMigrated(-100), moved) == Refused("chat_migrated")


@pytest.mark.parametrize(
    ("result", "message_id"), [({"message_id": 7}, 7), (True, None), ({"message_id": "7"}, None)]
)
def test_the_number_of_a_message_is_kept(result: Any, message_id: int | None) -> None:
    assert accepted(result) == Accepted(message_id)


def test_a_file_waits_as_long_as_telegram_asks() -> None:
    assert judge_download(RetryAfter(7)) == Held(7.0)


def test_a_picture_that_cannot_be_shown_goes_as_a_file() -> None:
    photo = outgoing("sendPhoto", {"chat_id": 1, "photo": {"name": "a.webp"}, "caption": "Mapa"})
    as_file = {"chat_id": 1, "document": {"name": "a.webp"}, "caption": "Mapa"}
    error = BadRequest("Bad Request: IMAGE_PROCESS_FAILED")

    assert judge(error, photo) == Instead(outgoing("sendDocument", as_file), "no_picture")
    assert judge(error, outgoing("sendDocument", as_file)) == Refused("bad_request")


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (FileTooLarge(), Refused("too_large")),
        (BadRequest("Bad Request: file is too big"), Refused("too_large")),
        (BadRequest("Bad Request: wrong file_id"), Refused("gone")),
        (InvalidToken("Not Found"), Later("InvalidToken")),
        (TimedOut(), Later("TimedOut")),
    ],
)
def test_what_becomes_of_a_file_that_did_not_come(error: TelegramError, outcome: Outcome) -> None:
    assert judge_download(error) == outcome
