"""Functions of numbers: sum, min, max, the roundings and mathematics."""

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

from conversations.xforms.functions.arguments import Here, as_number, as_whole, or_context_node
from conversations.xforms.values import Nodeset, Value, texts, there

_MOST_PLACES: Final = 30


def number(here: Here, value: Value | None = None) -> Value:
    return float(as_number(here, or_context_node(here, value)))


def sum_(here: Here, nodes: Nodeset) -> Value:
    return sum((as_number(here, [node]) for node in there(nodes)), 0.0)


def _numbers(here: Here, values: tuple[Value, ...]) -> list[float]:
    return [as_number(here, text) for value in values for text in texts(value)]


def min_(here: Here, *values: Value) -> Value:
    return _extreme(min, _numbers(here, values))


def max_(here: Here, *values: Value) -> Value:
    return _extreme(max, _numbers(here, values))


def _extreme(choose: Callable[[list[float]], float], numbers: list[float]) -> float:
    if not numbers or any(math.isnan(number) for number in numbers):
        return math.nan
    return choose(numbers)


def round_(here: Here, value: Value, digits: Value = 0.0) -> Value:
    """Round half away from zero, on the decimal digits that a person sees."""
    number, places = as_number(here, value), as_whole(here, digits)
    if not math.isfinite(number) or places is None or abs(places) > _MOST_PLACES:
        return number
    try:
        exact = Decimal(repr(float(number))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    except InvalidOperation:
        return number
    return float(exact)


def int_(here: Here, value: Value) -> Value:
    number = as_number(here, value)
    return float(math.trunc(number)) if math.isfinite(number) else number


def floor(here: Here, value: Value) -> Value:
    number = as_number(here, value)
    return float(math.floor(number)) if math.isfinite(number) else number


def ceiling(here: Here, value: Value) -> Value:
    number = as_number(here, value)
    return float(math.ceil(number)) if math.isfinite(number) else number


def abs_(here: Here, value: Value) -> Value:
    return abs(float(as_number(here, value)))


def pi(_here: Here) -> Value:
    return math.pi


def random(here: Here) -> Value:
    return here.random().random()


def _calculated(compute: Callable[..., float]) -> Callable[..., Value]:
    """Make a function of numbers total: what mathematics refuses is not a number."""

    def call(here: Here, *values: Value) -> Value:
        try:
            result = compute(*(float(as_number(here, value)) for value in values))
        except OverflowError:
            return math.inf
        except (ValueError, ZeroDivisionError):
            return math.nan
        return result

    return call


def _power(base: float, exponent: float) -> float:
    return math.pow(base, exponent) if base or exponent >= 0 else math.inf


def _power_of_ten(exponent: float) -> float:
    return math.pow(10, exponent)


def _logarithm(number: float) -> float:
    return math.log(number) if number else -math.inf


def _decimal_logarithm(number: float) -> float:
    return math.log10(number) if number else -math.inf


acos: Final = _calculated(math.acos)
asin: Final = _calculated(math.asin)
atan: Final = _calculated(math.atan)
atan2: Final = _calculated(math.atan2)
cos: Final = _calculated(math.cos)
exp: Final = _calculated(math.exp)
exp10: Final = _calculated(_power_of_ten)
log: Final = _calculated(_logarithm)
log10: Final = _calculated(_decimal_logarithm)
pow_: Final = _calculated(_power)
sin: Final = _calculated(math.sin)
sqrt: Final = _calculated(math.sqrt)
tan: Final = _calculated(math.tan)
