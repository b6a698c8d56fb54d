import pytest

from conversations.xforms.instance import TreeReference
from conversations.xforms.parsing.parser import load_xform
from conversations.xforms.triggerables import Cycle, Effect, Triggerable, Triggerables
from conversations.xforms.xpath.evaluation import compile_expression

NODES = tuple(
    TreeReference.parse(path) for path in ("/d", "/d/a", "/d/b", "/d/g", "/d/g/c", "/d/g/e", "/d/f")
)


def what(effect: Effect, target: str, expression: str) -> Triggerable:
    at = TreeReference.parse(target)
    return Triggerable(effect, at, compile_expression(expression, at=at))


def build(*found: tuple[str, str, str]) -> Triggerables:
    return Triggerables.build((what(Effect(effect), at, text) for effect, at, text in found), NODES)


def after(made: Triggerables, path: str) -> list[str]:
    reached: set[int] = set()
    made.spread(TreeReference.parse(path), reached)
    return [str(made.ordered[place].target) for place in sorted(reached)]


def test_what_reads_comes_after_what_is_read() -> None:
    made = build(
        ("calculate", "/d/f", "/d/g/c + 1"),
        ("calculate", "/d/g/c", "/d/b"),
        ("calculate", "/d/b", "/d/a"),
    )

    assert after(made, "/d/a") == ["/d/b", "/d/g/c", "/d/f"]
    assert after(made, "/d/g/c") == ["/d/f"]
    assert after(made, "/d/f") == []
    assert after(made, "/d/nowhere") == []


def test_what_reads_inside_a_group_follows_its_relevance() -> None:
    made = build(("calculate", "/d/f", "/d/g/c"), ("relevant", "/d/g", "/d/a = 1"))

    assert after(made, "/d/a") == ["/d/g", "/d/f"]


def test_a_pattern_reads_every_node_it_covers() -> None:
    made = build(("calculate", "/d/f", "sum(//c) + count(/d/*/e) + /d/b"))

    assert after(made, "/d/g/c") == ["/d/f"]
    assert after(made, "/d/g/e") == ["/d/f"]
    assert after(made, "/d/a") == []


def test_a_list_is_no_answer() -> None:
    made = build(("calculate", "/d/f", "count(instance('l')/d/a)"))

    assert after(made, "/d/a") == []


@pytest.mark.parametrize(
    ("found", "names"),
    [
        ([("calculate", "/d/a", ". + 1")], {"a"}),
        ([("relevant", "/d/g", "c = 1")], {"g"}),
        ([("calculate", "/d/a", "/d/b"), ("calculate", "/d/b", "/d/a")], {"a", "b"}),
        ([("calculate", "/d/a", "/d/g/c"), ("relevant", "/d/g", "/d/a = 1")], {"a", "g"}),
    ],
)
def test_what_needs_itself_is_a_cycle(found: list[tuple[str, str, str]], names: set[str]) -> None:
    with pytest.raises(Cycle) as cycle:
        build(*found)

    assert {member.target.steps[-1] for member in cycle.value.members} == names


@pytest.mark.parametrize(
    ("pattern", "path", "covered"),
    [
        ("/d/a", "/d/a", True),
        ("/d/a", "/d/a/b", False),
        ("/d/*", "/d/a", True),
        ("/d/*", "/d", False),
        ("/**/c", "/d/g/c", True),
        ("/d/**", "/d/g/c", True),
        ("/d/**/e", "/d/g/c", False),
    ],
)
def test_a_pattern_covers(pattern: str, path: str, covered: bool) -> None:
    assert TreeReference.parse(pattern).matches(TreeReference.parse(path)) is covered
    assert not TreeReference(("d",), "list").matches(TreeReference(("d",)))


def test_a_form_of_five_hundred_questions_is_ordered_at_once() -> None:
    rows = "".join(f'<bind nodeset="/d/q{n}" relevant="/d/q{n - 1} != 1"/>' for n in range(1, 500))
    data = "".join(f"<q{n}/>" for n in range(500))
    made = load_xform(
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
        f"<h:head><model><instance><d>{data}</d></instance>{rows}</model></h:head><h:body/></h:html>"
    )

    assert len(after(made.triggerables, "/d/q0")) == 499
