"""Workbooks in pyxform's own Markdown dialect: the sheet's name stands in the first column."""

import re
from collections.abc import Iterator

from conversations.xforms.workbooks.workbook import Row, Sheet, Workbook

_PIPE = re.compile(r"(?<!\\)\|")
_SEPARATOR = re.compile(r"\|?[\s:|-]*-[\s:|-]*")
_KNOWN = frozenset({"survey", "choices", "settings", "entities", "external_choices", "osm"})
_IDS = frozenset({"form_id", "id_string", "set_form_id"})


def read_dialect(markdown: str, form_id: str) -> Workbook:
    """Read all sheets; the form is given an id where it has none, as it has there by its file."""
    tables = dict(_tables(markdown))
    sheets = tuple(_sheet(name, lines) for name, lines in tables.items())
    if len(sheets) == 1 and sheets[0].name not in _KNOWN:
        sheets = (_sheet("survey", next(iter(tables.values()))),)
    return Workbook(form_id, tuple(_with_id(sheets, form_id)))


def _tables(markdown: str) -> Iterator[tuple[str, list[list[str]]]]:
    name, rows = "", list[list[str]]()
    for line in markdown.split("\n"):
        written = line.strip()
        if not written.startswith("|") or _SEPARATOR.fullmatch(written):
            continue
        first, *cells = (cell.strip().replace("\\|", "|") for cell in _PIPE.split(written)[1:-1])
        if first:
            if name:
                yield name, rows
            name, rows = first, []
        if any(cells):
            rows.append(cells)
    if name:
        yield name, rows


def _sheet(name: str, lines: list[list[str]]) -> Sheet:
    columns = lines[0] if lines else []
    known = name.lower() if name.lower() in _KNOWN else name
    rows = (
        Row(known, {c: cell for c, cell in zip(columns, cells, strict=False) if c and cell}, number)
        for number, cells in enumerate(lines[1:], 2)
    )
    return Sheet(known, tuple(rows), tuple(column for column in columns if column))


def _with_id(sheets: tuple[Sheet, ...], form_id: str) -> Iterator[Sheet]:
    settings = next((sheet for sheet in sheets if sheet.name == "settings"), None)
    yield from (sheet for sheet in sheets if sheet is not settings)
    if settings is None or not settings.rows:
        yield Sheet("settings", (Row("settings", {"form_id": form_id}, 2),), ("form_id",))
    elif any(heading.lower() in _IDS for heading in settings.rows[0].cells):
        yield settings
    else:
        first, *others = settings.rows
        given = Row("settings", {**first.cells, "form_id": form_id}, first.number)
        yield Sheet("settings", (given, *others), (*settings.columns, "form_id"))
