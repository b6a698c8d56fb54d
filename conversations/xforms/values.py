"""The four kinds of values an expression can have, and how each becomes another."""

import math
import random
import re
from collections.abc import Callable
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Final, Protocol, TypeAlias

from conversations.xforms.dates import DateTime, read_days
from conversations.xforms.instance import TreeElement

Nodeset: TypeAlias = list[TreeElement]
Value: TypeAlias = str | float | bool | Nodeset

LONGEST_TEXT: Final = 32_767
"""What one value may hold, as in a cell of a workbook."""

_NUMBER: Final = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_SPACE: Final = " \t\r\n"


class Surroundings(Protocol):
    """What an expression may ask for beyond the tree it stands in."""

    @property
    def now(self) -> datetime: ...

    @property
    def language(self) -> str | None:
        """The language in which words are written, None where a value is computed."""
        ...

    def instance(self, name: str) -> TreeElement | None: ...

    def itext(self, text_id: str) -> str: ...

    def choice_name(self, value: str, path: str, node: TreeElement) -> str: ...

    def randomness(self, node: TreeElement) -> random.Random: ...

    def spend(self, nodes: int) -> None:
        """Count the nodes an expression looks at, or raise TooCostly."""
        ...


class TooCostly(Exception):
    """A form looks at more nodes in one turn than can be borne."""


class EvaluationContext:
    """Where an expression is evaluated: at which node, as which of how many."""

    __slots__ = ("_random", "current", "node", "position", "root", "size", "surroundings", "zone")

    def __init__(
        self, node: TreeElement, *, root: TreeElement, surroundings: Surroundings, zone: tzinfo
    ) -> None:
        self.node = node
        self.current = node
        self.position = 1
        self.size = 1
        self.root = root
        self.surroundings = surroundings
        self.zone = zone
        self._random: random.Random | None = None

    def at(self, node: TreeElement, *, position: int, size: int) -> "EvaluationContext":
        """Give the context of one node inside a predicate; current() stays what it was."""
        context = EvaluationContext(
            node, root=self.root, surroundings=self.surroundings, zone=self.zone
        )
        context.current = self.current
        context.position = position
        context.size = size
        return context

    def random(self) -> random.Random:
        """Give chance that is the same each time this node is computed in this entry."""
        if self._random is None:
            self._random = self.surroundings.randomness(self.current)
        return self._random


Evaluate: TypeAlias = Callable[[EvaluationContext], Value]


def to_string(value: Value) -> str:
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case DateTime():
            return value.iso()
        case float():
            return number_text(value)
        case _:
            for node in value:  # plainly, for it is the most frequent of all
                if node.relevant:
                    return node.text()
            return ""


def number_text(number: float) -> str:
    """Write a number without exponent, and whole numbers without a point."""
    if number != number:  # noqa: PLR0124 - the one value that is not equal to itself
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number):
        return str(int(number))
    text = repr(number)
    return format(Decimal(text), "f") if "e" in text else text


def to_number(value: Value, zone: tzinfo) -> float:
    match value:
        case bool():
            return 1.0 if value else 0.0
        case float():
            return value
        case str():
            return text_number(value, zone)
        case _:
            return text_number(to_string(value), zone) if value else math.nan


def text_number(text: str, zone: tzinfo) -> float:
    """Read a number or, as OpenRosa wants, an ISO date as its number of days."""
    text = text.strip(_SPACE)
    if _NUMBER.fullmatch(text):
        return float(text)
    return read_days(text, zone)


def to_boolean(value: Value) -> bool:
    if isinstance(value, float):
        return value == value and value != 0  # noqa: PLR0124 - not-a-number is false
    return bool(value)


def there(nodes: Nodeset) -> Nodeset:
    """Leave out what is not relevant, as all functions do that count or sum up."""
    return [node for node in nodes if node.relevant]


def texts(value: Value) -> list[str]:
    """Give the texts of all relevant nodes, or the one text of anything else."""
    return [node.text() for node in there(value)] if isinstance(value, list) else [to_string(value)]


def random_uuid(chance: random.Random) -> str:
    from uuid import UUID  # noqa: PLC0415 - slow to import

    return str(UUID(int=chance.getrandbits(128), version=4))
