"""A workbook written as an .xlsx file that is good to work in."""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import chain, count
from typing import Final

from conversations.xforms.workbooks.workbook import Sheet, Workbook, ordered_columns, ordered_sheets

_NOT_IN_TITLES: Final = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TITLE: Final = 31
_NARROWEST: Final = 10
_WIDEST: Final = 60


def write_xlsx(workbook: Workbook) -> bytes:
    """Write every cell as text: nothing in it is ever computed or followed."""
    # xlsxwriter is needed only where an organiser asks for a workbook.
    from xlsxwriter import Workbook as Book  # noqa: PLC0415

    file = BytesIO()
    with Book(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for sheet in ordered_sheets(workbook):
            page = book.add_worksheet(_title(sheet.name, taken=book.sheetnames))
            page.freeze_panes(1, 0)
            columns = ordered_columns(sheet)
            for at, column in enumerate(columns):
                page.set_column(at, at, _width(column, sheet), wrapped)
                page.write_string(0, at, column, bold)
                for row, cells in enumerate(sheet.rows, 1):
                    if cells.cell(column):
                        page.write_string(row, at, cells.cell(column), wrapped)
    return file.getvalue()


def _title(name: str, *, taken: Iterable[str]) -> str:
    """Name a sheet as Excel allows it: short, without certain characters, once."""
    plain = _NOT_IN_TITLES.sub(" ", name).strip(" '") or "sheet"
    lower = {title.lower() for title in taken}
    numbered = (f"{plain[: _LONGEST_TITLE - 3]} {number}" for number in count(2))
    wished = chain([plain[:_LONGEST_TITLE]], numbered)
    return next(title for title in wished if title.lower() not in lower)


def _width(column: str, sheet: Sheet) -> int:
    texts: Sequence[str] = [column, *(row.cell(column) for row in sheet.rows)]
    longest = max(len(line) for text in texts for line in text.split("\n"))
    return min(max(longest + 2, _NARROWEST), _WIDEST)
