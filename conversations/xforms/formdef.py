"""A compiled form: what is asked, in which words, under which conditions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from conversations.xforms.instance import TreeElement, TreeReference
from conversations.xforms.itext import Localizer, Pieces
from conversations.xforms.triggerables import Triggerables
from conversations.xforms.xpath.evaluation import Compiled


class Kind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Wording:
    """Words of a form: an id in its itext, or pieces that stand in the form itself."""

    text_id: str | None = None
    pieces: Pieces = ()


NO_WORDS: Final = Wording()


@dataclass(frozen=True, slots=True)
class Bind:
    """What is said about one node: its type and conditions; `attributes` of other namespaces."""

    ref: TreeReference
    type: str = "string"
    relevant: Compiled | None = None
    calculate: Compiled | None = None
    required: Compiled | None = None
    readonly: Compiled | None = None
    constraint: Compiled | None = None
    required_message: Wording = NO_WORDS
    constraint_message: Wording = NO_WORDS
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class SelectChoice:
    value: str
    label: Wording


@dataclass(frozen=True, slots=True)
class ItemsetBinding:
    """Where choices come from: `label` gives the words, or their id in the itext."""

    nodeset: Compiled
    value: Compiled
    label: Compiled
    label_is_id: bool


@dataclass(frozen=True, slots=True)
class GroupDef:
    label: Wording


@dataclass(frozen=True, slots=True)
class QuestionDef:
    """One question; `groups` are those around it, the outermost first."""

    ref: str
    name: str
    kind: Kind
    bind: Bind
    label: Wording
    hint: Wording
    groups: tuple[GroupDef, ...]
    choices: tuple[SelectChoice, ...]
    itemset: ItemsetBinding | None
    from_file: str | None
    attributes: Mapping[str, str]

    @property
    def reference(self) -> TreeReference:
        return self.bind.ref

    @property
    def appearance(self) -> str:
        return self.attributes.get("appearance", "")


@dataclass(frozen=True, slots=True)
class SetValueAction:
    ref: TreeReference
    value: Compiled


@dataclass(frozen=True, slots=True)
class FormDef:
    """A form as it is asked. Nothing in it changes while it is used."""

    form_id: str
    version: str
    form_title: str
    localizer: Localizer
    template: TreeElement
    instances: Mapping[str, TreeElement]
    files: Mapping[str, str]
    binds: Mapping[TreeReference, Bind]
    questions: tuple[QuestionDef, ...]
    triggerables: Triggerables
    first_load: tuple[SetValueAction, ...]
    leaves: tuple[TreeReference, ...]
    by_ref: Mapping[str, QuestionDef]

    @property
    def languages(self) -> tuple[str, ...]:
        return self.localizer.languages

    @property
    def default_language(self) -> str:
        return self.localizer.default_language

    def title(self, _language: str) -> str:
        """Give the form's title; XLSForm has one for all languages."""
        return self.form_title
