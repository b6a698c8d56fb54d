"""From a workbook to a form: our checks first, then pyxform, then our reading of the XForm."""

from dataclasses import dataclass
from typing import Final

from conversations.xforms.checks import Checked, check
from conversations.xforms.costs import is_too_costly
from conversations.xforms.formdef import FormDef
from conversations.xforms.length import too_long
from conversations.xforms.problems import Location, Problem, Severity, in_order
from conversations.xforms.refusals import refusal
from conversations.xforms.workbook import Workbook
from conversations.xforms.xform_defects import Defect, XFormRefused
from conversations.xforms.xform_parser import read_xform
from locales import N_


@dataclass(frozen=True, slots=True)
class CompiledForm:
    xform: str
    warnings: tuple[Problem, ...]
    form: FormDef


def compile_form(workbook: Workbook) -> CompiledForm | tuple[Problem, ...]:
    """Compile a workbook, or give all that is wrong with it and what to do."""
    checked = check(workbook)
    if checked.problems:
        return checked.problems
    converted = _convert(checked)
    if isinstance(converted, Problem):
        return (converted,)
    try:
        form, passed_over = read_xform(converted)
    except XFormRefused as refused:
        # A text stands in the XForm once in every language, so a problem may come up twice.
        return in_order(_problem(checked, defect) for defect in refused.defects)
    if is_too_costly(form):
        return (Problem(Location(), _COSTLY, _SIMPLER),)
    warnings = (
        *(*workbook.warnings, *checked.warnings),
        *in_order(_problem(checked, defect, Severity.WARNING) for defect in passed_over),
        *too_long(form),
    )
    return CompiledForm(converted, warnings, form)


_COSTLY: Final = N_("the form's expressions take too long to compute")
_SIMPLER: Final = N_("Avoid // and conditions inside conditions; shorten the lists they filter.")


def _convert(checked: Checked) -> str | Problem:
    # pyxform takes a third of a second to import and is needed only here.
    from pyxform.xls2xform import convert  # noqa: PLC0415

    try:
        return str(convert(dict(checked.fed.sheets), form_name=checked.root).xform)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - besides its own, pyxform lets bare KeyErrors out
        return refusal(checked, error)


_COLUMN_OF: Final[dict[str, str]] = {"calculate": "calculation"}


def _problem(checked: Checked, defect: Defect, severity: Severity = Severity.ERROR) -> Problem:
    column = _COLUMN_OF.get(defect.part, defect.part)
    location = checked.locate(defect.ref, column)
    return Problem(location, defect.message, defect.remedy, defect.values, severity)
