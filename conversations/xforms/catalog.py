"""Translations of a form: its texts taken out for translators, and put in as label::xx columns."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Final

from conversations.xforms.problems import Location, Problem, Severity
from conversations.xforms.workbooks.workbook import Row, Sheet, Workbook, read_markdown
from locales import N_, words

Texts = Mapping[tuple[str, str], str]  # by context and text

_TEXTS: Final = ("label", "hint", "guidance_hint", "required_message", "constraint_message")
_PLACES: Final = re.compile(r"\$\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Message:
    """A text to be translated; `msgctxt` says where it stands: practice/survey/title/label."""

    msgctxt: str
    msgid: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Merged:
    workbook: Workbook
    warnings: tuple[Problem, ...]


class UnreadableForm(Exception):
    """A form's text has no tables in which its words could be found."""


def extract(workbook: Workbook) -> list[Message]:
    """Return the texts of the columns that name no language, in the workbook's order."""
    form_id = _form_id(workbook)
    return [
        Message(_context(form_id, row, column), row.cell(column), row.line)
        for sheet in workbook.sheets
        for row in sheet.rows
        for column in (*_TEXTS, "form_title")
        if row.cell(column)
    ]


def extract_for_babel(
    fileobj: BinaryIO,
    _keywords: Collection[str],
    _comment_tags: Collection[str],
    options: Mapping[str, Any],  # noqa: ARG001 -- Babel hands it over by name
) -> Iterator[tuple[int, str, tuple[str, str], list[str]]]:
    """Extract as Babel's own extractors do, so that forms and code are updated alike."""
    workbook = read_markdown(fileobj.read().decode(), "form")
    if isinstance(workbook, tuple):
        raise UnreadableForm("; ".join(problem.say(words("en")) for problem in workbook))
    for message in extract(workbook):
        yield message.line or 0, "pgettext", (message.msgctxt, message.msgid), []


def merge(workbook: Workbook, translations: Mapping[str, Texts], *, source: str) -> Merged:
    """Put translations in, one column a language, named as in XLSForm: "Español (es)".

    `source` is the language of the columns that name none. Cells that are
    filled already win. A translation whose ${…} differ from the text's is
    left out, with a warning. The title, of which a form has only one, is
    given in the form's default language.
    """
    warnings: list[Problem] = []
    sheets = tuple(
        _merged_sheet(_form_id(workbook), sheet, translations, source, warnings)
        for sheet in workbook.sheets
    )
    merged = _in_default_language(replace(workbook, sheets=sheets), translations)
    return Merged(merged, tuple(warnings))


def _merged_sheet(
    form_id: str,
    sheet: Sheet,
    translations: Mapping[str, Texts],
    source: str,
    warnings: list[Problem],
) -> Sheet:
    rows = []
    for row in sheet.rows:
        cells, differing = _merged_row(form_id, row, translations, source)
        rows.append(replace(row, cells=cells))
        warnings.extend(differing)
    languages = (source, *translations)
    columns = [name for column in sheet.columns for name in _columns(column, languages)]
    return replace(sheet, rows=tuple(rows), columns=tuple(dict.fromkeys(columns)))


def _form_id(workbook: Workbook) -> str:
    named = [row.cell("form_id") for row in workbook.rows("settings") if row.cell("form_id")]
    return named[0] if named else workbook.name


def _context(form_id: str, row: Row, column: str) -> str:
    parts = [form_id, row.sheet, row.cell("list_name"), row.cell("name"), column]
    return "/".join(part for part in parts if part)


def _columns(column: str, languages: Sequence[str]) -> tuple[str, ...]:
    if column not in _TEXTS:
        return (column,)
    return tuple(f"{column}::{language}" for language in languages)


def _merged_row(
    form_id: str, row: Row, translations: Mapping[str, Texts], source: str
) -> tuple[dict[str, str], list[Problem]]:
    cells = {column: cell for column, cell in row.cells.items() if column not in _TEXTS}
    warnings = []
    for column in _TEXTS:
        text = row.cell(column)
        if not text:
            continue
        cells.setdefault(f"{column}::{source}", text)
        for language, texts in translations.items():
            translated = texts.get((_context(form_id, row, column), text), "")
            if sorted(_PLACES.findall(translated)) == sorted(_PLACES.findall(text)):
                cells.setdefault(f"{column}::{language}", translated)
            elif translated:
                warnings.append(_differing(row.location(column), language, translated))
    return {column: cell for column, cell in cells.items() if cell}, warnings


def _differing(location: Location, language: str, translated: str) -> Problem:
    return Problem(
        location,
        N_("the places to fill in differ in {language}: {text}"),
        N_("Write each ${{name}} of the text in its translation, too."),
        {"language": language, "text": translated},
        Severity.WARNING,
    )


def _in_default_language(workbook: Workbook, translations: Mapping[str, Texts]) -> Workbook:
    form_id = _form_id(workbook)
    sheets = tuple(
        replace(sheet, rows=tuple(_titled(form_id, row, translations) for row in sheet.rows))
        if sheet.name == "settings"
        else sheet
        for sheet in workbook.sheets
    )
    return replace(workbook, sheets=sheets)


def _titled(form_id: str, row: Row, translations: Mapping[str, Texts]) -> Row:
    title = row.cell("form_title")
    texts = translations.get(row.cell("default_language"), {})
    translated = texts.get((_context(form_id, row, "form_title"), title))
    return replace(row, cells={**row.cells, "form_title": translated}) if translated else row
