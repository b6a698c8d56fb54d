"""A workbook looked through before it is compiled, each refusal with its place and remedy."""

from dataclasses import dataclass

from conversations.xforms.checks.advice import advise
from conversations.xforms.checks.choices import check_choices
from conversations.xforms.checks.columns import check_sheets
from conversations.xforms.checks.expressions import check_expressions, with_usable_instance_name
from conversations.xforms.checks.feeding import Feed, feed
from conversations.xforms.checks.findings import Findings, written_heading
from conversations.xforms.checks.mentions import check_mentions, names_of
from conversations.xforms.checks.settings import check_settings, root_name
from conversations.xforms.checks.standard import in_standard_words
from conversations.xforms.checks.survey import Survey
from conversations.xforms.problems import Location, Problem, in_order
from conversations.xforms.workbooks.workbook import Row, Workbook
from locales import N_


@dataclass(frozen=True, slots=True)
class Checked:
    """A workbook that was looked through: its problems, and where each node comes from."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    root: str
    fed: Feed
    _found: Findings
    _standard: Workbook

    def faults(self) -> tuple[Problem, ...]:
        """Give what is wrong with expressions, as they are written in their cells."""
        found = Findings(self._found.headings)
        check_expressions(found, self._standard)
        return tuple(found.problems)

    def place(self, sheet: str, row: int, column: str | None) -> Location:
        """Turn a row as pyxform counts them into a place of the workbook."""
        rows = self.fed.rows.get(sheet, ())
        if not 0 <= row - 2 < len(rows):
            return Location(sheet)
        return self._at(rows[row - 2], column)

    def find(self, name: str, column: str | None = None) -> Location:
        """Find the first question of a name; nowhere, where there is none."""
        rows = (row for row in self.fed.rows["survey"] if row.cell("name") == name)
        found = next(rows, None)
        return Location() if found is None else self._at(found, column)

    def locate(self, ref: str, column: str) -> Location:
        """Find the cell from which a node of the XForm was made."""
        row = self._found.placed.get(ref)
        if row is None and ref in self._found.made:
            row, column = self._found.made[ref]
        return Location() if row is None else self._at(row, column)

    def _at(self, row: Row, column: str | None) -> Location:
        heading = column and written_heading(self._found.headings, row.sheet, column)
        return row.location(heading or None)


def check(workbook: Workbook) -> Checked:
    """Look a workbook through before it is compiled, so that all problems are told at once."""
    found = Findings()
    standard = with_usable_instance_name(found, in_standard_words(workbook, found))
    root = root_name(standard)
    _check_all(found, workbook, standard, root)
    advise(found, standard)
    if found.problems:
        # Else the reading of the XForm finds these, and more: the check would be for nothing.
        check_expressions(found, standard)
    problems, warnings = in_order(found.problems), in_order(found.warnings)
    return Checked(problems, warnings, root, feed(standard), found, standard)


def _check_all(found: Findings, written: Workbook, standard: Workbook, root: str) -> None:
    check_sheets(found, written, standard)
    survey, sheet = standard.rows("survey"), written.sheet("survey")
    if not any(row.cell("type") for row in survey):
        if sheet is None or ("survey", "type") in found.headings:
            found.problem(
                Location() if sheet is None else sheet.location(),
                N_("there is no sheet survey with questions"),
                N_("Make a sheet survey with columns type, name and label, one row a question."),
            )
        return
    names = names_of(standard)
    check_settings(found, standard)
    for row in standard.rows("settings")[:1]:
        check_mentions(found, row, names)
        found.place_made(f"/{root}/meta/instanceName", row, "instance_name")
    lists = check_choices(found, standard, names)
    Survey(found, root, names, lists).check(survey)
