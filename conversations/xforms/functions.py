"""The function table of OpenRosa and XPath 1.0: name, how many arguments, what it does."""

import base64
import binascii
import hashlib
import math
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from conversations.xforms import geometry, patterns
from conversations.xforms.dates import DateTime, days_of, read_time, write_moment
from conversations.xforms.instance import NAMESPACES, NodeKind, TreeElement
from conversations.xforms.values import (
    LONGEST_TEXT,
    Evaluate,
    EvaluationContext,
    Nodeset,
    Value,
    texts,
    to_boolean,
    to_number,
    to_string,
)

ANY_NUMBER: Final = None
Here: TypeAlias = EvaluationContext


@dataclass(frozen=True, slots=True)
class Function:
    """`fewest` to `most` arguments (None: no limit).

    A lazy function is given its arguments unevaluated, as closures over the context.
    `nodes` are the positions of arguments that must be paths, `pairs` says that the
    arguments after the first two come in pairs.
    """

    call: Callable[..., Value]
    fewest: int
    most: int | None
    lazy: bool = False
    nodes: frozenset[int] = frozenset()
    gives_nodes: bool = False
    pairs: bool = False

    def accepts(self, count: int) -> bool:
        if count < self.fewest or (self.most is not None and count > self.most):
            return False
        return not self.pairs or count % 2 == 0


# What an argument is when it is left out: the node where the expression stands.


def _or_here(here: Here, value: Value | None) -> Value:
    return [here.node] if value is None else value


def _first(here: Here, nodes: Value | None) -> TreeElement | None:
    found = _or_here(here, nodes)
    return found[0] if isinstance(found, list) and found else None


def _number(here: Here, value: Value) -> float:
    return to_number(value, here.zone)


def _whole(here: Here, value: Value) -> int | None:
    number = _number(here, value)
    return math.floor(number) if math.isfinite(number) else None


def _join(pieces: Iterator[str], separator: str = "") -> str:
    """Join texts up to the length a value may have, so that texts cannot double for ever."""
    parts: list[str] = []
    length = 0
    for piece in pieces:
        parts.append(piece)
        length += len(piece) + len(separator)
        if length > LONGEST_TEXT:
            break
    return separator.join(parts)[:LONGEST_TEXT]


# Nodes


def _last(here: Here) -> Value:
    return float(here.size)


def _position(here: Here, nodes: Value | None = None) -> Value:
    if nodes is None:
        return float(here.position)
    node = _first(here, nodes)
    if node is None:
        return math.nan
    if node.parent is None:
        return 1.0
    siblings = node.parent.named(node.name)
    return float(1 + next(at for at, sibling in enumerate(siblings) if sibling is node))


def _count(_here: Here, nodes: Nodeset) -> Value:
    return float(len(nodes))


def _count_non_empty(_here: Here, nodes: Nodeset) -> Value:
    return float(sum(1 for node in nodes if node.text()))


def _id(here: Here, value: Value) -> Value:
    wanted = {part for text in texts(value) for part in text.split()}
    return [
        node
        for node in here.root.descendants()
        if node.kind is NodeKind.ELEMENT and node.attribute("id") in wanted - {""}
    ]


def _parts(node: TreeElement | None) -> tuple[str, str]:
    """Give the namespace and the local name of a node, both empty for none."""
    if node is None:
        return "", ""
    namespace, _, local = node.name.rpartition("}")
    return namespace.removeprefix("{"), local


def _local_name(here: Here, nodes: Value | None = None) -> Value:
    return _parts(_first(here, nodes))[1]


def _namespace_uri(here: Here, nodes: Value | None = None) -> Value:
    return _parts(_first(here, nodes))[0]


def _name(here: Here, nodes: Value | None = None) -> Value:
    namespace, local = _parts(_first(here, nodes))
    prefix = next((short for short, uri in NAMESPACES.items() if uri == namespace), "")
    return f"{prefix}:{local}" if prefix else local


def _lang(here: Here, value: Value) -> Value:
    wanted = to_string(value).lower()
    for node in (here.node, *here.node.ancestors()):
        found = node.attribute(f"{{{NAMESPACES['xml']}}}lang").lower()
        if found:
            return found == wanted or found.startswith(f"{wanted}-")
    return False


def _current(here: Here) -> Value:
    return [here.current]


def _instance(here: Here, value: Value) -> Value:
    found = here.surroundings.instance(to_string(value))
    return [] if found is None else [found]


def _indexed_repeat(here: Here, target: Nodeset, *pairs: Value) -> Value:
    """Narrow the target to the repeat instances which the following pairs number."""
    nodes = target
    within: TreeElement | None = None
    for repeats, index in zip(pairs[::2], pairs[1::2], strict=True):
        assert isinstance(repeats, list)
        candidates = [node for node in repeats if within is None or within in node.ancestors()]
        at = _whole(here, index)
        if at is None or not 1 <= at <= len(candidates):
            return []
        within = candidates[at - 1]
    return [node for node in nodes if within is None or within in node.ancestors()]


def _pulldata(here: Here, name: Value, column: Value, key: Value, wanted: Value) -> Value:
    """Look a row up in a list: the column of the first item whose key is the wanted one."""
    root = here.surroundings.instance(to_string(name))
    if root is None:
        return ""
    for item in root.descendants():
        keys = item.named(to_string(key))
        if keys and keys[0].text() == to_string(wanted):
            return to_string(item.named(to_string(column)))
    return ""


def _randomize(here: Here, nodes: Nodeset, seed: Value | None = None) -> Value:
    """Shuffle inside out with the generator that OpenRosa prescribes."""
    shuffled: Nodeset = []
    number = _seed(here, seed)
    for at, node in enumerate(nodes):
        number = number * 16807 % 2147483647
        other = math.floor((number - 1) / 2147483646 * (at + 1))
        shuffled.append(node)
        shuffled[at], shuffled[other] = shuffled[other], node
    return shuffled


def _seed(here: Here, seed: Value | None) -> int:
    """Make the seed of OpenRosa's generator; a text that is no number is hashed."""
    if seed is None:
        return here.random().randrange(1, 2147483646)
    number = _whole(here, seed)
    if number is None:
        digest = hashlib.sha256(to_string(seed).encode()).digest()
        number = int.from_bytes(digest[:8], signed=True)
    number = int(math.fmod(number, 2147483647))
    return number if number > 0 else number + 2147483646


# Texts


def _string(here: Here, value: Value | None = None) -> Value:
    return to_string(_or_here(here, value))


def _concat(_here: Here, *values: Value) -> Value:
    return _join(text for value in values for text in texts(value))


def _join_texts(_here: Here, separator: Value, *values: Value) -> Value:
    return _join((text for value in values for text in texts(value)), to_string(separator))


def _starts_with(_here: Here, value: Value, start: Value) -> Value:
    return to_string(value).startswith(to_string(start))


def _ends_with(_here: Here, value: Value, end: Value) -> Value:
    return to_string(value).endswith(to_string(end))


def _contains(_here: Here, value: Value, part: Value) -> Value:
    return to_string(part) in to_string(value)


def _substring_before(_here: Here, value: Value, mark: Value) -> Value:
    before, found, _ = to_string(value).partition(to_string(mark) or "\0")
    return before if found else ""


def _substring_after(_here: Here, value: Value, mark: Value) -> Value:
    text, sign = to_string(value), to_string(mark)
    return text.partition(sign)[2] if sign else text


def _substring(here: Here, value: Value, start: Value, length: Value | None = None) -> Value:
    """Cut by XPath's rule: a character counts from 1 and stays if round(start) <= place."""
    first = _rounded(_number(here, start))
    end = math.inf if length is None else first + _rounded(_number(here, length))
    return "".join(
        letter for place, letter in enumerate(to_string(value), 1) if first <= place < end
    )


def _substr(here: Here, value: Value, start: Value, end: Value | None = None) -> Value:
    text = to_string(value)
    return text[_whole(here, start) or 0 : None if end is None else _whole(here, end) or 0]


def _string_length(here: Here, value: Value | None = None) -> Value:
    return float(len(to_string(_or_here(here, value))))


def _normalize_space(here: Here, value: Value | None = None) -> Value:
    text = to_string(_or_here(here, value))
    return " ".join(part for part in text.translate(_SPACES).split(" ") if part)


_SPACES: Final = str.maketrans("\t\r\n", "   ")


def _translate(_here: Here, value: Value, old: Value, new: Value) -> Value:
    letters: dict[int, str] = {}
    target = to_string(new)
    for at, letter in enumerate(to_string(old)):
        letters.setdefault(ord(letter), target[at : at + 1])
    return to_string(value).translate(letters)


def _regex(_here: Here, value: Value, pattern: Value) -> Value:
    return patterns.matches(to_string(pattern), to_string(value))


def _uuid(here: Here, length: Value | None = None) -> Value:
    made = str(uuid.UUID(int=here.random().getrandbits(128), version=4))
    if length is None:
        return made
    return _join(iter(made * 4))[: max(0, _whole(here, length) or 0)]


def _digest(_here: Here, value: Value, algorithm: Value, encoding: Value = "base64") -> Value:
    name = to_string(algorithm).lower().replace("-", "")
    if name not in {"md5", "sha1", "sha256", "sha384", "sha512"}:
        return ""
    digest = hashlib.new(name, to_string(value).encode(), usedforsecurity=False).digest()
    return digest.hex() if to_string(encoding) == "hex" else base64.b64encode(digest).decode()


def _base64_decode(_here: Here, value: Value) -> Value:
    try:
        return base64.b64decode(to_string(value), validate=True).decode()
    except (binascii.Error, ValueError):
        return ""


# Choices


def _selected(_here: Here, value: Value, choice: Value) -> Value:
    return to_string(choice).strip() in (to_string(value).split() or [""])


def _selected_at(here: Here, value: Value, index: Value) -> Value:
    chosen = to_string(value).split()
    at = _whole(here, index)
    return chosen[at] if at is not None and 0 <= at < len(chosen) else ""


def _count_selected(_here: Here, value: Value) -> Value:
    return float(len(to_string(value).split()))


def _choice_name(here: Here, value: Value, path: Value) -> Value:
    return here.surroundings.choice_name(to_string(value), to_string(path))


def _itext(here: Here, text_id: Value) -> Value:
    return here.surroundings.itext(to_string(text_id))


# Conditions


def _boolean(_here: Here, value: Value) -> Value:
    return to_boolean(value)


def _not(_here: Here, value: Value) -> Value:
    return not to_boolean(value)


def _true(_here: Here) -> Value:
    return True


def _false(_here: Here) -> Value:
    return False


def _boolean_from_string(_here: Here, value: Value) -> Value:
    return to_string(value).lower() in {"1", "true"}


def _if(here: Here, condition: Evaluate, then: Evaluate, otherwise: Evaluate) -> Value:
    return then(here) if to_boolean(condition(here)) else otherwise(here)


def _coalesce(here: Here, *values: Evaluate) -> Value:
    for evaluate in values:
        value = evaluate(here)
        if to_string(value) not in {"", "NaN"}:
            return to_string(value)
    return ""


def _once(here: Here, value: Evaluate) -> Value:
    """Keep what this node already holds; compute it only while it is empty."""
    kept = here.current.text()
    if kept:
        return kept
    made = value(here)
    return "" if isinstance(made, float) and math.isnan(made) else made


def _checklist(here: Here, least: Value, most: Value, *values: Value) -> Value:
    met = sum(1.0 for value in values if to_boolean(_flag(value)))
    return _within(here, met, least, most)


def _weighted_checklist(here: Here, least: Value, most: Value, *pairs: Value) -> Value:
    weights = zip(pairs[::2], pairs[1::2], strict=True)
    met = sum(_number(here, weight) for value, weight in weights if to_boolean(_flag(value)))
    return _within(here, met, least, most)


def _flag(value: Value) -> Value:
    """Read an answer as a condition: "0", "false" and "no" are none in a checklist."""
    return to_string(value) not in {"", "0", "false", "NaN"} if isinstance(value, list) else value


def _within(here: Here, met: float, least: Value, most: Value) -> bool:
    """Say whether a sum lies between two bounds; a negative bound is none."""
    low, high = _number(here, least), _number(here, most)
    return (low < 0 or met >= low) and (high < 0 or met <= high)


# Numbers


def _to_number(here: Here, value: Value | None = None) -> Value:
    return float(_number(here, _or_here(here, value)))


def _sum(here: Here, nodes: Nodeset) -> Value:
    return sum((_number(here, [node]) for node in nodes), 0.0)


def _numbers(here: Here, values: tuple[Value, ...]) -> list[float]:
    return [_number(here, text) for value in values for text in texts(value)]


def _min(here: Here, *values: Value) -> Value:
    return _extreme(min, _numbers(here, values))


def _max(here: Here, *values: Value) -> Value:
    return _extreme(max, _numbers(here, values))


def _extreme(choose: Callable[[list[float]], float], numbers: list[float]) -> float:
    if not numbers or any(math.isnan(number) for number in numbers):
        return math.nan
    return choose(numbers)


def _rounded(number: float) -> float:
    return math.floor(number + 0.5) if math.isfinite(number) else number


def _round(here: Here, value: Value, digits: Value = 0.0) -> Value:
    """Round half away from zero, on the decimal digits that a person sees."""
    number, places = _number(here, value), _whole(here, digits)
    if not math.isfinite(number) or places is None or abs(places) > _MOST_PLACES:
        return number
    try:
        exact = Decimal(repr(float(number))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    except InvalidOperation:
        return number
    return float(exact)


_MOST_PLACES: Final = 30


def _int(here: Here, value: Value) -> Value:
    number = _number(here, value)
    return float(math.trunc(number)) if math.isfinite(number) else number


def _floor(here: Here, value: Value) -> Value:
    number = _number(here, value)
    return float(math.floor(number)) if math.isfinite(number) else number


def _ceiling(here: Here, value: Value) -> Value:
    number = _number(here, value)
    return float(math.ceil(number)) if math.isfinite(number) else number


def _abs(here: Here, value: Value) -> Value:
    return abs(float(_number(here, value)))


def _pi(_here: Here) -> Value:
    return math.pi


def _random(here: Here) -> Value:
    return here.random().random()


def _calculated(compute: Callable[..., float]) -> Callable[..., Value]:
    """Make a function of numbers total: what mathematics refuses is not a number."""

    def call(here: Here, *values: Value) -> Value:
        try:
            result = compute(*(float(_number(here, value)) for value in values))
        except OverflowError:
            return math.inf
        except (ValueError, ZeroDivisionError):
            return math.nan
        return result

    return call


def _power(base: float, exponent: float) -> float:
    return math.pow(base, exponent) if base or exponent >= 0 else math.inf


def _logarithm(number: float) -> float:
    return math.log(number) if number else -math.inf


def _decimal_logarithm(number: float) -> float:
    return math.log10(number) if number else -math.inf


# Dates


def _today(here: Here) -> Value:
    now = here.surroundings.now.astimezone(here.zone)
    return DateTime(days_of(now.replace(hour=0, minute=0, second=0, microsecond=0)), here.zone)


def _now(here: Here) -> Value:
    return DateTime(days_of(here.surroundings.now), here.zone)


def _date(here: Here, value: Value) -> Value:
    """Read a date or a number of days as a date; a number counts from 1970 in UTC."""
    if isinstance(value, DateTime):
        return value
    if isinstance(value, bool):
        return DateTime(math.nan, here.zone)
    if isinstance(value, float):
        return DateTime(value, here.zone)
    text = to_string(value)
    return DateTime(_number(here, text), here.zone) if text else ""


def _decimal_date_time(here: Here, value: Value) -> Value:
    return float(_number(here, value))


def _decimal_time(here: Here, value: Value) -> Value:
    return read_time(to_string(value), on=here.surroundings.now.astimezone(here.zone))


def _format_date(here: Here, value: Value, pattern: Value) -> Value:
    date = _date(here, value)
    moment = date.moment() if isinstance(date, DateTime) else None
    return "" if moment is None else write_moment(moment, to_string(pattern))


# Places


def _points(values: tuple[Value, ...]) -> list[geometry.Point] | None:
    return geometry.read_points([text for value in values for text in texts(value)])


def _area(_here: Here, *values: Value) -> Value:
    return geometry.area(_points(values))


def _distance(_here: Here, *values: Value) -> Value:
    return geometry.distance(_points(values))


def _geofence(_here: Here, point: Value, shape: Value) -> Value:
    return geometry.encloses(_points((shape,)), geometry.read_point(to_string(point)))


def _of(call: Callable[..., Value], fewest: int, most: int | None, **rest: Any) -> Function:
    return Function(call, fewest, most, **rest)


_PATH: Final = frozenset({0})

FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType(
    {
        "abs": _of(_abs, 1, 1),
        "acos": _of(_calculated(math.acos), 1, 1),
        "area": _of(_area, 1, ANY_NUMBER),
        "asin": _of(_calculated(math.asin), 1, 1),
        "atan": _of(_calculated(math.atan), 1, 1),
        "atan2": _of(_calculated(math.atan2), 2, 2),
        "base64-decode": _of(_base64_decode, 1, 1),
        "boolean": _of(_boolean, 1, 1),
        "boolean-from-string": _of(_boolean_from_string, 1, 1),
        "ceiling": _of(_ceiling, 1, 1),
        "checklist": _of(_checklist, 3, ANY_NUMBER),
        "coalesce": _of(_coalesce, 2, ANY_NUMBER, lazy=True),
        "concat": _of(_concat, 0, ANY_NUMBER),
        "contains": _of(_contains, 2, 2),
        "cos": _of(_calculated(math.cos), 1, 1),
        "count": _of(_count, 1, 1, nodes=_PATH),
        "count-non-empty": _of(_count_non_empty, 1, 1, nodes=_PATH),
        "count-selected": _of(_count_selected, 1, 1),
        "current": _of(_current, 0, 0, gives_nodes=True),
        "date": _of(_date, 1, 1),
        "date-time": _of(_date, 1, 1),
        "decimal-date-time": _of(_decimal_date_time, 1, 1),
        "decimal-time": _of(_decimal_time, 1, 1),
        "digest": _of(_digest, 2, 3),
        "distance": _of(_distance, 1, ANY_NUMBER),
        "ends-with": _of(_ends_with, 2, 2),
        "exp": _of(_calculated(math.exp), 1, 1),
        "exp10": _of(_calculated(lambda number: math.pow(10, number)), 1, 1),
        "false": _of(_false, 0, 0),
        "floor": _of(_floor, 1, 1),
        "format-date": _of(_format_date, 2, 2),
        "format-date-time": _of(_format_date, 2, 2),
        "geofence": _of(_geofence, 2, 2),
        "id": _of(_id, 1, 1, gives_nodes=True),
        "if": _of(_if, 3, 3, lazy=True),
        "indexed-repeat": _of(
            _indexed_repeat, 3, 7, nodes=frozenset({0, 1, 3, 5}), gives_nodes=True
        ),
        "instance": _of(_instance, 1, 1, gives_nodes=True),
        "int": _of(_int, 1, 1),
        "join": _of(_join_texts, 2, ANY_NUMBER),
        "jr:choice-name": _of(_choice_name, 2, 2),
        "jr:itext": _of(_itext, 1, 1),
        "lang": _of(_lang, 1, 1),
        "last": _of(_last, 0, 0),
        "local-name": _of(_local_name, 0, 1, nodes=_PATH),
        "log": _of(_calculated(_logarithm), 1, 1),
        "log10": _of(_calculated(_decimal_logarithm), 1, 1),
        "max": _of(_max, 1, ANY_NUMBER),
        "min": _of(_min, 1, ANY_NUMBER),
        "name": _of(_name, 0, 1, nodes=_PATH),
        "namespace-uri": _of(_namespace_uri, 0, 1, nodes=_PATH),
        "normalize-space": _of(_normalize_space, 0, 1),
        "not": _of(_not, 1, 1),
        "now": _of(_now, 0, 0),
        "number": _of(_to_number, 0, 1),
        "once": _of(_once, 1, 1, lazy=True),
        "pi": _of(_pi, 0, 0),
        "position": _of(_position, 0, 1, nodes=_PATH),
        "pow": _of(_calculated(_power), 2, 2),
        "pulldata": _of(_pulldata, 4, 4),
        "random": _of(_random, 0, 0),
        "randomize": _of(_randomize, 1, 2, nodes=_PATH, gives_nodes=True),
        "regex": _of(_regex, 2, 2),
        "round": _of(_round, 1, 2),
        "selected": _of(_selected, 2, 2),
        "selected-at": _of(_selected_at, 2, 2),
        "sin": _of(_calculated(math.sin), 1, 1),
        "sqrt": _of(_calculated(math.sqrt), 1, 1),
        "starts-with": _of(_starts_with, 2, 2),
        "string": _of(_string, 0, 1),
        "string-length": _of(_string_length, 0, 1),
        "substr": _of(_substr, 2, 3),
        "substring": _of(_substring, 2, 3),
        "substring-after": _of(_substring_after, 2, 2),
        "substring-before": _of(_substring_before, 2, 2),
        "sum": _of(_sum, 1, 1, nodes=_PATH),
        "tan": _of(_calculated(math.tan), 1, 1),
        "today": _of(_today, 0, 0),
        "translate": _of(_translate, 3, 3),
        "true": _of(_true, 0, 0),
        "uuid": _of(_uuid, 0, 1),
        "weighted-checklist": _of(_weighted_checklist, 4, ANY_NUMBER, pairs=True),
    }
)
