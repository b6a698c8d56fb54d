"""Checks of ${name} in any cell: the question that is mentioned must be there, and be asked."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from conversations.xforms.checks.findings import Findings
from conversations.xforms.checks.standard import is_yes, setting
from conversations.xforms.problems import Location
from conversations.xforms.workbooks.headings import ELEMENT, MEDIA, read_heading
from conversations.xforms.workbooks.question_types import BEGINNINGS, ENDS, read_type
from conversations.xforms.workbooks.workbook import Row, Workbook
from locales import N_

MENTION: Final = re.compile(r"\$\{\s*(?:last-saved#)?([^{}]*?)\s*\}")
MENTIONED: Final = "_"
"""The prefix under which a mentioned question stands for itself in a path."""
NOTHING: Final = "null"
"""A bare name that many forms write for no value at all: it is that of no question."""
_UNCHECKED: Final = frozenset({"type", "name", "list_name"})
_ID: Final = "instanceID"
_NEVER: Final = frozenset({"no", "false", "false()"})


@dataclass(frozen=True, slots=True)
class Names:
    """The names that may be mentioned; of those `never_asked`, the relevant is always false."""

    questions: AbstractSet[str]
    never_asked: AbstractSet[str]
    id_left_out: bool

    def __contains__(self, name: str) -> bool:
        return name in self.questions or (name == _ID and not self.id_left_out)


def names_of(workbook: Workbook) -> Names:
    rows = workbook.rows("survey")
    return Names(
        frozenset(_names(rows)),
        frozenset(_never_asked(rows)),
        id_left_out=is_yes(setting(workbook, "omit_instanceid")),
    )


def _names(rows: tuple[Row, ...]) -> Iterator[str]:
    for row in rows:
        kind, name = read_type(row.cell("type")), row.cell("name")
        if kind.name not in ENDS and name:
            yield name
            if kind.or_other:
                yield f"{name}_other"


def _never_asked(rows: tuple[Row, ...]) -> Iterator[str]:
    """Give the names of questions whose own relevant, or that of a group around, is always false."""
    closed: list[bool] = []
    for row in rows:
        kind = read_type(row.cell("type")).name
        never = any(closed) or row.cell("relevant").lower() in _NEVER
        if kind in BEGINNINGS:
            closed.append(never)
        elif kind in ENDS:
            closed[-1:] = []
        elif never:
            yield row.cell("name")


def as_paths(source: str) -> str:
    """Write a path for every ${name}, as long as it is, so that places in the text stay."""
    return MENTION.sub(lambda found: _path(found[1]).ljust(len(found[0])), source)


def _path(name: str) -> str:
    return f"{MENTIONED}:{name if ELEMENT.fullmatch(name) else '_'}"


def check_mentions(found: Findings, row: Row, names: Names) -> None:
    for column, cell in row.cells.items():
        if "${" not in cell or not _is_read(row.sheet, column):
            continue
        for name in MENTION.findall(cell):
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
    elif name in names:
        return
    elif name == _ID:
        found.problem(
            location,
            N_("the settings leave {name} out, so ${{{name}}} is always empty"),
            N_("Empty omit_instanceID in the sheet settings, or take ${{{name}}} out."),
            name=name,
        )
    else:
        found.unknown(location, N_("unknown question {name}"), name, names.questions)
