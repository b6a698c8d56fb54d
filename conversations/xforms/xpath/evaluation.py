"""Expressions made ready to run: parsed once, checked, and turned into closures."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

from conversations.xforms.instance import TreeElement, TreeReference
from conversations.xforms.lists import holding
from conversations.xforms.values import (
    Evaluate,
    EvaluationContext,
    Nodeset,
    Value,
    to_boolean,
)
from conversations.xforms.xpath.axes import Reach, reach
from conversations.xforms.xpath.closures import (
    Walk,
    compared,
    constant,
    folded,
    going_through,
    holds,
    in_own_instances,
    negation,
    nodes_of,
    ordered,
    union,
)
from conversations.xforms.xpath.operators import BINARY_OPERATORS
from conversations.xforms.xpath.parser import parse
from conversations.xforms.xpath.references import Read, plain_names, references
from conversations.xforms.xpath.searches import Search, child_named, search_of, texts_sought
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
from conversations.xforms.xpath.weights import spend_on_nodes, weight

Question: TypeAlias = Callable[[list[tuple[int, TreeElement]], EvaluationContext, int], Nodeset]
_TIDY: Final = frozenset({Axis.CHILD, Axis.ATTRIBUTE, Axis.SELF})


@dataclass(frozen=True, slots=True)
class Compiled:
    """An expression ready to run, and what it reads.

    `child` is the name of the child that it gives, where it is no more than that.
    """

    source: str
    evaluate: Evaluate
    reads: tuple[Read, ...]
    gives_nodes: bool
    child: str | None

    @property
    def references(self) -> tuple[TreeReference, ...]:
        return tuple(dict.fromkeys(read.reference for read in self.reads))


def compile_expression(
    source: str, *, at: TreeReference, repeats: Collection[TreeReference] = frozenset()
) -> Compiled:
    """Compile an expression which stands at `at`, or raise XPathError.

    An absolute path through one of `repeats` stays in the instance that the expression is in.
    """
    expression = parse(source)
    evaluate = _Compiler(repeats).compile(expression)
    here = (Read(at, len(at.steps)),)
    reads = tuple(dict.fromkeys(references(expression, here, here)))
    return Compiled(source, evaluate, reads, gives_nodes(expression), child_named(expression))


class _Compiler:
    """Turns a checked expression of a form with `repeats` into one closure."""

    def __init__(self, repeats: Collection[TreeReference]) -> None:
        self._repeats = repeats

    def compile(self, expression: Expression) -> Evaluate:
        made: Evaluate
        match expression:
            case Text(text):
                made = constant(text)
            case Number(number):
                made = constant(number)
            case Negation(operand):
                made = negation(self.compile(operand))
            case Operation():
                made = self._operation(expression)
            case Call():
                made = self._call(expression)
            case Path():
                made = self._path(expression)
            case Filter():
                made = self._filter(expression)
            case _:
                assert_never(expression)
        return made

    def _call(self, call: Call) -> Evaluate:
        function = checked_function(call)
        run = function.call
        everywhere = _Compiler(frozenset()) if function.all_instances else self
        arguments = tuple(
            (everywhere if at in function.nodes else self).compile(argument)
            for at, argument in enumerate(call.arguments)
        )
        if function.lazy:
            return lambda here: run(here, *arguments)
        if function.goes_through:
            return going_through(run, arguments)
        match arguments:
            case ():
                return run
            case (only,):
                return lambda here: run(here, only(here))
            case (first, second):
                return lambda here: run(here, first(here), second(here))
            case _:
                return lambda here: run(here, *[argument(here) for argument in arguments])

    def _operation(self, operation: Operation) -> Evaluate:
        name = operation.operator
        if name == "|":
            for operand in operation.operands:
                check_nodes(operand, name)
        operands = tuple(self.compile(operand) for operand in operation.operands)
        match name:
            case "or":
                return lambda here: any(to_boolean(operand(here)) for operand in operands)
            case "and":
                return lambda here: all(to_boolean(operand(here)) for operand in operands)
            case "|":
                return lambda here: union(operand(here) for operand in operands)
            case "=" | "!=":
                pairs = zip(operation.operands, operands, strict=True)
                return folded(BINARY_OPERATORS[name], tuple(compared(*pair) for pair in pairs))
            case _:
                return folded(BINARY_OPERATORS[name], operands)

    # Paths

    def _path(self, path: Path) -> Evaluate:
        start = self._start(path)
        walks = self._walks(path.steps)
        if path.start is None and path.absolute:
            bound = self._through_repeats(path)
            if bound:
                return in_own_instances(bound, walks)

        def evaluate(here: EvaluationContext) -> Value:
            nodes = start(here)
            for walk in walks:
                nodes = walk(nodes, here)
            return spend_on_nodes(nodes, here)

        return evaluate

    def _start(self, path: Path) -> Callable[[EvaluationContext], Nodeset]:
        if path.start is not None:
            check_nodes(path.start, "/")
            begin = self.compile(path.start)
            return lambda here: nodes_of(begin(here))
        if path.absolute:
            return lambda here: [here.root]
        return lambda here: [here.node]

    def _through_repeats(self, path: Path) -> tuple[str, ...]:
        """Give the names of the first steps, up to the last that leads to a repeat."""
        names = tuple(plain_names(path))
        lengths = range(len(names), 0, -1)
        return next((names[:n] for n in lengths if TreeReference(names[:n]) in self._repeats), ())

    def _filter(self, expression: Filter) -> Evaluate:
        check_nodes(expression.operand, "[…]")
        operand = self.compile(expression.operand)
        keep = [self._predicate(predicate) for predicate in expression.predicates]

        def evaluate(here: EvaluationContext) -> Value:
            nodes = nodes_of(operand(here))
            for predicate in keep:
                nodes = predicate(nodes, here)
            return nodes

        return evaluate

    def _walks(self, steps: tuple[Step, ...]) -> list[Walk]:
        """Compile steps; once an axis may have met nodes twice or backwards, order is restored."""
        walks: list[Walk] = []
        tidy = True
        for step in steps:
            tidy = tidy and step.axis in _TIDY
            walks.append(self._walk(step) if tidy else ordered(self._walk(step)))
        return walks

    def _walk(self, step: Step) -> Walk:
        search = search_of(step, self._repeats)
        reached_from = reach(step) if search is None else self._searched(step, search)
        asked = step.predicates if search is None else step.predicates[1:]
        keep = [self._predicate(predicate) for predicate in asked]

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

    def _predicate(self, expression: Expression) -> Walk:
        if isinstance(expression, Number):
            index = int(expression.value) - 1 if expression.value.is_integer() else -1
            return lambda nodes, _here: nodes[index : index + 1] if index >= 0 else []
        ask = self._question(expression)
        return lambda nodes, here: ask(list(enumerate(nodes, 1)), here, len(nodes))

    def _searched(self, step: Step, search: Search) -> Reach:
        """Reach what meets the first predicate of a step; in a list, ask only what may meet it."""
        ask = self._question(step.predicates[0])
        sought = self.compile(search.sought)

        def searched(node: TreeElement, here: EvaluationContext) -> Nodeset:
            alike = node.named(search.name)
            texts = None if node.places is None else texts_sought(sought(here))
            held = None if texts is None else holding(node, search.name, search.column, texts)
            among = list(enumerate(alike, 1)) if held is None else held
            return ask(among, here, len(alike))

        return searched

    def _question(self, expression: Expression) -> Question:
        """Make what gives those nodes of so many, with their positions, that meet a condition."""
        condition, price = self.compile(expression), weight(expression)

        def ask(
            among: list[tuple[int, TreeElement]], here: EvaluationContext, size: int
        ) -> Nodeset:
            here.surroundings.spend(1 + len(among) * price)
            return [
                node
                for position, node in among
                if holds(condition(here.at(node, position=position, size=size)), position)
            ]

        return ask
