"""The headings of a workbook's columns: which column of XLSForm each stands for."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from typing_extensions import override

from locales import N_

ELEMENT: Final = re.compile(r"[^\W\d][\w.\-]*")
MEDIA: Final = frozenset({"image", "audio", "video"})
WORDS: Final = frozenset(
    {"label", "hint", "guidance_hint", "required_message", "constraint_message"}
)
TRANSLATED: Final = WORDS | MEDIA
EXPRESSIONS: Final = frozenset(
    {
        *("relevant", "constraint", "calculation", "required", "readonly", "repeat_count"),
        *("choice_filter", "default"),
    }
)
COLUMNS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "survey": TRANSLATED
        | {
            *("type", "name", "required", "relevant", "constraint", "calculation", "default"),
            *("readonly", "choice_filter", "appearance", "repeat_count", "trigger"),
            *("parameters", "disabled"),
        },
        "choices": frozenset({"list_name", "name", "label"}),
        "settings": frozenset(
            {
                *("form_title", "form_id", "version", "default_language", "namespaces", "name"),
                *("instance_name", "allow_choice_duplicates", "clean_text_values"),
            }
        ),
    }
)

# What other programs keep in a workbook for themselves, or for a screen.
_IGNORED: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "survey": frozenset(
            {
                *("big-image", "autoplay", "rows", "accuracythreshold", "compact_tag", "query"),
                *("noapperrorstring", "no_app_error_string", "hxl", "tags", "note", "notes"),
                *("comment", "comments", "publishable", "minimum_seconds", "oc_briefdescription"),
            }
        ),
        "choices": MEDIA | {"big-image"},
        "settings": frozenset(
            {
                *("style", "prefix", "delimiter", "instance_xmlns", "instance_id", "flat"),
                *("client_editable", "auto_send", "auto_delete", "entity_version", "xmlns"),
                *("omit_instanceid", "note", "notes", "comment", "comments"),
            }
        ),
    }
)
_IGNORED_BEGINNINGS: Final = ("kobo--", "$", "sms_", "instance::", "body::", "attribute::", "_")

_SENT_ELSEWHERE: Final = (
    N_("{name} would send the answers elsewhere; here they stay with the workshop"),
    N_("Empty the cell or take the column out."),
)
_ENTITIES: Final = (
    N_("{name} keeps answers as entities, which this bot does not have"),
    N_("Take the column out; the answers are in the export."),
)
_OTHER_APP: Final = (
    N_("{name} opens another app, which a chat cannot"),
    N_("Empty the cell and ask the question here."),
)
_DEVICE: Final = (
    N_("{name} reads things from the person's device, which a chat cannot"),
    N_("Empty the cell, or use calculation instead."),
)
REFUSED_COLUMNS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "submission_url": _SENT_ELSEWHERE,
        "public_key": (
            N_("{name} would encrypt the answers, so that nobody here could read them"),
            N_("Empty the cell: what people answer is kept encrypted anyway."),
        ),
        "save_to": _ENTITIES,
        "bind::entities:saveto": _ENTITIES,
        "intent": _OTHER_APP,
        "body::intent": _OTHER_APP,
        "bind::jr:preload": _DEVICE,
        "bind::jr:preloadparams": _DEVICE,
        "add_none_option": (
            N_("{name} is not available"),
            N_("Write the choice “none” into the list yourself."),
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
            "command": "type",
            "tag": "name",
            "value": "name",
            "constraining_message": "constraint_message",
            "requiredmsg": "required_message",
            "count": "repeat_count",
            "jr:count": "repeat_count",
            **{
                f"bind::{name}": name for name in ("relevant", "constraint", "required", "readonly")
            },
            "bind::calculate": "calculation",
            "bind::jr:constraintmsg": "constraint_message",
            "bind::jr:requiredmsg": "required_message",
            "body::appearance": "appearance",
            "body::jr:count": "repeat_count",
            "bind::jr:noapperrorstring": "noapperrorstring",
        },
        "choices": {"value": "name", "caption": "label"},
        "settings": {
            "title": "form_title",
            "set_form_title": "form_title",
            "id_string": "form_id",
            "set_form_id": "form_id",
        },
    }
)
_IN_PARTS: Final = frozenset({"bind", "body", "control", "media", "instance", "attribute"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column as XLSForm names it, and its language: `label::Español (es)`."""

    sheet: str
    name: str
    language: str = ""

    @property
    def is_known(self) -> bool:
        """Say whether XLSForm has this column; the sheet choices may have any other."""
        known = self.name in COLUMNS[self.sheet] or self.is_attribute
        return known and (not self.language or self.name in TRANSLATED)

    @property
    def is_attribute(self) -> bool:
        """Say whether it holds attributes which XLSForm has no word for: bind::wb:sensitive."""
        group, _, rest = self.name.partition("::")
        prefix, colon, _ = rest.partition(":")
        return group in {"bind", "body"} and bool(colon) and prefix != "jr"

    @property
    def is_ignored(self) -> bool:
        beginning = self.name.startswith(_IGNORED_BEGINNINGS)
        return self.name in _IGNORED[self.sheet] or (beginning and not self.is_attribute)

    @override
    def __str__(self) -> str:
        return f"{self.name}::{self.language}" if self.language else self.name


def uses_single_colons(headings: Iterable[str]) -> bool:
    """Say whether a sheet is of the time when languages were written `label:Español`."""
    return not any("::" in heading for heading in headings)


@cache
def read_heading(sheet: str, heading: str, *, single_colons: bool = False) -> Column:
    """Take a heading apart, however it is spelt."""
    parts = _parts(heading, single_colons=single_colons)
    first, rest = _snake(parts[0]), parts[1:]
    if first in _IN_PARTS and rest and sheet in COLUMNS:
        first, rest = _joined(first, rest[0]), rest[1:]
    known = _ALIASES.get(sheet, {}).get(_lower_prefix(first), first)
    if sheet == "choices" and known not in {*COLUMNS[sheet], *_IGNORED[sheet]}:
        return Column(sheet, heading.strip())
    return Column(sheet, known, rest[0] if rest else "")


def _parts(heading: str, *, single_colons: bool) -> list[str]:
    if "::" in heading or not single_colons:
        return [part.strip() for part in heading.split("::")]
    first, *rest = (part.strip() for part in heading.split(":"))
    if first == "jr" and rest:
        return [f"jr:{rest[0]}", *rest[1:]]
    if rest[:1] == ["jr"] and len(rest) > 1:
        return [first, f"jr:{rest[1]}", *rest[2:]]
    return [first, *rest]


def _joined(group: str, name: str) -> str:
    """Name a column of two parts; those of media have a name of their own."""
    if group == "media":
        return name.lower()
    return f"{'body' if group == 'control' else group}::{name}"


def _lower_prefix(name: str) -> str:
    return name.lower() if name.startswith(("bind::jr:", "bind::", "body::")) else name


def _snake(name: str) -> str:
    return "_".join(name.split()).lower()
