"""The functions of XPath 1.0 and OpenRosa: each name, how many arguments, and what does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from conversations.xforms.functions import (
    booleans,
    dates,
    geometry,
    nodesets,
    numbers,
    selections,
    strings,
)
from conversations.xforms.values import Value

ANY_NUMBER: Final = None


@dataclass(frozen=True, slots=True)
class Function:
    """`fewest` to `most` arguments (None: no limit).

    A lazy function is given its arguments unevaluated, as closures over the context.
    `nodes` are the positions of arguments that must be paths, `pairs` says that the
    arguments after the first two come in pairs. `all_instances` says that those paths name
    the nodes of all instances of a repeat, wherever the expression stands. `weight` is how
    much longer it takes than looking at a node; one that `goes_through` its texts takes longer
    for longer ones.
    """

    call: Callable[..., Value]
    fewest: int
    most: int | None
    lazy: bool = False
    nodes: frozenset[int] = frozenset()
    gives_nodes: bool = False
    pairs: bool = False
    all_instances: bool = False
    weight: int = 1
    goes_through: bool = False

    def accepts(self, count: int) -> bool:
        if count < self.fewest or (self.most is not None and count > self.most):
            return False
        return not self.pairs or count % 2 == 0


_PATH: Final = frozenset({0})

FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType(
    {
        # nodesets
        "count": Function(nodesets.count, 1, 1, nodes=_PATH),
        "count-non-empty": Function(nodesets.count_non_empty, 1, 1, nodes=_PATH),
        "current": Function(nodesets.current, 0, 0, gives_nodes=True),
        "id": Function(nodesets.id_, 1, 1, gives_nodes=True, goes_through=True),
        "indexed-repeat": Function(
            nodesets.indexed_repeat,
            3,
            7,
            nodes=frozenset({0, 1, 3, 5}),
            gives_nodes=True,
            all_instances=True,
        ),
        "instance": Function(nodesets.instance, 1, 1, gives_nodes=True),
        "lang": Function(nodesets.lang, 1, 1),
        "last": Function(nodesets.last, 0, 0),
        "local-name": Function(nodesets.local_name, 0, 1, nodes=_PATH),
        "name": Function(nodesets.name, 0, 1, nodes=_PATH),
        "namespace-uri": Function(nodesets.namespace_uri, 0, 1, nodes=_PATH),
        "position": Function(nodesets.position, 0, 1, nodes=_PATH),
        "pulldata": Function(nodesets.pulldata, 4, 4),
        "randomize": Function(nodesets.randomize, 1, 2, nodes=_PATH, gives_nodes=True),
        # strings
        "base64-decode": Function(strings.base64_decode, 1, 1),
        "concat": Function(strings.concat, 0, ANY_NUMBER),
        "contains": Function(strings.contains, 2, 2, goes_through=True),
        "digest": Function(strings.digest, 2, 3),
        "ends-with": Function(strings.ends_with, 2, 2),
        "join": Function(strings.join, 2, ANY_NUMBER),
        "normalize-space": Function(strings.normalize_space, 0, 1, goes_through=True),
        "regex": Function(strings.regex, 2, 2, weight=15),
        "starts-with": Function(strings.starts_with, 2, 2),
        "string": Function(strings.string, 0, 1),
        "string-length": Function(strings.string_length, 0, 1),
        "substr": Function(strings.substr, 2, 3),
        "substring": Function(strings.substring, 2, 3),
        "substring-after": Function(strings.substring_after, 2, 2, goes_through=True),
        "substring-before": Function(strings.substring_before, 2, 2, goes_through=True),
        "translate": Function(strings.translate, 3, 3, goes_through=True),
        "uuid": Function(strings.uuid_, 0, 1),
        # booleans
        "boolean": Function(booleans.boolean, 1, 1),
        "boolean-from-string": Function(booleans.boolean_from_string, 1, 1),
        "checklist": Function(booleans.checklist, 3, ANY_NUMBER),
        "coalesce": Function(booleans.coalesce, 2, ANY_NUMBER, lazy=True),
        "false": Function(booleans.false, 0, 0),
        "if": Function(booleans.if_, 3, 3, lazy=True),
        "not": Function(booleans.not_, 1, 1),
        "once": Function(booleans.once, 1, 1, lazy=True),
        "true": Function(booleans.true, 0, 0),
        "weighted-checklist": Function(booleans.weighted_checklist, 4, ANY_NUMBER, pairs=True),
        # numbers
        "abs": Function(numbers.abs_, 1, 1),
        "acos": Function(numbers.acos, 1, 1),
        "asin": Function(numbers.asin, 1, 1),
        "atan": Function(numbers.atan, 1, 1),
        "atan2": Function(numbers.atan2, 2, 2),
        "ceiling": Function(numbers.ceiling, 1, 1),
        "cos": Function(numbers.cos, 1, 1),
        "exp": Function(numbers.exp, 1, 1),
        "exp10": Function(numbers.exp10, 1, 1),
        "floor": Function(numbers.floor, 1, 1),
        "int": Function(numbers.int_, 1, 1),
        "log": Function(numbers.log, 1, 1),
        "log10": Function(numbers.log10, 1, 1),
        "max": Function(numbers.max_, 1, ANY_NUMBER),
        "min": Function(numbers.min_, 1, ANY_NUMBER),
        "number": Function(numbers.number, 0, 1),
        "pi": Function(numbers.pi, 0, 0),
        "pow": Function(numbers.pow_, 2, 2),
        "random": Function(numbers.random, 0, 0),
        "round": Function(numbers.round_, 1, 2),
        "sin": Function(numbers.sin, 1, 1),
        "sqrt": Function(numbers.sqrt, 1, 1),
        "sum": Function(numbers.sum_, 1, 1, nodes=_PATH),
        "tan": Function(numbers.tan, 1, 1),
        # dates
        "date": Function(dates.date, 1, 1),
        "date-time": Function(dates.date, 1, 1),
        "decimal-date-time": Function(dates.decimal_date_time, 1, 1),
        "decimal-time": Function(dates.decimal_time, 1, 1),
        "format-date": Function(dates.format_date, 2, 2, weight=10),
        "format-date-time": Function(dates.format_date, 2, 2, weight=10),
        "now": Function(dates.now, 0, 0),
        "today": Function(dates.today, 0, 0),
        # selections
        "count-selected": Function(selections.count_selected, 1, 1, goes_through=True),
        "jr:choice-name": Function(selections.choice_name, 2, 2),
        "jr:itext": Function(selections.itext, 1, 1),
        "selected": Function(selections.selected, 2, 2, goes_through=True),
        "selected-at": Function(selections.selected_at, 2, 2, goes_through=True),
        # geometry
        "area": Function(geometry.area, 1, ANY_NUMBER, weight=8, goes_through=True),
        "distance": Function(geometry.distance, 1, ANY_NUMBER, weight=8, goes_through=True),
        "geofence": Function(geometry.geofence, 2, 2, weight=8, goes_through=True),
    }
)
