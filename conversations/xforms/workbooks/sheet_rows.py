"""Rows of cells, as a spreadsheet gives them, made into the sheets of a workbook."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from conversations.xforms.problems import Location, Problem
from conversations.xforms.workbooks.workbook import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Row,
    Sheet,
)
from locales import N_


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one row; `number` counts as the spreadsheet does, `line` in a text file."""

    number: int
    texts: Sequence[str]
    line: int | None = None


def make_sheet(name: str, rows: Iterable[Cells]) -> Sheet | Problem:
    """Make a sheet of rows, the first of which has the headings; columns without one are notes."""
    rows = iter(rows)
    first = next(rows, Cells(1, ()))
    at = Location(name, 1, line=first.line)
    headings = [" ".join(text.split()) for text in first.texts]
    columns = tuple(heading for heading in headings if heading)
    if len(columns) > MOST_COLUMNS:
        return _too_much(at, N_("there are more than {limit} columns"), MOST_COLUMNS)
    doubled = next((heading for heading in columns if columns.count(heading) > 1), None)
    if doubled is not None:
        return Problem(
            replace(at, column=doubled),
            N_("the column {column} is there twice"),
            N_("Give every column a name of its own."),
            {"column": doubled},
        )
    made: list[Row] = []
    for row in rows:
        cells = {
            heading: text
            for heading, text in zip(headings, row.texts, strict=False)
            if heading and text
        }
        if not cells:
            continue
        if len(made) == MOST_ROWS:
            at = Location(name, row.number, line=row.line)
            return _too_much(at, N_("there are more than {limit} rows"), MOST_ROWS)
        long = next((heading for heading in cells if len(cells[heading]) > LONGEST_CELL), None)
        if long is not None:
            at = Location(name, row.number, long, row.line)
            return _too_much(at, N_("a cell is longer than {limit} characters"), LONGEST_CELL)
        made.append(Row(name, cells, row.number, row.line))
    return Sheet(name, tuple(made), columns, first.line)


def _too_much(at: Location, message: str, limit: int) -> Problem:
    return Problem(at, message, N_("Take out what the form does not need."), {"limit": str(limit)})
