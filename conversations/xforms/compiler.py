"""From a workbook to a form: our checks first, then pyxform, then our reading of the XForm."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from conversations.xforms.checks.check import Checked, check
from conversations.xforms.checks.length import too_long
from conversations.xforms.checks.refusals import refusal
from conversations.xforms.costs import TOO_COSTLY, is_too_costly
from conversations.xforms.formdef import FormDef
from conversations.xforms.parsing.defects import Defect, XFormRefused
from conversations.xforms.parsing.parser import read_xform
from conversations.xforms.problems import Problem, Severity, in_order
from conversations.xforms.workbooks.headings import TRANSLATED, read_heading
from conversations.xforms.workbooks.workbook import Workbook


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
        return _besides((converted,), checked.faults())
    try:
        form, passed_over = read_xform(converted)
    except XFormRefused as refused:
        return _besides(checked.faults(), (_problem(checked, one) for one in refused.defects))
    if is_too_costly(form):
        return (TOO_COSTLY,)
    warnings = (
        *(*workbook.warnings, *checked.warnings),
        *in_order(_problem(checked, defect, Severity.WARNING) for defect in passed_over),
        *too_long(form),
    )
    return CompiledForm(converted, warnings, form)


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


def _besides(told: tuple[Problem, ...], others: Iterable[Problem]) -> tuple[Problem, ...]:
    """Tell other problems, too, but for those of cells about which something is told already."""
    cells = {_cell(problem) for problem in told}
    return in_order((*told, *(problem for problem in others if _cell(problem) not in cells)))


def _cell(problem: Problem) -> tuple[str | None, int | None, str]:
    """Tell where a problem is; the XForm does not tell the words of a row apart."""
    at = problem.location
    column = at.column or ""
    name = read_heading(at.sheet or "", column, single_colons="::" not in column).name
    return at.sheet, at.row, "label" if name in TRANSLATED else name
