"""The text of an expression cut into tokens, and what is said where none fits."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from conversations.xforms.xpath.syntax import XPathError
from locales import N_


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
    |(?P<operator><=|>=|!=|<>|[=<>+|])
    |(?P<symbol>//|::|\.\.|[()\[\],@/.\-])""",
    re.VERBOSE,
)
_UNEQUAL: Final = "!="
"""Excel writes <>, and many organisers with it: it is read as this, which is as long."""
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
        raise unexpected(source, source[at], at)
    assert found.lastgroup is not None
    text = _UNEQUAL if found[0] == "<>" else found[0]
    return Token(Lexeme(found.lastgroup), text, at)


def unexpected(source: str, found: str, at: int) -> XPathError:
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
    ">": N_("Write >= for “at least”."),
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
