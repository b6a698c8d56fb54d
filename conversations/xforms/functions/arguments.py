"""What a function is given: left out, it is the node where the expression stands."""

import math
from typing import TypeAlias

from conversations.xforms.instance import TreeElement
from conversations.xforms.values import EvaluationContext, Value, to_number

Here: TypeAlias = EvaluationContext


def or_context_node(here: Here, value: Value | None) -> Value:
    return [here.node] if value is None else value


def first_node(here: Here, nodes: Value | None) -> TreeElement | None:
    found = or_context_node(here, nodes)
    return found[0] if isinstance(found, list) and found else None


def as_number(here: Here, value: Value) -> float:
    return to_number(value, here.zone)


def as_whole(here: Here, value: Value) -> int | None:
    number = as_number(here, value)
    return math.floor(number) if math.isfinite(number) else None
