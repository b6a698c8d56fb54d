"""Expressions with the value that ODK Web Forms gives them."""

import math
import re
from datetime import datetime
from zoneinfo import ZoneInfo

from conversations.xforms.instance import TreeElement, TreeReference
from conversations.xforms.values import EvaluationContext, Value, to_boolean, to_number, to_string
from conversations.xforms.xpath.evaluation import compile_expression
from conversations.xforms.xpath.syntax import XPathError
from tests.conformance.context import find, parse, path_of
from tests.conformance.suites import Item, Suite
from tests.conformance.verdicts import PASSED, Finding, Outcome, failed
from tests.conversations.xforms.given import Around

_DOM_FILES = re.compile(r"native/[\w-]*(axis|axes|attribute|namespace|processing-instruction)")
_DOM = re.compile(r"namespace(-uri\b|::)|processing-instruction\(")
_CHANCE_AND_CLOCK = re.compile(r"(?<![\w-])(uuid|random|now|randomize)\(")
_SEEDED = re.compile(r"(?<![\w-])randomize\(.*,|(?<![\w-])randomize\(\)", re.DOTALL)
_MAY_SKIP = re.compile(r"\b(and|or)\b|\bif\s*\(")
_STATIC = ("unknown function", "wrong number of arguments")


def identify(number: int, item: Item) -> tuple[str, str]:
    return f"#{number} {item['expr']}", str(item["test"]).removesuffix(".test.ts")


def judge(item: Item) -> Finding:
    outside = _out_of_scope(item)
    if outside:
        return Finding(Outcome.OUT_OF_SCOPE, outside)
    try:
        value, here = _evaluate(item, parse(item["xml"]))
    except XPathError as error:
        return _refused(item, error)
    wanted, got = _wanted(item), _as(item["type"], value, here)
    return PASSED if _same(wanted, got) else failed(f"{got!r} instead of {wanted!r}")


def _out_of_scope(item: Item) -> str:
    expression = item["expr"]
    if _DOM_FILES.match(item["test"]) or _DOM.search(expression):
        return "axes, attributes and namespaces of the DOM"
    if _CHANCE_AND_CLOCK.search(expression) and not _SEEDED.search(expression):
        return "chance or the clock"
    if "jr:itext(" in expression:
        return "jr:itext"
    return ""


def _refused(item: Item, error: XPathError) -> Finding:
    """Judge what does not compile; what is wrong in a branch not taken goes unnoticed elsewhere."""
    if item["type"] == "error":
        return PASSED
    if error.message.startswith(_STATIC) and _MAY_SKIP.search(item["expr"]):
        return Finding(Outcome.OUT_OF_SCOPE, f"a branch not taken: {error}")
    return failed(f"refused: {error}")


def _evaluate(item: Item, document: TreeElement) -> tuple[Value, EvaluationContext]:
    zone = ZoneInfo(item["tz"])
    lists = {
        node.attribute("id"): node
        for node in document.descendants()
        if node.name == "instance" and node.attribute("id")
    }
    around = Around(lists)
    around.now = datetime.fromisoformat(item["now"]).astimezone(zone)
    node, root = find(document, item["ctx"]), find(document, item["root"])
    here = EvaluationContext(node, root=root, surroundings=around, zone=zone)
    return compile_expression(item["expr"], at=TreeReference(())).evaluate(here), here


def _as(kind: str, value: Value, here: EvaluationContext) -> object:
    match kind:
        case "number":
            return to_number(value, here.zone)
        case "string":
            return to_string(value)
        case "boolean":
            return to_boolean(value)
        case "nodeset" if isinstance(value, list):
            return [path_of(node) for node in value]
        case _:
            return value


def _wanted(item: Item) -> object:
    match item["type"]:
        case "number":
            return float(str(item["value"]).replace("Infinity", "inf"))
        case "nodeset":
            return [re.sub(r"@[^/:]+:", "@", path) for path in item["paths"]]
        case "error":
            return "an error"
        case _:
            return item["value"]


def _same(wanted: object, got: object) -> bool:
    if isinstance(wanted, float) and isinstance(got, float):
        both_nan = math.isnan(wanted) and math.isnan(got)
        return both_nan or math.isclose(wanted, got, rel_tol=1e-9, abs_tol=1e-9)
    return wanted == got


EXPRESSIONS = Suite(
    "xpath", "expressions and the values that ODK Web Forms gives them", identify, judge
)
