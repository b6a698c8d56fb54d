"""The answers as a tree: elements, attributes and texts, each knowing whether it is relevant."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

from typing_extensions import override

from conversations.xforms.names import clark_name

ANY: Final = "*"
"""A step of a reference that stands for every element."""
ANY_BELOW: Final = "**"
"""A step of a reference that stands for everything further down."""
_NO_NODES: Final[list["TreeElement"]] = []
"""What a leaf has inside: one for all, never changed, so that a leaf is made quickly."""
_NO_NAMES: Final[dict[str, list["TreeElement"]]] = {}


class NodeKind(Enum):
    ROOT = "root"
    ELEMENT = "element"
    ATTRIBUTE = "attribute"
    TEXT = "text"
    COMMENT = "comment"
    INSTRUCTION = "processing-instruction"


@dataclass(frozen=True, slots=True)
class TreeReference:
    """A path of names without positions: the same for all instances of a repeat.

    `instance` is None for the answers and the id of a secondary instance otherwise.
    """

    steps: tuple[str, ...]
    instance: str | None = None

    @classmethod
    def parse(cls, path: str) -> "TreeReference":
        return cls(tuple(step for step in path.strip().split("/") if step))

    @override
    def __str__(self) -> str:
        path = "".join(f"/{step}" for step in self.steps) or "/"
        return path if self.instance is None else f"instance('{self.instance}'){path}"

    def child(self, name: str) -> "TreeReference":
        return TreeReference((*self.steps, name), self.instance)

    def parent(self) -> "TreeReference":
        return TreeReference(self.steps[:-1], self.instance)

    def along(self, path: str) -> "TreeReference":
        """Follow a path of names and `..` from here; an absolute one begins at the root."""
        steps = [] if path.strip().startswith("/") else list(self.steps)
        for step in filter(None, path.strip().removeprefix("current()/").split("/")):
            if step == "..":
                del steps[-1:]
            elif step != ".":
                steps.append(clark_name(step))
        return TreeReference(tuple(steps), self.instance)

    def lineage(self) -> Iterator["TreeReference"]:
        """Give this reference and those of all elements around it, the nearest first."""
        for length in range(len(self.steps), 0, -1):
            yield TreeReference(self.steps[:length], self.instance)

    def is_pattern(self) -> bool:
        return any(step in {ANY, ANY_BELOW} for step in self.steps)

    def matches(self, other: "TreeReference") -> bool:
        """Say whether this reference, which may be a pattern, covers `other`."""
        return self.instance == other.instance and _covers(self.steps, other.steps)


def _covers(pattern: tuple[str, ...], steps: tuple[str, ...]) -> bool:
    if not pattern:
        return not steps
    if pattern[0] == ANY_BELOW:
        return any(_covers(pattern[1:], steps[start:]) for start in range(len(steps) + 1))
    return bool(steps) and pattern[0] in {ANY, steps[0]} and _covers(pattern[1:], steps[1:])


Places: TypeAlias = dict[tuple[str, str], dict[str, list[tuple[int, "TreeElement"]]]]
"""By the name of elements and of a child they have: by its text, they and their positions."""


class TreeElement:
    """One node of an instance; a leaf holds its value, the others hold their children.

    `given` is the answer as it was given where `value` is only a part of it: chosen values
    which a filter does not offer now. Both are kept, for the filter may offer them again.
    `name` is a local name, or `{namespace}local` for names outside XForms' own.
    `repeats` says that the element is one instance of a repeat. `places` tell where elements
    stand inside a list that never changes, by what they hold; None where all may change.
    """

    __slots__ = (
        "_named",
        "attributes",
        "children",
        "given",
        "kind",
        "name",
        "own",
        "parent",
        "places",
        "relevant",
        "repeats",
        "value",
    )

    def __init__(self, name: str, *, value: str = "", kind: NodeKind = NodeKind.ELEMENT) -> None:
        self.name = name
        self.value = value
        self.given: str | None = None
        self.kind = kind
        self.parent: TreeElement | None = None
        self.children = _NO_NODES
        self.attributes = _NO_NODES
        self.own = True
        self.relevant = True
        self.repeats = False
        self.places: Places | None = None
        self._named = _NO_NAMES

    def _hold(self, child: "TreeElement") -> None:
        """Become the parent of a child, no longer a leaf."""
        child.parent = self
        if self.children is _NO_NODES:
            self.children, self._named = [], {}

    def append(self, child: "TreeElement") -> "TreeElement":
        self._hold(child)
        self.children.append(child)
        self._named.setdefault(child.name, []).append(child)
        return child

    def insert(self, child: "TreeElement", *, before: frozenset[str]) -> None:
        """Put a child behind all others of its name, and before those named in `before`."""
        place = next((at for at, other in enumerate(self.children) if other.name in before), None)
        alike = self.named(child.name)
        if alike:
            place = self.children.index(alike[-1]) + 1
        self._hold(child)
        self.children.insert(len(self.children) if place is None else place, child)
        self._named.setdefault(child.name, []).append(child)

    def remove(self, child: "TreeElement") -> None:
        """Take a child out; it still knows where it was."""
        self.children.remove(child)
        self._named[child.name].remove(child)

    def arrange(self, name: str, alike: Sequence["TreeElement"], *, before: frozenset[str]) -> None:
        """Have exactly these children of a name, in this order."""
        for child in list(self.named(name)):
            self.remove(child)
        for child in alike:
            self.insert(child, before=before)

    def position(self) -> int:
        """Say which this is among its siblings of the same name, from 1."""
        siblings = () if self.parent is None else self.parent.named(self.name)
        return next((at for at, sibling in enumerate(siblings, 1) if sibling is self), 1)

    def set_attribute(self, name: str, value: str) -> None:
        attribute = TreeElement(name, value=value, kind=NodeKind.ATTRIBUTE)
        attribute.parent = self
        self.attributes = [*self.attributes, attribute]

    def attribute(self, name: str) -> str:
        return next((found.value for found in self.attributes if found.name == name), "")

    def named(self, name: str) -> list["TreeElement"]:
        return self._named.get(name, _NO_NODES)

    def answer(self) -> str:
        """Give what was answered, be it offered now or not."""
        return self.value if self.given is None else self.given

    def set_answer(self, answer: str) -> None:
        self.restore(answer, None)

    def restore(self, value: str, given: str | None) -> None:
        self.value, self.given = value, given

    def text_nodes(self) -> list["TreeElement"]:
        """Give the text of a leaf as a node, made when asked for; other texts are children."""
        if self.children or self.kind is not NodeKind.ELEMENT or not self.text():
            return []
        text = TreeElement("", value=self.value, kind=NodeKind.TEXT)
        text.parent = self
        return [text]

    def text(self) -> str:
        """Give what an expression reads here: nothing where the node is not relevant."""
        if not self.relevant:
            return ""
        if not self.children:
            return self.value
        return "".join(
            node.value
            for node in self.descendants()
            if node.relevant
            and not node.children
            and node.kind in {NodeKind.ELEMENT, NodeKind.TEXT}
        )

    def descendants(self) -> Iterator["TreeElement"]:
        """Give everything inside, in document order, without recursion."""
        waiting = list(reversed(self.children))
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def ancestors(self) -> Iterator["TreeElement"]:
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def set_relevant(self, own: bool) -> None:
        """Set this node's own relevance; everything inside inherits it."""
        self.own = own
        self.relevant = own and (self.parent is None or self.parent.relevant)
        for node in self.descendants():
            assert node.parent is not None
            node.relevant = node.own and node.parent.relevant

    def reference(self) -> TreeReference:
        steps = [self.name, *(node.name for node in self.ancestors())]
        return TreeReference(tuple(reversed(steps[:-1])))

    def ref(self) -> str:
        """Write where this is, with the position of every instance of a repeat on the way."""
        steps: list[str] = []
        node = self
        while node.parent is not None:
            steps.append(f"{node.name}[{node.position()}]" if node.repeats else node.name)
            node = node.parent
        return "".join(f"/{step}" for step in reversed(steps))

    def copy(self) -> "TreeElement":
        """Copy this node and all inside; depth is bounded by the reader of forms."""
        twin = TreeElement(self.name, value=self.value, kind=self.kind)
        twin.repeats = self.repeats
        for attribute in self.attributes:
            twin.set_attribute(attribute.name, attribute.value)
        for child in self.children:
            twin.append(child.copy())
        return twin

    def resolve(self, reference: TreeReference) -> list["TreeElement"]:
        """Find all elements below this one which the reference names."""
        return self.below(reference.steps)

    def below(self, steps: Iterable[str]) -> list["TreeElement"]:
        """Find all elements that the steps lead to from here."""
        nodes = [self]
        for step in steps:
            if len(nodes) == 1:
                nodes = nodes[0].named(step)
            else:
                nodes = [child for node in nodes for child in node.named(step)]
        return nodes

    def common(self, steps: Sequence[str]) -> tuple["TreeElement", int]:
        """Find the nearest element around this one that the steps lead to, and after how many.

        In a repeat this stays in the instance that this element is in.
        """
        *around, root = self, *self.ancestors()
        passed = 0
        for step, node in zip(steps, reversed(around), strict=False):
            if node.name != step:
                break
            root, passed = node, passed + 1
        return root, passed

    def near(self, reference: TreeReference) -> list["TreeElement"]:
        """Find what a reference names, in the instances that this element is in."""
        nearest, passed = self.common(reference.steps)
        return nearest.below(reference.steps[passed:])

    def find(self, ref: str) -> "TreeElement | None":
        """Find the element of a ref, in which every step that repeats has its position."""
        node = self
        for step in filter(None, ref.split("/")):
            name, bracket, position = step.partition("[")
            alike = node.named(name)
            at = int(position[:-1]) if bracket else 1
            if not 1 <= at <= len(alike) or alike[at - 1].repeats != bool(bracket):
                return None
            node = alike[at - 1]
        return node


def renumbered(ref: str, removed: str) -> str | None:
    """Say what a ref becomes once an instance is gone, None where it was inside.

    >>> renumbered("/data/person[3]/name", "/data/person[2]")
    '/data/person[2]/name'
    """
    stem, _, position = removed.removesuffix("]").rpartition("[")
    if not ref.startswith(f"{stem}["):
        return ref
    at, _, rest = ref.removeprefix(f"{stem}[").partition("]")
    if int(at) == int(position):
        return None
    return f"{stem}[{int(at) - (int(at) > int(position))}]{rest}"
