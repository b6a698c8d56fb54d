"""A workbook looked through before it is compiled, each refusal with its place and remedy."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conversations.xforms.check_choices import check_choices
from conversations.xforms.check_columns import check_sheet, check_translations
from conversations.xforms.check_settings import check_settings, root_name
from conversations.xforms.check_survey import Survey
from conversations.xforms.findings import Findings
from conversations.xforms.problems import Location, Problem, in_order
from conversations.xforms.workbook import Row, Workbook
from conversations.xforms.xlsform import COLUMNS, Column, Type, cell, full_heading
from locales import N_


@dataclass(frozen=True, slots=True)
class Checked:
    """A workbook that was looked through: its problems, and where each node comes from."""

    workbook: Workbook
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    root: str
    _rows: Mapping[str, Row]

    def fed(self) -> dict[str, Any]:
        """Give the sheets as pyxform takes them, in the standard's own words."""
        fed: dict[str, Any] = {}
        for name in COLUMNS:
            sheet = self.workbook.sheet(name)
            if sheet is None or not sheet.rows:
                continue
            columns = {
                heading: full_heading(self.workbook, name, heading) for heading in sheet.columns
            }
            rows = [_fed_row(row, columns) for row in sheet.rows]
            fed[name] = rows
            fed[f"{name}_header"] = [{column: None for row in rows for column in row}]
        return fed

    def place(self, sheet: str, row: int, column: str | None) -> Location:
        """Turn a row as pyxform counts them into a place of the workbook."""
        found = dict(enumerate(self.workbook.rows(sheet), 2)).get(row)
        if found is None:
            return Location(sheet)
        written = (
            name for name in found.cells if full_heading(self.workbook, sheet, name) == column
        )
        return found.location(next(written, column))

    def locate(self, ref: str, column: str) -> Location:
        """Find the row from which a node of the XForm was made."""
        row = self._rows.get(ref)
        if row is None:
            return Location()
        same = [found for found in row.cells if Column.read(row.sheet, found).name == column]
        return row.location(same[0] if same else None)


def check(workbook: Workbook) -> Checked:
    """Look a workbook through before it is compiled, so that all problems are told at once."""
    found, root = Findings(workbook), root_name(workbook)
    _check_all(found, root)
    problems, warnings = in_order(found.problems), in_order(found.warnings)
    return Checked(workbook, problems, warnings, root, found.placed)


def _check_all(found: Findings, root: str) -> None:
    survey = found.workbook.sheet("survey")
    if survey is None or not survey.rows:
        found.problem(
            Location() if survey is None else survey.location(),
            N_("there is no sheet survey with questions"),
            N_("Write a heading ## survey and a table with the columns type, name and label."),
        )
        return
    for sheet in found.workbook.sheets:
        check_sheet(found, sheet)
    check_settings(found)
    questions = {cell(row, "name") for row in survey.rows}
    lists = check_choices(found, questions)
    Survey(found, root, questions, lists).check(survey.rows)
    check_translations(found)


def _fed_row(row: Row, columns: Mapping[str, str]) -> dict[str, str]:
    cells = {columns[heading]: cell for heading, cell in row.cells.items()}
    if row.sheet == "survey":
        cells["type"] = str(Type.read(cells["type"]))
    return cells
