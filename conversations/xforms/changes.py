"""Changes to a form with answers in it, and all that follows from them, in the right order."""

import heapq
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from types import TracebackType
from typing import Final, Self, assert_never

from conversations.xforms.filled import FilledForm
from conversations.xforms.formdef import Kind, Moment, Preload, RepeatDef, SetValueAction
from conversations.xforms.instance import TreeElement, TreeReference
from conversations.xforms.triggerables import Effect, Reader, Triggerable
from conversations.xforms.values import TooCostly

_LONGEST_CHAIN: Final = 100
"""How many actions may set off one another: two that do so for ever have to come to an end."""


class Changes:
    """One change after another, each with all its consequences; undone where that is too costly.

    Only what reads something that really changed is computed anew: each triggerable waits, by
    its place in their order, with the elements under which its targets are concerned and the
    depth of those.
    """

    def __init__(self, filled: FilledForm) -> None:
        self._filled = filled
        self._form = filled.form
        self._waiting: dict[int, dict[TreeElement, int]] = {}
        self._places: list[int] = []
        self._swept = len(filled.form.triggerables.ordered)
        self._undo: list[Callable[[], object]] = [
            partial(setattr, filled, "effort", filled.effort),
            partial(setattr, filled, "elements", filled.elements),
        ]
        self._chain = 0
        self._at_first = len(self._undo)
        self.instances_moved = False

    @property
    def any_made(self) -> bool:
        """Say whether anything was changed, be it undone or not."""
        return len(self._undo) > self._at_first

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, TooCostly):
            for undo in reversed(self._undo):
                undo()

    # Values

    def preload(self, around: TreeElement, *, at_end: bool = False) -> None:
        """Set what nodes inside an element hold by themselves, at the beginning or at the end."""
        for ref, preload in self._form.preloads.items():
            if (preload is Preload.END) is at_end:
                for node in _inside(around, ref):
                    self.set_value(node, self._filled.preloaded(preload, node))

    def act(self, moment: Moment) -> None:
        """Do the actions of a moment of the whole form."""
        for action in self._form.actions_at(moment):
            self._do(action, self._filled.root, self._filled.root.below(action.ref.steps))

    def set_value(self, node: TreeElement, value: str) -> None:
        """Set a value, then compute what follows, then do what is to be done when it changes."""
        if node.answer() == value:
            return
        before = node.value
        self._keep(node)
        node.set_answer(value)
        if value == before:
            return
        reference = node.reference()
        self._changed(node, self._form.triggerables.readers(reference), len(reference.steps))
        self._settle()
        for action in self._form.actions_at(Moment.VALUE_CHANGED, reference):
            self._do(action, node, node.near(action.ref))

    def _do(self, action: SetValueAction, around: TreeElement, targets: list[TreeElement]) -> None:
        """Do an action for some elements: those its own path picks, where it says which."""
        if action.which is not None:
            targets = self._filled.found(action.which, around)
        self._chain += 1
        if self._chain > _LONGEST_CHAIN:
            raise TooCostly
        for target in tuple(targets):
            for origin in target.near(action.origin)[:1]:
                self.set_value(target, self._filled.computed(action.value, target, at=origin))
        self._chain -= 1

    def _keep(self, node: TreeElement) -> None:
        self._undo.append(partial(node.restore, node.value, node.given))

    # Instances

    def add(self, repeat: RepeatDef, parent: TreeElement) -> TreeElement:
        """Add an instance behind the others; what the form sets in a new one is set."""
        self._keep_instances(repeat, parent)
        instance = self._attach(repeat, parent, self._filled.new_instance(repeat))
        self._begin(repeat, instance)
        self._moved(repeat, parent, instance.position())
        self._settle()
        return instance

    def remove(self, repeat: RepeatDef, instance: TreeElement) -> None:
        """Take an instance out; those behind it move up."""
        parent, position = instance.parent, instance.position()
        assert parent is not None
        self._keep_instances(repeat, parent)
        parent.remove(instance)
        self._moved(repeat, parent, position)
        self._settle()

    def _resize(self, repeat: RepeatDef, parent: TreeElement) -> None:
        """Have as many instances as the form wants; those too many are set aside for later."""
        wanted, present = self._filled.counted(repeat, parent), list(parent.named(repeat.name))
        if wanted == len(present):
            return
        aside = self._filled.set_aside(repeat, parent)
        self._undo.append(partial(aside.__setitem__, slice(None), tuple(aside)))
        self._keep_instances(repeat, parent)
        for instance in reversed(present[wanted:]):
            parent.remove(instance)
            aside.append(instance)
        for _missing in range(wanted - len(present)):
            if aside:
                self._attach(repeat, parent, aside.pop())
            else:
                self._begin(repeat, self._attach(repeat, parent, self._filled.new_instance(repeat)))
        self._moved(repeat, parent, min(wanted, len(present)) + 1)

    def _keep_instances(self, repeat: RepeatDef, parent: TreeElement) -> None:
        alike = tuple(parent.named(repeat.name))
        self.instances_moved = True
        self._undo.append(partial(parent.arrange, repeat.name, alike, before=repeat.later))

    def _attach(self, repeat: RepeatDef, parent: TreeElement, instance: TreeElement) -> TreeElement:
        parent.insert(instance, before=repeat.later)
        instance.set_relevant(instance.own)
        return instance

    def _begin(self, repeat: RepeatDef, instance: TreeElement) -> None:
        self.preload(instance)
        for action in self._form.actions_at(Moment.NEW_REPEAT):
            if self._repeat_of(action) in {None, repeat.reference}:
                self._do(action, instance, instance.near(action.ref))

    def _repeat_of(self, action: SetValueAction) -> TreeReference | None:
        """Give the repeat whose new instances an action is for; None: those of all."""
        place = action.at or action.ref
        return next((ref for ref in place.lineage() if ref in self._form.repeats), None)

    def _moved(self, repeat: RepeatDef, parent: TreeElement, position: int) -> None:
        """Let all wait that is computed in instances from a position on, or reads any of them."""
        triggerables, depth = self._form.triggerables, len(repeat.reference.steps)
        for instance in parent.named(repeat.name)[position - 1 :]:
            for place in triggerables.inside(repeat.reference):
                self._wait(place, instance, depth)
        readers = triggerables.readers_inside(repeat.reference)
        outside = (reader for reader in readers if reader.shared < depth)
        self._changed(parent, outside, depth - 1)

    # What follows

    def recompute(self) -> None:
        """Compute everything, as if nothing had been computed before."""
        for place, triggerable in enumerate(self._form.triggerables.ordered):
            self._swept = place
            self._apply(triggerable, {self._filled.root: 0})
        self._swept = len(self._form.triggerables.ordered)
        self._settle()

    def _changed(self, node: TreeElement, readers: Iterable[Reader], depth: int) -> None:
        """Let readers wait for a node, or for something inside it, that stands so deep."""
        for reader in readers:
            shared = min(reader.shared, depth)
            scope = self._filled.root if not shared else node
            for _step in range(depth - shared if shared else 0):
                assert scope.parent is not None
                scope = scope.parent
            self._wait(reader.place, scope, shared)

    def _wait(self, place: int, scope: TreeElement, depth: int) -> None:
        # While everything is computed, what comes later in the order is computed anyway.
        if place > self._swept:
            return
        if place not in self._waiting:
            self._waiting[place] = {}
            heapq.heappush(self._places, place)
        self._waiting[place][scope] = depth

    def _settle(self) -> None:
        while self._places:
            self._filled.spend(1)
            place = heapq.heappop(self._places)
            self._apply(self._form.triggerables.ordered[place], self._waiting.pop(place))

    def _apply(self, triggerable: Triggerable, scopes: Mapping[TreeElement, int]) -> None:
        for node in _targets(triggerable, scopes, self._filled.root):
            match triggerable.effect:
                case Effect.RELEVANT:
                    self._set_relevant(triggerable, node)
                case Effect.CALCULATE:
                    self._calculate(triggerable, node)
                case Effect.CHOICES:
                    self._withdraw(triggerable, node)
                case Effect.COUNT:
                    self._resize(self._form.repeats[triggerable.target], node)
                case _:
                    assert_never(triggerable.effect)

    def _set_relevant(self, triggerable: Triggerable, node: TreeElement) -> None:
        own = self._filled.holds(triggerable.expression, node)
        if own == node.own:
            return
        self._undo.append(partial(node.set_relevant, node.own))
        before = node.relevant
        node.set_relevant(own)
        if node.relevant != before:
            target = triggerable.target
            inside = self._form.triggerables.readers_inside(target)
            self._changed(node, inside, len(target.steps))

    def _calculate(self, triggerable: Triggerable, node: TreeElement) -> None:
        value = self._filled.computed(triggerable.expression, node)
        self._take(triggerable, node, value, None)

    def _withdraw(self, triggerable: Triggerable, node: TreeElement) -> None:
        """Let a chosen value count only while the filter offers it."""
        given = node.answer()
        if given:
            question = self._form.by_ref[str(triggerable.target)]
            offered = self._filled.offered(question, node)
            counted = [value for value in given.split() if value in offered]
            if question.kind is Kind.RANK:
                # All that is offered has its rank; what was not there comes last.
                counted += [value for value in offered if value not in counted]
            self._take(triggerable, node, " ".join(counted), given)

    def _take(
        self, triggerable: Triggerable, node: TreeElement, value: str, given: str | None
    ) -> None:
        changed = node.value != value
        if changed or node.given != given:
            self._keep(node)
            node.value, node.given = value, given
        if changed:
            target = triggerable.target
            readers = self._form.triggerables.readers(target)
            self._changed(node, readers, len(target.steps))


def _targets(
    triggerable: Triggerable, scopes: Mapping[TreeElement, int], root: TreeElement
) -> list[TreeElement]:
    """Find the nodes that a triggerable changes; a count changes the element around."""
    steps = triggerable.target.steps
    if triggerable.effect is Effect.COUNT:
        steps = steps[:-1]
    if root in scopes:
        return list(root.below(steps))
    return [node for scope, depth in scopes.items() for node in scope.below(steps[depth:])]


def _inside(around: TreeElement, reference: TreeReference) -> list[TreeElement]:
    """Find what a reference names inside an element; nothing, where it lies elsewhere."""
    steps = around.reference().steps
    if reference.steps[: len(steps)] != steps:
        return []
    return list(around.below(reference.steps[len(steps) :]))
