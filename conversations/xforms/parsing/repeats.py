"""The repeats of an XForm: where they are, and what an instance of each looks like."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from conversations.xforms.instance import NodeKind, TreeElement, TreeReference
from conversations.xforms.parsing.elements import JR, X, tree

_TEMPLATE = f"{JR}template"


def place_of(element: Element, around: TreeReference) -> TreeReference:
    """Tell which node a control or group of the body is about; relative to the one around."""
    path = element.get("nodeset") or element.get("ref") or ""
    return around.along(path) if path else around


def find_repeats(body: Element, around: TreeReference) -> Iterator[TreeReference]:
    """Give the nodes of all repeats, those that hold others first."""
    for element in body:
        if element.tag in {f"{X}group", f"{X}repeat"}:
            place = place_of(element, around)
            if element.tag == f"{X}repeat":
                yield place
            yield from find_repeats(element, place)


@dataclass(frozen=True, slots=True)
class Primary:
    """The answers as a form begins with them, and what an instance of each repeat looks like.

    `nodes` are all there may be, in the order of the document.
    """

    template: TreeElement
    patterns: Mapping[TreeReference, TreeElement]
    nodes: Collection[TreeReference]

    @property
    def root(self) -> TreeReference:
        return self.template.children[0].reference()

    def elements(self, ref: TreeReference) -> Iterator[TreeElement]:
        """Give all elements of a ref, those inside patterns among them."""
        yield from self.template.resolve(ref)
        yield from _in_patterns(self.patterns, ref)

    def later(self, ref: TreeReference) -> frozenset[str]:
        """Give the names of what stands behind a node, inside the same one."""
        siblings = [node for node in self.nodes if node.parent() == ref.parent()]
        return frozenset(node.steps[-1] for node in siblings[siblings.index(ref) + 1 :])


def read_primary(root: Element, repeats: Iterable[TreeReference]) -> Primary:
    """Read the primary instance and take out of it what is only a pattern.

    Where the form gives none, the first instance that it begins with is the pattern, too, but
    for the instances of other repeats inside.
    """
    template = TreeElement("", kind=NodeKind.ROOT)
    template.append(tree(root))
    nodes = dict.fromkeys(node.reference() for node in template.descendants())
    patterns: dict[TreeReference, TreeElement] = {}
    copied: set[TreeReference] = set()
    for repeat in repeats:
        written, others = _take(template, repeat, patterns)
        if written or others:
            patterns[repeat] = written[0] if written else others[0].copy()
        if not written:
            copied.add(repeat)
    for repeat in copied:
        _empty(patterns, repeat)
    return Primary(template, patterns, nodes)


def _take(
    template: TreeElement,
    repeat: TreeReference,
    patterns: Mapping[TreeReference, TreeElement],
) -> tuple[list[TreeElement], list[TreeElement]]:
    """Take out all patterns of a repeat; give them, and the instances that stay."""
    written: list[TreeElement] = []
    others: list[TreeElement] = []
    inside = repeat.parent()
    for parent in (*template.resolve(inside), *_in_patterns(patterns, inside)):
        for instance in list(parent.named(repeat.steps[-1])):
            instance.repeats = True
            if any(attribute.name == _TEMPLATE for attribute in instance.attributes):
                parent.remove(instance)
                written.append(instance)
            else:
                others.append(instance)
    return written, others


def _empty(patterns: Mapping[TreeReference, TreeElement], repeat: TreeReference) -> None:
    """Take the instances of other repeats out of a pattern."""
    length = len(repeat.steps)
    for other in patterns:
        if other.steps[:length] == repeat.steps and len(other.steps) > length:
            for parent in patterns[repeat].below(other.steps[length:-1]):
                for instance in list(parent.named(other.steps[-1])):
                    parent.remove(instance)


def _in_patterns(
    patterns: Mapping[TreeReference, TreeElement], ref: TreeReference
) -> Iterator[TreeElement]:
    for repeat, pattern in patterns.items():
        length = len(repeat.steps)
        if ref.steps[:length] == repeat.steps:
            yield from pattern.below(ref.steps[length:])
