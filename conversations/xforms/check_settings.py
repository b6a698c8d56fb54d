"""Checks of the sheet settings, and the name of the form's root that follows from it."""

from conversations.xforms.findings import Findings
from conversations.xforms.problems import Location
from conversations.xforms.workbook import Workbook
from conversations.xforms.xlsform import NAME, setting
from locales import N_


def check_settings(found: Findings) -> None:
    rows = found.workbook.rows("settings")
    for row in rows[1:]:
        found.problem(
            row.location(), N_("settings has more than one row"), N_("Take this row out.")
        )
    if not setting(found.workbook, "form_id"):
        location = rows[0].location() if rows else Location("settings")
        found.problem(
            location,
            N_("the form has no form_id"),
            N_("Add a sheet settings with the columns form_id, version and default_language."),
        )


def root_name(workbook: Workbook) -> str:
    """Name the root of the answers after the form, where its id can be a name."""
    form_id = setting(workbook, "form_id")
    return form_id if NAME.fullmatch(form_id) else "data"
