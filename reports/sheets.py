"""Tables on their way into a file: typed values under headings, in named sheets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

Value: TypeAlias = str | int | float | Decimal | date | datetime | None
"""What a cell may hold; a moment is shown in the zone it carries."""


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def sheet_names(wanted: Sequence[str]) -> tuple[str, ...]:
    """Turn titles into names Excel accepts: 31 characters, no sign it forbids, no two alike."""
    names: list[str] = []
    for title in wanted:
        plain = "".join(" " if character in "[]:*?/\\" else character for character in title)
        name = " ".join(plain.split())[:_LONGEST_NAME].strip(" '") or "-"
        names.append(_unlike(names, name))
    return tuple(names)


_LONGEST_NAME = 31


def _unlike(names: Sequence[str], name: str) -> str:
    taken = {other.casefold() for other in (*names, "History")}  # a name Excel keeps for itself
    candidate, number = name, 1
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{name[: _LONGEST_NAME - len(str(number)) - 1]} {number}"
    return candidate
