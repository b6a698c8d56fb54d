"""Expressions made ready to run: checked, turned into closures, their dependencies named."""

import math
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Final, TypeAlias, assert_never

from conversations.xforms import patterns
from conversations.xforms.functions.table import FUNCTIONS, Function
from conversations.xforms.instance import (
    ANY,
    ANY_BELOW,
    NAMESPACES,
    NodeKind,
    TreeElement,
    TreeReference,
    document_order,
)
from conversations.xforms.problems import nearest
from conversations.xforms.syntax import (
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
    XPathError,
    parse,
)
from conversations.xforms.values import (
    Evaluate,
    EvaluationContext,
    Nodeset,
    Value,
    text_number,
    to_boolean,
    to_number,
    to_string,
)
from locales import N_


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
    reads = tuple(dict.fromkeys(_references(expression, (at,), (at,))))
    return Compiled(source, evaluate, reads, gives_nodes=_gives_nodes(expression))


# Checks, made while compiling: what passes them cannot fail when it runs


def _function(call: Call) -> Function:
    function = FUNCTIONS.get(call.function)
    if function is None:
        raise _unknown(call.function)
    if not function.accepts(len(call.arguments)):
        raise XPathError(
            N_("wrong number of arguments for {function}(): {count}"),
            _arity_remedy(function),
            function=call.function,
            count=str(len(call.arguments)),
            fewest=str(function.fewest),
            most=str(function.most),
        )
    for index in function.nodes:
        if index < len(call.arguments):
            _check_nodes(call.arguments[index], call.function)
    if call.function == "regex" and isinstance(call.arguments[1], Text):
        _check_pattern(call.arguments[1].value)
    return function


def _unknown(name: str) -> XPathError:
    suggestion = nearest(name, FUNCTIONS)
    remedy = N_("Did you mean {suggestion}()?") if suggestion else N_("Check the function's name.")
    return XPathError(
        N_("unknown function {function}()"), remedy, function=name, suggestion=suggestion or ""
    )


def _arity_remedy(function: Function) -> str:
    if function.pairs:
        return N_("After the first two, give its arguments in pairs.")
    if function.most is None:
        return N_("It takes {fewest} or more.")
    if function.most == function.fewest:
        return N_("It takes {fewest}.")
    return N_("It takes {fewest} to {most}.")


def _gives_nodes(expression: Expression) -> bool:
    match expression:
        case Path() | Filter():
            return True
        case Operation("|"):
            return True
        case Call(name):
            # An unknown function is told as such, when it is compiled itself.
            return name not in FUNCTIONS or FUNCTIONS[name].gives_nodes
        case _:
            return False


def _check_nodes(expression: Expression, where: str) -> None:
    if not _gives_nodes(expression):
        raise XPathError(
            N_("{function} needs questions here, not the value {value}"),
            N_("Name a question or a group, such as ${{name}}."),
            function=f"{where}()" if where in FUNCTIONS else where,
            value=str(expression),
        )


def _check_pattern(pattern: str) -> None:
    if len(pattern) > patterns.LONGEST_PATTERN:
        raise XPathError(
            N_("the pattern of regex() is longer than {limit} characters"),
            N_("Split it into two conditions."),
            limit=str(patterns.LONGEST_PATTERN),
        )
    fault = patterns.fault(pattern)
    if fault is not None:
        raise XPathError(
            N_("regex() cannot use the pattern {pattern} ({fault})"),
            N_("Close every bracket; look-around and back-references are not available."),
            pattern=pattern,
            fault=fault,
        )


# Closures


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
    function = _function(call)
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
            _check_nodes(operand, name)
    operands = tuple(_compile(operand) for operand in operation.operands)
    match name:
        case "or":
            return lambda here: any(to_boolean(operand(here)) for operand in operands)
        case "and":
            return lambda here: all(to_boolean(operand(here)) for operand in operands)
        case "|":
            return lambda here: _union(operand(here) for operand in operands)
        case _:
            return _folded(_BINARY[name], operands)


def _folded(apply: "Binary", operands: tuple[Evaluate, ...]) -> Evaluate:
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


# Operators

Binary: TypeAlias = Callable[[Value, Value, EvaluationContext], Value]
Compare: TypeAlias = Callable[[float, float], bool]


def _arithmetic(compute: Callable[[float, float], float]) -> Binary:
    def apply(left: Value, right: Value, here: EvaluationContext) -> Value:
        zone = here.zone
        return compute(float(to_number(left, zone)), float(to_number(right, zone)))

    return apply


def _divided(left: float, right: float) -> float:
    if right:
        return left / right
    if left == 0 or math.isnan(left) or math.isnan(right):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)


def _remainder(left: float, right: float) -> float:
    return math.nan if not right or math.isinf(left) else math.fmod(left, right)


def _relation(compare: Compare) -> Binary:
    def apply(left: Value, right: Value, here: EvaluationContext) -> Value:
        zone = here.zone
        if not isinstance(left, list) and not isinstance(right, list):
            return compare(to_number(left, zone), to_number(right, zone))
        others = _comparable(right, here)
        return any(compare(a, b) for a in _comparable(left, here) for b in others)

    return apply


def _comparable(value: Value, here: EvaluationContext) -> list[float]:
    if isinstance(value, list):
        return [text_number(node.text(), here.zone) for node in value]
    return [to_number(value, here.zone)]


def _equality(compare: Callable[[object, object], bool]) -> Binary:
    def apply(left: Value, right: Value, here: EvaluationContext) -> Value:
        if isinstance(left, bool) or isinstance(right, bool):
            return compare(to_boolean(left), to_boolean(right))
        if isinstance(left, float) or isinstance(right, float):
            others = _comparable(right, here)
            return any(compare(a, b) for a in _comparable(left, here) for b in others)
        return any(compare(a, b) for a in _words(left) for b in _words(right))

    return apply


def _words(value: Value) -> list[str]:
    return [node.text() for node in value] if isinstance(value, list) else [to_string(value)]


_BINARY: Final[Mapping[str, Binary]] = {
    "=": _equality(operator.eq),
    "!=": _equality(operator.ne),
    "<": _relation(operator.lt),
    "<=": _relation(operator.le),
    ">": _relation(operator.gt),
    ">=": _relation(operator.ge),
    "+": _arithmetic(operator.add),
    "-": _arithmetic(operator.sub),
    "*": _arithmetic(operator.mul),
    "div": _arithmetic(_divided),
    "mod": _arithmetic(_remainder),
}


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
        _check_nodes(path.start, "/")
        begin = _compile(path.start)
        return lambda here: _nodes(begin(here))
    if path.absolute:
        return lambda here: [here.root]
    return lambda here: [here.node]


def _filter(expression: Filter) -> Evaluate:
    _check_nodes(expression.operand, "[…]")
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
    reach = _reach(step)
    keep = [_predicate(predicate) for predicate in step.predicates]

    def walk(nodes: Nodeset, here: EvaluationContext) -> Nodeset:
        found: Nodeset = []
        for node in nodes:
            reached = reach(node, here)
            for predicate in keep:
                reached = predicate(reached, here)
            found.extend(reached)
        return found

    if keep:
        return walk
    return lambda nodes, here: (
        reach(nodes[0], here)
        if len(nodes) == 1
        else [found for node in nodes for found in reach(node, here)]
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


# Axes

AxisWalk: TypeAlias = Callable[[TreeElement], Nodeset]
Reach: TypeAlias = Callable[[TreeElement, EvaluationContext], Nodeset]


def _reach(step: Step) -> Reach:
    name = clark_name(step.test)
    if step.axis is Axis.CHILD and not name.endswith(("*", ")")):
        return lambda node, _here: node.named(name)
    axis = _AXES[step.axis]
    test = _test(name, NodeKind.ATTRIBUTE if step.axis is Axis.ATTRIBUTE else NodeKind.ELEMENT)

    def reach(node: TreeElement, here: EvaluationContext) -> Nodeset:
        candidates = axis(node)
        here.surroundings.spend(len(candidates))
        return [found for found in candidates if test(found)]

    return reach


def clark_name(name: str) -> str:
    """Write a prefixed name as `{namespace}local`; the prefixes are OpenRosa's own."""
    prefix, colon, local = name.partition(":")
    if not colon or prefix not in NAMESPACES:
        return name
    return f"{{{NAMESPACES[prefix]}}}{local}"


def _test(name: str, principal: NodeKind) -> Callable[[TreeElement], bool]:
    if name == "node()":
        return lambda _node: True
    if name.endswith("()"):
        kind = NodeKind(name[:-2])
        return lambda node: node.kind is kind
    if name == "*":
        return lambda node: node.kind is principal
    if name.endswith("}*"):
        return lambda node: node.kind is principal and node.name.startswith(name[:-1])
    return lambda node: node.kind is principal and node.name == name


def _children(node: TreeElement) -> Nodeset:
    return node.children or node.text_nodes()


def _descendants(node: TreeElement) -> Nodeset:
    found: Nodeset = []
    for inner in node.descendants():
        found.append(inner)
        if not inner.children:
            found.extend(inner.text_nodes())
    return found or node.text_nodes()


def _parent(node: TreeElement) -> Nodeset:
    return [] if node.parent is None else [node.parent]


def _siblings(node: TreeElement) -> tuple[Nodeset, Nodeset]:
    """Give the siblings before and after; attributes and texts of a leaf have none."""
    siblings = [] if node.parent is None else node.parent.children
    at = next((at for at, sibling in enumerate(siblings) if sibling is node), None)
    return ([], []) if at is None else (siblings[:at], siblings[at + 1 :])


def _preceding_siblings(node: TreeElement) -> Nodeset:
    return _siblings(node)[0][::-1]


def _following_siblings(node: TreeElement) -> Nodeset:
    return _siblings(node)[1]


def _following(node: TreeElement) -> Nodeset:
    after = [] if node.kind is not NodeKind.ATTRIBUTE else _descendants_of_owner(node)
    for around in (node, *node.ancestors()):
        for sibling in _following_siblings(around):
            after += [sibling, *_descendants(sibling)]
    return after


def _descendants_of_owner(attribute: TreeElement) -> Nodeset:
    assert attribute.parent is not None
    return _descendants(attribute.parent)


def _preceding(node: TreeElement) -> Nodeset:
    before: Nodeset = []
    for around in (node, *node.ancestors()):
        for sibling in _preceding_siblings(around):
            before += [*_descendants(sibling)[::-1], sibling]
    return before


_AXES: Final[Mapping[Axis, AxisWalk]] = {
    Axis.CHILD: _children,
    Axis.PARENT: _parent,
    Axis.SELF: lambda node: [node],
    Axis.ATTRIBUTE: lambda node: node.attributes,
    Axis.DESCENDANT: _descendants,
    Axis.DESCENDANT_OR_SELF: lambda node: [node, *_descendants(node)],
    Axis.ANCESTOR: lambda node: list(node.ancestors()),
    Axis.ANCESTOR_OR_SELF: lambda node: [node, *node.ancestors()],
    Axis.FOLLOWING: _following,
    Axis.FOLLOWING_SIBLING: _following_siblings,
    Axis.PRECEDING: _preceding,
    Axis.PRECEDING_SIBLING: _preceding_siblings,
    Axis.NAMESPACE: lambda _node: [],
}


# Dependencies

Places: TypeAlias = tuple[TreeReference, ...]


def _references(
    expression: Expression, context: Places, current: Places
) -> Iterator[TreeReference]:
    """Name what an expression reads; `context` is where it stands, `current` where it began."""
    match expression:
        case Text() | Number():
            return
        case Negation(operand):
            yield from _references(operand, context, current)
        case Operation(_, parts) | Call(_, parts):
            for part in parts:
                yield from _references(part, context, current)
        case Filter(operand, predicates):
            yield from _references(operand, context, current)
            yield from _predicate_references(
                predicates, _located(operand, context, current), current
            )
        case Path():
            yield from _path_references(expression, context, current)
        case _:
            assert_never(expression)


def _path_references(path: Path, context: Places, current: Places) -> Iterator[TreeReference]:
    if path.start is not None:
        yield from _references(path.start, context, current)
    places = _origin(path, context, current)
    for step in path.steps:
        places = _stepped(places, step)
        yield from _predicate_references(step.predicates, places, current)
    yield from places


def _predicate_references(
    predicates: tuple[Expression, ...], places: Places, current: Places
) -> Iterator[TreeReference]:
    for predicate in predicates:
        yield from _references(predicate, places, current)


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
