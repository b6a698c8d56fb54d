"""A compiled form: what is asked, in which words, under which conditions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias

from conversations.xforms.instance import TreeElement, TreeReference
from conversations.xforms.itext import Localizer, Pieces
from conversations.xforms.triggerables import Triggerables
from conversations.xforms.xpath.evaluation import Compiled

LAST_SAVED: Final = "last-saved"
"""The name of the list that holds what the person sent with this form the last time."""


class Kind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    RANK = "rank"
    RANGE = "range"
    NOTE = "note"
    ACKNOWLEDGE = "acknowledge"
    GEOPOINT = "geopoint"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    FILE = "file"
    BARCODE = "barcode"


_POSITION: Final = re.compile(r"\[\d+\]", re.ASCII)


def generic(ref: str) -> str:
    """Take the positions out of a ref: it then names a question in all instances of a repeat."""
    return _POSITION.sub("", ref) if "[" in ref else ref


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

    def values(self) -> Compiled:
        """Give the nodes, which then also read the values inside those that are answers."""
        value = self.value.source
        read = (
            replace(read, reference=read.reference.along(value))
            for read in self.nodeset.reads
            if read.reference.instance is None and not read.reference.is_pattern()
        )
        return replace(self.nodeset, reads=(*self.nodeset.reads, *read))


@dataclass(frozen=True, slots=True)
class GroupDef:
    label: Wording


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a number may be: from `start` to `end` in steps."""

    start: Decimal
    end: Decimal
    step: Decimal
    whole: bool


@dataclass(frozen=True, slots=True)
class Way:
    """The steps to a question or repeat from the nearest repeat around it, and as text."""

    steps: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class QuestionDef:
    """One question, the same in all instances of a repeat.

    `groups` are those around it, the outermost first.
    """

    ref: str
    name: str
    kind: Kind
    bind: Bind
    label: Wording
    hint: Wording
    groups: tuple[GroupDef, ...]
    way: Way
    choices: tuple[SelectChoice, ...]
    itemset: ItemsetBinding | None
    from_file: str | None
    bounds: Bounds | None
    attributes: Mapping[str, str]

    @property
    def reference(self) -> TreeReference:
        return self.bind.ref

    @property
    def appearance(self) -> str:
        return self.attributes.get("appearance", "")


@dataclass(frozen=True, slots=True)
class RepeatDef:
    """A part of the form that is asked as often as needed.

    `pattern` is what a new instance looks like; `later` are the names of what stands behind
    the instances. `count` says how many there are, where the form says so; where it is fixed,
    people add none and take none away.
    """

    reference: TreeReference
    label: Wording
    pattern: TreeElement
    later: frozenset[str]
    count: Compiled | None
    fixed: bool
    way: Way
    body: "Body"

    @property
    def name(self) -> str:
        return self.reference.steps[-1]


Body: TypeAlias = tuple[QuestionDef | RepeatDef, ...]


class Moment(StrEnum):
    """When an action is done, as XForms names the events."""

    FIRST_LOAD = "odk-instance-first-load"
    READY = "xforms-ready"
    LOAD = "odk-instance-load"
    NEW_REPEAT = "odk-new-repeat"
    VALUE_CHANGED = "xforms-value-changed"


@dataclass(frozen=True, slots=True)
class SetValueAction:
    """Sets a node at some moments; `at` is the question or repeat it belongs to, if any.

    `which` tells the nodes, where a path of names alone does not. `origin` is where the value
    is computed, usually the node itself.
    """

    ref: TreeReference
    which: Compiled | None
    value: Compiled
    origin: TreeReference
    moments: frozenset[Moment]
    at: TreeReference | None


class Preload(StrEnum):
    """What a node holds by itself: when the form was begun or ended, on which day, and an id."""

    START = "start"
    END = "end"
    TODAY = "today"
    UID = "uid"


@dataclass(frozen=True, slots=True)
class FormDef:
    """A form as it is asked. Nothing in it changes while it is used.

    `by_ref`, `binds` and `repeats` are keyed without positions. `files` are the lists kept
    apart, by their ids; `media` the pictures, sounds and films that labels show. `readonly` are
    the nodes that may be for reading only, by themselves or by a group around them.
    """

    form_id: str
    version: str
    form_title: str
    localizer: Localizer
    template: TreeElement
    instances: Mapping[str, TreeElement]
    files: Mapping[str, str]
    media: tuple[str, ...]
    binds: Mapping[TreeReference, Bind]
    body: Body
    repeats: Mapping[TreeReference, RepeatDef]
    triggerables: Triggerables
    actions: tuple[SetValueAction, ...]
    preloads: Mapping[TreeReference, Preload]
    by_ref: Mapping[str, QuestionDef]
    readonly: frozenset[TreeReference]

    @property
    def questions(self) -> tuple[QuestionDef, ...]:
        """All questions in order, those in repeats once."""
        return tuple(self.by_ref.values())

    @property
    def languages(self) -> tuple[str, ...]:
        return self.localizer.languages

    @property
    def default_language(self) -> str:
        return self.localizer.default_language

    def repeat(self, ref: str) -> RepeatDef:
        """Find the repeat of an instance, or of all of them, by its ref; or raise KeyError."""
        return self.repeats[TreeReference.parse(generic(ref))]

    def title(self, _language: str) -> str:
        """Give the form's title; XLSForm has one for all languages."""
        return self.form_title

    def actions_at(
        self, moment: Moment, at: TreeReference | None = None
    ) -> Iterator[SetValueAction]:
        """Give the actions of a moment in order: all of them, or those that belong to `at`."""
        return (
            action
            for action in self.actions
            if moment in action.moments and (at is None or action.at == at)
        )
