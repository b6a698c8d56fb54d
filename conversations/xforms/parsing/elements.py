"""The XML of an XForm read safely: its elements, their attributes and the words inside them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType
from typing import Final
from unicodedata import normalize
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from conversations.xforms.formdef import NO_WORDS, Wording
from conversations.xforms.instance import TreeElement, TreeReference
from conversations.xforms.itext import Piece, Pieces
from conversations.xforms.names import NAMESPACES, XFORMS
from conversations.xforms.parsing.defects import Defects, refused
from locales import N_

X: Final = f"{{{XFORMS}}}"
H: Final = f"{{{NAMESPACES['h']}}}"
JR: Final = f"{{{NAMESPACES['jr']}}}"
ODK: Final = f"{{{NAMESPACES['odk']}}}"
_ODK_TOO: Final = ODK.replace("}", "/}")
DEEPEST: Final = 60
_UP_AND_DOWN: Final = re.compile(r"(?:\.\./)+[\w/.\-]+")


@dataclass(frozen=True, slots=True)
class Document:
    """An XForm as XML, with the prefixes under which its namespaces were written."""

    root: Element
    prefixes: Mapping[str, str]

    def prefixed_attributes(self, element: Element) -> Mapping[str, str]:
        """Give the attributes which XLSForm has no word for, under their prefixed names."""
        found = {}
        for name, value in element.attrib.items():
            namespace, _, local = name.removeprefix("{").rpartition("}")
            if namespace and namespace != NAMESPACES["jr"]:
                found[f"{self.prefixes.get(namespace, '')}:{local}"] = value
        return MappingProxyType(found)

    def control_attributes(self, element: Element) -> Mapping[str, str]:
        """Give the attributes of a control, such as its appearance."""
        plain = {
            name: value
            for name, value in element.attrib.items()
            if name not in {"ref", "nodeset"} and not name.startswith("{")
        }
        return MappingProxyType({**plain, **self.prefixed_attributes(element)})


def parse_document(xml: str) -> Document:
    """Parse with entities and external things forbidden, or raise XFormRefused."""
    prefixes: dict[str, str] = {}
    depth = 0
    root: Element | None = None
    events = ("start-ns", "start", "end")
    try:
        for event, found in iterparse(BytesIO(xml.encode()), events=events, forbid_dtd=True):
            if event == "start-ns":
                prefixes[found[1]] = found[0]
                continue
            root = found if root is None else root
            if event == "start":
                found.tag = found.tag.replace(_ODK_TOO, ODK)
            depth += 1 if event == "start" else -1
            if depth > DEEPEST:
                raise refused(N_("the form is nested too deep"), N_("Use fewer groups."))
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise refused(
            N_("the XForm is not XML that may be read ({reason})"),
            N_("Write the form as a workbook."),
            reason=str(error),
        ) from error
    assert root is not None
    return Document(root, prefixes)


def tree(element: Element) -> TreeElement:
    """Copy an element of an instance, and all inside, as nodes."""
    value = "" if len(element) else normalize("NFC", element.text or "")
    made = TreeElement(element.tag.removeprefix(X), value=value)
    for name, text in element.attrib.items():
        made.set_attribute(name, text)
    for child in element:
        made.append(tree(child))
    return made


def wording(element: Element, part: str, at: TreeReference, defects: Defects) -> Wording:
    """Give the words of a label or hint inside an element."""
    found = element.find(f"{X}{part}")
    if found is None:
        return NO_WORDS
    if "ref" in found.attrib:
        return message(found.get("ref", ""))
    return Wording(pieces=pieces(found, at, part, defects))


def message(source: str) -> Wording:
    """Give the words of an attribute: an id of the itext, or the words themselves."""
    if source.startswith("jr:itext("):
        return Wording(text_id=argument(source).strip().strip("'\""))
    return Wording(pieces=(source,)) if source else NO_WORDS


def argument(call: str) -> str:
    return call.partition("(")[2].rpartition(")")[0]


def pieces(element: Element, at: TreeReference, part: str, defects: Defects) -> Pieces:
    """Read words with values in between."""
    found: list[Piece] = [element.text or ""]
    for child in element:
        source = child.get("value") or child.get("ref") or "''"
        compiled = defects.expression(
            _in_instance(_unescaped(source).strip(), at, defects), at, part
        )
        found += [*([compiled] if compiled else []), child.tail or ""]
    if len(found) == 1:
        found[0] = (element.text or "").strip()
    return tuple(piece for piece in found if piece != "")


def _in_instance(source: str, at: TreeReference, defects: Defects) -> str:
    """Let the label of a repeat name what is inside its own instance.

    The compiler of XLSForms writes the way to it through the parent, which leads to all.
    """
    if at in defects.repeats and _UP_AND_DOWN.fullmatch(source):
        return str(at.along(source))
    return source


def _unescaped(source: str) -> str:
    """Undo what pyxform does once too often to expressions inside labels."""
    return source.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
