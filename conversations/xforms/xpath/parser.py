"""Tokens put together to an expression: recursive descent with bounds on length and depth."""

from collections.abc import Iterator, Mapping
from typing import Final

from conversations.xforms.xpath.lexer import Lexeme, Token, tokens, unexpected
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
    XPathError,
)
from locales import N_

LONGEST: Final = 10_000
DEEPEST: Final = 80

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
        return unexpected(self._source, token.text, token.at)

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
