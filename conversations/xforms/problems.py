"""What is wrong with a form: where, why, and what to do about it."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from locales import N_, Words


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a workbook; `row` counts as the spreadsheet does, the heading being 1."""

    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    line: int | None = None

    def say(self, words: Words) -> str:
        """Write the place, "" where there is none."""
        inside = [self.sheet] if self.sheet is not None else []
        if self.row is not None:
            inside.append(words.say(_ROW, row=self.row))
        if self.column is not None:
            inside.append(words.say(_COLUMN, column=self.column))
        if self.line is None:
            return ", ".join(inside)
        line = words.say(_LINE, line=self.line)
        return f"{line} ({', '.join(inside)})" if inside else line


SHEETS: Final = ("survey", "choices", "settings")
_LINE = N_("line {line}")
_ROW = N_("row {row}")
_COLUMN = N_("column {column}")


@dataclass(frozen=True, slots=True)
class Problem:
    """A defect of a form; `message` and `remedy` are msgids, `values` fill their places."""

    location: Location
    message: str
    remedy: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    severity: Severity = Severity.ERROR

    def say(self, words: Words) -> str:
        place = self.location.say(words)
        sentence = words.say(self.message, **self.values)
        remedy = words.say(self.remedy, **self.values)
        if place:
            sentence = words.say(N_("{name}: {text}"), name=place, text=sentence)
        elif not self.message.startswith("{"):
            sentence = sentence[:1].upper() + sentence[1:]
        return f"{sentence}. {remedy}"

    def at(self, location: Location) -> "Problem":
        return replace(self, location=location)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems as they stand in the file, those without a place last; each once."""
    once: list[Problem] = []
    for problem in problems:
        if problem not in once:
            once.append(problem)
    return tuple(sorted(once, key=lambda problem: _place(problem.location)))


def _place(location: Location) -> tuple[float, int, float]:
    line = math.inf if location.line is None else location.line
    row = math.inf if location.row is None else location.row
    sheet = location.sheet or ""
    return line, SHEETS.index(sheet) if sheet in SHEETS else len(SHEETS), row


def nearest(word: str, known: Iterable[str], *, likeness: float = 0.6) -> str | None:
    """Find the known word that was probably meant."""
    from difflib import get_close_matches  # noqa: PLC0415 - slow to import

    found = get_close_matches(word.lower(), list(known), n=1, cutoff=likeness)
    return found[0] if found else None


def unknown(name: str, meant: str | None) -> tuple[str, dict[str, str]]:
    """Give the remedy for a name that is unknown, and what fills the places of both sentences."""
    remedy = N_("Did you mean {suggestion}?") if meant else N_("Check the name.")
    return remedy, {"name": name, "suggestion": meant or ""}
