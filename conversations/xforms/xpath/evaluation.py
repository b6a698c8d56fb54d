"""Expressions made ready to run: parsed once, checked, and turned into closures."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

from conversations.xforms.instance import TreeReference, document_order
from conversations.xforms.values import (
    Evaluate,
    EvaluationContext,
    Nodeset,
    Value,
    to_boolean,
    to_number,
)
from conversations.xforms.xpath.axes import reach
from conversations.xforms.xpath.operators import BINARY_OPERATORS, Binary
from conversations.xforms.xpath.parser import parse
from conversations.xforms.xpath.references import references
from conversations.xforms.xpath.static_errors import check_nodes, checked_function, gives_nodes
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
class Compiled:
    """An expression ready to run, and what it reads."""

    source: str
    evaluate: Evaluate
    references: tuple[TreeReference, ...]
    gives_nodes: bool


def compile_expression(source: str, *, at: TreeReference) -> Compiled:
    """Compile an expression which stands at `at`, or raise XPathError."""
    expression = parse(source)
    evaluate = _compile(expression)
    reads = tuple(dict.fromkeys(references(expression, (at,), (at,))))
    return Compiled(source, evaluate, reads, gives_nodes=gives_nodes(expression))


def _compile(expression: Expression) -> Evaluate:
    made: Evaluate
    match expression:
        case Text(text):
            made = _constant(text)
        case Number(number):
            made = _constant(number)
        case Negation(operand):
            made = _negation(_compile(operand))
        case Operation():
            made = _operation(expression)
        case Call():
            made = _call(expression)
        case Path():
            made = _path(expression)
        case Filter():
            made = _filter(expression)
        case _:
            assert_never(expression)
    return made


def _constant(value: Value) -> Evaluate:
    return lambda _here: value


def _negation(operand: Evaluate) -> Evaluate:
    return lambda here: -float(to_number(operand(here), here.zone))


def _call(call: Call) -> Evaluate:
    function = checked_function(call)
    run = function.call
    arguments = tuple(_compile(argument) for argument in call.arguments)
    if function.lazy:
        return lambda here: run(here, *arguments)
    match arguments:
        case ():
            return run
        case (only,):
            return lambda here: run(here, only(here))
        case (first, second):
            return lambda here: run(here, first(here), second(here))
        case _:
            return lambda here: run(here, *[argument(here) for argument in arguments])


def _operation(operation: Operation) -> Evaluate:
    name = operation.operator
    if name == "|":
        for operand in operation.operands:
            check_nodes(operand, name)
    operands = tuple(_compile(operand) for operand in operation.operands)
    match name:
        case "or":
            return lambda here: any(to_boolean(operand(here)) for operand in operands)
        case "and":
            return lambda here: all(to_boolean(operand(here)) for operand in operands)
        case "|":
            return lambda here: _union(operand(here) for operand in operands)
        case _:
            return _folded(BINARY_OPERATORS[name], operands)


def _folded(apply: Binary, operands: tuple[Evaluate, ...]) -> Evaluate:
    first, second, *rest = operands
    if not rest:
        return lambda here: apply(first(here), second(here), here)

    def evaluate(here: EvaluationContext) -> Value:
        value = first(here)
        for operand in operands[1:]:
            value = apply(value, operand(here), here)
        return value

    return evaluate


def _union(values: Iterator[Value]) -> Value:
    return document_order(node for value in values for node in _nodes(value))


def _nodes(value: Value) -> Nodeset:
    assert isinstance(value, list)
    return value


# Paths

Walk: TypeAlias = Callable[[Nodeset, EvaluationContext], Nodeset]


def _path(path: Path) -> Evaluate:
    start = _start(path)
    walks = _walks(path.steps)

    def evaluate(here: EvaluationContext) -> Value:
        nodes = start(here)
        for walk in walks:
            nodes = walk(nodes, here)
        return nodes

    return evaluate


def _start(path: Path) -> Callable[[EvaluationContext], Nodeset]:
    if path.start is not None:
        check_nodes(path.start, "/")
        begin = _compile(path.start)
        return lambda here: _nodes(begin(here))
    if path.absolute:
        return lambda here: [here.root]
    return lambda here: [here.node]


def _filter(expression: Filter) -> Evaluate:
    check_nodes(expression.operand, "[…]")
    operand = _compile(expression.operand)
    keep = [_predicate(predicate) for predicate in expression.predicates]

    def evaluate(here: EvaluationContext) -> Value:
        nodes = _nodes(operand(here))
        for predicate in keep:
            nodes = predicate(nodes, here)
        return nodes

    return evaluate


def _walks(steps: tuple[Step, ...]) -> list[Walk]:
    """Compile steps; once an axis may have met nodes twice or backwards, order is restored."""
    walks: list[Walk] = []
    tidy = True
    for step in steps:
        tidy = tidy and step.axis in _TIDY
        walks.append(_walk(step) if tidy else _ordered(_walk(step)))
    return walks


_TIDY: Final = frozenset({Axis.CHILD, Axis.ATTRIBUTE, Axis.SELF})


def _ordered(walk: Walk) -> Walk:
    def ordered(nodes: Nodeset, here: EvaluationContext) -> Nodeset:
        found = walk(nodes, here)
        return document_order(found) if len(found) > 1 else found

    return ordered


def _walk(step: Step) -> Walk:
    reached_from = reach(step)
    keep = [_predicate(predicate) for predicate in step.predicates]

    def walk(nodes: Nodeset, here: EvaluationContext) -> Nodeset:
        found: Nodeset = []
        for node in nodes:
            reached = reached_from(node, here)
            for predicate in keep:
                reached = predicate(reached, here)
            found.extend(reached)
        return found

    if keep:
        return walk
    return lambda nodes, here: (
        reached_from(nodes[0], here)
        if len(nodes) == 1
        else [found for node in nodes for found in reached_from(node, here)]
    )


def _predicate(expression: Expression) -> Walk:
    if isinstance(expression, Number):
        index = int(expression.value) - 1 if expression.value.is_integer() else -1
        return lambda nodes, _here: nodes[index : index + 1] if index >= 0 else []
    condition = _compile(expression)

    def keep(nodes: Nodeset, here: EvaluationContext) -> Nodeset:
        size = len(nodes)
        here.surroundings.spend(size)
        return [
            node
            for position, node in enumerate(nodes, 1)
            if _holds(condition(here.at(node, position=position, size=size)), position)
        ]

    return keep


def _holds(value: Value, position: int) -> bool:
    if isinstance(value, float):
        return value == position
    return to_boolean(value)
