"""What expressions become when they are made ready: small closures, and what these are made of."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from conversations.xforms.values import (
    Evaluate,
    EvaluationContext,
    Nodeset,
    Value,
    to_boolean,
    to_number,
)
from conversations.xforms.xpath.axes import document_order
from conversations.xforms.xpath.operators import Binary
from conversations.xforms.xpath.syntax import Expression, Path
from conversations.xforms.xpath.weights import spend_on_letters, spend_on_nodes

Walk: TypeAlias = Callable[[Nodeset, EvaluationContext], Nodeset]


def going_through(run: Callable[..., Value], arguments: tuple[Evaluate, ...]) -> Evaluate:
    def evaluate(here: EvaluationContext) -> Value:
        values = [argument(here) for argument in arguments]
        spend_on_letters(values, here)
        return run(here, *values)

    return evaluate


def constant(value: Value) -> Evaluate:
    return lambda _here: value


def negation(operand: Evaluate) -> Evaluate:
    return lambda here: -float(to_number(operand(here), here.zone))


def compared(expression: Expression, operand: Evaluate) -> Evaluate:
    """Let a path to a name that is not there be equal to an empty text, as OpenRosa has it."""
    if not isinstance(expression, Path) or not expression.steps:
        return operand
    if not expression.steps[-1].names_children:
        return operand
    return lambda here: operand(here) or ""


def folded(apply: Binary, operands: tuple[Evaluate, ...]) -> Evaluate:
    first, second, *rest = operands
    if not rest:
        return lambda here: apply(first(here), second(here), here)

    def evaluate(here: EvaluationContext) -> Value:
        value = first(here)
        for operand in operands[1:]:
            value = apply(value, operand(here), here)
        return value

    return evaluate


def union(values: Iterator[Value]) -> Value:
    return document_order(node for value in values for node in nodes_of(value))


def nodes_of(value: Value) -> Nodeset:
    assert isinstance(value, list)
    return value


def in_own_instances(names: tuple[str, ...], walks: list[Walk]) -> Evaluate:
    """Walk an absolute path from the nearest element that it has in common with the context."""

    def evaluate(here: EvaluationContext) -> Value:
        nearest, passed = here.node.common(names)
        if not passed:
            # Inside a list: the question asks from where the expression stands.
            nearest, passed = here.current.common(names)
        nodes = [nearest]
        for walk in walks[passed:]:
            nodes = walk(nodes, here)
        return spend_on_nodes(nodes, here)

    return evaluate


def ordered(walk: Walk) -> Walk:
    def in_order(nodes: Nodeset, here: EvaluationContext) -> Nodeset:
        found = walk(nodes, here)
        here.surroundings.spend(len(found))
        return document_order(found) if len(found) > 1 else found

    return in_order


def holds(value: Value, position: int) -> bool:
    if isinstance(value, float):
        return value == position
    return to_boolean(value)
