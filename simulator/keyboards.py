"""Keyboards: what the Bot API takes, and what it says to the rest."""

from typing import Any

from simulator.params import Json, Params
from simulator.refusals import Refused, bad_request

ACTIONS = (
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
SCHEMES = ("http://", "https://", "tg://", "tonsite://")
DATA_LIMIT = 64


def read_markup(params: Params) -> Json | None:
    """Return the keyboard of a call, checked; None when it brings none."""
    markup = params.parsed("reply_markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = [[_inline(button) for button in row] for row in _rows(markup["inline_keyboard"])]
        return {"inline_keyboard": [row for row in rows if row]}
    if "keyboard" in markup:
        rows = [[_reply(button) for button in row] for row in _rows(markup["keyboard"])]
        return markup | {"keyboard": [row for row in rows if row]}
    return markup


def read_inline_markup(params: Params) -> Json | None:
    """Return the keyboard of an edit, which can only be an inline one."""
    markup = read_markup(params)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def asks_for_location(markup: Json | None) -> bool:
    """Tell whether a button of a reply keyboard sends where the person is."""
    rows = (markup or {}).get("keyboard", [])
    return any(key.get("request_location") for row in rows for key in row)


def _rows(keyboard: Any) -> list[list[Any]]:
    if not isinstance(keyboard, list) or not all(isinstance(row, list) for row in keyboard):
        raise bad_request("can't parse keyboard: Field must be of type Array")
    return keyboard


def _inline(button: Any) -> Json:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise _unparsable("Button text must be non-empty")
    if not any(action in button for action in ACTIONS):
        raise _unparsable("Text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not 0 < len(str(data).encode()) <= DATA_LIMIT:
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not str(url).startswith(SCHEMES):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return button


def _reply(button: Any) -> Json:
    kept = {"text": button} if isinstance(button, str) else button
    if not isinstance(kept, dict) or not str(kept.get("text", "")).strip():
        raise bad_request("can't parse keyboard button: Button text must be non-empty")
    return kept


def _unparsable(reason: str) -> Refused:
    return bad_request(f"can't parse inline keyboard button: {reason}")
