"""The actions of an XForm: what sets a value, when, and where."""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from conversations.xforms.formdef import Moment, SetValueAction
from conversations.xforms.instance import TreeReference
from conversations.xforms.xform_defects import Defects
from conversations.xforms.xform_elements import ODK, X
from conversations.xforms.xform_repeats import place_of

_SETVALUE: Final = f"{X}setvalue"
ACTIONS: Final = frozenset({_SETVALUE, f"{ODK}setgeopoint", f"{ODK}recordaudio"})
_PREDICATE: Final = re.compile(r"\[[^\]]*\]")
_MOMENTS: Final = frozenset(Moment)


def actions_in_model(
    model: Element, root: TreeReference, defects: Defects
) -> Iterator[SetValueAction]:
    for element in model:
        if element.tag in ACTIONS:
            yield from _action(element, root, None, defects)


def actions_in_body(
    parent: Element, around: TreeReference, defects: Defects
) -> Iterator[SetValueAction]:
    """Give the actions inside controls, which belong to the nodes of those."""
    for element in parent:
        if element.tag in ACTIONS:
            yield from _action(element, around, around, defects)
        elif element.tag not in {f"{X}label", f"{X}hint", f"{X}item", f"{X}itemset"}:
            yield from actions_in_body(element, place_of(element, around), defects)


def _action(
    element: Element, around: TreeReference, at: TreeReference | None, defects: Defects
) -> Iterator[SetValueAction]:
    path = element.get("ref", "")
    ref = around.along(_PREDICATE.sub("", path))
    moments = element.get("event", "").split()
    if element.tag != _SETVALUE or not _MOMENTS.issuperset(moments) or not moments:
        what = element.tag.rpartition("}")[2] if element.tag != _SETVALUE else " ".join(moments)
        defects.add_unsupported(str(ref), "trigger", what or "trigger")
        return
    source = element.get("value") or _literal((element.text or "").strip())
    value = defects.expression(source, ref, "default")
    which = defects.expression(path, around, "trigger") if "[" in path else None
    if value is not None:
        yield SetValueAction(ref, which, value, frozenset(map(Moment, moments)), at)


def _literal(text: str) -> str:
    """Write a text as an expression."""
    return f'"{text}"' if "'" in text else f"'{text}'"
