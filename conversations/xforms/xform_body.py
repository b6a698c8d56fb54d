"""The body of an XForm: its groups, and its questions with their choices."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final
from xml.etree.ElementTree import Element

from conversations.xforms.formdef import (
    Bind,
    GroupDef,
    ItemsetBinding,
    Kind,
    QuestionDef,
    SelectChoice,
)
from conversations.xforms.instance import TreeReference
from conversations.xforms.xform_defects import Defects
from conversations.xforms.xform_elements import Document, X, argument, wording
from conversations.xforms.xform_model import Model
from conversations.xforms.xpath.evaluation import Compiled
from locales import N_

_CONTROLS: Final = frozenset({"input", "select", "select1"})
_INPUTS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "string": Kind.TEXT,
        "int": Kind.INTEGER,
        "integer": Kind.INTEGER,
        "decimal": Kind.DECIMAL,
        "date": Kind.DATE,
    }
)


class Body:
    """Reads the controls, each with its bind from the model."""

    def __init__(self, document: Document, model: Model, defects: Defects) -> None:
        self._document = document
        self._model = model
        self._defects = defects

    def questions(
        self, parent: Element, groups: tuple[GroupDef, ...] = ()
    ) -> Iterator[QuestionDef]:
        for element in parent:
            name = element.tag.removeprefix(X)
            if name == "group":
                yield from self.questions(element, (*groups, self._group(element)))
            elif name in _CONTROLS:
                yield from self._question(element, name, groups)
            elif name != "label":
                ref = element.get("ref") or element.get("nodeset") or ""
                self._defects.add_unsupported(ref, "type", name)

    def _group(self, element: Element) -> GroupDef:
        at = TreeReference.parse(element.get("ref", ""))
        return GroupDef(wording(element, "label", at, self._defects))

    def _question(
        self, element: Element, control: str, groups: tuple[GroupDef, ...]
    ) -> Iterator[QuestionDef]:
        """Give the question of a control; none, where nothing can be asked like this."""
        ref = TreeReference.parse(element.get("ref", ""))
        bind = self._model.binds.get(ref) or Bind(ref)
        kind = _kind(control, bind)
        if kind is None:
            self._defects.add_unsupported(str(ref), "type", f"{control} {bind.type}")
            return
        for inside in element:
            if inside.tag == f"{X}setvalue":
                self._defects.add_unsupported(str(ref), "trigger", "trigger")
        itemset = element.find(f"{X}itemset")
        yield QuestionDef(
            str(ref),
            ref.steps[-1],
            kind,
            bind,
            label=wording(element, "label", ref, self._defects),
            hint=wording(element, "hint", ref, self._defects),
            groups=groups,
            choices=tuple(self._items(element, ref)),
            itemset=None if itemset is None else self._itemset(itemset, ref),
            from_file=None if itemset is None else self._file(itemset),
            attributes=self._document.control_attributes(element),
        )

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


def _kind(control: str, bind: Bind) -> Kind | None:
    if control == "select1":
        return Kind.SELECT_ONE
    if control == "select":
        return Kind.SELECT_MULTIPLE
    kind = _INPUTS.get(bind.type)
    # A note is a text which nobody may change: the compiler of XLSForms leaves no other sign.
    if kind is Kind.TEXT and bind.readonly is not None and bind.readonly.source == "true()":
        return Kind.NOTE
    return kind


def _item(nodeset: Compiled) -> TreeReference:
    """Give a reference for the items of a list; their children are not checked by name."""
    lists = [read.instance for read in nodeset.references if read.instance is not None]
    return TreeReference(("*",), lists[0] if lists else None)
