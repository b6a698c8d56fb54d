"""A workbook as text: `## sheet` headings and GitHub tables, one row a line, prose between."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from conversations.xforms.problems import SHEETS, Location, Problem
from locales import N_

LONGEST_FILE: Final = 1_000_000
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 200
LONGEST_CELL: Final = 32_767

_FIRST_COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "survey": (
        *("type", "name", "label", "hint", "guidance_hint", "required", "required_message"),
        *("relevant", "constraint", "constraint_message", "choice_filter", "calculation"),
        *("default", "readonly", "appearance"),
    ),
    "choices": ("list_name", "name", "label"),
    "settings": ("form_title", "form_id", "version", "default_language"),
}
_HEADING: Final = re.compile(r"##\s+(?P<name>[^#].*?)\s*#*\s*")
_FENCE: Final = re.compile(r"\s*(```|~~~)")
_SEPARATOR: Final = re.compile(r"\s*:?-+:?\s*")
_UNESCAPED_PIPE: Final = re.compile(r"(?<!\\)\|")
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_WRITTEN_BREAK: Final = re.compile(r"<(br)|&((?:amp;)*)lt;(br)", re.IGNORECASE)
_READ_BREAK: Final = re.compile(r"&(?:lt;|amp;((?:amp;)*lt;))(br)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by column, the empty ones left out. Where it stands is no part of it."""

    sheet: str
    cells: Mapping[str, str]
    number: int = field(compare=False)
    line: int | None = field(compare=False, default=None)

    def cell(self, column: str) -> str:
        return self.cells.get(column, "")

    def texts(self, column: str) -> list[str]:
        """Give the cells of a column in all its languages."""
        return [cell for name, cell in self.cells.items() if name.partition("::")[0] == column]

    def location(self, column: str | None = None) -> Location:
        return Location(self.sheet, self.number, column, self.line)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows under a heading; `line` is the heading row's line in the file."""

    name: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...] = field(compare=False)
    line: int | None = field(compare=False, default=None)

    def location(self, column: str | None = None) -> Location:
        return Location(self.name, 1, column, self.line)


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a file; `warnings` are what its reader had to decide."""

    name: str
    sheets: tuple[Sheet, ...]
    warnings: tuple[Problem, ...] = field(compare=False, default=())

    def sheet(self, name: str) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.name == name), None)

    def rows(self, name: str) -> tuple[Row, ...]:
        sheet = self.sheet(name)
        return () if sheet is None else sheet.rows


def read_markdown(text: str, name: str) -> Workbook | tuple[Problem, ...]:
    """Read the text of a workbook, or say what is wrong with its tables and where."""
    if len(text) > LONGEST_FILE:
        return (
            Problem(
                Location(),
                N_("the file is longer than {limit} characters"),
                N_("Make two forms of it."),
                {"limit": str(LONGEST_FILE)},
            ),
        )
    reader = _Reader()
    for number, line in enumerate(text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"), 1):
        reader.read(line, number)
    if reader.problems:
        return tuple(reader.problems)
    return Workbook(name, tuple(reader.sheets()))


@dataclass(slots=True)
class _Table:
    sheet: str
    line: int
    columns: tuple[str, ...]
    rows: list[Row]
    seen: int = 1
    separated: bool = False


class _Reader:
    """Goes through the lines; a heading without a table is prose."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._tables: dict[str, _Table] = {}
        self._heading: str | None = None
        self._table: _Table | None = None
        self._fenced = False

    def sheets(self) -> Iterator[Sheet]:
        for table in self._tables.values():
            yield Sheet(table.sheet, tuple(table.rows), table.columns, table.line)

    def read(self, line: str, number: int) -> None:
        if _FENCE.match(line):
            self._fenced = not self._fenced
        elif self._fenced:
            return
        elif line.lstrip().startswith("|"):
            self._read_row(line, number)
        elif not line.strip():
            self._table = None
        elif heading := _HEADING.fullmatch(line):
            self._heading = heading["name"].strip().lower()
            self._table = None
        elif self._table is not None:
            self._table.seen += 1
            self._problem(
                number,
                N_("text follows the table without an empty line"),
                N_("Begin a row with | or leave a line empty before prose."),
            )

    def _problem(self, line: int, message: str, remedy: str, **values: str) -> None:
        row = None if self._table is None else self._table.seen
        sheet = self._heading
        self.problems.append(Problem(Location(sheet, row, None, line), message, remedy, values))

    def _read_row(self, line: str, number: int) -> None:
        if self._table is not None and self._table.separated:
            self._table.seen += 1
        cells = self._cells(line, number)
        if self._table is None:
            self._begin(cells, number)
        elif not self._table.separated:
            self._separate(cells, number)
        else:
            self._add(self._table, cells, number)

    def _cells(self, line: str, number: int) -> list[str]:
        pieces = _UNESCAPED_PIPE.split(line.strip())
        if pieces[-1] != "" or len(pieces) == 1:
            self._problem(
                number, N_("the row does not end with |"), N_("Put a | behind the last cell.")
            )
        else:
            pieces.pop()
        return [_decoded(piece) for piece in pieces[1:]]

    def _begin(self, cells: list[str], number: int) -> None:
        if self._heading is None:
            self._problem(
                number,
                N_("this table belongs to no sheet"),
                N_("Put a heading above it, such as ## survey."),
            )
        columns = tuple(cells)
        self._table = _Table(self._heading or "", number, columns, [])
        if self._table.sheet in self._tables:
            self._problem(
                number,
                N_("the sheet {sheet} has two tables"),
                N_("Put all its rows into one table, without empty lines."),
                sheet=self._table.sheet,
            )
        self._tables.setdefault(self._table.sheet, self._table)
        for column in {column for column in columns if columns.count(column) > 1}:
            self._problem(
                number,
                N_("the column {column} is there twice"),
                N_("Give every column a name of its own."),
                column=column,
            )
        if len(columns) > MOST_COLUMNS:
            self._problem(
                number,
                N_("there are more than {limit} columns"),
                N_("Take out columns which the form does not need."),
                limit=str(MOST_COLUMNS),
            )

    def _separate(self, cells: list[str], number: int) -> None:
        assert self._table is not None
        self._table.separated = True
        if not all(_SEPARATOR.fullmatch(cell) for cell in cells):
            self._problem(
                number,
                N_("a line of dashes is missing under the headings"),
                N_("Put | --- | under every heading."),
            )

    def _add(self, table: _Table, cells: list[str], number: int) -> None:
        if len(cells) > len(table.columns):
            self._problem(
                number,
                N_("the row has {found} cells under {expected} headings"),
                N_("Write \\| for a | inside a cell."),
                found=str(len(cells)),
                expected=str(len(table.columns)),
            )
        if len(table.rows) == MOST_ROWS:
            self._problem(
                number,
                N_("there are more than {limit} rows"),
                N_("Make two forms of it."),
                limit=str(MOST_ROWS),
            )
        for cell in cells:
            if len(cell) > LONGEST_CELL:
                self._problem(
                    number,
                    N_("a cell is longer than {limit} characters"),
                    N_("Shorten it."),
                    limit=str(LONGEST_CELL),
                )
        filled = {column: cell for column, cell in zip(table.columns, cells, strict=False) if cell}
        if filled:
            table.rows.append(Row(table.sheet, filled, table.seen, number))


def ordered_sheets(workbook: Workbook) -> list[Sheet]:
    """Give the sheets that have columns, those of XLSForm first."""
    order = {name: at for at, name in enumerate(SHEETS)}
    sheets = [sheet for sheet in workbook.sheets if sheet.columns]
    return sorted(sheets, key=lambda sheet: order.get(sheet.name, len(order)))


def ordered_columns(sheet: Sheet) -> list[str]:
    """Give the columns that hold something, in the order of the standard."""
    used = [column for column in sheet.columns if any(row.cell(column) for row in sheet.rows)]
    return in_order_of_standard(sheet.name, used or sheet.columns)


def in_order_of_standard(sheet: str, columns: Iterable[str]) -> list[str]:
    """Put the columns of the standard first, languages together."""
    place = {name: at for at, name in enumerate(_FIRST_COLUMNS.get(sheet, ()))}
    return sorted(columns, key=lambda column: place.get(column.partition("::")[0], len(place)))


def write_markdown(workbook: Workbook) -> str:
    """Write a workbook without padding, its columns in a fixed order, the empty ones dropped."""
    return "\n".join(_written_sheet(sheet) for sheet in ordered_sheets(workbook))


def _written_sheet(sheet: Sheet) -> str:
    columns = ordered_columns(sheet)
    lines = [f"## {sheet.name}", "", _written(columns), _written(["---"] * len(columns))]
    lines += [_written(row.cell(column) for column in columns) for row in sheet.rows]
    return "\n".join((*lines, ""))


def _written(cells: Iterable[str]) -> str:
    return "".join(f"| {_encoded(cell)} " if cell else "| " for cell in cells) + "|"


def _encoded(cell: str) -> str:
    r"""Write a cell on one line: a pipe as \|, a line break as <br>, a literal <br as &lt;br."""
    text = _WRITTEN_BREAK.sub(
        lambda found: f"&lt;{found[1]}" if found[1] else f"&amp;{found[2]}lt;{found[3]}", cell
    )
    return text.replace("|", "\\|").replace("\n", "<br>")


def _decoded(cell: str) -> str:
    text = _BREAK.sub("\n", cell.strip()).replace("\\|", "|")
    text = _READ_BREAK.sub(lambda found: f"{'&' + found[1] if found[1] else '<'}{found[2]}", text)
    return text.strip()
