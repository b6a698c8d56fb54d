"""The tree of an XPath 1.0 expression, which writes itself as text again."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from typing_extensions import override

from conversations.xforms.values import number_text


class XPathError(Exception):
    """An expression cannot be used; carries the sentence, its remedy and what goes into both."""

    def __init__(self, message: str, remedy: str, **values: str) -> None:
        super().__init__(message.format(**values))
        self.message = message
        self.remedy = remedy
        self.values = values


class Axis(StrEnum):
    CHILD = "child"
    PARENT = "parent"
    SELF = "self"
    ATTRIBUTE = "attribute"
    DESCENDANT = "descendant"
    DESCENDANT_OR_SELF = "descendant-or-self"
    ANCESTOR = "ancestor"
    ANCESTOR_OR_SELF = "ancestor-or-self"
    FOLLOWING = "following"
    FOLLOWING_SIBLING = "following-sibling"
    PRECEDING = "preceding"
    PRECEDING_SIBLING = "preceding-sibling"
    NAMESPACE = "namespace"


@dataclass(frozen=True, slots=True)
class Text:
    value: str

    @override
    def __str__(self) -> str:
        return f"'{self.value}'" if "'" not in self.value else f'"{self.value}"'


@dataclass(frozen=True, slots=True)
class Number:
    value: float

    @override
    def __str__(self) -> str:
        return number_text(self.value)


@dataclass(frozen=True, slots=True)
class Negation:
    operand: "Expression"

    @override
    def __str__(self) -> str:
        return f"-{_operand(self.operand)}"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operator over two or more operands, from left to right."""

    operator: str
    operands: tuple["Expression", ...]

    @override
    def __str__(self) -> str:
        return f" {self.operator} ".join(_operand(operand) for operand in self.operands)


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple["Expression", ...]

    @override
    def __str__(self) -> str:
        return f"{self.function}({', '.join(str(argument) for argument in self.arguments)})"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: an axis, a name or kind of node, and predicates."""

    axis: Axis
    test: str
    predicates: tuple["Expression", ...] = ()

    @property
    def names_children(self) -> bool:
        """Say whether it leads to children of one name, of which predicates may ask more."""
        return self.axis is Axis.CHILD and not self.test.endswith(("*", ")"))

    @override
    def __str__(self) -> str:
        return f"{self.axis}::{self.test}{_brackets(self.predicates)}"


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from the root, from the context node, or from what another expression gives."""

    start: "Expression | None"
    absolute: bool
    steps: tuple[Step, ...]

    @override
    def __str__(self) -> str:
        steps = "/".join(str(step) for step in self.steps)
        if self.start is not None:
            return f"{_operand(self.start)}/{steps}"
        return f"/{steps}" if self.absolute else steps


@dataclass(frozen=True, slots=True)
class Filter:
    """An expression of nodes, filtered by predicates."""

    operand: "Expression"
    predicates: tuple["Expression", ...]

    @override
    def __str__(self) -> str:
        return f"{_operand(self.operand)}{_brackets(self.predicates)}"


Expression: TypeAlias = Text | Number | Negation | Operation | Call | Path | Filter


def _operand(expression: Expression) -> str:
    return str(expression) if isinstance(expression, Text | Number | Call) else f"({expression})"


def _brackets(predicates: tuple[Expression, ...]) -> str:
    return "".join(f"[{predicate}]" for predicate in predicates)
