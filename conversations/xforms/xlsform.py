"""The words of XLSForm: its sheets, columns and types, and which of them are not supported."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from typing_extensions import override

from conversations.xforms.workbook import Row, Workbook
from locales import N_

TRANSLATED: Final = frozenset(
    {"label", "hint", "guidance_hint", "required_message", "constraint_message"}
)
COLUMNS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "survey": TRANSLATED
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
NOT_YET_SHEETS: Final = frozenset({"entities", "external_choices", "osm"})
NOT_YET_COLUMNS: Final = frozenset(
    {
        *("image", "big-image", "audio", "video", "media", "trigger", "repeat_count", "parameters"),
        *("autoplay", "rows", "accuracythreshold", "instance", "instance_name", "save_to"),
        *("allow_choice_duplicates", "public_key", "submission_url", "auto_send", "auto_delete"),
    }
)

ASKED: Final = frozenset(
    {
        *("text", "integer", "decimal", "date", "note"),
        *("select_one", "select_multiple", "select_one_from_file", "select_multiple_from_file"),
    }
)
_QUIET: Final = frozenset({"calculate", "hidden"})
_GROUPS: Final = frozenset({"begin_group", "end_group"})
TYPES: Final = ASKED | _QUIET | _GROUPS
_TYPE_ALIASES: Final[Mapping[str, str]] = MappingProxyType(
    {"string": "text", "int": "integer", "select1": "select_one"}
)
_ON_A_MAP: Final = N_("Ask for several places in words, or for a file.")
_WITHOUT_DEVICE: Final = N_("Leave it out: who answers is kept apart from what is answered.")
_TOLD_IN_WORDS: Final = N_("Ask for it as text for now.")
REFUSED_TYPES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
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
FROM_FILE: Final = frozenset({"select_one_from_file", "select_multiple_from_file"})

NAME: Final = re.compile(r"[^\W\d][\w.\-]*")
_TWO_WORDS: Final = re.compile(
    r"(begin|end) (group|repeat|loop)|select (one|multiple)( from file)?(?= |$)"
)


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
        free = sheet == "choices" and known not in {*COLUMNS["choices"], *NOT_YET_COLUMNS}
        return cls(name.strip() if free else known, language.strip())

    @override
    def __str__(self) -> str:
        return f"{self.name}::{self.language}" if self.language else self.name


def cell(row: Row, column: str) -> str:
    """Give the cell under a column without a language, "" where there is none."""
    for heading, found in row.cells.items():
        if str(Column.read(row.sheet, heading)) == column:
            return found
    return ""


def has_label(row: Row) -> bool:
    return any(Column.read(row.sheet, heading).name == "label" for heading in row.cells)


def setting(workbook: Workbook, name: str) -> str:
    """Give a setting of the form, "" where it is not made."""
    for row in workbook.rows("settings"):
        for heading, found in row.cells.items():
            if Column.read("settings", heading).name == name:
                return found
    return ""


def full_heading(workbook: Workbook, sheet: str, heading: str) -> str:
    """Name the language of plain columns: pyxform keeps it only in named ones."""
    column = Column.read(sheet, heading)
    language = setting(workbook, "default_language")
    if column.name in TRANSLATED and not column.language and language:
        return f"{column.name}::{language}"
    return str(column)
