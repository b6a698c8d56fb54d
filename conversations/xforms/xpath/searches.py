"""Predicates that look something up: `[country = /data/country]` need not ask every item."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from conversations.xforms.instance import TreeReference
from conversations.xforms.names import clark_name
from conversations.xforms.values import Value
from conversations.xforms.xpath.references import plain_names
from conversations.xforms.xpath.syntax import Call, Expression, Operation, Path, Step, Text


@dataclass(frozen=True, slots=True)
class Search:
    """What a step looks for: children of a name which hold in a column what `sought` gives.

    Others cannot meet the step's first predicate; these meet it, or part of it.
    """

    name: str
    column: str
    sought: Expression


def child_named(expression: Expression) -> str | None:
    """Give the name of a child, where an expression is no more than that."""
    match expression:
        case Path(None, False, (Step(predicates=()) as step,)) if step.names_children:
            return clark_name(step.test)
        case _:
            return None


def search_of(step: Step, repeats: Collection[TreeReference]) -> Search | None:
    """Tell what a step looks for, None where its items have to be asked one by one."""
    if not step.names_children or not step.predicates:
        return None
    for one, other in _equalities(step.predicates[0]):
        column = child_named(one)
        if column is not None and _is_same_for_all(other, repeats):
            return Search(clark_name(step.test), column, other)
    return None


def texts_sought(value: Value) -> list[str] | None:
    """Give the texts that are equal to a value as a comparison has it; None: not by their letters."""
    if isinstance(value, list):
        return [node.text() for node in value] or [""]
    return [value] if isinstance(value, str) else None


def _equalities(predicate: Expression) -> Iterator[tuple[Expression, Expression]]:
    """Give both sides of what must be equal, each as the first."""
    match predicate:
        case Operation("=", (one, other)):
            yield from ((one, other), (other, one))
        case Operation("and", operands):
            for operand in operands:
                yield from _equalities(operand)
        case _:
            pass


def _is_same_for_all(expression: Expression, repeats: Collection[TreeReference]) -> bool:
    """Tell whether an expression has one value, whichever item it is compared with.

    A path through a repeat begins where it is: that may be inside the list.
    """
    match expression:
        case Text() | Path(Call("current", ()), _, _):
            return True
        case Path(None, True, _):
            names = tuple(plain_names(expression))
            return all(TreeReference(names[:n]) not in repeats for n in range(1, len(names) + 1))
        case _:
            return False
