"""What comes from outside is read without trust: a number, a text, a moment, or nothing."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

LARGEST_ID = 2**63 - 1


def mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def whole(value: object) -> int | None:
    """Return a number which every database can hold; True is no number."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST_ID:
        return None
    return value


def real(value: object, *, most: float) -> float | None:
    """Return a number between -`most` and `most`."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if abs(value) <= most and math.isfinite(value) else None


def words(value: object, *, most: int) -> str:
    """Return a text which can be encoded and stored, cut at `most` characters: no half characters, no NUL."""
    if not isinstance(value, str):
        return ""
    return value[:most].encode(errors="replace").decode().replace("\0", "")


def moment(date: object) -> datetime | None:
    seconds = whole(date)
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else None
    except (ValueError, OverflowError, OSError):
        return None
