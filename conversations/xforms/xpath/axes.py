"""The axes of XPath, and the tests for the nodes along them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

from conversations.xforms.instance import NodeKind, TreeElement
from conversations.xforms.names import clark_name
from conversations.xforms.values import EvaluationContext, Nodeset
from conversations.xforms.xpath.syntax import Axis, Step

AxisWalk: TypeAlias = Callable[[TreeElement], Nodeset]
Reach: TypeAlias = Callable[[TreeElement, EvaluationContext], Nodeset]


def reach(step: Step) -> Reach:
    """Make the way from one node along a step's axis to the nodes that pass its test."""
    name = clark_name(step.test)
    if step.names_children:
        return lambda node, _here: node.named(name)
    axis = _AXES[step.axis]
    test = _test(name, NodeKind.ATTRIBUTE if step.axis is Axis.ATTRIBUTE else NodeKind.ELEMENT)

    def along(node: TreeElement, here: EvaluationContext) -> Nodeset:
        candidates = axis(node)
        here.surroundings.spend(len(candidates))
        return [found for found in candidates if test(found)]

    return along


def _test(name: str, principal: NodeKind) -> Callable[[TreeElement], bool]:
    if name == "node()":
        return lambda _node: True
    if name.endswith("()"):
        kind = NodeKind(name[:-2])
        return lambda node: node.kind is kind
    if name == "*":
        return lambda node: node.kind is principal
    if name.endswith("}*"):
        return lambda node: node.kind is principal and node.name.startswith(name[:-1])
    return lambda node: node.kind is principal and node.name == name


def _children(node: TreeElement) -> Nodeset:
    return node.children or node.text_nodes()


def _descendants(node: TreeElement) -> Nodeset:
    found: Nodeset = []
    for inner in node.descendants():
        found.append(inner)
        if not inner.children:
            found.extend(inner.text_nodes())
    return found or node.text_nodes()


def _parent(node: TreeElement) -> Nodeset:
    return [] if node.parent is None else [node.parent]


def _siblings(node: TreeElement) -> tuple[Nodeset, Nodeset]:
    """Give the siblings before and after; attributes and texts of a leaf have none."""
    siblings = [] if node.parent is None else node.parent.children
    at = next((at for at, sibling in enumerate(siblings) if sibling is node), None)
    return ([], []) if at is None else (siblings[:at], siblings[at + 1 :])


def _preceding_siblings(node: TreeElement) -> Nodeset:
    return _siblings(node)[0][::-1]


def _following_siblings(node: TreeElement) -> Nodeset:
    return _siblings(node)[1]


def _following(node: TreeElement) -> Nodeset:
    owner = node.parent if node.kind is NodeKind.ATTRIBUTE else None
    after = [] if owner is None else _descendants(owner)
    for around in (node, *node.ancestors()):
        for sibling in _following_siblings(around):
            after += [sibling, *_descendants(sibling)]
    return after


def _preceding(node: TreeElement) -> Nodeset:
    before: Nodeset = []
    for around in (node, *node.ancestors()):
        for sibling in _preceding_siblings(around):
            before += [*_descendants(sibling)[::-1], sibling]
    return before


_AXES: Final[Mapping[Axis, AxisWalk]] = {
    Axis.CHILD: _children,
    Axis.PARENT: _parent,
    Axis.SELF: lambda node: [node],
    Axis.ATTRIBUTE: lambda node: node.attributes,
    Axis.DESCENDANT: _descendants,
    Axis.DESCENDANT_OR_SELF: lambda node: [node, *_descendants(node)],
    Axis.ANCESTOR: lambda node: list(node.ancestors()),
    Axis.ANCESTOR_OR_SELF: lambda node: [node, *node.ancestors()],
    Axis.FOLLOWING: _following,
    Axis.FOLLOWING_SIBLING: _following_siblings,
    Axis.PRECEDING: _preceding,
    Axis.PRECEDING_SIBLING: _preceding_siblings,
    Axis.NAMESPACE: lambda _node: [],
}


def document_order(nodes: Iterable[TreeElement]) -> list[TreeElement]:
    """Sort nodes as they stand in their document, each once."""
    places: dict[TreeElement, Mapping[TreeElement, int]] = {}
    placed = {_place(node, places): node for node in nodes}
    return [placed[place] for place in sorted(placed)]


def _place(
    node: TreeElement, places: dict[TreeElement, Mapping[TreeElement, int]]
) -> tuple[int, ...]:
    place: list[int] = []
    while node.parent is not None:
        if node.parent not in places:
            places[node.parent] = _places_inside(node.parent)
        # A text made for a leaf is not among its parent's children: it is the only one there.
        place.append(places[node.parent].get(node, 0))
        node = node.parent
    place.append(id(node))
    return tuple(reversed(place))


def _places_inside(parent: TreeElement) -> Mapping[TreeElement, int]:
    """Number what is in an element, its attributes before its children."""
    inside = (*parent.attributes, *parent.children)
    return {node: at for at, node in enumerate(inside, -len(parent.attributes))}
