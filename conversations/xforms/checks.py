"""What a workbook may hold: sheets, columns and types, each refusal with its place and remedy."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from typing_extensions import override

from conversations.xforms.instance import NAMESPACES
from conversations.xforms.itext import language_code
from conversations.xforms.problems import Location, Problem, Severity, in_order, nearest
from conversations.xforms.workbook import Row, Sheet, Workbook
from locales import N_

DEEPEST_GROUPS: Final = 20
LONGEST_NAME: Final = 64

# Columns

_TRANSLATED: Final = frozenset(
    {"label", "hint", "guidance_hint", "required_message", "constraint_message"}
)
_COLUMNS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "survey": _TRANSLATED
        | {
            *("type", "name", "required", "relevant", "constraint", "calculation", "default"),
            *("readonly", "choice_filter", "appearance"),
        },
        "choices": frozenset({"list_name", "name", "label"}),
        "settings": frozenset(
            {"form_title", "form_id", "version", "default_language", "namespaces", "style"}
        ),
    }
)
_ALIASES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "survey": {
            "relevance": "relevant",
            "calculate": "calculation",
            "read_only": "readonly",
            "caption": "label",
        },
        "choices": {"value": "name", "caption": "label"},
        "settings": {"title": "form_title", "id_string": "form_id", "set_form_title": "form_title"},
    }
)
_NOT_YET_SHEETS: Final = frozenset({"entities", "external_choices", "osm"})
_NOT_YET_COLUMNS: Final = frozenset(
    {
        *("image", "big-image", "audio", "video", "media", "trigger", "repeat_count", "parameters"),
        *("autoplay", "rows", "accuracythreshold", "instance", "instance_name", "save_to"),
        *("allow_choice_duplicates", "public_key", "submission_url", "auto_send", "auto_delete"),
    }
)

# Types

_ASKED: Final = frozenset(
    {
        *("text", "integer", "decimal", "date", "note"),
        *("select_one", "select_multiple", "select_one_from_file", "select_multiple_from_file"),
    }
)
_QUIET: Final = frozenset({"calculate", "hidden"})
_GROUPS: Final = frozenset({"begin_group", "end_group"})
_TYPES: Final = _ASKED | _QUIET | _GROUPS
_TYPE_ALIASES: Final[Mapping[str, str]] = MappingProxyType(
    {"string": "text", "int": "integer", "select1": "select_one"}
)
_ON_A_MAP: Final = N_("Ask for several places in words, or for a file.")
_WITHOUT_DEVICE: Final = N_("Leave it out: who answers is kept apart from what is answered.")
_TOLD_IN_WORDS: Final = N_("Ask for it as text for now.")
_REFUSED: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("geotrace", "geoshape"),
            (N_("{type} is drawn on a map; a chat cannot ask it"), _ON_A_MAP),
        ),
        **dict.fromkeys(
            (
                *("phonenumber", "deviceid", "simserial", "subscriberid", "username", "email"),
                *("audit", "background-audio", "background-geopoint", "start-geopoint"),
            ),
            (N_("{type} would watch the person's device"), _WITHOUT_DEVICE),
        ),
        **dict.fromkeys(
            ("begin_repeat", "end_repeat", "begin_loop", "end_loop"),
            (N_("{type} is not supported yet"), N_("Ask once, or write the questions out.")),
        ),
        **dict.fromkeys(
            ("start", "end", "today"),
            (N_("{type} is not supported yet"), N_("Leave it out: the time is kept anyway.")),
        ),
        **dict.fromkeys(
            (
                *("time", "datetime", "geopoint", "image", "photo", "audio", "video", "file"),
                *("barcode", "acknowledge", "range", "rank", "trigger", "select_one_external"),
                *("xml-external", "csv-external", "osm"),
            ),
            (N_("{type} is not supported yet"), _TOLD_IN_WORDS),
        ),
    }
)
_FROM_FILE: Final = frozenset({"select_one_from_file", "select_multiple_from_file"})
_TWO_WORDS: Final = re.compile(
    r"(begin|end) (group|repeat|loop)|select (one|multiple)( from file)?(?= |$)"
)
_NAME: Final = re.compile(r"[^\W\d][\w.\-]*")
_REFERENCE: Final = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_UNREADABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_XML_RESERVED: Final = frozenset({"meta"})


@dataclass(frozen=True, slots=True)
class Type:
    """The cell `type` taken apart: what is asked, and the list or file it names."""

    name: str
    argument: str
    rest: str

    @classmethod
    def read(cls, cell: str) -> "Type":
        words = " ".join(cell.split())
        found = _TWO_WORDS.match(words.lower())
        if found is not None:
            words = found[0].replace(" ", "_") + words[found.end() :]
        first, _, rest = words.partition(" ")
        argument, _, more = rest.partition(" ")
        name = first.lower()
        return cls(_TYPE_ALIASES.get(name, name), argument, more)

    @override
    def __str__(self) -> str:
        return f"{self.name} {self.argument}".strip()


@dataclass(frozen=True, slots=True)
class Column:
    """A heading taken apart: `label::Español (es)`."""

    name: str
    language: str

    @classmethod
    def read(cls, sheet: str, heading: str) -> "Column":
        name, _, language = heading.partition("::")
        if sheet == "choices" and name.strip().lower() == "list name":
            name = "list_name"
        known = "_".join(name.strip().lower().split())
        known = _ALIASES.get(sheet, {}).get(known, known)
        free = sheet == "choices" and known not in {*_COLUMNS["choices"], *_NOT_YET_COLUMNS}
        return cls(name.strip() if free else known, language.strip())

    @override
    def __str__(self) -> str:
        return f"{self.name}::{self.language}" if self.language else self.name


@dataclass(frozen=True, slots=True)
class Checked:
    """A workbook that was looked through: its problems, and where each node comes from."""

    workbook: Workbook
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    root: str
    _rows: Mapping[str, Row]

    def fed(self) -> dict[str, Any]:
        """Give the sheets as pyxform takes them, in the standard's own words."""
        fed: dict[str, Any] = {}
        for name in _COLUMNS:
            sheet = self.workbook.sheet(name)
            if sheet is None or not sheet.rows:
                continue
            columns = {
                heading: fed_column(self.workbook, name, heading) for heading in sheet.columns
            }
            rows = [_fed_row(row, columns) for row in sheet.rows]
            fed[name] = rows
            fed[f"{name}_header"] = [{column: None for row in rows for column in row}]
        return fed

    def place(self, sheet: str, row: int, column: str | None) -> Location:
        """Turn a row as pyxform counts them into a place of the workbook."""
        found = dict(enumerate(self.workbook.rows(sheet), 2)).get(row)
        if found is None:
            return Location(sheet)
        written = (name for name in found.cells if fed_column(self.workbook, sheet, name) == column)
        return found.location(next(written, column))

    def locate(self, ref: str, column: str) -> Location:
        """Find the row from which a node of the XForm was made."""
        row = self._rows.get(ref)
        if row is None:
            return Location()
        same = [found for found in row.cells if Column.read(row.sheet, found).name == column]
        return row.location(same[0] if same else None)


def check(workbook: Workbook) -> Checked:
    """Look a workbook through before it is compiled, so that all problems are told at once."""
    checker = _Checker(workbook)
    checker.check()
    found = [problem for problem in checker.problems if problem.severity is Severity.ERROR]
    warnings = [problem for problem in checker.problems if problem.severity is Severity.WARNING]
    return Checked(workbook, in_order(found), in_order(warnings), checker.root, checker.placed)


def _fed_row(row: Row, columns: Mapping[str, str]) -> dict[str, str]:
    cells = {columns[heading]: cell for heading, cell in row.cells.items()}
    if row.sheet == "survey":
        cells["type"] = str(Type.read(cells["type"]))
    return cells


def fed_column(workbook: Workbook, sheet: str, heading: str) -> str:
    """Name the language of plain columns: pyxform keeps it only in named ones."""
    column = Column.read(sheet, heading)
    language = _setting(workbook, "default_language")
    if column.name in _TRANSLATED and not column.language and language:
        return f"{column.name}::{language}"
    return str(column)


def _setting(workbook: Workbook, name: str) -> str:
    for row in workbook.rows("settings"):
        for heading, cell in row.cells.items():
            if Column.read("settings", heading).name == name:
                return cell
    return ""


class _Checker:
    def __init__(self, workbook: Workbook) -> None:
        self.problems: list[Problem] = []
        self.placed: dict[str, Row] = {}
        self.root = _root_name(workbook)
        self._workbook = workbook
        self._open: list[Row] = []
        self._path: list[str] = [self.root]
        self._lists: dict[str, list[Row]] = {}
        self._names: set[str] = set()

    def check(self) -> None:
        survey = self._workbook.sheet("survey")
        if survey is None or not survey.rows:
            self._problem(
                Location() if survey is None else survey.location(),
                N_("there is no sheet survey with questions"),
                N_("Write a heading ## survey and a table with the columns type, name and label."),
            )
            return
        for sheet in self._workbook.sheets:
            self._check_sheet(sheet)
        self._names = {self._cell(row, "name") for row in survey.rows}
        self._check_settings()
        self._check_choices()
        for row in survey.rows:
            self._check_row(row)
        for row in self._open:
            self._problem(
                self._at(row, "type"),
                N_("this group is not closed"),
                N_("Add a row end_group where it ends."),
            )
        self._check_translations()

    def _problem(self, location: Location, message: str, remedy: str, **values: str) -> None:
        self.problems.append(Problem(location, message, remedy, values))

    def _cell(self, row: Row, column: str) -> str:
        for heading, cell in row.cells.items():
            if str(Column.read(row.sheet, heading)) == column:
                return cell
        return ""

    def _at(self, row: Row, column: str) -> Location:
        """Give a cell's place under its heading as it is written in the file."""
        sheet = self._workbook.sheet(row.sheet)
        headings = () if sheet is None else sheet.columns
        written = (name for name in headings if Column.read(row.sheet, name).name == column)
        return row.location(next(written, column))

    # Sheets and columns

    def _check_sheet(self, sheet: Sheet) -> None:
        if sheet.name not in _COLUMNS:
            self._check_other_sheet(sheet)
            return
        seen: set[str] = set()
        for heading in sheet.columns:
            self._check_column(sheet, heading)
            fed = fed_column(self._workbook, sheet.name, heading)
            if fed in seen:
                self._problem(
                    sheet.location(heading),
                    N_("the column {name} is there twice"),
                    N_("Keep one: a column without a language is in the default language."),
                    name=heading,
                )
            seen.add(fed)
        for row in sheet.rows:
            for heading, cell in row.cells.items():
                if _UNREADABLE.search(cell):
                    self._problem(
                        row.location(heading),
                        N_("there is an invisible character which no form may hold"),
                        N_("Type the cell anew."),
                    )

    def _check_other_sheet(self, sheet: Sheet) -> None:
        """Other sheets are notes, unless they are another part of XLSForm or misspelt."""
        if sheet.name in _NOT_YET_SHEETS:
            self._problem(
                sheet.location(),
                N_("the sheet {name} is not supported yet"),
                N_("Take it out."),
                name=sheet.name,
            )
        elif nearest(sheet.name, _COLUMNS):
            self._suggest(
                sheet.location(), N_("unknown sheet {name}"), sheet.name, frozenset(_COLUMNS)
            )

    def _check_column(self, sheet: Sheet, heading: str) -> None:
        column = Column.read(sheet.name, heading)
        if not heading:
            self._problem(
                sheet.location(), N_("a column has no heading"), N_("Give every column a heading.")
            )
        elif column.name in _NOT_YET_COLUMNS:
            self._problem(
                sheet.location(heading),
                N_("the column {name} is not supported yet"),
                N_("Take the column out."),
                name=column.name,
            )
        elif column.name in {"bind", "body"} and sheet.name == "survey":
            self._check_attribute(sheet, heading, column.language)
        elif column.name not in _COLUMNS[sheet.name] and sheet.name != "choices":
            self._suggest(
                sheet.location(heading),
                N_("unknown column {name}"),
                column.name,
                _COLUMNS[sheet.name],
            )
        elif column.language and language_code(column.language) == column.language.lower():
            self.problems.append(
                Problem(
                    sheet.location(heading),
                    N_("the language {name} has no code"),
                    N_("Write it as label::Español (es), so that people get their language."),
                    {"name": column.language},
                    Severity.WARNING,
                )
            )

    def _check_attribute(self, sheet: Sheet, heading: str, attribute: str) -> None:
        prefix, colon, _ = attribute.partition(":")
        if not colon or prefix in NAMESPACES:
            self._problem(
                sheet.location(heading),
                N_("the column {name} is not supported yet"),
                N_("Take the column out."),
                name=heading,
            )
        elif f"{prefix}=" not in _setting(self._workbook, "namespaces"):
            self._problem(
                sheet.location(heading),
                N_("the prefix {name} is not declared"),
                N_('Add a column namespaces to settings, such as {name}="https://example.org/".'),
                name=prefix,
            )

    def _suggest(
        self, location: Location, message: str, name: str, known: frozenset[str] | set[str]
    ) -> None:
        suggestion = nearest(name, sorted(known))
        remedy = N_("Did you mean {suggestion}?") if suggestion else N_("Check the name.")
        self._problem(location, message, remedy, name=name, suggestion=suggestion or "")

    # Settings and choices

    def _check_settings(self) -> None:
        rows = self._workbook.rows("settings")
        for row in rows[1:]:
            self._problem(
                row.location(), N_("settings has more than one row"), N_("Take this row out.")
            )
        if not _setting(self._workbook, "form_id"):
            location = rows[0].location() if rows else Location("settings")
            self._problem(
                location,
                N_("the form has no form_id"),
                N_("Add a sheet settings with the columns form_id, version and default_language."),
            )

    def _check_choices(self) -> None:
        seen: set[tuple[str, str]] = set()
        for row in self._workbook.rows("choices"):
            name, value = self._cell(row, "list_name"), self._cell(row, "name")
            known = self._lists.setdefault(name, [])
            if not name or not value:
                self._problem(
                    self._at(row, "list_name" if not name else "name"),
                    N_("the choice has no list_name or no name"),
                    N_("Fill in both cells."),
                )
            elif (name, value) in seen:
                self._problem(
                    self._at(row, "name"),
                    N_("the choice {name} is there twice in the list {list}"),
                    N_("Give every choice a name of its own."),
                    name=value,
                    list=name,
                )
            elif not self._has_label(row):
                self._no_label(row, value)
            seen.add((name, value))
            self._check_mentions(row)
            self._place(f"/{name}-{len(known)}", row)
            known.append(row)

    def _has_label(self, row: Row) -> bool:
        return any(Column.read(row.sheet, heading).name == "label" for heading in row.cells)

    def _no_label(self, row: Row, name: str) -> None:
        self._problem(
            self._at(row, "label"),
            N_("{name} has no label"),
            N_("Write what people shall read."),
            name=name,
        )

    # Questions

    def _check_row(self, row: Row) -> None:
        cell = self._cell(row, "type")
        kind = Type.read(cell)
        if kind.name == "end_group":
            self._close(row)
            return
        self._check_name(row)
        if kind.name in _TYPES:
            self._check_question(row, kind)
        elif not cell:
            self._problem(
                self._at(row, "type"), N_("the row has no type"), N_("Fill it in, such as text.")
            )
        elif kind.name in _REFUSED:
            message, remedy = _REFUSED[kind.name]
            self._problem(self._at(row, "type"), message, remedy, type=kind.name)
        else:
            self._suggest(
                self._at(row, "type"), N_("unknown type {name}"), kind.name, _TYPES | set(_REFUSED)
            )
        self._check_mentions(row)

    def _close(self, row: Row) -> None:
        if not self._open:
            self._problem(
                self._at(row, "type"),
                N_("no group is open here"),
                N_("Add a row begin_group before, or take this one out."),
            )
            return
        self._open.pop()
        self._path.pop()

    def _check_name(self, row: Row) -> None:
        name = self._cell(row, "name")
        if not name:
            self._problem(
                self._at(row, "name"), N_("the row has no name"), N_("Give it a short name.")
            )
        elif not _NAME.fullmatch(name) or len(name) > LONGEST_NAME or name in _XML_RESERVED:
            self._problem(
                self._at(row, "name"),
                N_("{name} cannot be a name"),
                N_("Use at most {limit} letters, digits and underscores, beginning with a letter."),
                name=name,
                limit=str(LONGEST_NAME),
            )
        path = "/" + "/".join((*self._path, name))
        if name and path in self.placed:
            self._problem(
                self._at(row, "name"),
                N_("the name {name} is there twice"),
                N_("Give every question a name of its own."),
                name=name,
            )
        self._place(path, row)

    def _place(self, ref: str, row: Row) -> None:
        self.placed.setdefault(ref, row)

    def _check_question(self, row: Row, kind: Type) -> None:
        if kind.name == "begin_group":
            self._begin(row)
        elif kind.name in _ASKED and not self._has_label(row):
            # What is computed and has no words is not asked, whatever its type.
            if not self._cell(row, "calculation"):
                self._no_label(row, self._cell(row, "name"))
        elif kind.name == "calculate" and not self._cell(row, "calculation"):
            self._problem(
                self._at(row, "calculation"),
                N_("a calculate row has no calculation"),
                N_("Write the expression into the column calculation."),
            )
        if kind.name.startswith("select"):
            self._check_select(row, kind)

    def _begin(self, row: Row) -> None:
        self._open.append(row)
        self._path.append(self._cell(row, "name"))
        if len(self._open) == DEEPEST_GROUPS + 1:
            self._problem(
                self._at(row, "type"),
                N_("groups are nested more than {limit} deep"),
                N_("Use fewer groups."),
                limit=str(DEEPEST_GROUPS),
            )

    def _check_select(self, row: Row, kind: Type) -> None:
        place = self._at(row, "type")
        if kind.rest:
            self._problem(
                place,
                N_("{name} behind the list is not supported yet"),
                N_("Write a choice “other” and a text question with a relevant of its own."),
                name=kind.rest,
            )
        elif not kind.argument:
            self._problem(
                place, N_("the type does not say which list"), N_("Write it as select_one list.")
            )
        elif kind.name in _FROM_FILE:
            if not kind.argument.endswith(".csv"):
                self._problem(
                    place,
                    N_("choices cannot come from the file {name}"),
                    N_("Use a CSV file."),
                    name=kind.argument,
                )
        elif kind.argument not in self._lists:
            self._suggest(place, N_("unknown list {name}"), kind.argument, set(self._lists))
        elif kind.name == "select_multiple":
            self._check_spaces(kind.argument)

    def _check_spaces(self, name: str) -> None:
        for row in self._lists[name]:
            value = self._cell(row, "name")
            if len(value.split()) > 1:
                self._problem(
                    self._at(row, "name"),
                    N_("the choice {name} has a space in its name"),
                    N_("Use an underscore: chosen names are kept with spaces between them."),
                    name=value,
                )

    def _check_mentions(self, row: Row) -> None:
        for heading, cell in row.cells.items():
            if Column.read(row.sheet, heading).name in {"type", "name"}:
                continue
            for name in _REFERENCE.findall(cell):
                self._check_mention(row.location(heading), name)

    def _check_mention(self, location: Location, name: str) -> None:
        if name.startswith("last-saved#"):
            self._problem(
                location,
                N_("earlier answers (last-saved) are not supported yet"),
                N_("Ask the question anew."),
            )
        elif name not in self._names:
            self._suggest(location, N_("unknown question {name}"), name, self._names)

    # Languages

    def _check_translations(self) -> None:
        """Warn of texts that one language has and another has not."""
        for sheet in self._workbook.sheets:
            headings = [(heading, Column.read(sheet.name, heading)) for heading in sheet.columns]
            for name in sorted({column.name for _, column in headings} & _TRANSLATED):
                together = [heading for heading, column in headings if column.name == name]
                for row in sheet.rows:
                    self._check_translated(row, together)

    def _check_translated(self, row: Row, together: list[str]) -> None:
        missing = [heading for heading in together if not row.cell(heading)]
        if len(missing) == len(together):
            return
        for heading in missing:
            self.problems.append(
                Problem(
                    row.location(heading),
                    N_("a translation is missing"),
                    N_("Until it is there, people read the form's default language."),
                    severity=Severity.WARNING,
                )
            )


def _root_name(workbook: Workbook) -> str:
    """Name the root of the answers after the form, where its id can be a name."""
    form_id = _setting(workbook, "form_id")
    return form_id if _NAME.fullmatch(form_id) else "data"
