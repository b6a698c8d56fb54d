"""The body of an XForm: its groups and repeats, and its questions with their choices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final
from xml.etree.ElementTree import Element

from conversations.xforms.canonical import canonical
from conversations.xforms.formdef import (
    NO_WORDS,
    Bind,
    Bounds,
    GroupDef,
    ItemsetBinding,
    Kind,
    QuestionDef,
    RepeatDef,
    SelectChoice,
    Way,
    Wording,
)
from conversations.xforms.formdef import Body as Asked
from conversations.xforms.instance import TreeReference
from conversations.xforms.parsing.actions import ACTIONS
from conversations.xforms.parsing.defects import Defects
from conversations.xforms.parsing.elements import JR, ODK, Document, X, argument, wording
from conversations.xforms.parsing.model import ANY_DAY, TYPES, Model
from conversations.xforms.parsing.repeats import place_of
from conversations.xforms.xpath.evaluation import Compiled
from locales import N_

_CONTROLS: Final = frozenset(
    {"input", "secret", "select", "select1", "rank", "range", "upload", "trigger"}
)
_INPUTS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        **TYPES,
        "string": Kind.TEXT,
        "boolean": Kind.TEXT,
        "barcode": Kind.BARCODE,
    }
)
_OTHERS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "select1": Kind.SELECT_ONE,
        "select": Kind.SELECT_MULTIPLE,
        "rank": Kind.RANK,
        "range": Kind.RANGE,
        "trigger": Kind.ACKNOWLEDGE,
    }
)
_UPLOADS: Final[Mapping[str, Kind]] = MappingProxyType(
    {"image": Kind.IMAGE, "audio": Kind.AUDIO, "video": Kind.VIDEO}
)


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a control: its node, the nearest repeat's, groups and a label."""

    place: TreeReference
    repeat: TreeReference
    groups: tuple[GroupDef, ...]
    label: Wording = NO_WORDS


class Body:
    """Reads the controls, each with its bind from the model."""

    def __init__(self, document: Document, model: Model, defects: Defects) -> None:
        self._document = document
        self._model = model
        self._defects = defects

    def read(self, body: Element) -> Asked:
        top = _Around(self._model.primary.root, TreeReference(()), ())
        return tuple(self._read(body, top))

    def _read(self, parent: Element, around: _Around) -> Iterator[QuestionDef | RepeatDef]:
        for element in parent:
            name = element.tag.removeprefix(X).removeprefix(ODK)
            if name == "group":
                yield from self._group(element, around)
            elif name == "repeat":
                yield from self._repeat(element, around)
            elif name in _CONTROLS:
                yield from self._question(element, name, around)
            elif name != "label" and element.tag not in ACTIONS:
                ref = element.get("ref") or element.get("nodeset") or ""
                self._defects.add_unsupported(ref, "type", name)

    def _group(self, element: Element, around: _Around) -> Iterator[QuestionDef | RepeatDef]:
        place = place_of(element, around.place)
        label = wording(element, "label", place, self._defects)
        if element.find(f"{X}repeat") is not None and place in self._model.primary.patterns:
            # The label of the group around a repeat is that of each of its instances.
            yield from self._read(element, _Around(place, around.repeat, around.groups, label))
            return
        groups = (*around.groups, GroupDef(label))
        yield from self._read(element, _Around(place, around.repeat, groups))

    def _repeat(self, element: Element, around: _Around) -> Iterator[RepeatDef]:
        place = place_of(element, around.place)
        pattern = self._model.primary.patterns.get(place)
        if pattern is None:
            self._defects.add_unknown(place, self._model.primary.nodes)
            return
        count = self._count(element, place)
        yield RepeatDef(
            place,
            around.label,
            pattern,
            self._model.primary.later(place),
            count,
            fixed=count is not None or element.get(f"{JR}noAddRemove", "").startswith("true"),
            way=self._way(place, around.repeat),
            body=tuple(self._read(element, _Around(place, place, around.groups))),
        )

    def _count(self, element: Element, place: TreeReference) -> Compiled | None:
        """Read how many instances there are: a path from the repeat or from what is around it."""
        source = element.get(f"{JR}count")
        if source is None:
            return None
        nodes, beside = self._model.primary.nodes, place.parent().along(source)
        if place.along(source) not in nodes and beside in nodes:
            source = str(beside)
        return self._defects.expression(source, place, "repeat_count")

    def _question(self, element: Element, control: str, around: _Around) -> Iterator[QuestionDef]:
        """Give the question of a control; none, where nothing can be asked like this."""
        ref = place_of(element, around.place)
        bind = self._model.binds.get(ref) or Bind(ref)
        kind = _kind(element, control, bind)
        if ref not in self._model.primary.nodes:
            # Nothing could be kept of an answer, so there is nothing to ask.
            return
        if kind is None:
            self._defects.add_unsupported(str(ref), "type", f"{control} {bind.type}")
            return
        itemset = element.find(f"{X}itemset")
        yield QuestionDef(
            str(ref),
            ref.steps[-1],
            kind,
            bind,
            label=wording(element, "label", ref, self._defects),
            hint=wording(element, "hint", ref, self._defects),
            groups=around.groups,
            way=self._way(ref, around.repeat),
            choices=tuple(self._items(element, ref)),
            itemset=None if itemset is None else self._itemset(itemset, ref),
            from_file=None if itemset is None else self._file(itemset),
            bounds=self._bounds(element, bind),
            attributes=self._attributes(element, bind),
        )

    def _way(self, place: TreeReference, repeat: TreeReference) -> Way:
        around = len(repeat.steps)
        patterns = self._model.primary.patterns
        text = "".join(
            f"/{step}[1]" if TreeReference(place.steps[:depth]) in patterns else f"/{step}"
            for depth, step in enumerate(place.steps, start=1)
            if around < depth < len(place.steps)
        )
        return Way(place.steps[around:], f"{text}/{place.steps[-1]}")

    def _attributes(self, element: Element, bind: Bind) -> Mapping[str, str]:
        """Give what only a chat may know: the control's attributes and the bind's others."""
        parameters = {name.removeprefix("orx:"): text for name, text in bind.attributes.items()}
        return MappingProxyType({**parameters, **self._document.control_attributes(element)})

    def _bounds(self, element: Element, bind: Bind) -> Bounds | None:
        written = [element.get(name) for name in ("start", "end", "step")]
        numbers = [_number(text) for text in written if text]
        match numbers:
            case []:
                return None
            case [Decimal() as start, Decimal() as end, Decimal() as step] if step:
                whole = _INPUTS.get(bind.type) is Kind.INTEGER
                return Bounds(start, end, abs(step), whole=whole)
        self._defects.add(
            str(bind.ref),
            "parameters",
            N_("start, end and step of a range must be numbers, and step not 0"),
            N_("Write, for instance, start=1 end=10 step=1."),
        )
        return None

    def _items(self, element: Element, ref: TreeReference) -> Iterator[SelectChoice]:
        for item in element.findall(f"{X}item"):
            value = (item.findtext(f"{X}value") or "").strip()
            yield SelectChoice(value, wording(item, "label", ref, self._defects))

    def _itemset(self, element: Element, ref: TreeReference) -> ItemsetBinding | None:
        nodeset = self._defects.expression(element.get("nodeset", ""), ref, "choice_filter")
        value, label = element.find(f"{X}value"), element.find(f"{X}label")
        if nodeset is None:
            return None
        if value is None or label is None or not nodeset.gives_nodes:
            self._defects.add(
                str(ref),
                "choice_filter",
                N_("a list of choices needs nodes, its values and labels"),
                N_("Take the choices from a sheet or a file."),
            )
            return None
        item = _item(nodeset)
        source = label.get("ref", "")
        label_is_id = source.startswith("jr:itext(")
        said = argument(source) if label_is_id else source
        words = self._defects.expression(said, item, "label")
        chosen = self._defects.expression(value.get("ref", ""), item, "name")
        if words is None or chosen is None:
            return None
        return ItemsetBinding(nodeset, chosen, words, label_is_id)

    def _file(self, itemset: Element) -> str | None:
        nodeset = itemset.get("nodeset", "")
        files = self._model.files.items()
        return next((file for name, file in files if f"instance('{name}')" in nodeset), None)


def _number(text: str) -> Decimal | None:
    return Decimal(text) if canonical(Kind.DECIMAL, text.strip(), now=ANY_DAY) else None


def _kind(element: Element, control: str, bind: Bind) -> Kind | None:
    if control == "upload":
        mediatype = element.get("mediatype", "").partition("/")[0]
        return _UPLOADS.get(mediatype, Kind.FILE)
    if control in _OTHERS:
        return _OTHERS[control]
    kind = _INPUTS.get(bind.type)
    # A note is a text which nobody may change: the compiler of XLSForms leaves no other sign.
    if kind is Kind.TEXT and bind.readonly is not None and bind.readonly.source == "true()":
        return Kind.NOTE
    return kind


def _item(nodeset: Compiled) -> TreeReference:
    """Give a reference for the items of a list; their children are not checked by name."""
    lists = [read.instance for read in nodeset.references if read.instance is not None]
    return TreeReference(("*",), lists[0] if lists else None)
