"""How buttons travel: what a tap becomes in `callback_data`, and how that is read back.

What comes back may be old or forged, so it is read in this one place and gives a tap or nothing.
Most taps are their name and then their fields. A turn's has a letter for a name, as most buttons
are of turns and 64 bytes are few; a form's may go without its last field.
"""

from collections.abc import Callable
from dataclasses import astuple, dataclass
from functools import partial
from typing import Any, Final, get_args, get_type_hints

from bot.taps import (
    Act,
    AgeTap,
    AnnouncementTap,
    BroadcastTap,
    CaptureTap,
    ConsentTap,
    DangerTap,
    DigestTap,
    DownloadTap,
    DraftTap,
    EraseOthersTap,
    EraseTap,
    ExitTap,
    FormTap,
    LanguageTap,
    LineTap,
    ListedFormTap,
    MemberRoleTap,
    MemberTap,
    MineTap,
    PermissionsTap,
    PermitTap,
    PreviewTap,
    QuestionTap,
    ReadTap,
    RemindTap,
    ResumeTap,
    ReviewTap,
    StageTap,
    StopTap,
    TableTap,
    Tap,
    TeamLinkTap,
    TurnTap,
    VersionTap,
    VoiceTap,
    WaveCardTap,
    WaveTap,
)

MAX_BYTES: Final = 64  # Telegram's limit of `callback_data`
MAX_ID: Final = (1 << 63) - 1  # what the database keeps as an id
MAX_DIGITS: Final = 13  # of MAX_ID in base 36

_NAMES: Final[dict[type[Tap], str]] = {
    LanguageTap: "language",
    AgeTap: "age",
    ConsentTap: "consent",
    PermissionsTap: "permissions",
    PermitTap: "permit",
    ResumeTap: "resume",
    MineTap: "mine",
    CaptureTap: "capture",
    EraseTap: "erase",
    WaveTap: "asked",
    WaveCardTap: "wave",
    StageTap: "stage",
    ExitTap: "exit",
    StopTap: "stop",
    DangerTap: "danger",
    TableTap: "table",
    QuestionTap: "question",
    ReviewTap: "review",
    VoiceTap: "voice",
    LineTap: "line",
    ListedFormTap: "form",
    VersionTap: "version",
    DraftTap: "draft",
    PreviewTap: "preview",
    TeamLinkTap: "link",
    MemberTap: "member",
    MemberRoleTap: "role",
    DownloadTap: "download",
    EraseOthersTap: "others",
    AnnouncementTap: "announce",
    BroadcastTap: "broadcast",
    RemindTap: "remind",
    DigestTap: "daily",
    ReadTap: "read",
}
_LETTERS: Final[dict[Act, str]] = {
    "choose": "c", "done": "d", "skip": "s", "back": "b", "change": "g",
    "send": "e", "page": "p", "replace": "r", "keep": "k",
    "show-all": "l", "start-over": "t", "day": "y", "month": "m", "blank": "h",
    "add": "a", "go-on": "w", "instances": "i", "instance": "n", "revise": "v",
    "offer-removal": "o", "remove": "x", "rewrite": "f", "for-organisers": "z",
    "leave-it": "u", "keep-disclosure": "j", "drop-disclosure": "q",
}  # fmt: skip
_BEGIN, _AFRESH = "begin", "afresh"
_YES, _NO = "yes", "no"
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


def pack(tap: Tap) -> str:
    """Return what a button carries to mean this tap."""
    match tap:
        case TurnTap(conversation, turn, act, number):
            return _joined(_LETTERS[act], conversation, turn, number)
        case FormTap():
            return _packed_form(tap)
        case _:
            return _joined(_NAMES[type(tap)], *astuple(tap))


def unpack(data: str) -> Tap | None:
    """Return the tap that `data` stands for, or None where it is none of ours."""
    if len(data.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return None
    name, *parts = data.split(":")
    shape = _SHAPES.get((name, len(parts)))
    return shape.read(parts) if shape else None


def _packed_form(tap: FormTap) -> str:
    """Leave out the workshop where it is left open, or where the name of the form takes its room."""
    begins = _joined(_AFRESH if tap.afresh else _BEGIN, tap.form_id)
    whole = _joined(begins, tap.participant)
    return whole if tap.participant and len(whole.encode()) <= MAX_BYTES else begins


def _joined(name: str, *fields: str | int) -> str:
    return ":".join((name, *map(_packed, fields)))


def _packed(field: str | int) -> str:
    if isinstance(field, bool):
        return _YES if field else _NO
    return _base36(field) if isinstance(field, int) else field


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"


def _number(packed: str) -> int | None:
    """Read base 36 back; stricter than int(), which takes signs, spaces and underscores."""
    if not 0 < len(packed) <= MAX_DIGITS or not set(packed) <= set(_DIGITS):
        return None
    number = int(packed, 36)
    return number if number <= MAX_ID else None


_Read = Callable[[str], Any]  # returns None for what is no such field


@dataclass(frozen=True, slots=True)
class _Shape:
    """What stands behind a name: how each part is read, and which tap they make up."""

    make: Callable[..., Tap]
    fields: tuple[_Read, ...]

    def read(self, parts: list[str]) -> Tap | None:
        values = [read(part) for read, part in zip(self.fields, parts, strict=True)]
        return None if None in values else self.make(*values)


def _fields_of(kind: type[Tap]) -> tuple[_Read, ...]:
    return tuple(_field(hint) for hint in get_type_hints(kind).values())


def _field(hint: Any) -> _Read:
    """Return what reads a field of this type: a number, a text, a yes or no, or one of some words."""
    plain: dict[Any, _Read] = {int: _number, str: str, bool: {_YES: True, _NO: False}.get}
    return plain.get(hint) or {word: word for word in get_args(hint)}.get


def _turn(act: Act, conversation: int, turn: int, number: int) -> TurnTap:
    return TurnTap(conversation, turn, act, number)


def _form(afresh: bool, form_id: str, participant: int = 0) -> FormTap:
    return FormTap(form_id, afresh, participant)


def _shapes() -> dict[tuple[str, int], _Shape]:
    """Return the shapes by name and number of parts."""
    shapes = {name: _Shape(kind, _fields_of(kind)) for kind, name in _NAMES.items()}
    turns = {
        letter: _Shape(partial(_turn, act), (_number,) * 3) for act, letter in _LETTERS.items()
    }
    by_name = [*shapes.items(), *turns.items()]
    for name, afresh in ((_BEGIN, False), (_AFRESH, True)):
        form = partial(_form, afresh)
        by_name += [(name, _Shape(form, (str,))), (name, _Shape(form, (str, _number)))]
    return {(name, len(shape.fields)): shape for name, shape in by_name}


_SHAPES: Final = _shapes()
