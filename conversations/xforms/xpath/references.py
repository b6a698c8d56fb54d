"""Which nodes of the form an expression reads, so that it is computed anew when they change."""

from collections.abc import Iterator
from functools import reduce
from typing import TypeAlias, assert_never

from conversations.xforms.instance import ANY, ANY_BELOW, TreeReference, clark_name
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

Places: TypeAlias = tuple[TreeReference, ...]


def references(expression: Expression, context: Places, current: Places) -> Iterator[TreeReference]:
    """Name what an expression reads; `context` is where it stands, `current` where it began."""
    match expression:
        case Text() | Number():
            return
        case Negation(operand):
            yield from references(operand, context, current)
        case Operation(_, parts) | Call(_, parts):
            for part in parts:
                yield from references(part, context, current)
        case Filter(operand, predicates):
            yield from references(operand, context, current)
            yield from _predicate_references(
                predicates, _located(operand, context, current), current
            )
        case Path():
            yield from _path_references(expression, context, current)
        case _:
            assert_never(expression)


def _path_references(path: Path, context: Places, current: Places) -> Iterator[TreeReference]:
    if path.start is not None:
        yield from references(path.start, context, current)
    places = _origin(path, context, current)
    for step in path.steps:
        places = _stepped(places, step)
        yield from _predicate_references(step.predicates, places, current)
    yield from places


def _predicate_references(
    predicates: tuple[Expression, ...], places: Places, current: Places
) -> Iterator[TreeReference]:
    for predicate in predicates:
        yield from references(predicate, places, current)


def _origin(path: Path, context: Places, current: Places) -> Places:
    if path.start is not None:
        return _located(path.start, context, current)
    return (TreeReference(()),) if path.absolute else context


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
            return (TreeReference((), name),)
        case _:
            return (TreeReference((ANY_BELOW,)),)


def _stepped(places: Places, step: Step) -> Places:
    return tuple(reached for place in places for reached in _steps_from(place, step))


def _steps_from(place: TreeReference, step: Step) -> Places:
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
