"""What the checks of a workbook find, and which node of the form comes from which row."""

from collections.abc import Iterable, Mapping

from conversations.xforms.problems import Location, Problem, Severity, nearest, unknown
from conversations.xforms.workbooks.workbook import Row
from locales import N_

Headings = Mapping[tuple[str, str], str]
"""The heading as it is written in the file, by sheet and column of XLSForm."""


class Findings:
    def __init__(self, headings: Headings | None = None) -> None:
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.placed: dict[str, Row] = {}
        self.made: dict[str, tuple[Row, str]] = {}
        self.headings = dict(headings or {})

    def at(self, row: Row, column: str) -> Location:
        """Give a cell's place, under its heading as it is written in the file."""
        return row.location(written_heading(self.headings, row.sheet, column) or column)

    def place(self, ref: str, row: Row) -> None:
        self.placed.setdefault(ref, row)

    def place_made(self, ref: str, row: Row, column: str) -> None:
        """Keep from which cell pyxform makes a node that no row is about."""
        self.made.setdefault(ref, (row, column))

    def problem(self, location: Location, message: str, remedy: str, **values: str) -> None:
        self.problems.append(Problem(location, message, remedy, values))

    def warning(self, location: Location, message: str, remedy: str, **values: str) -> None:
        self.warnings.append(Problem(location, message, remedy, values, Severity.WARNING))

    def unknown(self, location: Location, message: str, name: str, known: Iterable[str]) -> None:
        """Tell that a name is unknown, and which was probably meant."""
        remedy, values = unknown(name, nearest(name, sorted(known)))
        self.problem(location, message, remedy, **values)

    def no_label(self, row: Row, name: str) -> None:
        self.problem(
            self.at(row, "label"),
            N_("{name} has no label"),
            N_("Write what people shall read."),
            name=name,
        )


def written_heading(headings: Headings, sheet: str, column: str) -> str | None:
    """Find a column's heading in the file; that of any language, where none is named."""
    named = (
        written
        for (where, known), written in headings.items()
        if where == sheet and known.startswith(f"{column}::")
    )
    return headings.get((sheet, column)) or next(named, None)
