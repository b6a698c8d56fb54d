"""How much work an expression is each time it is evaluated, in nodes looked at."""

from collections.abc import Iterable, Sequence
from typing import Final, assert_never

from conversations.xforms.functions.table import FUNCTIONS
from conversations.xforms.values import EvaluationContext, Nodeset, Value
from conversations.xforms.xpath.syntax import (
    Call,
    Expression,
    Filter,
    Negation,
    Number,
    Operation,
    Path,
    Text,
)

_LETTERS: Final = 64
"""How many letters are gone through while one node is looked at."""


def weight(expression: Expression) -> int:
    """Count the parts of an expression: each takes about as long as looking at a node."""
    match expression:
        case Text() | Number():
            return 1
        case Negation(operand):
            return 1 + weight(operand)
        case Operation(_, operands):
            return 1 + _sum(operands)
        case Call(name, arguments):
            return FUNCTIONS[name].weight + _sum(arguments)
        case Filter(operand, predicates):
            return 1 + weight(operand) + _sum(predicates)
        case Path(start, _, steps):
            inside = (predicate for step in steps for predicate in step.predicates)
            return 1 + (weight(start) if start else 0) + _sum(inside)
        case _:
            assert_never(expression)


def _sum(expressions: Iterable[Expression]) -> int:
    return sum(weight(one) for one in expressions)


def spend_on_nodes(nodes: Nodeset, here: EvaluationContext) -> Nodeset:
    """Count nodes that were found, or what is inside one that was: all may be read now."""
    looked_at = len(nodes[0].children) if len(nodes) == 1 else len(nodes)
    if looked_at:
        here.surroundings.spend(looked_at)
    return nodes


def spend_on_letters(values: Sequence[Value], here: EvaluationContext) -> None:
    """Count the letters of texts that are gone through from their first to their last."""
    letters = sum(map(_letters, values))
    if letters > _LETTERS:
        here.surroundings.spend(letters // _LETTERS)


def _letters(value: Value) -> int:
    if isinstance(value, list):
        return len(value[0].value) if value else 0
    return len(value) if isinstance(value, str) else 0
