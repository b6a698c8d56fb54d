"""Functions of conditions: not, if, coalesce, once and the checklists."""

import math

from conversations.xforms.functions.arguments import Here, as_number
from conversations.xforms.values import Evaluate, Value, to_boolean, to_string


def boolean(_here: Here, value: Value) -> Value:
    return to_boolean(value)


def not_(_here: Here, value: Value) -> Value:
    return not to_boolean(value)


def true(_here: Here) -> Value:
    return True


def false(_here: Here) -> Value:
    return False


def boolean_from_string(_here: Here, value: Value) -> Value:
    return to_string(value).lower() in {"1", "true"}


def if_(here: Here, condition: Evaluate, then: Evaluate, otherwise: Evaluate) -> Value:
    return then(here) if to_boolean(condition(here)) else otherwise(here)


def coalesce(here: Here, *values: Evaluate) -> Value:
    for evaluate in values:
        value = evaluate(here)
        if to_string(value) not in {"", "NaN"}:
            return to_string(value)
    return ""


def once(here: Here, value: Evaluate) -> Value:
    """Keep what this node already holds; compute it only while it is empty."""
    kept = here.current.value
    if kept:
        return kept
    made = value(here)
    return "" if isinstance(made, float) and math.isnan(made) else made


def checklist(here: Here, least: Value, most: Value, *values: Value) -> Value:
    met = sum(1.0 for value in values if to_boolean(_flag(value)))
    return _within(here, met, least, most)


def weighted_checklist(here: Here, least: Value, most: Value, *pairs: Value) -> Value:
    weights = zip(pairs[::2], pairs[1::2], strict=True)
    met = sum(as_number(here, weight) for value, weight in weights if to_boolean(_flag(value)))
    return _within(here, met, least, most)


def _flag(value: Value) -> Value:
    """Read an answer as a condition: "0", "false" and "no" are none in a checklist."""
    return to_string(value) not in {"", "0", "false", "NaN"} if isinstance(value, list) else value


def _within(here: Here, met: float, least: Value, most: Value) -> bool:
    """Say whether a sum lies between two bounds; a negative bound is none."""
    low, high = as_number(here, least), as_number(here, most)
    return (low < 0 or met >= low) and (high < 0 or met <= high)
