"""Which nodes of the form an expression reads, so that it is computed anew when they change."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce
from typing import TypeAlias, assert_never

from conversations.xforms.instance import ANY, ANY_BELOW, TreeReference
from conversations.xforms.names import clark_name
from conversations.xforms.xpath.syntax import (
    Axis,
    Call,
    Expression,
    Filter,
    Negation,
    Number,
    Operation,
    Path,
    Step,
    Text,
)


@dataclass(frozen=True, slots=True)
class Read:
    """What an expression reads, and how near it is.

    The first `shared` steps lead to the very elements around the one where the expression
    stands: in a repeat, those of its own instance. What sums up all instances shares fewer.
    """

    reference: TreeReference
    shared: int

    def moved(self, reference: TreeReference) -> "Read":
        return Read(reference, min(self.shared, len(reference.steps)))


Places: TypeAlias = tuple[Read, ...]
_ROOT = Read(TreeReference(()), 0)


def references(expression: Expression, context: Places, current: Places) -> Iterator[Read]:
    """Name what an expression reads; `context` is where it stands, `current` where it began."""
    match expression:
        case Text() | Number():
            return
        case Negation(operand):
            yield from references(operand, context, current)
        case Operation(_, parts):
            for part in parts:
                yield from references(part, context, current)
        case Call():
            yield from _call_references(expression, context, current)
        case Filter(operand, predicates):
            yield from references(operand, context, current)
            yield from _predicate_references(
                predicates, _located(operand, context, current), current
            )
        case Path():
            yield from _path_references(expression, context, current)
        case _:
            assert_never(expression)


def _call_references(call: Call, context: Places, current: Places) -> Iterator[Read]:
    for argument in call.arguments:
        for read in references(argument, context, current):
            # What is read by its number is read in any instance.
            yield replace(read, shared=0) if call.function == "indexed-repeat" else read
    match call.arguments:
        case (_, Text(path)) if call.function == "jr:choice-name":
            yield from (Read(place.reference.along(path), 0) for place in current)
        case _:
            pass


def _path_references(path: Path, context: Places, current: Places) -> Iterator[Read]:
    if path.start is not None:
        yield from references(path.start, context, current)
    places = _origin(path, context, current)
    for step in path.steps:
        places = _stepped(places, step)
        yield from _predicate_references(step.predicates, places, current)
    yield from _bound(path, places, context, current)


def _bound(path: Path, places: Places, context: Places, current: Places) -> Places:
    """Share with the context the elements that an absolute path goes through by name alone."""
    if not path.absolute:
        return places
    around = [place for place in context if place.reference.instance is None] or current
    names = tuple(plain_names(path))
    shared = min(
        (min(place.shared, _alike(names, place.reference.steps)) for place in around), default=0
    )
    return tuple(replace(place, shared=shared) for place in places)


def plain_names(path: Path) -> Iterator[str]:
    """Give the names of the steps up to the first that is more than a child's name."""
    for step in path.steps:
        if step.predicates or not step.names_children:
            return
        yield clark_name(step.test)


def _alike(names: tuple[str, ...], others: tuple[str, ...]) -> int:
    pairs = enumerate(zip(names, others, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(names), len(others)))


def _predicate_references(
    predicates: tuple[Expression, ...], places: Places, current: Places
) -> Iterator[Read]:
    for predicate in predicates:
        yield from references(predicate, places, current)


def _origin(path: Path, context: Places, current: Places) -> Places:
    if path.start is not None:
        return _located(path.start, context, current)
    return (_ROOT,) if path.absolute else context


def _located(expression: Expression, context: Places, current: Places) -> Places:
    """Tell where the nodes lie which an expression gives; everywhere, if that is not known."""
    match expression:
        case Path(_, _, steps):
            return reduce(_stepped, steps, _origin(expression, context, current))
        case Filter(operand) | Call("randomize" | "indexed-repeat", (operand, *_)):
            return _located(operand, context, current)
        case Operation("|", operands):
            return tuple(
                place for operand in operands for place in _located(operand, context, current)
            )
        case Call("current"):
            return current
        case Call("instance", (Text(name),)):
            return (Read(TreeReference((), name), 0),)
        case _:
            return (Read(TreeReference((ANY_BELOW,)), 0),)


def _stepped(places: Places, step: Step) -> Places:
    return tuple(
        place.moved(_around(place.reference, step.axis)).moved(reached)
        for place in places
        for reached in _steps_from(place.reference, step)
    )


def _steps_from(place: TreeReference, step: Step) -> tuple[TreeReference, ...]:
    match step.axis:
        case Axis.SELF | Axis.ATTRIBUTE | Axis.NAMESPACE:
            return (place,)
        case Axis.PARENT:
            return (place if ANY_BELOW in place.steps[-1:] else place.parent(),)
        case Axis.ANCESTOR | Axis.ANCESTOR_OR_SELF:
            return tuple(place.lineage())
        case axis:
            return (_below(_around(place, axis), step.test),)


def _around(place: TreeReference, axis: Axis) -> TreeReference:
    """Give the parent of what an axis reaches."""
    match axis:
        case Axis.PRECEDING_SIBLING | Axis.FOLLOWING_SIBLING:
            return place.parent()
        case Axis.DESCENDANT | Axis.DESCENDANT_OR_SELF:
            return place.child(ANY_BELOW)
        case Axis.FOLLOWING | Axis.PRECEDING:
            return TreeReference((ANY_BELOW,), place.instance)
        case _:
            return place


def _below(place: TreeReference, test: str) -> TreeReference:
    """Go down to a named child; a text is part of its element, any node is anything inside."""
    if test in {"text()", "comment()", "processing-instruction()"}:
        return place
    if test == "node()":
        return place if ANY_BELOW in place.steps[-1:] else place.child(ANY)
    return place.child(ANY if test.endswith("*") else clark_name(test))
