"""What the checks of a workbook find, and which node of the form comes from which row."""

from collections.abc import Iterable

from conversations.xforms.problems import Location, Problem, Severity, nearest
from conversations.xforms.workbook import Row, Workbook
from conversations.xforms.xlsform import Column
from locales import N_


class Findings:
    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.placed: dict[str, Row] = {}

    def at(self, row: Row, column: str) -> Location:
        """Give a cell's place under its heading as it is written in the file."""
        sheet = self.workbook.sheet(row.sheet)
        headings = () if sheet is None else sheet.columns
        written = (name for name in headings if Column.read(row.sheet, name).name == column)
        return row.location(next(written, column))

    def place(self, ref: str, row: Row) -> None:
        self.placed.setdefault(ref, row)

    def problem(self, location: Location, message: str, remedy: str, **values: str) -> None:
        self.problems.append(Problem(location, message, remedy, values))

    def warning(self, location: Location, message: str, remedy: str, **values: str) -> None:
        self.warnings.append(Problem(location, message, remedy, values, Severity.WARNING))

    def unknown(self, location: Location, message: str, name: str, known: Iterable[str]) -> None:
        """Tell that a name is unknown, and which was probably meant."""
        suggestion = nearest(name, sorted(known))
        remedy = N_("Did you mean {suggestion}?") if suggestion else N_("Check the name.")
        self.problem(location, message, remedy, name=name, suggestion=suggestion or "")

    def no_label(self, row: Row, name: str) -> None:
        self.problem(
            self.at(row, "label"),
            N_("{name} has no label"),
            N_("Write what people shall read."),
            name=name,
        )
