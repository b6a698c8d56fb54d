"""Keyboards of Telegram: which buttons stand beside each other, and what each carries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple

from bot.packing import pack
from bot.taps import Act, Tap, TurnTap
from conversations.inputs import (
    Add,
    Back,
    Blank,
    Change,
    Chosen,
    Day,
    Done,
    DropDisclosure,
    ForOrganisers,
    GoOn,
    Instance,
    Instances,
    Keep,
    KeepDisclosure,
    LeaveIt,
    Month,
    Numbered,
    OfferRemoval,
    Page,
    Plain,
    Press,
    Remove,
    Replace,
    Revise,
    Rewrite,
    Send,
    ShowAll,
    Skip,
    StartOver,
)
from conversations.replies import Ask, Button
from conversations.shown import clip

LONG_LABEL = 36  # characters that fit a phone's width; Telegram cuts what is longer
SHORT_LABEL = 16  # characters that fit half of it
ROOM = {2: SHORT_LABEL, 3: 10, 4: 7}  # characters for each of so many in a row
PAIRS = {2: SHORT_LABEL}  # of a long list: two short ones beside each other, a long one alone
LONGEST_COUNT = len(" (10)")
SHORT_FIGURE = 3  # characters of a figure, many of which stand in a row
MOST_FIGURES = 6  # in a row: a scale from 0 to 10 has two
FEW_CHOICES = 12  # more of them stand in pairs, so that a phone shows most at once
MAX_COLUMNS = 5  # of review numbers and pages
MANY_NUMBERS = 25  # more of them take as many columns as Telegram has
MOST_COLUMNS = 8

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
    "rewrite": Rewrite,
    "for-organisers": ForOrganisers,
    "leave-it": LeaveIt,
    "keep-disclosure": KeepDisclosure,
    "drop-disclosure": DropDisclosure,
}
_ACTS: dict[type[Press], Act] = {kind: act for act, kind in (_NUMBERED | _PLAIN).items()}


def press_of(tap: TurnTap) -> Press:
    """Return what pressing the button means to the conversation."""
    if tap.act in _NUMBERED:
        return _NUMBERED[tap.act](tap.turn, tap.number)
    return _PLAIN[tap.act](tap.turn)


def keyboard_of(ask: Ask, conversation: int) -> list[Row]:
    grid = [[_day_key(button, conversation) for button in row] for row in ask.grid]
    labels = [_label(choice, ask) for choice in ask.choices]
    keys = [
        key(label, _tap(choice.press, conversation))
        for label, choice in zip(labels, ask.choices, strict=True)
    ]
    choices = _choices(keys, labels, one_a_row=ask.in_order)
    return [
        *grid,
        *choices,
        *numbers(ask.pages, conversation),
        *controls(ask.controls, conversation, counts=ask.several),
    ]


def is_cut(ask: Ask) -> bool:
    """Tell whether choices are longer than a button shows, so that they are to be read in full."""
    return any(len(choice.label) > LONG_LABEL for choice in ask.choices)


def number_of(choice: Button) -> str:
    """Return the number that names a choice where it is written."""
    return f"{choice.press.choice + 1}. " if isinstance(choice.press, Chosen) else ""


def _choices(keys: Row, labels: Sequence[str], *, one_a_row: bool) -> list[Row]:
    if one_a_row:  # an order is read downwards, and placing one must not move the others
        return _in_rows(keys, 1)
    if len(labels) > FEW_CHOICES:
        return _rows_of(keys, [len(label) for label in labels], room=PAIRS)
    return _in_rows(keys, _columns(labels))


def _columns(labels: Sequence[str]) -> int:
    """Return how many choices stand in a row: the figures of a scale all, short words two."""
    longest = max(map(len, labels), default=0)
    if longest <= SHORT_FIGURE:
        rows = -(-len(labels) // MOST_FIGURES)
        return -(-len(labels) // max(1, rows)) or 1
    return 2 if longest <= SHORT_LABEL else 1


def _day_key(button: Button, conversation: int) -> dict[str, str]:
    label = f"[{button.label}]" if button.marked else button.label
    return key(label, _tap(button.press, conversation))


def _in_rows(keys: Row, columns: int) -> list[Row]:
    return [keys[at : at + columns] for at in range(0, len(keys), columns)]


def _label(choice: Button, ask: Ask) -> str:
    label = choice.label
    if is_cut(ask):
        number = "" if ask.in_order else number_of(choice)
        label = f"{number}{clip(label, most=LONG_LABEL)}"
    if ask.several:
        return f"{'☑' if choice.marked else '☐'} {label}"
    return f"✓ {label}" if choice.marked else label


def numbers(buttons: Sequence[Button], conversation: int) -> list[Row]:
    keys = [key(button.label, _tap(button.press, conversation)) for button in buttons]
    return _in_rows(keys, MAX_COLUMNS if len(keys) <= MANY_NUMBERS else MOST_COLUMNS)


def controls(buttons: Sequence[Button], conversation: int, *, counts: bool = False) -> list[Row]:
    """Lay out what stands under a question; `counts` tells that Done counts what is marked."""
    keys = [key(one.label, _tap(one.press, conversation)) for one in buttons]
    return _rows_of(keys, [_width(one, counts=counts) for one in buttons])


def _width(button: Button, *, counts: bool) -> int:
    """Return the characters of a label; a count has room from the first, or marking would move rows."""
    if counts and isinstance(button.press, Done):
        return len(button.label.partition(" (")[0]) + LONGEST_COUNT
    return len(button.label)


def side_by_side(keys: Iterable[dict[str, str]]) -> list[Row]:
    """Lay keys out: as many in a row as can be read, for all in a row are of one width."""
    laid = list(keys)
    return _rows_of(laid, [len(one["text"]) for one in laid])


def _rows_of(keys: Row, widths: Sequence[int], *, room: Mapping[int, int] = ROOM) -> list[Row]:
    """Put keys in rows; what needs more than its share of a row, or comes beyond it, begins one."""
    rows: list[Row] = []
    widest = 0
    for one, width in zip(keys, widths, strict=True):
        if rows and max(widest, width) <= room.get(len(rows[-1]) + 1, 0):
            rows[-1].append(one)
            widest = max(widest, width)
        else:
            rows.append([one])
            widest = width
    return rows


def _tap(press: Press, conversation: int) -> TurnTap:
    turn, *number = astuple(press)
    return TurnTap(conversation, turn, _ACTS[type(press)], *number)


def key(label: str, tap: Tap) -> dict[str, str]:
    return {"text": label, "callback_data": pack(tap)}
