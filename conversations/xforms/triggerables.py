"""What must be computed anew after what: relevance, calculations and filtered choices."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

from conversations.xforms.instance import TreeReference
from conversations.xforms.xpath import Compiled


class Effect(StrEnum):
    """What a triggerable changes. Nothing else of a form can be read by an expression:

    required, readonly, constraints and labels are computed when they are asked for.
    """

    RELEVANT = "relevant"
    CALCULATE = "calculate"
    CHOICES = "choices"


@dataclass(frozen=True, slots=True)
class Triggerable:
    effect: Effect
    target: TreeReference
    expression: Compiled


class Cycle(Exception):
    """Some triggerables need each other, so none can come first."""

    def __init__(self, members: tuple[Triggerable, ...]) -> None:
        super().__init__(" → ".join(str(member.target) for member in members))
        self.members = members


@dataclass(frozen=True, slots=True)
class Triggerables:
    """All triggerables of a form in an order in which each comes after what it reads."""

    ordered: tuple[Triggerable, ...]
    _after: Mapping[TreeReference, tuple[Triggerable, ...]]

    @classmethod
    def build(cls, found: Iterable[Triggerable], known: Iterable[TreeReference]) -> "Triggerables":
        """Put triggerables in order, or raise Cycle. `known` are all nodes of the form."""
        nodes = tuple(known)
        graph = _Graph(tuple(found), nodes)
        order = graph.order()
        place = {triggerable: at for at, triggerable in enumerate(order)}
        after = {
            node: tuple(sorted(graph.reached_from(node), key=place.__getitem__)) for node in nodes
        }
        return cls(order, after)

    def after(self, changed: TreeReference) -> tuple[Triggerable, ...]:
        """Give all that a changed value may change in turn, in order."""
        return self._after.get(changed, ())


class _Graph:
    def __init__(
        self, triggerables: tuple[Triggerable, ...], known: tuple[TreeReference, ...]
    ) -> None:
        self._all = triggerables
        self._readers = _Readers(triggerables, known)
        self._next = {
            triggerable: self._readers.of(
                triggerable.target, inside=triggerable.effect is Effect.RELEVANT
            )
            for triggerable in triggerables
        }

    def order(self) -> tuple[Triggerable, ...]:
        sorter: TopologicalSorter[Triggerable] = TopologicalSorter()
        for triggerable in self._all:
            sorter.add(triggerable)
            for follower in self._next[triggerable]:
                sorter.add(follower, triggerable)
        try:
            return tuple(sorter.static_order())
        except CycleError as error:
            raise Cycle(tuple(error.args[1])) from error

    def reached_from(self, node: TreeReference) -> set[Triggerable]:
        reached: set[Triggerable] = set()
        waiting = list(self._readers.of(node, inside=False))
        while waiting:
            triggerable = waiting.pop()
            if triggerable not in reached:
                reached.add(triggerable)
                waiting.extend(self._next[triggerable])
        return reached


class _Readers:
    """Who reads which node."""

    def __init__(
        self, triggerables: tuple[Triggerable, ...], known: tuple[TreeReference, ...]
    ) -> None:
        self._known = known
        self._exact: dict[TreeReference, dict[Triggerable, None]] = {}
        self._inside: dict[TreeReference, dict[Triggerable, None]] = {}
        for triggerable in triggerables:
            for reference in triggerable.expression.references:
                for node in self._named(reference):
                    self._add(node, triggerable)

    def _named(self, reference: TreeReference) -> Iterator[TreeReference]:
        if reference.instance is not None:
            return
        if not reference.is_pattern():
            yield reference
            return
        yield from (node for node in self._known if reference.matches(node))

    def _add(self, node: TreeReference, triggerable: Triggerable) -> None:
        self._exact.setdefault(node, {})[triggerable] = None
        for around in node.parent().lineage():
            self._inside.setdefault(around, {})[triggerable] = None

    def of(self, changed: TreeReference, *, inside: bool) -> tuple[Triggerable, ...]:
        """Give the readers of a node and, if wanted, of all that is inside it, each once."""
        found = dict(self._exact.get(changed, {}))
        if inside:
            found.update(self._inside.get(changed, {}))
        return tuple(found)
