"""A workbook from one .csv file: the sheets one under another, their names in the first column."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Final

from conversations.xforms.problems import Location, Problem
from conversations.xforms.workbooks.sheet_rows import Cells, make_sheet
from conversations.xforms.workbooks.workbook import Sheet, Workbook
from locales import N_

_DELIMITERS: Final = ",;\t"


def read_csv(text: str, name: str) -> Workbook | tuple[Problem, ...]:
    try:
        sheets = list(_sheets(text))
    except csv.Error as error:
        return (
            Problem(
                Location(),
                N_("the file cannot be read as CSV ({reason})"),
                N_("Save it anew as CSV UTF-8, or as an Excel workbook (.xlsx)."),
                {"reason": str(error)},
            ),
        )
    made = [make_sheet(sheet, rows) for sheet, rows in sheets]
    problems = tuple(sheet for sheet in made if isinstance(sheet, Problem))
    return problems or Workbook(name, tuple(sheet for sheet in made if isinstance(sheet, Sheet)))


def _sheets(text: str) -> Iterator[tuple[str, list[Cells]]]:
    """Part the rows by the names in the first column; rows before the first name are notes."""
    name, rows = "", list[Cells]()
    for line, texts in _lines(text):
        first, rest = texts[0], texts[1:]
        if first:
            if name:
                yield name, rows
            name, rows = first.lower(), []
        if any(rest):
            rows.append(Cells(len(rows) + 1, rest, line))
    if name:
        yield name, rows


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give each row with the line on which it begins: a cell may go over several."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    begins = 1
    for row in reader:
        if row:
            yield begins, [cell.replace("\r\n", "\n").strip() for cell in row]
        begins = reader.line_num + 1


def _delimiter(text: str) -> str:
    """Find what is between the cells: spreadsheets in Spanish and French write semicolons."""
    beginning = text[:1000]
    return max(_DELIMITERS, key=beginning.count)
