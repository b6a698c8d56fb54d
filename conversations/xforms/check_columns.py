"""Checks of every sheet: its name, its columns, their languages and invisible characters."""

import re
from typing import Final

from conversations.xforms.findings import Findings
from conversations.xforms.instance import NAMESPACES
from conversations.xforms.itext import language_code
from conversations.xforms.problems import nearest
from conversations.xforms.workbook import Row, Sheet
from conversations.xforms.xlsform import (
    COLUMNS,
    NOT_YET_COLUMNS,
    NOT_YET_SHEETS,
    TRANSLATED,
    Column,
    full_heading,
    setting,
)
from locales import N_

_UNREADABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def check_sheet(found: Findings, sheet: Sheet) -> None:
    if sheet.name not in COLUMNS:
        _check_other_sheet(found, sheet)
        return
    seen: set[str] = set()
    for heading in sheet.columns:
        _check_column(found, sheet, heading)
        full = full_heading(found.workbook, sheet.name, heading)
        if full in seen:
            found.problem(
                sheet.location(heading),
                N_("the column {name} is there twice"),
                N_("Keep one: a column without a language is in the default language."),
                name=heading,
            )
        seen.add(full)
    for row in sheet.rows:
        _check_characters(found, row)


def _check_characters(found: Findings, row: Row) -> None:
    for heading, cell in row.cells.items():
        if _UNREADABLE.search(cell):
            found.problem(
                row.location(heading),
                N_("there is an invisible character which no form may hold"),
                N_("Type the cell anew."),
            )


def _check_other_sheet(found: Findings, sheet: Sheet) -> None:
    """Other sheets are notes, unless they are another part of XLSForm or misspelt."""
    if sheet.name in NOT_YET_SHEETS:
        found.problem(
            sheet.location(),
            N_("the sheet {name} is not supported yet"),
            N_("Take it out."),
            name=sheet.name,
        )
    elif nearest(sheet.name, COLUMNS):
        found.unknown(sheet.location(), N_("unknown sheet {name}"), sheet.name, COLUMNS)


def _check_column(found: Findings, sheet: Sheet, heading: str) -> None:
    column = Column.read(sheet.name, heading)
    if not heading:
        found.problem(
            sheet.location(), N_("a column has no heading"), N_("Give every column a heading.")
        )
    elif column.name in NOT_YET_COLUMNS:
        found.problem(
            sheet.location(heading),
            N_("the column {name} is not supported yet"),
            N_("Take the column out."),
            name=column.name,
        )
    elif column.name in {"bind", "body"} and sheet.name == "survey":
        _check_attribute(found, sheet, heading, column.language)
    elif column.name not in COLUMNS[sheet.name] and sheet.name != "choices":
        found.unknown(
            sheet.location(heading),
            N_("unknown column {name}"),
            column.name,
            COLUMNS[sheet.name],
        )
    elif column.language and language_code(column.language) == column.language.lower():
        found.warning(
            sheet.location(heading),
            N_("the language {name} has no code"),
            N_("Write it as label::Español (es), so that people get their language."),
            name=column.language,
        )


def _check_attribute(found: Findings, sheet: Sheet, heading: str, attribute: str) -> None:
    prefix, colon, _ = attribute.partition(":")
    if not colon or prefix in NAMESPACES:
        found.problem(
            sheet.location(heading),
            N_("the column {name} is not supported yet"),
            N_("Take the column out."),
            name=heading,
        )
    elif f"{prefix}=" not in setting(found.workbook, "namespaces"):
        found.problem(
            sheet.location(heading),
            N_("the prefix {name} is not declared"),
            N_('Add a column namespaces to settings, such as {name}="https://example.org/".'),
            name=prefix,
        )


def check_translations(found: Findings) -> None:
    """Warn of texts that one language has and another has not."""
    for sheet in found.workbook.sheets:
        headings = [(heading, Column.read(sheet.name, heading)) for heading in sheet.columns]
        for name in sorted({column.name for _, column in headings} & TRANSLATED):
            together = [heading for heading, column in headings if column.name == name]
            for row in sheet.rows:
                _check_translated(found, row, together)


def _check_translated(found: Findings, row: Row, together: list[str]) -> None:
    missing = [heading for heading in together if not row.cell(heading)]
    if len(missing) == len(together):
        return
    for heading in missing:
        found.warning(
            row.location(heading),
            N_("a translation is missing"),
            N_("Until it is there, people read the form's default language."),
        )
