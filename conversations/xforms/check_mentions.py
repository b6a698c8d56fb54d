"""Checks of ${name} in any cell: the question that is mentioned must be there, and be asked."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from conversations.xforms.findings import Findings
from conversations.xforms.headings import MEDIA, read_heading
from conversations.xforms.problems import Location
from conversations.xforms.workbook import Row
from locales import N_

_MENTION: Final = re.compile(r"\$\{\s*(?:last-saved#)?([^{}]*?)\s*\}")
_UNCHECKED: Final = frozenset({"type", "name", "list_name"})
_MADE: Final = frozenset({"instanceID", "instanceName"})


@dataclass(frozen=True, slots=True)
class Names:
    """The names that may be mentioned; `never_asked` are those whose relevant is always false."""

    questions: AbstractSet[str]
    never_asked: AbstractSet[str] = frozenset()


def check_mentions(found: Findings, row: Row, names: Names) -> None:
    for column, cell in row.cells.items():
        if "${" not in cell or not _is_read(row.sheet, column):
            continue
        for name in _MENTION.findall(cell):
            _check_mention(found, found.at(row, column), name, names)


def _is_read(sheet: str, heading: str) -> bool:
    """Say whether anything in a column is ever computed; other columns may hold what they like."""
    column = read_heading(sheet, heading)
    read = column.is_known or column.is_attribute or column.name in MEDIA
    return read and column.name not in _UNCHECKED


def _check_mention(found: Findings, location: Location, name: str, names: Names) -> None:
    if name in names.never_asked:
        found.problem(
            location,
            N_("{name} is never asked, so ${{{name}}} is always empty"),
            N_("Change the relevant of {name}, or take ${{{name}}} out."),
            name=name,
        )
    elif name not in names.questions and name not in _MADE:
        found.unknown(location, N_("unknown question {name}"), name, names.questions)
