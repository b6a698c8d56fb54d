"""Lists of items: what is looked up in them is what asking every item would find."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.xforms.entry import FormEntry, Outcome
from conversations.xforms.filled import FilledForm
from conversations.xforms.instance import NodeKind, TreeElement
from conversations.xforms.lists import items_of, never_changing
from conversations.xforms.values import Value, to_string
from tests.conversations.xforms.given import NOW, begin, evaluate, form, tree

PLACES = [
    {"name": "chx", "label": "Choloma", "country": "hn", "size": "2"},
    {"name": "gua", "label": "Guatemala", "country": "gt", "size": "2.0"},
    {"name": "tgu", "label": "Tegucigalpa", "country": "hn", "size": ""},
    {"name": "sal", "label": "San Salvador", "country": "", "size": "02"},
]
CASCADE = form(
    "text; country; Which country?",
    "select_one_from_file places.csv; place; Which place?; choice_filter=country = ${country}",
    "calculate; told; ; calculation=pulldata('places', 'label', 'name', ${place})",
)

# Looked up, and asked one by one

TEXTS = st.sampled_from(["", "a", "b", "1", "1.0", "2026-11-24", " 1"])
ITEMS = st.lists(
    st.dictionaries(st.sampled_from(["of", "name"]), TEXTS | st.lists(TEXTS, max_size=2)),
    max_size=6,
)
SIDES = [
    ("of", "/data/a"),
    ("/data/a", "of"),
    ("name", "'1'"),
    ("of", "1"),
    ("of", "true()"),
    ("of", "current()/b"),
    ("of", "current()/../data/none"),
    ("of", "/data/*"),
    ("of", "."),
    ("@of", "/data/a"),
    ("*", "/data/a"),
    ("of", "name"),
]
PREDICATES = [
    "[{0} = {1}]",
    "[{0} = {1} and name != 'b']",
    "[position() > 1 and {0} = {1} and last() > 2]",
    "[{0} = {1}][2]",
    "[{0} = {1} and name = 'a' and of = 'b']",
    "[{0} = {1} or name = 'a']",
    "[{0} = {1} = 'a']",
    "[not({0} = {1})]",
    "[name != ''][{0} = {1}]",
    "[2]",
]


@given(
    ITEMS,
    st.sampled_from(SIDES),
    st.sampled_from(PREDICATES),
    st.sampled_from(["item", "*", "node()", "none"]),
    TEXTS,
    TEXTS,
)
def test_what_is_looked_up_is_what_asking_every_item_finds(
    items: list[Mapping[str, object]],
    sides: tuple[str, str],
    predicate: str,
    step: str,
    first: str,
    second: str,
) -> None:
    document = tree({"data": {"a": first, "b": second}})
    changing = tree({"root": {"item": items, "end": {"of": first}}})
    still = never_changing(changing.copy())
    expression = f"instance('l')/root/{step}{predicate.format(*sides)}"

    def found(listed: TreeElement) -> list[int]:
        nodes: Value = evaluate(expression, document, at="/data", instances={"l": listed})
        assert isinstance(nodes, list)
        [root] = listed.children
        return [root.children.index(node) for node in nodes]

    assert found(still) == found(changing)
    assert found(still) == found(changing)


@given(ITEMS, st.sampled_from(["of", "name", "item", "@of", "none"]), TEXTS)
def test_what_is_pulled_from_a_list_is_that_of_the_first_item(
    items: list[Mapping[str, object]], key: str, wanted: str
) -> None:
    changing = tree({"root": {"item": items}})
    still = never_changing(changing.copy())
    expression = f"pulldata('l', 'name', '{key}', '{wanted}')"

    pulled = [evaluate(expression, instances={"l": one}) for one in (changing, still, still)]

    assert pulled[0] == pulled[1] == pulled[2]


def test_a_path_through_a_repeat_is_looked_up_where_it_is() -> None:
    made = form(
        "begin_repeat; visit; Visit",
        "text; country; Which country?",
        "select_one_from_file places.csv; place; Which place?; choice_filter=country = ${country}",
        "end_repeat",
    )
    lists = {"places.csv": items_of(PLACES)}
    entry = begin(made, lists=lists)
    entry.add_repeat("/data/visit[2]")
    entry.answer_question("/data/visit[1]/country", "hn")
    entry.answer_question("/data/visit[2]/country", "gt")

    offered = [
        [choice.value for choice in entry.prompt(f"/data/visit[{at}]/place", "en").choices]
        for at in (1, 2)
    ]

    assert offered == [["chx", "tgu"], ["gua"]]


# One tree for many entries


def test_many_turns_read_one_tree_and_leave_it_as_it_was() -> None:
    listed = items_of(PLACES)
    entries = [begin(CASCADE, lists={"places.csv": listed}) for _ in range(3)]
    for entry, country in zip(entries, ("hn", "gt", "xx"), strict=True):
        entry.answer_question("/visit/country", country)
        for choice in entry.prompt("/visit/place", "en").choices:
            assert entry.answer_question("/visit/place", choice.value) is Outcome.OK

    told = [entry.answers().get("/visit/told") for entry in entries]

    assert told == ["Tegucigalpa", "Guatemala", None]
    assert _written(listed) == _written(items_of(PLACES))


def test_rows_and_their_tree_are_one_list() -> None:
    seen = []
    for listed in (PLACES, items_of(PLACES)):
        entry = begin(CASCADE, lists={"places.csv": listed})
        entry.answer_question("/visit/country", "hn")
        entry.answer_question("/visit/place", "chx")
        again = FormEntry.restore(CASCADE, entry.dump(), now=NOW, lists={"places.csv": listed})
        seen.append((again.prompt("/visit/place", "en"), again.answers()))

    assert seen[0] == seen[1]


@pytest.mark.parametrize("lists", [{}, {"places.csv": []}])
def test_a_list_that_is_not_there_has_no_items(
    lists: Mapping[str, list[Mapping[str, str]]],
) -> None:
    filled = FilledForm(CASCADE, now=NOW, seed=1, lists=lists)
    listed = filled.instance("places")

    assert listed is not None
    assert [root.children for root in listed.children] == [[]]


def _written(node: TreeElement) -> object:
    assert node.relevant
    assert node.kind in {NodeKind.ELEMENT, NodeKind.ROOT}
    return node.name, to_string([node]), [_written(child) for child in node.children]
