import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from locales import words
from reports.as_xlsx import LONGEST_CELL, as_xlsx
from reports.sheets import Sheet, Value
from tests.reports.hostile import FORMULAS

NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)


def written(*sheets: Sheet) -> bytes:
    return as_xlsx(sheets, words=words("en"), created_at=NOW)


def opened(*sheets: Sheet) -> Any:
    return openpyxl.load_workbook(io.BytesIO(written(*sheets)))


def cell_of(value: Value) -> tuple[object, str, str]:
    cell = opened(Sheet("x", ("a",), ((value,),)))["x"]["A2"]
    return cell.value, cell.data_type, cell.number_format


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_was_typed_is_always_text(formula: str) -> None:
    book = opened(Sheet(formula, (formula,), ((formula,),)))

    for cell in (book.worksheets[0]["A1"], book.worksheets[0]["A2"]):
        assert cell.data_type == "s"
        assert cell.hyperlink is None
        assert cell.value.strip() == formula.strip("\x00\ufeff \t\r\n")


def test_no_file_in_the_workbook_holds_a_formula_or_a_link() -> None:
    content = written(Sheet("x", ("a",), tuple((formula,) for formula in FORMULAS)))

    with zipfile.ZipFile(io.BytesIO(content)) as file:
        sheet = file.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet


def test_dates_are_dates_and_numbers_numbers() -> None:
    moment = datetime(2026, 11, 24, 9, 5, tzinfo=ZoneInfo("America/Tegucigalpa"))

    day, day_type, day_format = cell_of(date(2026, 11, 24))
    assert (str(day), day_type, day_format) == ("2026-11-24 00:00:00", "d", "yyyy-mm-dd")
    shown, moment_type, moment_format = cell_of(moment)
    assert (str(shown), moment_type) == ("2026-11-24 09:05:00", "d")
    assert moment_format == "yyyy-mm-dd hh:mm"
    assert cell_of(1) == (1, "n", "General")
    assert cell_of(Decimal("2.5")) == (2.5, "n", "General")
    assert cell_of(None) == (None, "n", "General")


def test_what_excel_would_change_stays_text() -> None:
    assert cell_of(date(1899, 12, 31)) == ("1899-12-31", "s", "General")
    assert cell_of(1234567890123456) == ("1234567890123456", "s", "General")
    assert cell_of(float("inf")) == ("inf", "s", "General")


def test_a_text_too_long_for_a_cell_says_so() -> None:
    fits = "ñ" * LONGEST_CELL
    warning = "[Too long for a cell; all of it is in the CSV file] "

    assert cell_of(fits)[0] == fits
    assert cell_of(fits + "ñ")[0] == warning + "ñ" * (LONGEST_CELL - len(warning))
    assert cell_of("🌱" * LONGEST_CELL)[0] == warning + "🌱" * ((LONGEST_CELL - len(warning)) // 2)


def test_headings_stay_in_sight_and_filter() -> None:
    sheet = opened(Sheet("x", ("a", "b"), ((1, 2), (3, 4))))["x"]

    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B3"


def test_the_same_sheets_make_the_same_file() -> None:
    sheet = Sheet("x", ("a",), (("Niñez",),))

    assert written(sheet) == written(sheet)
    assert str(opened(sheet).properties.created) == "2026-11-24 18:30:00"
