"""The one form in which the value of a question is kept, and what is none of its values."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final
from unicodedata import normalize

from conversations.xforms.dates import DateTime, read_clock, read_moment
from conversations.xforms.formdef import Bind, Bounds, Kind
from conversations.xforms.values import (
    LONGEST_TEXT,
    EvaluationContext,
    Value,
    number_text,
    to_number,
    to_string,
)

LONGEST_ANSWER: Final = 4_096
ACKNOWLEDGED: Final = "OK"

_WHOLE: Final = frozenset({"int", "integer"})
_LONGEST_NAME: Final = 255
_INTEGER: Final = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_DECIMAL: Final = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SECONDS: Final = re.compile(r"\d\d:\d\d:\d\d", re.ASCII)
_OFFSET: Final = re.compile(r":.*(?:Z|[+-]\d\d:?\d\d)$", re.ASCII)
_PLACE: Final = re.compile(r"[+-]?\d{1,15}(?:\.\d{0,20})?", re.ASCII)
_FILE: Final = re.compile(r"[^/\\\x00-\x1f]+")
_LARGEST: Final = 2**31 - 1
_FARTHEST: Final = (90.0, 180.0)


def canonical(kind: Kind, value: str, *, now: datetime) -> str | None:
    """Write a value in its one form, None where it is no value of such a question.

    Times of day stay as they are written, and so do moments with an offset; those without one
    are meant in the zone of `now`. Choices are not looked at here, as only the form knows them.
    """
    if kind is Kind.TIME:
        return _time(value, now)
    if kind is Kind.DATETIME:
        return _moment(value, now)
    return _CANONICAL[kind](value)


def chosen(kind: Kind, value: str, offered: Sequence[str]) -> str | None:
    """Write chosen values as they stand in the form, ranked ones as they were put."""
    if kind is Kind.SELECT_ONE:
        return value if value in offered else None
    names, known = value.split(), dict.fromkeys(offered)
    if not names or not set(names) <= set(known):
        return None
    if kind is Kind.RANK:
        return " ".join(names) if sorted(names) == sorted(known) else None
    return " ".join(choice for choice in known if choice in names)


def within(bounds: Bounds, number: str) -> bool:
    """Say whether a canonical number is one that a range offers."""
    value = Decimal(number)
    low, high = sorted((bounds.start, bounds.end))
    return low <= value <= high and (value - bounds.start) % bounds.step == 0


def _text(value: str) -> str | None:
    """Compose letters and their marks, so that what looks alike is alike."""
    composed = normalize("NFC", value)
    return composed if len(composed) <= LONGEST_ANSWER else None


def _integer(value: str) -> str | None:
    number = int(value) if _INTEGER.fullmatch(value) else _LARGEST + 1
    return str(number) if -_LARGEST - 1 <= number <= _LARGEST else None


def _decimal(value: str) -> str | None:
    return number_text(float(value)) if _DECIMAL.fullmatch(value) else None


def _day(value: str) -> str | None:
    if not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return None


def _time(value: str, now: datetime) -> str | None:
    is_time = _SECONDS.match(value) and read_clock(value, on=now) is not None
    return value if is_time else None


def _moment(value: str, now: datetime) -> str | None:
    moment = read_moment(value, now.tzinfo or UTC) if "T" in value else None
    if moment is None or _OFFSET.search(value):
        return value if moment is not None else None
    return moment.isoformat(timespec="milliseconds")


def _place(value: str) -> str | None:
    """Write latitude and longitude, and as many of altitude and accuracy as are known.

    The last two are written with a point even where they are whole, as other programs do.
    """
    parts = value.split()
    if not 2 <= len(parts) <= 4 or not all(map(_PLACE.fullmatch, parts)):  # noqa: PLR2004
        return None
    numbers = list(map(float, parts))
    if any(abs(number) > most for number, most in zip(numbers, _FARTHEST, strict=False)):
        return None
    return " ".join((*map(number_text, numbers[:2]), *map(_pointed, numbers[2:])))


def _pointed(number: float) -> str:
    text = number_text(number)
    return text if "." in text else f"{text}.0"


def _acknowledged(value: str) -> str | None:
    return ACKNOWLEDGED if value == ACKNOWLEDGED else None


def _file(value: str) -> str | None:
    return value if len(value) <= _LONGEST_NAME and _FILE.fullmatch(value) else None


def _nothing(_value: str) -> str | None:
    return None


_CANONICAL: Final[Mapping[Kind, Callable[[str], str | None]]] = MappingProxyType(
    {
        Kind.TEXT: _text,
        Kind.BARCODE: _text,
        Kind.INTEGER: _integer,
        Kind.DECIMAL: _decimal,
        Kind.RANGE: _decimal,
        Kind.DATE: _day,
        Kind.GEOPOINT: _place,
        Kind.ACKNOWLEDGE: _acknowledged,
        Kind.NOTE: _nothing,
        **dict.fromkeys((Kind.IMAGE, Kind.AUDIO, Kind.VIDEO, Kind.FILE), _file),
    }
)


def computed(value: Value, bind: Bind | None, here: EvaluationContext) -> str:
    """Write a computed value as its node keeps it: not-a-number is empty, an int is cut."""
    kind = "string" if bind is None else bind.type
    if kind in _WHOLE:
        number = to_number(value, here.zone)
        return number_text(float(math.trunc(number))) if math.isfinite(number) else ""
    if isinstance(value, float) and math.isnan(value):
        return ""
    if kind == "date" and isinstance(value, DateTime):
        moment = value.moment()
        return "" if moment is None else moment.date().isoformat()
    return to_string(value)[:LONGEST_TEXT]
