"""What pyxform is given: only the columns that have an effect, and or_other written out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from conversations.xforms.checks.mentions import NOTHING, as_paths
from conversations.xforms.checks.settings import form_id
from conversations.xforms.checks.standard import with_code
from conversations.xforms.itext import language_code
from conversations.xforms.workbooks.headings import ELEMENT, EXPRESSIONS, read_heading
from conversations.xforms.workbooks.question_types import SELECTS, Type, read_type
from conversations.xforms.workbooks.workbook import Row, Workbook
from conversations.xforms.xpath.lexer import Lexeme, tokens
from conversations.xforms.xpath.syntax import XPathError
from locales import LANGUAGES, N_, words

_OTHER: Final = "other"
_LABEL: Final = "label"
_ON_A_MAP: Final = re.compile(r"reference-geometry\s*=\s*\$\{[^}]*\}")
"""What a map would show beside a point: a chat has none, and pyxform would make a list of it."""
_BEFORE_A_NAME: Final = frozenset({"/", "//", "::", "@"})
_NO_NODES: Final = "/.."
_NOT_FED: Final = frozenset({("survey", "disabled"), ("settings", "name")})
_SAID: Final = (N_("Other"), N_("Specify other."))


@dataclass(frozen=True, slots=True)
class Feed:
    """The sheets as pyxform takes them; `rows` are the file's own, in the same order."""

    sheets: Mapping[str, Any]
    rows: Mapping[str, Sequence[Row]]


def feed(workbook: Workbook) -> Feed:
    """Write a workbook in the standard's words down for pyxform."""
    # pyxform wants files outside of repeats, where they belong to no instance.
    survey = sorted(_survey(workbook), key=lambda row: row.cell("type") != "csv-external")
    choices = list(_choices(workbook))
    settings = _settings(workbook)
    sheets: dict[str, Any] = {}
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        if rows:
            cells = [_fed_cells(row) for row in rows]
            sheets[name] = cells
            sheets[f"{name}_header"] = [{column: None for row in cells for column in row}]
    return Feed(sheets, {"survey": survey, "choices": choices, "settings": settings})


def _fed_cells(row: Row) -> dict[str, str]:
    cells = {column: cell for column, cell in row.cells.items() if _is_fed(row.sheet, column)}
    if row.sheet == "survey":
        cells["type"] = str(read_type(row.cell("type")))
    for column in EXPRESSIONS & cells.keys() - {"choice_filter"}:
        if NOTHING in cells[column]:
            cells[column] = _without_nothing(cells[column])
    if "appearance" in cells:
        cells |= _without_table(cells["appearance"].split())
    if "parameters" in cells:
        cells["parameters"] = _ON_A_MAP.sub("", cells["parameters"])
    return cells


def _without_nothing(source: str) -> str:
    """Write a bare null as what it is: no nodes, here those above the root."""
    try:
        found = [*tokens(as_paths(source))]
    except XPathError:
        return source
    bare = [
        token.at
        for before, token, after in zip([None, *found], found, found[1:], strict=False)
        if token.kind is Lexeme.NAME
        and token.text == NOTHING
        and (before is None or before.text not in _BEFORE_A_NAME)
        and after.text != "("
    ]
    for at in reversed(bare):
        source = source[:at] + _NO_NODES + source[at + len(NOTHING) :]
    return source


def _without_table(appearance: list[str]) -> dict[str, str]:
    """Take out what makes a table of questions: pyxform would add questions that draw it."""
    kept = " ".join(word for word in appearance if word != "table-list")
    # What bears the headings of a table is not answered.
    return {"appearance": kept, **({"relevant": "false()"} if "label" in appearance else {})}


def _is_fed(sheet: str, heading: str) -> bool:
    column = read_heading(sheet, heading)
    if sheet == "choices" and not column.is_known:
        return not column.is_ignored and ELEMENT.fullmatch(heading) is not None
    return column.is_known and (sheet, column.name) not in _NOT_FED


def _survey(workbook: Workbook) -> Iterator[Row]:
    columns = _label_columns(workbook, "survey")
    for row in workbook.rows("survey"):
        kind = read_type(row.cell("type"))
        yield row
        if kind.or_other:
            name = row.cell("name")
            cells = {
                "type": "text",
                "name": f"{name}_other",
                **{column: _say(_SAID[1], column) for column in columns},
                "relevant": f"selected(../{name}, '{_OTHER}')",
            }
            yield replace(row, cells=cells)


def _choices(workbook: Workbook) -> Iterator[Row]:
    """Give the choices: "other" with those lists that want it, a label with all that are put."""
    kinds = [read_type(row.cell("type")) for row in workbook.rows("survey")]
    put = {kind.argument for kind in kinds if kind.name in SELECTS}
    columns = _label_columns(workbook, "choices")
    rows = workbook.rows("choices")
    for row in rows:
        shown_by_name = row.cell("list_name") in put and not row.texts(_LABEL)
        cells = {**row.cells, _LABEL: row.cell("name")} if shown_by_name else row.cells
        yield replace(row, cells=cells)
    last = {row.cell("list_name"): row for row in rows}
    labels = {column: _say(_SAID[0], column) for column in columns}
    for name in _wanting_other(kinds, rows):
        if name in last:
            yield replace(last[name], cells={"list_name": name, "name": _OTHER, **labels})


def _wanting_other(kinds: Sequence[Type], rows: Sequence[Row]) -> list[str]:
    having = {row.cell("list_name") for row in rows if row.cell("name") == _OTHER}
    wanting = (kind.argument for kind in kinds if kind.or_other and kind.argument not in having)
    return list(dict.fromkeys(wanting))


def _label_columns(workbook: Workbook, name: str) -> list[str]:
    """Give the columns of labels that hold something, one for each language of the sheet."""
    columns = dict.fromkeys(column for row in workbook.rows(name) for column in row.cells)
    return [column for column in columns if column.partition("::")[0] == _LABEL] or [_LABEL]


def _say(msgid: str, column: str) -> str:
    """Say a word of ours in the language of a column; in English where it is not spoken here."""
    code = language_code(column.partition("::")[2])
    return words(code if code in LANGUAGES else "en").say(msgid)


def _settings(workbook: Workbook) -> list[Row]:
    rows = workbook.rows("settings")
    first = rows[0] if rows else Row("settings", {}, 2)
    cells = {**first.cells, "form_id": form_id(workbook)}
    if "default_language" in cells:
        cells["default_language"] = with_code(cells["default_language"])
    return [replace(first, cells=cells)]
