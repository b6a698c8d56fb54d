"""The workbook of a version, as files an organiser can edit and send back."""

from dataclasses import replace
from typing import Final

from conversations.xforms.checks.standard import read_columns
from conversations.xforms.workbooks.workbook import (
    Row,
    Sheet,
    Workbook,
    read_markdown,
    write_markdown,
)
from conversations.xforms.workbooks.xlsx_writer import write_xlsx
from storage.forms import FormVersion

SUFFIXES: Final = ("md", "xlsx")


def name_of(version: FormVersion, suffix: str) -> str:
    return f"{version.form_id}-v{version.number}.{suffix}"


def content_of(version: FormVersion, suffix: str) -> bytes:
    """Return the same content as Markdown or as an Excel workbook."""
    workbook = _workbook(version)
    if suffix == "md":
        return write_markdown(workbook).encode()
    return write_xlsx(workbook)


def _workbook(version: FormVersion) -> Workbook:
    """Read what was published, with the form's id in it, which must not hang on the file's name."""
    workbook = read_markdown(version.source, version.form_id)
    assert isinstance(workbook, Workbook)  # it was compiled from this very text
    sheet = workbook.sheet("settings") or Sheet("settings", (), ())
    named = [heading for heading, one in read_columns(sheet).items() if one.name == "form_id"]
    if any(row.cell(heading) for row in sheet.rows for heading in named):
        return workbook
    heading = named[0] if named else "form_id"
    cells = dict(sheet.rows[0].cells) if sheet.rows else {}
    row = Row("settings", {**cells, heading: version.form_id}, number=2)
    columns = (*(name for name in sheet.columns if name != heading), heading)
    others = tuple(one for one in workbook.sheets if one.name != "settings")
    return replace(workbook, sheets=(*others, replace(sheet, rows=(row,), columns=columns)))
