"""A workbook from an .xlsx file: its cells as people see them."""

import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime, time
from io import BytesIO
from typing import Any, Final
from zipfile import ZipFile

from conversations.xforms.problems import Location, Problem, Severity
from conversations.xforms.workbooks.headings import COLUMNS
from conversations.xforms.workbooks.sheet_rows import Cells, make_sheet
from conversations.xforms.workbooks.workbook import MOST_COLUMNS, MOST_ROWS, Sheet, Workbook
from conversations.xforms.workbooks.xlsx_archive import BROKEN, DAMAGED, look_at
from locales import N_

_FURTHEST_ROW: Final = 2 * MOST_ROWS
_LONGEST_NOTES: Final = 500
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ERROR: Final = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!)")
_CARRIAGE: Final = re.compile(r"_x000D_|\r\n?")
_EXACT: Final = 10**15
_MIDNIGHT: Final = time()


def read_xlsx(content: bytes, name: str) -> Workbook | tuple[Problem, ...]:
    wrong = look_at(content)
    if wrong is not None:
        return (wrong,)
    try:
        with warnings.catch_warnings():
            # About drawings, styles and lists in cells, which no form has. The filter is that of
            # the whole process: files are read in one of their own, or by a command.
            warnings.simplefilter("ignore")
            made = list(_sheets(content))
            formulas = list(_formulas(content)) if _has_formulas(content) else []
    except BROKEN:
        return (DAMAGED,)
    sheets = tuple(sheet for sheet in made if isinstance(sheet, Sheet))
    problems = [sheet for sheet in made if isinstance(sheet, Problem)]
    problems += [*_errors(sheets), *_without_result(formulas, sheets)]
    return tuple(problems) or Workbook(name, sheets, tuple(_computed(formulas)))


def _open(content: bytes, *, results: bool) -> Any:
    # openpyxl takes a tenth of a second to import, and few processes ever need it.
    from openpyxl import load_workbook  # noqa: PLC0415

    return load_workbook(BytesIO(content), read_only=True, data_only=results, keep_links=False)


def _sheets(content: bytes) -> Iterator[Sheet | Problem]:
    """Read the sheets; a long one that is not of XLSForm is somebody's data, and left out."""
    with closing(_open(content, results=True)) as book:
        for name, sheet in _named(book):
            furthest = _FURTHEST_ROW if name in COLUMNS else _LONGEST_NOTES
            values = sheet.iter_rows(max_row=furthest, max_col=MOST_COLUMNS + 1, values_only=True)
            rows = (Cells(at, [_text(one) for one in row]) for at, row in enumerate(values, 1))
            made = make_sheet(name, rows)
            if name in COLUMNS or isinstance(made, Sheet):
                yield made


def _named(book: Any) -> Iterator[tuple[str, Any]]:
    """Name the sheets as XLSForm does; the only sheet of a workbook is its survey."""
    sheets = book.worksheets
    for sheet in sheets:
        name = sheet.title.strip().lower()
        yield ("survey" if len(sheets) == 1 else name), sheet


def _text(value: Any) -> str:
    """Write a value as people see it in its cell."""
    if isinstance(value, str):
        return _CARRIAGE.sub("\n", value).replace("\xa0", " ").strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < _EXACT
        return str(int(value)) if whole else f"{value:.15g}"
    if isinstance(value, datetime) and value.time() == _MIDNIGHT:
        return value.date().isoformat()
    if isinstance(value, datetime | time):
        return value.isoformat(timespec="seconds")
    return "" if value is None else str(value)


def _has_formulas(content: bytes) -> bool:
    with ZipFile(BytesIO(content)) as archive:
        return any(
            _FORMULA.search(archive.read(part)) is not None
            for part in archive.infolist()
            if part.filename.startswith("xl/worksheets/")
        )


def _formulas(content: bytes) -> Iterator[Location]:
    """Find the cells that are computed."""
    with closing(_open(content, results=False)) as book:
        for name, sheet in _named(book):
            if name not in COLUMNS:
                continue
            rows = sheet.iter_rows(max_row=_FURTHEST_ROW, max_col=MOST_COLUMNS)
            headings = [_text(cell.value) for cell in next(rows, ())]
            for row in rows:
                for heading, cell in zip(headings, row, strict=False):
                    if heading and cell.data_type == "f":
                        yield Location(name, cell.row, " ".join(heading.split()))


def _without_result(formulas: Iterable[Location], sheets: tuple[Sheet, ...]) -> Iterator[Problem]:
    filled = {
        (sheet.name, row.number, heading)
        for sheet in sheets
        for row in sheet.rows
        for heading in row.cells
    }
    empty = [at for at in formulas if (at.sheet, at.row, at.column) not in filled]
    if empty:
        yield Problem(
            empty[0],
            N_("cells with a formula that was never computed: {count}"),
            N_("Open the file in a spreadsheet program and save it, or type the texts themselves."),
            {"count": str(len(empty))},
        )


def _computed(formulas: list[Location]) -> Iterator[Problem]:
    if formulas:
        yield Problem(
            formulas[0],
            N_("cells with a formula, of which the last result is taken: {count}"),
            N_("Type the texts themselves, so that they stay as they are."),
            {"count": str(len(formulas))},
            Severity.WARNING,
        )


def _errors(sheets: tuple[Sheet, ...]) -> Iterator[Problem]:
    for sheet in sheets:
        for row in sheet.rows if sheet.name in COLUMNS else ():
            for heading, cell in row.cells.items():
                if _ERROR.fullmatch(cell):
                    yield Problem(
                        row.location(heading),
                        N_("the cell holds the error {name}"),
                        N_("Correct its formula, or type the text itself."),
                        {"name": cell},
                    )
