"""Checks of the sheet settings, and the form's id and the name of its root that follow from it."""

import re
from typing import Final

from conversations.xforms.checks.findings import Findings
from conversations.xforms.checks.standard import setting
from conversations.xforms.workbooks.headings import ELEMENT
from conversations.xforms.workbooks.question_types import read_type
from conversations.xforms.workbooks.workbook import Workbook
from locales import N_

_ODD: Final = re.compile(r"[^\w.\-]+")
LONGEST_ID: Final = 64


def check_settings(found: Findings, workbook: Workbook) -> None:
    rows = workbook.rows("settings")
    if len(rows) > 1:
        found.warning(
            rows[1].location(),
            N_("only the first row of settings is read"),
            N_("Take the others out."),
        )
    root = setting(workbook, "name")
    if root and not ELEMENT.fullmatch(root):
        found.problem(
            found.at(rows[0], "name"),
            N_("{name} cannot be a name"),
            N_("Use letters, digits and underscores, beginning with a letter, or empty the cell."),
            name=root,
        )


def form_id(workbook: Workbook) -> str:
    """Give the form's id; where the settings make none, it is taken from the name of the file."""
    made = _ODD.sub("_", workbook.name).strip("_.-")[:LONGEST_ID]
    return setting(workbook, "form_id") or made or "form"


def root_name(workbook: Workbook) -> str:
    """Name the root of the answers after the form, where its id can be a name and is free."""
    repeats = {
        row.cell("name")
        for row in workbook.rows("survey")
        if read_type(row.cell("type")).name == "begin_repeat"
    }
    wished = (setting(workbook, "name"), form_id(workbook), "data")
    free = (name for name in wished if ELEMENT.fullmatch(name) and name not in repeats)
    return next(free, "answers")
