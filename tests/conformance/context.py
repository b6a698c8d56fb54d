"""The document in which an expression is evaluated, and the paths of its nodes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from conversations.xforms.instance import NodeKind, TreeElement
from conversations.xforms.names import XFORMS

_STEP = re.compile(r"(\*|text\(\)|comment\(\)|processing-instruction\(\))\[(\d+)\]")
_KINDS: Mapping[str, NodeKind] = {
    "*": NodeKind.ELEMENT,
    "text()": NodeKind.TEXT,
    "comment()": NodeKind.COMMENT,
    "processing-instruction()": NodeKind.INSTRUCTION,
}
_TESTS: Mapping[NodeKind, str] = {kind: test for test, kind in _KINDS.items()}


def parse(xml: str) -> TreeElement:
    """Read a document with its comments and instructions, unlike the reader of forms."""
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = builder.begin
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.CommentHandler = builder.comment
    parser.ProcessingInstructionHandler = builder.instruction
    parser.Parse(xml, True)
    root = TreeElement("", kind=NodeKind.ROOT)
    for node in builder.top.children:
        if node.kind is not NodeKind.TEXT:
            root.append(node)
    return root


@dataclass(slots=True)
class _Begun:
    """An element whose end has not been read."""

    name: str
    attributes: Mapping[str, str]
    children: list[TreeElement] = field(default_factory=list)

    def made(self) -> TreeElement:
        only_text = len(self.children) == 1 and self.children[0].kind is NodeKind.TEXT
        element = TreeElement(self.name, value=self.children[0].value if only_text else "")
        for name, value in self.attributes.items():
            element.set_attribute(_clark(name), value)
        for child in () if only_text else self.children:
            element.append(child)
        return element


class _Builder:
    def __init__(self) -> None:
        self.top = _Begun("", {})
        self._open = [self.top]

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self._open.append(_Begun(_clark(name), attributes))

    def end(self, _name: str) -> None:
        made = self._open.pop().made()
        self._open[-1].children.append(made)

    def text(self, text: str) -> None:
        self._add("", text, NodeKind.TEXT)

    def comment(self, text: str) -> None:
        self._add("", text, NodeKind.COMMENT)

    def instruction(self, target: str, text: str) -> None:
        self._add(target, text, NodeKind.INSTRUCTION)

    def _add(self, name: str, text: str, kind: NodeKind) -> None:
        self._open[-1].children.append(TreeElement(name, value=text, kind=kind))


def _clark(name: str) -> str:
    namespace, brace, local = name.rpartition("}")
    return f"{{{namespace}}}{local}" if brace and namespace != XFORMS else local


def find(document: TreeElement, path: str) -> TreeElement:
    """Find the node of a path such as `/*[1]/*[2]/@name`."""
    node = document
    for step in path.strip("/").split("/") if path != "/" else ():
        node = _attribute(node, step[1:]) if step.startswith("@") else _child(node, step)
    return node


def _attribute(node: TreeElement, name: str) -> TreeElement:
    local = name.rpartition(":")[2]
    return next(one for one in node.attributes if one.name.rpartition("}")[2] == local)


def _child(node: TreeElement, step: str) -> TreeElement:
    found = _STEP.fullmatch(step)
    if found is None:
        raise ValueError(f"no path of a node: {step}")
    kind = _KINDS[found[1]]
    children = [child for child in node.children if child.kind is kind]
    if kind is NodeKind.TEXT and not children:
        children = node.text_nodes()
    return children[int(found[2]) - 1]


def path_of(node: TreeElement) -> str:
    if node.parent is None:
        return "/"
    around = path_of(node.parent).rstrip("/")
    if node.kind is NodeKind.ATTRIBUTE:
        return f"{around}/@{node.name.rpartition('}')[2]}"
    alike = [child for child in node.parent.children if child.kind is node.kind]
    place = next((at for at, child in enumerate(alike, 1) if child is node), 1)
    return f"{around}/{_TESTS[node.kind]}[{place}]"
