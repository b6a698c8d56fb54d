"""Checks of the files that a row names: lists of choices, lists of pulldata(), what labels show."""

import re
from collections.abc import Iterator
from typing import Final

from conversations.xforms.checks.findings import Findings
from conversations.xforms.workbooks.headings import EXPRESSIONS, MEDIA
from conversations.xforms.workbooks.question_types import FROM_FILE, Type
from conversations.xforms.workbooks.workbook import Row
from locales import N_

_PULLED: Final = re.compile(r"""\bpulldata\s*\(\s*['"‘’“”]([^'"‘’“”]*)""")  # noqa: RUF001 - as pyxform reads them


def check_files(found: Findings, row: Row, kind: Type) -> None:
    """Refuse a name that is a way to somewhere: every file lies beside the workbook."""
    for column, name in _named(row, kind):
        if "/" in name or "\\" in name or name.startswith("."):
            found.problem(
                found.at(row, column),
                N_("{name} is more than the name of a file"),
                N_("Write the name alone, without a folder and with no dot in front."),
                name=name,
            )
        elif column == "type" and not name.endswith(".csv"):
            found.problem(
                found.at(row, column),
                N_("choices cannot come from the file {name}"),
                N_("Use a CSV file."),
                name=name,
            )


def _named(row: Row, kind: Type) -> Iterator[tuple[str, str]]:
    """Yield the files that a row names, each with its column."""
    if kind.name in FROM_FILE and kind.argument:
        yield "type", kind.argument
    for column, cell in row.cells.items():
        if column in EXPRESSIONS:
            yield from ((column, name) for name in _PULLED.findall(cell))
        elif column.partition("::")[0] in MEDIA:
            yield column, cell.strip()
