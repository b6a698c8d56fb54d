"""A workbook in the standard's own words: one name for each column, whatever it was called."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from conversations.xforms.checks.findings import Findings
from conversations.xforms.itext import language_code
from conversations.xforms.workbooks.headings import (
    COLUMNS,
    TRANSLATED,
    Column,
    read_heading,
    uses_single_colons,
)
from conversations.xforms.workbooks.question_types import ENDS, read_type
from conversations.xforms.workbooks.workbook import Row, Sheet, Workbook, in_order_of_standard
from locales import LANGUAGES, N_

_YES: Final = frozenset({"yes", "true", "true()"})


def in_standard_words(workbook: Workbook, found: Findings) -> Workbook:
    """Name all columns of the known sheets as XLSForm does, and leave out what is a note.

    The headings of the file are kept in `found`, for the places of problems.
    """
    default = with_code(_written_setting(workbook, "default_language"))
    sheets = []
    for sheet in workbook.sheets:
        if sheet.name in COLUMNS:
            columns = {
                heading: _with_language(column, default)
                for heading, column in read_columns(sheet).items()
            }
            found.headings |= {(sheet.name, str(c)): heading for heading, c in columns.items()}
            sheets.append(_standard_sheet(sheet, columns, found))
    return replace(workbook, sheets=tuple(sheets))


def read_columns(sheet: Sheet) -> dict[str, Column]:
    """Read the headings of a known sheet."""
    single = uses_single_colons(sheet.columns)
    return {
        heading: read_heading(sheet.name, heading, single_colons=single)
        for heading in sheet.columns
        if heading
    }


def setting(workbook: Workbook, name: str) -> str:
    """Give a setting of a form in the standard's words, "" where it is not made."""
    rows = workbook.rows("settings")
    return rows[0].cell(name) if rows else ""


def is_yes(cell: str) -> bool:
    return cell.lower() in _YES


def with_code(language: str) -> str:
    """Add its code to the name of a language which has none: "Español" is "Español (es)"."""
    if not language or language_code(language) != language.lower():
        return language
    code = _codes().get(_plain(language))
    return f"{language} ({code})" if code else language


@cache
def _codes() -> Mapping[str, str]:
    """Find the codes of languages by their names in those languages that organisers write."""
    from babel import Locale  # noqa: PLC0415 - slow to import

    codes: dict[str, str] = {}
    for spoken in LANGUAGES:
        for code, name in Locale.parse(spoken).languages.items():
            if code.isalpha():
                codes.setdefault(_plain(str(name)), code)
    return codes


def _plain(name: str) -> str:
    """Write a name small and without accents, as many do: francais."""
    letters = unicodedata.normalize("NFD", name.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _written_setting(workbook: Workbook, name: str) -> str:
    sheet = workbook.sheet("settings")
    if sheet is None or not sheet.rows:
        return ""
    named = (heading for heading, column in read_columns(sheet).items() if column.name == name)
    return next(filter(None, (sheet.rows[0].cell(heading) for heading in named)), "")


def _with_language(column: Column, default: str) -> Column:
    """Name the language of plain columns: pyxform keeps it only in named ones."""
    if column.name not in TRANSLATED:
        return column
    return replace(column, language=with_code(column.language) or default)


def _standard_sheet(sheet: Sheet, columns: Mapping[str, Column], found: Findings) -> Sheet:
    # A column which names the language goes before one which leaves it to the settings.
    order = sorted(columns, key=lambda name: (":" not in name, name != str(columns[name])))
    names = in_order_of_standard(sheet.name, dict.fromkeys(map(str, columns.values())))
    by_heading = {heading: columns[heading] for heading in order}
    rows = (_standard_row(row, by_heading, names) for row in sheet.rows)
    if sheet.name == "survey":
        kept = tuple(_survey_rows(rows, found))
    elif sheet.name == "choices":
        kept = tuple(_choice_rows(rows, found))
    else:
        kept = tuple(rows)
    return replace(sheet, rows=kept, columns=tuple(names))


def _standard_row(row: Row, columns: Mapping[str, Column], names: Sequence[str]) -> Row:
    """Name the cells of a row, in an order that does not hang on that of the file."""
    cells: dict[str, str] = {}
    for heading, column in columns.items():
        cell = row.cells.get(heading)
        if cell is not None:
            cells.setdefault(str(column), cell)
    return replace(row, cells={name: cells[name] for name in names if name in cells})


def _survey_rows(rows: Iterator[Row], found: Findings) -> Iterator[Row]:
    """Leave out rows that are notes or switched off; name those whose names are made."""
    number = 1
    for row in rows:
        if is_yes(row.cell("disabled")):
            continue
        if not row.cell("type") and not row.cell("name") and not row.texts("label"):
            found.warning(
                row.location(),
                N_("the row has no type and no name, so it is left out"),
                N_("Fill in both, or take the row out."),
            )
            continue
        number += 1
        yield _named(row, number)


def _named(row: Row, number: int) -> Row:
    """Name what Kobo has named as Kobo did, and a note without a name as pyxform would."""
    kind = read_type(row.cell("type")).name
    made = row.cell("$autoname") or (f"generated_note_name_{number}" if kind == "note" else "")
    if row.cell("name") or not made or kind in ENDS:
        return row
    return replace(row, cells={**row.cells, "name": made})


def _choice_rows(rows: Iterator[Row], found: Findings) -> Iterator[Row]:
    """Leave out choices of no list: they are headings or notes between the lists."""
    for row in rows:
        if row.cell("list_name"):
            yield row
        elif row.cell("name"):
            found.warning(
                found.at(row, "list_name"),
                N_("the choice belongs to no list, so it is left out"),
                N_("Fill in its list_name, or take the row out."),
            )
