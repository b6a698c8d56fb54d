"""Trees, expressions and forms as the engine's tests need them."""

import json
from collections.abc import Mapping
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from conversations.xforms.compiler import CompiledForm, compile_form
from conversations.xforms.entry import FormEntry
from conversations.xforms.filled import Lists
from conversations.xforms.formdef import FormDef
from conversations.xforms.instance import NodeKind, TreeElement, TreeReference
from conversations.xforms.values import EvaluationContext, Value, to_string
from conversations.xforms.workbooks.workbook import Workbook, read_markdown
from conversations.xforms.xpath.evaluation import compile_expression
from locales import words

ZONE = ZoneInfo("America/Tegucigalpa")
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=ZONE)

SETTINGS = """
## settings

| form_id | version | default_language |
| --- | --- | --- |
| visit | 1 | English (en) |
"""


def tree(content: Mapping[str, object], root: TreeElement | None = None) -> TreeElement:
    """Make a document; a list stands for several elements of one name, `@x` for an attribute."""
    made = root or TreeElement("", kind=NodeKind.ROOT)
    for name, inside in content.items():
        if name.startswith("@"):
            made.set_attribute(name[1:], str(inside))
            continue
        for one in inside if isinstance(inside, list) else [inside]:
            child = made.append(TreeElement(name))
            if isinstance(one, Mapping):
                tree(one, child)
            else:
                child.value = str(one)
    return made


class Around:
    """What expressions may ask for, as a test sets it."""

    def __init__(self, instances: Mapping[str, TreeElement]) -> None:
        self.now = NOW
        self.language: str | None = None
        self._instances = instances

    def instance(self, name: str) -> TreeElement | None:
        return self._instances.get(name)

    def itext(self, text_id: str) -> str:
        return f"text {text_id}"

    def choice_name(self, value: str, path: str, node: TreeElement) -> str:  # noqa: ARG002
        return f"{value} of {path}"

    def spend(self, nodes: int) -> None:
        assert nodes >= 0

    def randomness(self, node: TreeElement) -> Random:
        return Random(str(node.reference()))  # noqa: S311 - chance in a test


def evaluate(
    expression: str,
    document: TreeElement | None = None,
    *,
    at: str = "/",
    instances: Mapping[str, TreeElement] | None = None,
) -> Value:
    root = document or tree({"data": {"a": "1"}})
    reference = TreeReference.parse(at)
    node = root.resolve(reference)[0]
    here = EvaluationContext(node, root=root, surroundings=Around(instances or {}), zone=ZONE)
    return compile_expression(expression, at=reference).evaluate(here)


def text(expression: str, document: TreeElement | None = None, *, at: str = "/") -> str:
    return to_string(evaluate(expression, document, at=at))


def workbook(source: str) -> Workbook:
    read = read_markdown(source, "visit")
    assert isinstance(read, Workbook), [problem.say(words("en")) for problem in read]
    return read


def compiled(source: str) -> CompiledForm:
    made = compile_form(workbook(source))
    assert isinstance(made, CompiledForm), [problem.say(words("en")) for problem in made]
    return made


def form(*rows: str, choices: str = "", settings: str = SETTINGS) -> FormDef:
    """Compile a form of rows `type | name | label | column=cell | …`."""
    return compiled(source(*rows, choices=choices, settings=settings)).form


def source(*rows: str, choices: str = "", settings: str = SETTINGS) -> str:
    """Write a form of rows `type ; name ; label ; column=cell ; …` as a workbook."""
    cells = [_cells(row) for row in rows]
    columns = list(dict.fromkeys(column for row in cells for column in row))
    lines = [columns, ["---"] * len(columns), *([row.get(c, "") for c in columns] for row in cells)]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"## survey\n\n{table}\n{_choices(choices)}{settings}"


def _cells(row: str) -> dict[str, str]:
    parts = [part.strip() for part in row.split(";")]
    plain = dict(zip(("type", "name", "label"), parts[:3], strict=False))
    named = (part.partition("=") for part in parts[3:])
    return {**plain, **{column.strip(): cell.strip() for column, _, cell in named}}


def _choices(written: str) -> str:
    """Write `list: value value | list: value` as a sheet; a label is the value in capitals."""
    lines = ["", "## choices", "", "| list_name | name | label |", "| --- | --- | --- |"]
    for one in filter(None, written.split("|")):
        name, _, values = one.strip().partition(":")
        lines += [f"| {name} | {value} | {value.upper()} |" for value in values.split()]
    return "\n".join((*lines, "")) if written else ""


def xform(model: str, body: str, *, data: str = "<a/>", itext: str = "") -> str:
    """Write an XForm: what stands in its model beside the answers, and its body."""
    return (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
        'xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms" '
        'xmlns:orx="http://openrosa.org/xforms" xmlns:wb="https://example.org/wb">'
        "<h:head><h:title>T</h:title><model>"
        f'{itext}<instance><data id="x" version="2">{data}</data></instance>{model}'
        f"</model></h:head><h:body>{body}</h:body></h:html>"
    )


def resumed(entry: FormEntry, made: FormDef, *, now: datetime = NOW) -> FormEntry:
    """Take an entry through JSON, as it is between two turns."""
    return FormEntry.restore(made, json.loads(json.dumps(entry.dump())), now=now)


def problems(source: str) -> list[str]:
    """Say in English what is wrong with a workbook."""
    read = read_markdown(source, "visit")
    found = compile_form(read) if isinstance(read, Workbook) else read
    assert not isinstance(found, CompiledForm)
    return [problem.say(words("en")) for problem in found]


def begin(made: FormDef, *, lists: Lists | None = None, seed: int = 7) -> FormEntry:
    return FormEntry.begin(made, now=NOW, seed=seed, lists=lists or {})
