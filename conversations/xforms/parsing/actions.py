"""The actions of an XForm: what sets a value, when, and where."""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from conversations.xforms.formdef import Moment, SetValueAction
from conversations.xforms.instance import TreeReference
from conversations.xforms.parsing.defects import Defects
from conversations.xforms.parsing.elements import ODK, X
from conversations.xforms.parsing.repeats import Primary, place_of
from conversations.xforms.xpath.evaluation import compile_expression
from conversations.xforms.xpath.syntax import Text, XPathError

_SETVALUE: Final = f"{X}setvalue"
ACTIONS: Final = frozenset({_SETVALUE, f"{ODK}setgeopoint", f"{ODK}recordaudio"})
_PREDICATE: Final = re.compile(r"\[[^\]]*\]")
_MOMENTS: Final = frozenset(Moment)
_WORDS: Final = frozenset(f"{X}{name}" for name in ("label", "hint", "item", "itemset"))


class Actions:
    """Reads actions, each in the model or inside the control of a question or repeat."""

    def __init__(self, primary: Primary, defects: Defects) -> None:
        self._nodes = primary.nodes
        self._root = primary.root
        self._defects = defects

    def in_model(self, model: Element) -> Iterator[SetValueAction]:
        for element in model:
            if element.tag in ACTIONS:
                yield from self._action(element, self._root, None)

    def in_body(
        self, parent: Element, around: TreeReference | None = None
    ) -> Iterator[SetValueAction]:
        """Give the actions inside controls, which belong to the nodes of those."""
        place = around or self._root
        for element in parent:
            if element.tag in ACTIONS:
                yield from self._action(element, place, place)
            elif element.tag not in _WORDS:
                yield from self.in_body(element, place_of(element, place))

    def _action(
        self, element: Element, around: TreeReference, at: TreeReference | None
    ) -> Iterator[SetValueAction]:
        path = element.get("ref", "")
        ref = around.along(_PREDICATE.sub("", path))
        moments = element.get("event", "").split()
        if element.tag != _SETVALUE or not _MOMENTS.issuperset(moments) or not moments:
            what = " ".join(moments) or "trigger"
            name = element.tag.rpartition("}")[2] if element.tag != _SETVALUE else what
            self._defects.add_unsupported(str(ref), "trigger", name)
            return
        source = element.get("value") or str(Text((element.text or "").strip()))
        origin = ref if at is None or self._leads(source, ref) else self._other(source, ref, at)
        value = self._defects.expression(source, origin, "default")
        which = self._defects.expression(path, around, "trigger") if "[" in path else None
        if value is not None:
            yield SetValueAction(ref, which, value, origin, frozenset(map(Moment, moments)), at)

    def _other(self, source: str, ref: TreeReference, at: TreeReference) -> TreeReference:
        """Choose the control as the origin where the paths of a value lead nowhere but from there.

        The compiler of XLSForms writes them so where a question sets another inside a repeat.
        """
        return at if self._leads(source, at) else ref

    def _leads(self, source: str, at: TreeReference) -> bool:
        try:
            reads = compile_expression(source.strip(), at=at).references
        except XPathError:
            return False
        return all(
            read in self._nodes for read in reads if read.instance is None and not read.is_pattern()
        )
