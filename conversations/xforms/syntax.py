"""The grammar of XPath 1.0: text into a tree of expressions, and the tree into text again."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from typing_extensions import override

from conversations.xforms.values import number_text
from locales import N_

LONGEST: Final = 10_000
DEEPEST: Final = 80


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


class Lexeme(StrEnum):
    NUMBER = "number"
    TEXT = "text"
    NAME = "name"
    OPERATOR = "operator"
    SYMBOL = "symbol"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    kind: Lexeme
    text: str
    at: int


_NAME: Final = r"[^\W\d][\w.\-]*"
_TOKEN: Final = re.compile(
    rf"""(?P<number>\d+(?:\.\d*)?|\.\d+)
    |(?P<text>"[^"]*"|'[^']*')
    |(?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?|\*)
    |(?P<operator><=|>=|!=|[=<>+|])
    |(?P<symbol>//|::|\.\.|[()\[\],@/.\-])""",
    re.VERBOSE,
)
_WORD_OPERATOR: Final = re.compile(r"and|or|mod|div|\*")
_SPACE: Final = re.compile(r"[ \t\r\n]*")


def tokens(source: str) -> Iterator[Token]:
    """Cut an expression into tokens; after an operand `*` and the words are operators."""
    at = _skip(source, 0)
    operand = False
    while at < len(source):
        token = _token(source, at, operand=operand)
        yield token
        operand = token.kind in {Lexeme.NUMBER, Lexeme.TEXT, Lexeme.NAME} or token.text in {
            *(")", "]", ".", "..")
        }
        at = _skip(source, at + len(token.text))
    yield Token(Lexeme.END, "", at)


def _skip(source: str, at: int) -> int:
    found = _SPACE.match(source, at)
    assert found is not None
    return found.end()


def _token(source: str, at: int, *, operand: bool) -> Token:
    word = _WORD_OPERATOR.match(source, at) if operand else None
    if word is not None:
        return Token(Lexeme.OPERATOR, word[0], at)
    found = _TOKEN.match(source, at)
    if found is None:
        raise _unexpected(source, source[at], at)
    assert found.lastgroup is not None
    return Token(Lexeme(found.lastgroup), found[0], at)


def _unexpected(source: str, found: str, at: int) -> XPathError:
    if not found:
        return XPathError(
            N_("the expression “{expression}” ends too early"),
            N_("Check that every bracket is closed and that something follows every operator."),
            expression=source,
        )
    return XPathError(
        N_("unexpected “{found}” at character {at} of “{expression}”"),
        _REMEDIES.get(found, N_("Check the spelling, quotes and brackets of the expression.")),
        found=found,
        at=str(at + 1),
        expression=source,
    )


_REMEDIES: Final[Mapping[str, str]] = {
    ">": N_("Write != for “is not equal to”."),
    "&": N_("Write “and” between two conditions."),
    "|": N_("Write “or” between two conditions."),
    **dict.fromkeys(("And", "AND", "Or", "OR"), N_("Write “and” and “or” in small letters.")),
    "!": N_("Write != for “is not equal to”, or not(…) around a condition."),
    "=": N_("Write a single = to compare."),
    "$": N_("Name a question as ${{name}}."),
    "\u201c": N_("Use straight quotes: ' or \"."),
    "\u201d": N_("Use straight quotes: ' or \"."),
    "\u2018": N_("Use straight quotes: ' or \"."),
    "\u2019": N_("Use straight quotes: ' or \"."),
    "'": N_("Close the quotation with the same mark."),
    '"': N_("Close the quotation with the same mark."),
}

_PRECEDENCE: Final[Mapping[str, int]] = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(("=", "!="), 3),
    **dict.fromkeys(("<", "<=", ">", ">="), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "div", "mod"), 6),
    "|": 8,
}
_UNARY: Final = 7
_AXES: Final[Mapping[str, Axis]] = {axis.value: axis for axis in Axis}
_NODE_KINDS: Final = frozenset({"node", "text", "comment", "processing-instruction"})
_ANYWHERE: Final = Step(Axis.DESCENDANT_OR_SELF, "node()")


def parse(source: str) -> Expression:
    """Read an expression, or raise XPathError with the place and a remedy."""
    if len(source) > LONGEST:
        raise XPathError(
            N_("the expression is longer than {limit} characters"),
            N_("Split it: put parts of it into calculate rows."),
            limit=str(LONGEST),
        )
    return _Parser(source).whole()


class _Parser:
    """Recursive descent with a bound on depth."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._tokens = list(tokens(source))
        self._next = 0
        self._depth = 0

    def whole(self) -> Expression:
        expression = self._expression(0)
        if self._peek().kind is not Lexeme.END:
            raise self._stop()
        return expression

    # Reading tokens

    def _peek(self, ahead: int = 0) -> Token:
        return self._tokens[min(self._next + ahead, len(self._tokens) - 1)]

    def _take(self) -> Token:
        token = self._peek()
        self._next += 1
        return token

    def _accept(self, text: str) -> bool:
        token = self._peek()
        if token.text == text and token.kind in {Lexeme.SYMBOL, Lexeme.OPERATOR}:
            self._next += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise self._stop()

    def _stop(self) -> XPathError:
        token = self._peek()
        return _unexpected(self._source, token.text, token.at)

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise XPathError(
                N_("the expression is nested more than {limit} deep"),
                N_("Split it: put parts of it into calculate rows."),
                limit=str(DEEPEST),
            )

    # Expressions

    def _expression(self, weakest: int) -> Expression:
        before = self._depth
        self._deeper()
        left = self._unary()
        while True:
            operator = self._peek().text
            precedence = self._operator()
            if precedence <= weakest:
                break
            self._take()
            right = self._expression(precedence)
            left = self._join(operator, left, right)
        self._depth = before
        return left

    def _operator(self) -> int:
        token = self._peek()
        if token.kind is Lexeme.OPERATOR or token.text == "-":
            return _PRECEDENCE[token.text]
        return 0

    def _join(self, operator: str, left: Expression, right: Expression) -> Expression:
        if isinstance(left, Operation) and left.operator == operator:
            return Operation(operator, (*left.operands, right))
        self._deeper()
        return Operation(operator, (left, right))

    def _unary(self) -> Expression:
        if not self._accept("-"):
            return self._path()
        return Negation(self._expression(_UNARY))

    # Paths

    def _path(self) -> Expression:
        if self._peek().text in {"/", "//"}:
            return self._absolute()
        if self._starts_step():
            return Path(None, absolute=False, steps=tuple(self._relative()))
        start = self._filtered()
        if self._peek().text in {"/", "//"}:
            return Path(start, absolute=False, steps=tuple(self._onward()))
        return start

    def _absolute(self) -> Path:
        if self._peek().text == "/" and not self._starts_step(ahead=1):
            self._take()
            return Path(None, absolute=True, steps=())
        return Path(None, absolute=True, steps=tuple(self._onward()))

    def _onward(self) -> Iterator[Step]:
        while self._peek().text in {"/", "//"}:
            if self._take().text == "//":
                yield _ANYWHERE
            yield self._step()

    def _relative(self) -> Iterator[Step]:
        yield self._step()
        yield from self._onward()

    def _starts_step(self, ahead: int = 0) -> bool:
        token = self._peek(ahead)
        if token.kind is Lexeme.NAME:
            return self._peek(ahead + 1).text != "(" or token.text in _NODE_KINDS
        return token.kind is Lexeme.SYMBOL and token.text in {".", "..", "@"}

    def _step(self) -> Step:
        if self._accept("."):
            return Step(Axis.SELF, "node()", self._predicates())
        if self._accept(".."):
            return Step(Axis.PARENT, "node()", self._predicates())
        axis = self._axis()
        token = self._peek()
        if token.kind is not Lexeme.NAME:
            raise self._stop()
        self._take()
        return Step(axis, self._test(token.text), self._predicates())

    def _axis(self) -> Axis:
        if self._accept("@"):
            return Axis.ATTRIBUTE
        if self._peek(1).text != "::":
            return Axis.CHILD
        axis = _AXES.get(self._peek().text)
        if axis is None:
            raise self._stop()
        self._next += 2
        return axis

    def _test(self, name: str) -> str:
        if name not in _NODE_KINDS or not self._accept("("):
            return name
        if name == "processing-instruction" and self._peek().kind is Lexeme.TEXT:
            self._take()
        self._expect(")")
        return f"{name}()"

    def _predicates(self) -> tuple[Expression, ...]:
        predicates = []
        while self._accept("["):
            predicates.append(self._expression(0))
            self._expect("]")
        return tuple(predicates)

    def _filtered(self) -> Expression:
        primary = self._primary()
        predicates = self._predicates()
        return Filter(primary, predicates) if predicates else primary

    def _primary(self) -> Expression:
        token = self._peek()
        match token.kind:
            case Lexeme.NUMBER:
                self._take()
                return Number(float(token.text))
            case Lexeme.TEXT:
                self._take()
                return Text(token.text[1:-1])
            case Lexeme.NAME:
                self._take()
                return Call(token.text, self._arguments())
            case _:
                return self._bracketed()

    def _bracketed(self) -> Expression:
        self._expect("(")
        inside = self._expression(0)
        self._expect(")")
        return inside

    def _arguments(self) -> tuple[Expression, ...]:
        self._expect("(")
        arguments: list[Expression] = []
        if self._accept(")"):
            return ()
        while True:
            arguments.append(self._expression(0))
            if self._accept(")"):
                return tuple(arguments)
            self._expect(",")
