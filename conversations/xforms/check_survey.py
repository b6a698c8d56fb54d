"""Checks of the sheet survey: types, names, groups, and the lists that are chosen from."""

from collections.abc import Mapping
from typing import Final

from conversations.xforms.check_choices import check_spaces
from conversations.xforms.check_mentions import check_mentions
from conversations.xforms.findings import Findings
from conversations.xforms.workbook import Row
from conversations.xforms.xlsform import (
    ASKED,
    FROM_FILE,
    NAME,
    REFUSED_TYPES,
    TYPES,
    Type,
    cell,
    has_label,
)
from locales import N_

DEEPEST_GROUPS: Final = 20
LONGEST_NAME: Final = 64
_XML_RESERVED: Final = frozenset({"meta"})


class Survey:
    """Goes through the rows, and knows at each which groups are open."""

    def __init__(
        self, found: Findings, root: str, questions: set[str], lists: Mapping[str, list[Row]]
    ) -> None:
        self._found = found
        self._path = [root]
        self._questions = questions
        self._lists = lists
        self._open: list[Row] = []

    def check(self, rows: tuple[Row, ...]) -> None:
        for row in rows:
            self._check_row(row)
        for row in self._open:
            self._found.problem(
                self._found.at(row, "type"),
                N_("this group is not closed"),
                N_("Add a row end_group where it ends."),
            )

    def _check_row(self, row: Row) -> None:
        written = cell(row, "type")
        kind = Type.read(written)
        if kind.name == "end_group":
            self._close(row)
            return
        self._check_name(row)
        if kind.name in TYPES:
            self._check_question(row, kind)
        elif not written:
            self._found.problem(
                self._found.at(row, "type"),
                N_("the row has no type"),
                N_("Fill it in, such as text."),
            )
        elif kind.name in REFUSED_TYPES:
            message, remedy = REFUSED_TYPES[kind.name]
            self._found.problem(self._found.at(row, "type"), message, remedy, type=kind.name)
        else:
            self._found.unknown(
                self._found.at(row, "type"),
                N_("unknown type {name}"),
                kind.name,
                TYPES | set(REFUSED_TYPES),
            )
        check_mentions(self._found, row, self._questions)

    def _close(self, row: Row) -> None:
        if not self._open:
            self._found.problem(
                self._found.at(row, "type"),
                N_("no group is open here"),
                N_("Add a row begin_group before, or take this one out."),
            )
            return
        self._open.pop()
        self._path.pop()

    def _check_name(self, row: Row) -> None:
        name = cell(row, "name")
        if not name:
            self._found.problem(
                self._found.at(row, "name"), N_("the row has no name"), N_("Give it a short name.")
            )
        elif not NAME.fullmatch(name) or len(name) > LONGEST_NAME or name in _XML_RESERVED:
            self._found.problem(
                self._found.at(row, "name"),
                N_("{name} cannot be a name"),
                N_("Use at most {limit} letters, digits and underscores, beginning with a letter."),
                name=name,
                limit=str(LONGEST_NAME),
            )
        path = "/" + "/".join((*self._path, name))
        if name and path in self._found.placed:
            self._found.problem(
                self._found.at(row, "name"),
                N_("the name {name} is there twice"),
                N_("Give every question a name of its own."),
                name=name,
            )
        self._found.place(path, row)

    def _check_question(self, row: Row, kind: Type) -> None:
        if kind.name == "begin_group":
            self._begin(row)
        elif kind.name in ASKED and not has_label(row):
            # What is computed and has no words is not asked, whatever its type.
            if not cell(row, "calculation"):
                self._found.no_label(row, cell(row, "name"))
        elif kind.name == "calculate" and not cell(row, "calculation"):
            self._found.problem(
                self._found.at(row, "calculation"),
                N_("a calculate row has no calculation"),
                N_("Write the expression into the column calculation."),
            )
        if kind.name.startswith("select"):
            self._check_select(row, kind)

    def _begin(self, row: Row) -> None:
        self._open.append(row)
        self._path.append(cell(row, "name"))
        if len(self._open) == DEEPEST_GROUPS + 1:
            self._found.problem(
                self._found.at(row, "type"),
                N_("groups are nested more than {limit} deep"),
                N_("Use fewer groups."),
                limit=str(DEEPEST_GROUPS),
            )

    def _check_select(self, row: Row, kind: Type) -> None:
        place = self._found.at(row, "type")
        if kind.rest:
            self._found.problem(
                place,
                N_("{name} behind the list is not supported yet"),
                N_("Write a choice “other” and a text question with a relevant of its own."),
                name=kind.rest,
            )
        elif not kind.argument:
            self._found.problem(
                place, N_("the type does not say which list"), N_("Write it as select_one list.")
            )
        elif kind.name in FROM_FILE:
            if not kind.argument.endswith(".csv"):
                self._found.problem(
                    place,
                    N_("choices cannot come from the file {name}"),
                    N_("Use a CSV file."),
                    name=kind.argument,
                )
        elif kind.argument not in self._lists:
            self._found.unknown(place, N_("unknown list {name}"), kind.argument, self._lists)
        elif kind.name == "select_multiple":
            check_spaces(self._found, self._lists[kind.argument])
