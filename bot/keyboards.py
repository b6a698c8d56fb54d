"""Keyboards of Telegram: which buttons stand beside each other, and what each carries."""

from collections.abc import Sequence
from dataclasses import astuple

from bot.taps import Act, Tap, TurnTap
from conversations.inputs import (
    Add,
    Back,
    Blank,
    Change,
    Chosen,
    Day,
    Done,
    GoOn,
    Instance,
    Instances,
    Keep,
    Month,
    Numbered,
    OfferRemoval,
    Page,
    Plain,
    Press,
    Remove,
    Replace,
    Revise,
    Send,
    ShowAll,
    Skip,
    StartOver,
)
from conversations.replies import Ask, Button

SHORT_LABEL = 16  # characters that fit half a phone's width
SHORT_ROW = 34  # characters that fit a phone's whole width
SHORT_FIGURE = 3  # characters of a figure, many of which stand in a row
MOST_FIGURES = 6  # in a row: a scale from 0 to 10 has two
FEW_CHOICES = 12  # more of them stand in pairs, so that a phone shows most at once
MAX_COLUMNS = 5  # of review numbers and pages

Row = list[dict[str, str]]
_NUMBERED: dict[Act, type[Numbered]] = {
    "choose": Chosen,
    "page": Page,
    "change": Change,
    "day": Day,
    "month": Month,
    "add": Add,
    "instances": Instances,
    "instance": Instance,
    "revise": Revise,
    "offer-removal": OfferRemoval,
    "remove": Remove,
}
_PLAIN: dict[Act, type[Plain]] = {
    "done": Done,
    "skip": Skip,
    "back": Back,
    "keep": Keep,
    "replace": Replace,
    "send": Send,
    "show-all": ShowAll,
    "start-over": StartOver,
    "blank": Blank,
    "go-on": GoOn,
}
_ACTS: dict[type[Press], Act] = {kind: act for act, kind in (_NUMBERED | _PLAIN).items()}


def press_of(tap: TurnTap) -> Press:
    """Return what pressing the button means to the conversation."""
    if tap.act in _NUMBERED:
        return _NUMBERED[tap.act](tap.turn, tap.number)
    return _PLAIN[tap.act](tap.turn)


def keyboard_of(ask: Ask, conversation: int) -> list[Row]:
    grid = [[_day_key(button, conversation) for button in row] for row in ask.grid]
    labels = [_label(choice, several=ask.several) for choice in ask.choices]
    keys = [
        key(label, _tap(choice.press, conversation))
        for label, choice in zip(labels, ask.choices, strict=True)
    ]
    paired = len(labels) > FEW_CHOICES
    choices = _pairs(keys, labels) if paired else _in_rows(keys, _columns(labels))
    return [
        *grid,
        *choices,
        *numbers(ask.pages, conversation),
        *controls(ask.controls, conversation),
    ]


def _columns(labels: Sequence[str]) -> int:
    """Return how many choices stand in a row: the figures of a scale all, short words two."""
    longest = max(map(len, labels), default=0)
    if longest <= SHORT_FIGURE:
        rows = -(-len(labels) // MOST_FIGURES)
        return -(-len(labels) // max(1, rows)) or 1
    return 2 if longest <= SHORT_LABEL else 1


def _pairs(keys: Row, labels: Sequence[str]) -> list[Row]:
    """Lay out a long list: two short choices beside each other, a long one alone."""
    rows: list[Row] = []
    shares = False
    for key, label in zip(keys, labels, strict=True):
        short = len(label) <= SHORT_LABEL
        if shares and short:
            rows[-1].append(key)
        else:
            rows.append([key])
        shares = short and len(rows[-1]) == 1
    return rows


def _day_key(button: Button, conversation: int) -> dict[str, str]:
    label = f"[{button.label}]" if button.marked else button.label
    return key(label, _tap(button.press, conversation))


def _in_rows(keys: Row, columns: int) -> list[Row]:
    return [keys[at : at + columns] for at in range(0, len(keys), columns)]


def _label(choice: Button, *, several: bool) -> str:
    if several:
        return f"{'☑' if choice.marked else '☐'} {choice.label}"
    return f"✓ {choice.label}" if choice.marked else choice.label


def numbers(buttons: Sequence[Button], conversation: int) -> list[Row]:
    keys = [key(button.label, _tap(button.press, conversation)) for button in buttons]
    return _in_rows(keys, MAX_COLUMNS)


def controls(buttons: Sequence[Button], conversation: int) -> list[Row]:
    """Lay the controls out in one row where they fit, else one a row."""
    keys = [key(button.label, _tap(button.press, conversation)) for button in buttons]
    if sum(len(button.label) for button in buttons) <= SHORT_ROW:
        return [keys] if keys else []
    return [[key] for key in keys]


def _tap(press: Press, conversation: int) -> TurnTap:
    turn, *number = astuple(press)
    return TurnTap(conversation, turn, _ACTS[type(press)], *number)


def key(label: str, tap: Tap) -> dict[str, str]:
    return {"text": label, "callback_data": tap.pack()}
