"""Checks of ${name} in any cell: the question that is mentioned must be there."""

import re
from typing import Final

from conversations.xforms.findings import Findings
from conversations.xforms.problems import Location
from conversations.xforms.workbook import Row
from conversations.xforms.xlsform import Column
from locales import N_

_REFERENCE: Final = re.compile(r"\$\{\s*([^{}]*?)\s*\}")


def check_mentions(found: Findings, row: Row, questions: set[str]) -> None:
    for heading, cell in row.cells.items():
        if Column.read(row.sheet, heading).name in {"type", "name"}:
            continue
        for name in _REFERENCE.findall(cell):
            _check_mention(found, row.location(heading), name, questions)


def _check_mention(found: Findings, location: Location, name: str, questions: set[str]) -> None:
    if name.startswith("last-saved#"):
        found.problem(
            location,
            N_("earlier answers (last-saved) are not supported yet"),
            N_("Ask the question anew."),
        )
    elif name not in questions:
        found.unknown(location, N_("unknown question {name}"), name, questions)
