"""Sheets as an Excel workbook in which every cell is text, a number or a date, never a formula."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from locales import N_, Words
from reports.sheets import Sheet, Value, sheet_names
from reports.typed_text import clean, units

LONGEST_CELL = 32767
"""Excel's limit, in UTF-16 units."""

_EXACT_BELOW = 10**15  # Excel keeps 15 digits of a number
_FIRST_YEAR = 1900  # Excel's calendar begins there
_NARROWEST, _WIDEST = 10, 44
_NOTHING_RUNS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, slots=True)
class _Pen:
    """What writing into one workbook needs."""

    heading: Format
    day: Format
    moment: Format
    too_long: str


def as_xlsx(sheets: Sequence[Sheet], *, words: Words, created_at: datetime) -> bytes:
    """Return the file; the same sheets at the same moment give the same bytes."""
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, _NOTHING_RUNS)
    workbook.set_properties({"created": created_at.replace(tzinfo=None)})
    pen = _Pen(
        heading=workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        day=workbook.add_format({"num_format": "yyyy-mm-dd"}),
        moment=workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        too_long=words.say(N_("[Too long for a cell; all of it is in the CSV file]")),
    )
    names = sheet_names([clean(sheet.name) for sheet in sheets])
    for name, sheet in zip(names, sheets, strict=True):
        _fill(workbook.add_worksheet(name), sheet, pen)
    workbook.close()
    return file.getvalue()


def _fill(worksheet: Worksheet, sheet: Sheet, pen: _Pen) -> None:
    for column, heading in enumerate(sheet.headings):
        worksheet.write_string(0, column, _cell_text(heading, pen), pen.heading)
        worksheet.set_column(column, column, min(max(len(heading) + 2, _NARROWEST), _WIDEST))
    for row, values in enumerate(sheet.rows, start=1):
        for column, value in enumerate(values):
            _write(worksheet, (row, column), value, pen)
    worksheet.freeze_panes(1, 0)
    worksheet.autofilter(0, 0, len(sheet.rows), len(sheet.headings) - 1)


def _write(worksheet: Worksheet, at: tuple[int, int], value: Value, pen: _Pen) -> None:
    match value:
        case None:
            pass
        case str():
            worksheet.write_string(*at, _cell_text(value, pen))
        case date() if value.year < _FIRST_YEAR:
            worksheet.write_string(*at, value.isoformat())
        case datetime():
            # Excel knows no zones: what the clock showed there is what the cell shows.
            worksheet.write_datetime(*at, value.replace(tzinfo=None), pen.moment)
        case date():
            worksheet.write_datetime(*at, datetime.combine(value, time()), pen.day)
        case _ if abs(float(value)) < _EXACT_BELOW:
            worksheet.write_number(*at, float(value))
        case _:
            worksheet.write_string(*at, str(value))


def _cell_text(text: str, pen: _Pen) -> str:
    """Say so where a text is longer than a cell: xlsxwriter would leave the cell empty."""
    cleaned = clean(text)
    if units(cleaned) <= LONGEST_CELL:
        return cleaned
    room = LONGEST_CELL - units(pen.too_long) - 1
    head = cleaned.encode("utf-16-le")[: room * 2].decode("utf-16-le", errors="ignore")
    return f"{pen.too_long} {head}"
