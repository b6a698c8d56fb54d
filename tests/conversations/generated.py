"""Forms made at random: every kind of question, in groups and in repeats of both sorts."""

from collections.abc import Iterator

from hypothesis import strategies as st

from conversations.xforms.formdef import FormDef
from tests.conversations.talks import make

Node = tuple[str, bool] | tuple[str, list["Node"]]

KINDS = (
    "text",
    "text multiline",
    "integer",
    "decimal",
    "date",
    "date month-year",
    "date year",
    "time",
    "datetime",
    "select_one short",
    "select_one long",
    "select_multiple short",
    "select_multiple long",
    "rank short",
    "range scale",
    "range percent",
    "note",
    "acknowledge",
    "geopoint",
    "image",
    "audio",
    "video",
    "file",
    "barcode",
)
COLUMNS = ("type", "name", "label", "required", "appearance", "parameters", "repeat_count")
PARAMETERS = {"scale": "start=0 end=5 step=1", "percent": "start=0 end=100 step=5"}

questions: st.SearchStrategy[Node] = st.tuples(st.sampled_from(KINDS), st.booleans())


def around(inside: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inside, min_size=1, max_size=3)
    return st.tuples(st.sampled_from(["group", "repeat", "counted"]), several)


nodes: st.SearchStrategy[Node] = st.recursive(questions, around, max_leaves=5)
forms: st.SearchStrategy[FormDef] = st.lists(nodes, min_size=1, max_size=4).map(
    lambda body: make(written(body))
)


def written(body: list[Node]) -> str:
    rows = [row for number, node in enumerate(body) for row in _rows(node, f"q{number}")]
    choices = [("short", name) for name in "abc"] + [
        ("long", f"l{number}") for number in range(1, 31)
    ]
    return "\n".join(
        [
            *_sheet("survey", COLUMNS, rows),
            *_sheet("choices", ("list_name", "name", "label"), _labelled(choices)),
            *_sheet("settings", ("form_id", "version"), [("made", "1")]),
        ]
    )


def _labelled(choices: list[tuple[str, str]]) -> list[tuple[str, ...]]:
    return [(listed, name, f"Choice **{name}**") for listed, name in choices]


def _rows(node: Node, name: str) -> Iterator[tuple[str, ...]]:
    kind, rest = node
    if isinstance(rest, bool):
        yield _question(kind, name, "yes" if rest else "")
        return
    if kind == "counted":
        yield ("integer", f"many_{name}", f"How many {name}?", "", "", "", "")
    begun = "group" if kind == "group" else "repeat"
    count = f"if(${{many_{name}}} > 3, 3, ${{many_{name}}})" if kind == "counted" else ""
    yield (f"begin_{begun}", name, f"Part {name}", "", "", "", count)
    for number, inner in enumerate(rest):
        yield from _rows(inner, f"{name}_{number}")
    yield (f"end_{begun}", *[""] * 6)


def _question(kind: str, name: str, required: str) -> tuple[str, ...]:
    words = kind.split()
    appearance = words[1] if words[0] in {"text", "date"} and len(words) > 1 else ""
    parameters = PARAMETERS.get(words[-1], "")
    asked = words[0] if appearance or parameters else kind
    required = "" if words[0] == "note" else required
    return (asked, name, f"What of *{name}*?", required, appearance, parameters, "")


def _sheet(title: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    yield f"## {title}\n"
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""
