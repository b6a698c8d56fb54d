"""What must be computed anew after what: relevance, calculations and filtered choices."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

from conversations.xforms.instance import TreeReference
from conversations.xforms.xpath.evaluation import Compiled


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
    """All triggerables of a form in an order in which each comes after what it reads.

    They are known by their place in that order.
    """

    ordered: tuple[Triggerable, ...]
    _readers: Mapping[TreeReference, tuple[int, ...]]
    _followers: tuple[tuple[int, ...], ...]
    _relevances: Mapping[TreeReference, int]

    @classmethod
    def build(cls, found: Iterable[Triggerable], known: Iterable[TreeReference]) -> "Triggerables":
        """Put triggerables in order, or raise Cycle. `known` are all nodes of the form."""
        unordered = tuple(found)
        nodes = tuple(known)
        readers = _Readers(unordered, nodes)
        followers = [readers.after(triggerable) for triggerable in unordered]
        order = _order(unordered, followers)
        place = {old: new for new, old in enumerate(order)}
        ordered = tuple(unordered[old] for old in order)
        return cls(
            ordered,
            {node: tuple(place[old] for old in readers.of(node)) for node in nodes},
            tuple(tuple(place[follower] for follower in followers[old]) for old in order),
            {
                triggerable.target: at
                for at, triggerable in enumerate(ordered)
                if triggerable.effect is Effect.RELEVANT
            },
        )

    def after(self, changed: TreeReference) -> list[Triggerable]:
        """Give all that a changed value may change in turn, in order."""
        reached: set[int] = set()
        self.spread(changed, reached)
        return [self.ordered[at] for at in sorted(reached)]

    def spread(self, changed: TreeReference, reached: set[int]) -> None:
        """Add to `reached` the places of all that a changed value may change in turn."""
        waiting = list(self._readers.get(changed, ()))
        while waiting:
            at = waiting.pop()
            if at not in reached:
                reached.add(at)
                waiting.extend(self._followers[at])

    def relevance(self, target: TreeReference) -> int | None:
        """Give the place of what decides on the relevance of a node; None: it always is."""
        return self._relevances.get(target)


def _order(triggerables: tuple[Triggerable, ...], followers: list[tuple[int, ...]]) -> list[int]:
    sorter: TopologicalSorter[int] = TopologicalSorter()
    for at, after in enumerate(followers):
        sorter.add(at)
        for follower in after:
            sorter.add(follower, at)
    try:
        return list(sorter.static_order())
    except CycleError as error:
        raise Cycle(tuple(triggerables[at] for at in error.args[1])) from error


class _Readers:
    """Who reads which node, by their places in the given order."""

    def __init__(
        self, triggerables: tuple[Triggerable, ...], known: tuple[TreeReference, ...]
    ) -> None:
        self._known = known
        self._exact: dict[TreeReference, dict[int, None]] = {}
        self._inside: dict[TreeReference, dict[int, None]] = {}
        for at, triggerable in enumerate(triggerables):
            for reference in triggerable.expression.references:
                for node in self._named(reference):
                    self._add(node, at)

    def _named(self, reference: TreeReference) -> Iterator[TreeReference]:
        if reference.instance is not None:
            return
        if not reference.is_pattern():
            yield reference
            return
        yield from (node for node in self._known if reference.matches(node))

    def _add(self, node: TreeReference, at: int) -> None:
        self._exact.setdefault(node, {})[at] = None
        for around in node.parent().lineage():
            self._inside.setdefault(around, {})[at] = None

    def of(self, node: TreeReference) -> tuple[int, ...]:
        return tuple(self._exact.get(node, ()))

    def after(self, triggerable: Triggerable) -> tuple[int, ...]:
        """Give who reads what is changed; relevance changes all that is inside, too."""
        found = dict(self._exact.get(triggerable.target, {}))
        if triggerable.effect is Effect.RELEVANT:
            found.update(self._inside.get(triggerable.target, {}))
        return tuple(found)
