import csv
import io
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from reports.as_csv import as_csv
from reports.sheets import Sheet
from tests.reports.hostile import FORMULAS

MOMENT = datetime(2026, 11, 24, 9, 5, tzinfo=ZoneInfo("America/Tegucigalpa"))


def cells(sheet: Sheet) -> list[list[str]]:
    return list(csv.reader(io.StringIO(as_csv(sheet).decode("utf-8-sig"), newline="")))


def test_accents_open_by_double_click() -> None:
    assert as_csv(Sheet("x", ("Práctica", "Año"), (("Niñez", 2019),))) == (
        b"\xef\xbb\xbfPr\xc3\xa1ctica,A\xc3\xb1o\r\nNi\xc3\xb1ez,2019\r\n"
    )


def test_every_value_has_one_form() -> None:
    values = (None, 1, -2.5, Decimal("1E+3"), date(2026, 11, 24), MOMENT)

    assert cells(Sheet("x", ("a",) * 6, (values,)))[1] == [
        "",
        "1",
        "-2.5",
        "1000",
        "2026-11-24",
        "2026-11-24 09:05:00",
    ]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_begins_with_what_runs(formula: str) -> None:
    (heading,), (cell,) = cells(Sheet("x", (formula,), ((formula,),)))

    for text in (heading, cell):
        assert text.strip()[0] not in "=+-@＝＋－＠"
        assert not set(text) & set("\t\r\x00\ufeff")


def test_quotes_that_mean_nothing_to_excel_do_not_open_a_cell() -> None:
    """With the semicolon as separator, as in Costa Rica, Excel splits this text in four."""
    text = 'a"; =1+1;b\n@x'

    assert cells(Sheet("x", ("a",), ((text,),)))[1] == ["a\";' =1+1;b\n'@x"]


def test_commas_quotes_and_line_ends_stay_in_their_cell() -> None:
    rows = (("a, b", 'dijo "sí"', "uno\ndos"),)

    assert cells(Sheet("x", ("1", "2", "3"), rows))[1] == list(rows[0])
