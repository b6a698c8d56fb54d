"""Checks of the sheet survey: types, names, and the groups and repeats around them."""

from collections.abc import Mapping
from typing import Final

from conversations.xforms.checks.files import check_files
from conversations.xforms.checks.findings import Findings
from conversations.xforms.checks.mentions import Names, check_mentions
from conversations.xforms.checks.questions import check_question
from conversations.xforms.workbooks.headings import ELEMENT
from conversations.xforms.workbooks.question_types import (
    BEGINNINGS,
    ENDS,
    INSIDE_REFUSED,
    REFUSED_TYPES,
    TYPES,
    Type,
    read_type,
)
from conversations.xforms.workbooks.workbook import Row
from locales import N_

DEEPEST_GROUPS: Final = 20
LONGEST_NAME: Final = 64
_RESERVED: Final = frozenset({"meta"})


class Survey:
    """Goes through the rows, and knows at each which groups and repeats are open."""

    def __init__(
        self, found: Findings, root: str, names: Names, lists: Mapping[str, list[Row]]
    ) -> None:
        self._found = found
        self._path = [root]
        self._names = names
        self._lists = lists
        self._open: list[Row] = []

    def check(self, rows: tuple[Row, ...]) -> None:
        for row in rows:
            self._check_row(row, read_type(row.cell("type")))
        for row in self._open:
            kind = read_type(row.cell("type")).name
            self._found.problem(
                self._found.at(row, "type"),
                N_("this {kind} is not closed"),
                N_("Add a row end_{kind} where it ends."),
                kind=kind.removeprefix("begin_"),
            )

    def _check_row(self, row: Row, kind: Type) -> None:
        if kind.name in ENDS:
            self._close(row, kind.name.removeprefix("end_"))
        elif kind.name in INSIDE_REFUSED:
            return
        elif kind.name in TYPES:
            self._check_name(row)
            check_files(self._found, row, kind)
            if kind.name in BEGINNINGS:
                self._begin(row, kind)
            else:
                check_question(self._found, row, kind, self._lists)
        else:
            self._refuse(row, kind)
        check_mentions(self._found, row, self._names)

    def _refuse(self, row: Row, kind: Type) -> None:
        place = self._found.at(row, "type")
        if not kind.name:
            self._found.problem(place, N_("the row has no type"), N_("Fill it in, such as text."))
        elif kind.name in REFUSED_TYPES:
            message, remedy = REFUSED_TYPES[kind.name]
            self._found.problem(place, message, remedy, type=kind.name)
        else:
            known = TYPES | set(REFUSED_TYPES)
            self._found.unknown(place, N_("unknown type {name}"), kind.name, known)

    def _begin(self, row: Row, kind: Type) -> None:
        self._open.append(row)
        self._path.append(row.cell("name"))
        if len(self._open) == DEEPEST_GROUPS + 1:
            self._found.problem(
                self._found.at(row, "type"),
                N_("groups are nested more than {limit} deep"),
                N_("Use fewer groups."),
                limit=str(DEEPEST_GROUPS),
            )
        if kind.name == "begin_repeat":
            self._found.place_made(f"/{'/'.join(self._path)}_count", row, "repeat_count")
        if kind.name == "begin_repeat" and not row.texts("label"):
            self._found.warning(
                self._found.at(row, "label"),
                N_("the repeat {name} has no label, so people are not told what they add"),
                N_("Write what each of them is, such as “Practice”."),
                name=row.cell("name"),
            )

    def _close(self, row: Row, kind: str) -> None:
        place = self._found.at(row, "type")
        if not self._open:
            self._found.problem(
                place,
                N_("no {kind} is open here"),
                N_("Add a row begin_{kind} before, or take this one out."),
                kind=kind,
            )
            return
        begun = self._open.pop()
        self._path.pop()
        if read_type(begun.cell("type")).name != f"begin_{kind}":
            self._found.problem(
                place,
                N_("{name}, begun in row {row}, ends with another word than it began"),
                N_("Write begin_group with end_group, and begin_repeat with end_repeat."),
                name=begun.cell("name"),
                row=str(begun.number),
            )

    def _check_name(self, row: Row) -> None:
        name = row.cell("name")
        place = self._found.at(row, "name")
        path = "/" + "/".join((*self._path, name))
        if not name:
            self._found.problem(place, N_("the row has no name"), N_("Give it a short name."))
        elif not ELEMENT.fullmatch(name) or len(name) > LONGEST_NAME or name in _RESERVED:
            self._found.problem(
                place,
                N_("{name} cannot be a name"),
                N_("Use at most {limit} letters, digits and underscores, beginning with a letter."),
                name=name,
                limit=str(LONGEST_NAME),
            )
        elif path in self._found.placed:
            self._found.problem(
                place,
                N_("the name {name} is there twice"),
                N_("Give every question a name of its own."),
                name=name,
            )
        self._found.place(path, row)
