"""Checks of every sheet as it is written: its name, its columns and invisible characters."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from conversations.xforms.checks.findings import Findings
from conversations.xforms.checks.standard import read_columns, setting, with_code
from conversations.xforms.itext import language_code
from conversations.xforms.names import NAMESPACES
from conversations.xforms.problems import nearest
from conversations.xforms.workbooks.headings import (
    COLUMNS,
    ELEMENT,
    REFUSED_COLUMNS,
    TRANSLATED,
    Column,
)
from conversations.xforms.workbooks.question_types import FROM_FILE, SELECTS, read_type
from conversations.xforms.workbooks.workbook import Sheet, Workbook
from locales import N_

_UNREADABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"survey": ("type",), "choices": ("list_name", "name"), "settings": ()}
)
_MISSPELT: Final = 0.75
"""How alike a word must be to be a mistake: sheets and columns may as well be notes."""
_OTHER_SHEETS: Final = frozenset({"external_choices", "osm", "entities", "cascades"})


def check_sheets(found: Findings, written: Workbook, standard: Workbook) -> None:
    """Check the sheets as they are written; `standard` has the settings."""
    for sheet in written.sheets:
        if sheet.name in COLUMNS:
            _check_columns(found, sheet, setting(standard, "namespaces"))
            _check_characters(found, sheet)
        elif sheet.name == "entities":
            _check_entities(found, sheet)
    _check_other_sheets(found, written, standard)
    _check_languages(found, written)


def _check_entities(found: Findings, sheet: Sheet) -> None:
    for row in sheet.rows:
        found.problem(
            row.location(),
            N_("{name} keeps answers as entities, which this bot does not have"),
            N_("Take the sheet out; the answers are in the export."),
            name=sheet.name,
        )


def _check_other_sheets(found: Findings, written: Workbook, standard: Workbook) -> None:
    """Other sheets are notes, unless one is missing that is spelt like them."""
    others = [sheet for sheet in written.sheets if _is_other(sheet.name)]
    missing = sorted(COLUMNS.keys() - {sheet.name for sheet in written.sheets})
    notes: list[Sheet] = []
    for sheet in others:
        meant = nearest(sheet.name, missing, likeness=_MISSPELT)
        if meant is None:
            notes.append(sheet)
        elif _is_needed(meant, standard):
            found.unknown(sheet.location(), N_("unknown sheet {name}"), sheet.name, missing)
        else:
            found.warning(
                sheet.location(),
                N_("XLSForm does not know the sheet {name}, so it is left out"),
                N_("Did you mean {suggestion}?"),
                name=sheet.name,
                suggestion=meant,
            )
    if notes:
        found.warning(
            notes[0].location(),
            N_("XLSForm does not know these sheets, so they are left out: {names}"),
            N_("That is fine if they are notes."),
            names=", ".join(sheet.name for sheet in notes),
        )


def _is_other(name: str) -> bool:
    return name not in COLUMNS and name not in _OTHER_SHEETS and not name.startswith("_")


def _is_needed(sheet: str, standard: Workbook) -> bool:
    """Say whether a form is none without a sheet: its questions, or the choices they name."""
    kinds = {read_type(row.cell("type")).name for row in standard.rows("survey")}
    return sheet == "survey" or (sheet == "choices" and bool(kinds & SELECTS - FROM_FILE))


def _check_characters(found: Findings, sheet: Sheet) -> None:
    for row in sheet.rows:
        for heading, cell in row.cells.items():
            if _UNREADABLE.search(cell):
                found.problem(
                    row.location(heading),
                    N_("there is an invisible character which no form may hold"),
                    N_("Type the cell anew."),
                )


def _check_columns(found: Findings, sheet: Sheet, namespaces: str) -> None:
    columns = read_columns(sheet)
    if len(columns) < len(sheet.columns):
        found.problem(
            sheet.location(), N_("a column has no heading"), N_("Give every column a heading.")
        )
    _check_doubles(found, sheet, columns)
    _check_needed(found, sheet, columns)
    left_out = [
        heading
        for heading, column in columns.items()
        if not _is_understood(found, sheet, heading, column, namespaces)
    ]
    if left_out:
        found.warning(
            sheet.location(),
            N_("XLSForm does not know these columns, so they are left out: {names}"),
            N_("That is fine if they are notes."),
            names=", ".join(left_out),
        )


def _is_understood(
    found: Findings, sheet: Sheet, heading: str, column: Column, namespaces: str
) -> bool:
    """Check one column; say no, where it is probably a note."""
    if column.name in REFUSED_COLUMNS:
        _check_refused(found, sheet, heading, column)
    elif column.is_attribute:
        _check_prefix(found, sheet, heading, namespaces)
    elif column.is_known or column.is_ignored:
        return True
    elif sheet.name == "choices":
        # Any column of choices may be read by an expression, if its name can stand in one.
        return ELEMENT.fullmatch(column.name) is not None
    else:
        return _is_misspelt(found, sheet, heading, column)
    return True


def _check_doubles(found: Findings, sheet: Sheet, columns: Mapping[str, Column]) -> None:
    """Two headings for one column leave open which of them holds."""
    seen: set[Column] = set()
    for heading, column in columns.items():
        if column in seen and column.is_known and column.name != "form_id":
            found.problem(
                sheet.location(heading),
                N_("the column {name} is there twice"),
                N_("Keep one of them."),
                name=heading,
            )
        seen.add(column)


def _check_needed(found: Findings, sheet: Sheet, columns: Mapping[str, Column]) -> None:
    present = {column.name for column in columns.values()}
    for name in _NEEDED[sheet.name]:
        if name not in present and (sheet.rows or sheet.name == "survey"):
            found.problem(
                sheet.location(),
                N_("the sheet {sheet} has no column {name}"),
                N_("Write it into the first row."),
                sheet=sheet.name,
                name=name,
            )


def _check_refused(found: Findings, sheet: Sheet, heading: str, column: Column) -> None:
    message, remedy = REFUSED_COLUMNS[column.name]
    for row in sheet.rows:
        if row.cell(heading):
            found.problem(row.location(heading), message, remedy, name=heading)


def _is_misspelt(found: Findings, sheet: Sheet, heading: str, column: Column) -> bool:
    known = COLUMNS[sheet.name]
    meant = nearest(column.name, known, likeness=_MISSPELT)
    misspelt = meant is not None or column.name in known
    if misspelt:
        spelt = [_spelt(name, column.language) for name in known]
        found.unknown(sheet.location(heading), N_("unknown column {name}"), heading, spelt)
    return misspelt


def _spelt(name: str, language: str) -> str:
    return f"{name}::{language}" if language and name in TRANSLATED else name


def _check_prefix(found: Findings, sheet: Sheet, heading: str, namespaces: str) -> None:
    prefix = heading.partition("::")[2].partition(":")[0].strip()
    if prefix not in NAMESPACES and f"{prefix}=" not in namespaces:
        found.problem(
            sheet.location(heading),
            N_("the prefix {name} is not declared"),
            N_('Add a column namespaces to settings, such as {name}="https://example.org/".'),
            name=prefix,
        )


def _check_languages(found: Findings, written: Workbook) -> None:
    """Tell the first column of each language of which no code is known."""
    seen: set[str] = set()
    for sheet in written.sheets:
        for heading, column in read_columns(sheet).items() if sheet.name in COLUMNS else ():
            named = with_code(column.language)
            if named in seen or column.name not in TRANSLATED:
                continue
            seen.add(named)
            if named and language_code(named) == named.lower():
                found.warning(
                    sheet.location(heading),
                    N_("the language {name} has no code"),
                    N_("Write it as label::Español (es), so that people get their language."),
                    name=column.language,
                )
