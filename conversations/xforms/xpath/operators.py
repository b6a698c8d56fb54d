"""What the operators do: arithmetic, comparison of numbers, equality of any values."""

import math
import operator
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from conversations.xforms.values import (
    EvaluationContext,
    Value,
    text_number,
    to_boolean,
    to_number,
    to_string,
)

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
        _spend_on_pairs(left, right, here)
        others = _comparable(right, here)
        return any(compare(a, b) for a in _comparable(left, here) for b in others)

    return apply


def _spend_on_pairs(left: Value, right: Value, here: EvaluationContext) -> None:
    """Count each node of one side with each of the other: all of them may be compared."""
    if isinstance(left, list) and isinstance(right, list) and len(left) > 1:
        here.surroundings.spend(len(left) * len(right))


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
        _spend_on_pairs(left, right, here)
        written = _texts(right)
        return any(compare(a, b) for a in _texts(left) for b in written)

    return apply


def _texts(value: Value) -> list[str]:
    """Give the texts to be compared: what is not relevant is compared as if it were empty."""
    return [node.text() for node in value] if isinstance(value, list) else [to_string(value)]


BINARY_OPERATORS: Final[Mapping[str, Binary]] = {
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
