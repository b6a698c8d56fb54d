"""The words of the column type: what is asked, which list it names, and what is refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from typing_extensions import override

from locales import N_

SELECTS: Final = frozenset(
    {"select_one", "select_multiple", "select_one_from_file", "select_multiple_from_file", "rank"}
)
FROM_FILE: Final = frozenset({"select_one_from_file", "select_multiple_from_file"})
SEVERAL: Final = frozenset({"select_multiple", "select_multiple_from_file", "rank"})
ASKED: Final = SELECTS | {
    *("text", "integer", "decimal", "date", "time", "datetime", "range", "percentage", "note"),
    *("acknowledge", "geopoint", "image", "audio", "video", "file", "barcode"),
}
_QUIET: Final = frozenset({"calculate", "hidden", "start", "end", "today", "csv-external"})
BEGINNINGS: Final = frozenset({"begin_group", "begin_repeat"})
ENDS: Final = frozenset({"end_group", "end_repeat"})
TYPES: Final = ASKED | _QUIET | BEGINNINGS | ENDS

_KOBO: Final = "kobomatrix|score|rank"
_CONTROL: Final = re.compile(
    rf"(begin|end)[ _](group|repeat|lgroup|looped group|loop|{_KOBO})(?: (?:over )?(\S+))?"
)
_REPEATS: Final = frozenset({"lgroup", "looped group"})
_LISTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "select_one_from_file": "select_one_from_file",
        "select one from file": "select_one_from_file",
        "select_multiple_from_file": "select_multiple_from_file",
        "select multiple from file": "select_multiple_from_file",
        "select_one_external": "select_one_external",
        "select one external": "select_one_external",
        "add select one prompt using": "select_one",
        "select one from": "select_one",
        "select one using": "select_one",
        "select_one": "select_one",
        "select one": "select_one",
        "select1": "select_one",
        "add select multiple prompt using": "select_multiple",
        "select all that apply from": "select_multiple",
        "select all that apply": "select_multiple",
        "select multiple from": "select_multiple",
        "select multiple using": "select_multiple",
        "select_multiple": "select_multiple",
        "select multiple": "select_multiple",
        "rank": "rank",
    }
)
_LIST: Final = re.compile(rf"({'|'.join(sorted(_LISTS, key=len, reverse=True))})(?: (.*))?")
_OR_OTHER: Final = frozenset({"or_other", "or other", "or specify other"})
_ALIASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "string": "text",
        "int": "integer",
        "gps": "geopoint",
        "location": "geopoint",
        "photo": "image",
        "picture": "image",
        "trigger": "acknowledge",
        "date time": "datetime",
        "start time": "start",
        "end time": "end",
        "device id": "deviceid",
        "imei": "deviceid",
        "phone number": "phonenumber",
        "sim id": "simserial",
        "subscriber id": "subscriberid",
    }
)
_OLD_WORDS: Final = re.compile(r"(?:q|get|add|uri:)\s*(.+?)(?: prompt)?")

_ON_A_MAP: Final = (
    N_("{type} is drawn on a map; a chat cannot ask it"),
    N_("Ask for several geopoints in a repeat, or for a file."),
)
_DEVICE: Final = (
    N_("{type} would watch the person's device"),
    N_("Leave it out: who answers is kept apart from what is answered."),
)
_ANOTHER_FILE: Final = (
    N_("{type} takes its choices from a place that is not read here"),
    N_("Use select_one with a choice_filter, or select_one_from_file with a CSV file."),
)
_TABLE: Final = (
    N_("{type} is a table on a screen; a chat cannot show it"),
    N_("Write its questions one under another, in a group."),
)
REFUSED_TYPES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        **dict.fromkeys(("geotrace", "geoshape", "osm"), _ON_A_MAP),
        **dict.fromkeys(
            (
                *("phonenumber", "deviceid", "simserial", "subscriberid", "username", "email"),
                *("audit", "background-audio", "background-geopoint", "start-geopoint"),
            ),
            _DEVICE,
        ),
        **dict.fromkeys(("select_one_external", "xml-external"), _ANOTHER_FILE),
        **dict.fromkeys(("begin_kobomatrix", "begin_score"), _TABLE),
        "begin_rank": (
            N_("{type} is Kobo's own way of ranking"),
            N_("Use one row with the type rank and a list of choices."),
        ),
        "begin_loop": (
            N_("{type} repeats a group for every choice of a list, which is not possible here"),
            N_("Use begin_repeat, or write the questions out."),
        ),
    }
)
INSIDE_REFUSED: Final = frozenset(
    {"end_loop", "end_kobomatrix", "end_score", "end_rank", "score__row", "rank__level"}
)
"""Rows that belong to a refused one, which has been told already."""


@dataclass(frozen=True, slots=True)
class Type:
    """The cell `type` taken apart: what is asked, the list or file it names, what follows it."""

    name: str
    argument: str = ""
    or_other: bool = False
    rest: str = ""

    @override
    def __str__(self) -> str:
        return f"{self.name} {self.argument}".strip()


@cache
def read_type(cell: str) -> Type:
    words = " ".join(cell.split())
    lower = words.lower()
    if control := _CONTROL.fullmatch(lower):
        kind = "repeat" if control[2] in _REPEATS else control[2]
        return Type(f"{control[1]}_{kind}")
    if listed := _LIST.fullmatch(words) or _LIST.fullmatch(lower):
        argument, _, rest = words[listed.end(1) :].strip().partition(" ")
        or_other = rest.lower() in _OR_OTHER
        return Type(_LISTS[listed[1].lower()], argument, or_other, "" if or_other else rest)
    return Type(_plain(lower.partition(" ")[0] if lower.startswith("osm ") else lower))


def _plain(lower: str) -> str:
    old = _OLD_WORDS.fullmatch(lower)
    for word in (lower, old[1] if old else lower):
        known = _ALIASES.get(word, word)
        if known in TYPES or known in REFUSED_TYPES:
            return known
    return lower
