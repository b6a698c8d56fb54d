"""What must be computed anew after what: relevance, calculations, choices and repeats."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Final

from conversations.xforms.instance import TreeReference
from conversations.xforms.xpath.evaluation import Compiled

_ALL: Final = 1_000
"""More steps than any node has."""


class Effect(StrEnum):
    """What a triggerable changes. Nothing else of a form can be read by an expression:

    required, readonly, constraints and labels are computed when they are asked for.
    """

    RELEVANT = "relevant"
    CALCULATE = "calculate"
    CHOICES = "choices"
    COUNT = "count"


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
class Reader:
    """A triggerable, by its place in the order, that reads a node.

    Only those of its targets are concerned which share the first `shared` steps with the node:
    the steps down to the innermost repeat that they have in common.
    """

    place: int
    shared: int


@dataclass(frozen=True, slots=True)
class Triggerables:
    """All triggerables of a form in an order in which each comes after what it reads.

    They are known by their place in that order.
    """

    ordered: tuple[Triggerable, ...]
    _readers: Mapping[TreeReference, tuple[Reader, ...]]
    _readers_inside: Mapping[TreeReference, tuple[Reader, ...]]
    _inside: Mapping[TreeReference, tuple[int, ...]]
    _followers: tuple[tuple[int, ...], ...]
    _relevances: Mapping[TreeReference, int]

    @classmethod
    def build(
        cls,
        found: Iterable[Triggerable],
        known: Iterable[TreeReference],
        repeats: Iterable[TreeReference] = (),
    ) -> "Triggerables":
        """Put triggerables in order, or raise Cycle. `known` are all nodes of the form."""
        unordered = tuple(found)
        graph = _Graph(unordered, tuple(known), frozenset(repeats))
        order = graph.order()
        place = {old: new for new, old in enumerate(order)}
        ordered = tuple(unordered[old] for old in order)
        return cls(
            ordered,
            {node: _placed(readers, place) for node, readers in graph.exact.items()},
            {node: _placed(readers, place) for node, readers in graph.inside.items()},
            {
                repeat: tuple(place[old] for old in graph.targets_inside(repeat))
                for repeat in graph.repeats
            },
            tuple(tuple(place[after] for after in graph.followers[old]) for old in order),
            {
                triggerable.target: at
                for at, triggerable in enumerate(ordered)
                if triggerable.effect is Effect.RELEVANT
            },
        )

    def readers(self, changed: TreeReference) -> tuple[Reader, ...]:
        """Give who reads a node whose value has changed."""
        return self._readers.get(changed, ())

    def readers_inside(self, changed: TreeReference) -> tuple[Reader, ...]:
        """Give who reads a node or anything inside it."""
        return self._readers_inside.get(changed, ())

    def inside(self, repeat: TreeReference) -> tuple[int, ...]:
        """Give the places of all that is computed inside an instance of a repeat."""
        return self._inside[repeat]

    def spread(self, changed: TreeReference, reached: set[int]) -> None:
        """Add to `reached` the places of all that a changed value may change in turn."""
        waiting = [reader.place for reader in self.readers(changed)]
        while waiting:
            at = waiting.pop()
            if at not in reached:
                reached.add(at)
                waiting.extend(self._followers[at])

    def relevance(self, target: TreeReference) -> int | None:
        """Give the place of what decides on the relevance of a node; None: it always is."""
        return self._relevances.get(target)


def _placed(readers: Mapping[int, int], place: Mapping[int, int]) -> tuple[Reader, ...]:
    return tuple(Reader(place[at], shared) for at, shared in readers.items())


class _Graph:
    """Who reads what, by the places in the given order, and how much they share with it."""

    def __init__(
        self,
        triggerables: tuple[Triggerable, ...],
        known: tuple[TreeReference, ...],
        repeats: frozenset[TreeReference],
    ) -> None:
        self._triggerables = triggerables
        self._known = known
        self.repeats = repeats
        self.exact: dict[TreeReference, dict[int, int]] = {}
        self.inside: dict[TreeReference, dict[int, int]] = {}
        for at, triggerable in enumerate(triggerables):
            for read in triggerable.expression.reads:
                for node in self._named(read.reference):
                    self._add(node, at, self._shared(node, triggerable.target, read.shared))
        self.followers = [self._after(triggerable) for triggerable in triggerables]

    def _named(self, reference: TreeReference) -> Iterator[TreeReference]:
        if reference.instance is not None:
            return
        if not reference.is_pattern():
            yield reference
            return
        yield from (node for node in self._known if reference.matches(node))

    def _shared(self, node: TreeReference, target: TreeReference, most: int) -> int:
        """Say how many steps lead to the innermost repeat that two nodes share, if any."""
        lengths = range(min(most, len(node.steps), len(target.steps)), 0, -1)
        return next(
            (
                length
                for length in lengths
                if node.steps[:length] == target.steps[:length]
                and TreeReference(node.steps[:length]) in self.repeats
            ),
            0,
        )

    def _add(self, node: TreeReference, at: int, shared: int) -> None:
        _keep_least(self.exact.setdefault(node, {}), at, shared)
        for around in node.lineage():
            _keep_least(self.inside.setdefault(around, {}), at, shared)

    def _after(self, triggerable: Triggerable) -> tuple[int, ...]:
        """Give who comes after: relevance and repeats change all that is inside, too."""
        match triggerable.effect:
            case Effect.RELEVANT:
                return tuple(self.inside.get(triggerable.target, ()))
            case Effect.COUNT:
                readers = self.inside.get(triggerable.target, {})
                return tuple({**readers, **dict.fromkeys(self.targets_inside(triggerable.target))})
            case _:
                return tuple(self.exact.get(triggerable.target, ()))

    def targets_inside(self, repeat: TreeReference) -> Iterator[int]:
        length = len(repeat.steps)
        for at, triggerable in enumerate(self._triggerables):
            steps = triggerable.target.steps
            is_own_count = triggerable.effect is Effect.COUNT and len(steps) == length
            if steps[:length] == repeat.steps and not is_own_count:
                yield at

    def order(self) -> list[int]:
        """Put what reads after what is read.

        Instances of a repeat may need each other, as where each adds to what the one before
        has, and their number may depend on what is told in them: that has no order, but is
        computed again until nothing changes.
        """
        loose: set[tuple[int, int]] = set()
        while True:
            try:
                return list(self._sorter(loose).static_order())
            except CycleError as error:
                circle = error.args[1]
                found = {edge for edge in pairwise(circle) if self._is_loose(*edge)} - loose
                if not found:
                    raise Cycle(tuple(self._triggerables[at] for at in circle)) from error
                loose |= found

    def _sorter(self, loose: set[tuple[int, int]]) -> TopologicalSorter[int]:
        sorter: TopologicalSorter[int] = TopologicalSorter()
        for at, after in enumerate(self.followers):
            sorter.add(at)
            for follower in after:
                if (at, follower) not in loose:
                    sorter.add(follower, at)
        return sorter

    def _is_loose(self, at: int, follower: int) -> bool:
        """Say whether one is a count, or read only in other instances of the repeat around both."""
        one, other = self._triggerables[at], self._triggerables[follower]
        if one.effect is Effect.COUNT:
            return True
        calculated = {one.effect, other.effect} == {Effect.CALCULATE}
        shared = self.exact.get(one.target, {}).get(follower, 0)
        return calculated and shared < self._shared(one.target, other.target, _ALL)


def _keep_least(readers: dict[int, int], at: int, shared: int) -> None:
    readers[at] = min(shared, readers.get(at, shared))
