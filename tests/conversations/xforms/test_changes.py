"""Whatever is told, added and taken away: all is as if it had been computed from nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.xforms import costs, filled
from conversations.xforms.costs import is_too_costly
from conversations.xforms.entry import FormEntry, Outcome
from conversations.xforms.formdef import Kind
from conversations.xforms.parsing.parser import load_xform
from conversations.xforms.values import TooCostly
from tests.conversations.xforms.given import begin, resumed, xform

LIST = (
    '<instance id="l"><root><item><name>a</name><of>x</of></item>'
    "<item><name>b</name><of>y</of></item><item><name>c</name><of>x</of></item></root></instance>"
)
BINDS = {
    "total": "sum(/data/p/age)",
    "names": "join(',', /data/p/name)",
    "p/place": "position(..)",
    "p/sum": "coalesce(/data/p[position() = position(current()/..) - 1]/sum, 0) + ../place",
    "p/id": "once(uuid())",
    "p/chance": "random()",
    "p/older": "count(../../p[age &gt; current()/../age])",
    "p/kids": "count(../c)",
    "p/last": "concat(../../p[last()]/name, indexed-repeat(/data/p/name, /data/p, 1), /data/mode)",
    "p/c/told": "concat(/data/p/name, position(../..), '.', position(..), count(/data/p/c))",
    "k/told": "concat(../value, count(../../k), /data/n)",
}
RELEVANT = {
    "p": "/data/mode != 'z'",
    "p/age": "../name != ''",
    "p/c": "../age &gt; 3",
    "after": "/data/total &gt; 5 or count(/data/k) &gt; 2",
}
PERSON = (
    "<name/><age/><city/><place/><sum/><id/><chance/><older/><kids/><last/><c><name/><told/></c>"
)
FAMILY = load_xform(
    xform(
        LIST
        + '<bind nodeset="/data/n" type="int"/><bind nodeset="/data/p/age" type="int" relevant="../name != \'\'"/>'
        + "".join(f'<bind nodeset="/data/{to}" calculate="{how}"/>' for to, how in BINDS.items())
        + "".join(
            f'<bind nodeset="/data/{to}" relevant="{when}"/>'
            for to, when in RELEVANT.items()
            if to != "p/age"
        ),
        '<select1 ref="/data/mode">'
        + "".join(f"<item><value>{value}</value></item>" for value in "xyz")
        + '</select1><input ref="/data/n"/><repeat nodeset="/data/p"><setvalue ref="/data/p/name" '
        'event="odk-new-repeat" value="concat(\'p\', position(..))"/><input ref="/data/p/name">'
        '<setvalue event="xforms-value-changed" ref="/data/p/age" value="string-length(../name)"/>'
        '<setvalue event="xforms-value-changed" ref="/data/trail" value="concat(/data/trail, /data/p/sum)"/>'
        '</input><input ref="/data/p/age"/><select ref="/data/p/city"><itemset '
        "nodeset=\"instance('l')/root/item[of = /data/mode or name = current()/../name]\">"
        '<value ref="name"/><label ref="name"/></itemset></select><repeat nodeset="/data/p/c">'
        '<input ref="/data/p/c/name"/></repeat></repeat><repeat nodeset="/data/k" jr:count="/data/n">'
        '<setvalue event="odk-new-repeat" ref="/data/k/set" value="concat(position(..), /data/n)"/>'
        '<input ref="/data/k/value"/></repeat><input ref="/data/after"/>',
        data=f'<mode>x</mode><n/><total/><names/><trail/><p jr:template="">{PERSON}</p>'
        f"<p>{PERSON}</p><k><value/><told/><set/></k><after/>",
    )
)

MOVES = st.lists(
    st.tuples(
        st.integers(0, 30), st.sampled_from(["tell", "tell", "tell", "remove"]), st.integers(0, 5)
    ),
    max_size=14,
)
TEXTS = ("", "a", "b", "Ana", "Luz", "Maria")


def move(entry: FormEntry, which: int, act: str, what: int) -> None:
    """Tell something at one of the events, add an instance there, or remove one around it."""
    ref = entry.events()[which % len(entry.events())]
    if entry.is_repeat_prompt(ref):
        entry.jump(ref)
        entry.add_repeat(ref)
        return
    prompt = entry.prompt(ref, "en")
    entry.jump(ref)
    if act == "remove" and prompt.repeats:
        entry.remove_repeat(prompt.repeats[what % len(prompt.repeats)].ref)
    elif prompt.kind is Kind.SELECT_MULTIPLE:
        entry.answer_question(ref, " ".join(choice.value for choice in prompt.choices[:what]))
    elif prompt.kind is Kind.SELECT_ONE:
        entry.answer_question(ref, prompt.choices[what % 3].value)
    else:
        entry.answer_question(ref, str(what) if prompt.kind is Kind.INTEGER else TEXTS[what])


def seen(entry: FormEntry) -> list[object]:
    prompts = [entry.prompt(ref, "en") for ref in entry.relevant_questions()]
    repeats = [
        entry.repeat_prompt(ref, "en") for ref in entry.events() if entry.is_repeat_prompt(ref)
    ]
    return [
        entry.answers(relevant_only=False),
        entry.answers(),
        entry.events(),
        prompts,
        repeats,
        entry.at,
        entry.longest_remaining(),
        entry.dump(),
    ]


@given(moves=MOVES)
@settings(max_examples=60, deadline=None)
def test_an_entry_is_as_it_would_be_if_computed_from_nothing(
    moves: list[tuple[int, str, int]],
) -> None:
    entry = begin(FAMILY)
    for which, act, what in moves:
        move(entry, which, act, what)

        assert seen(entry) == seen(resumed(entry, FAMILY))


# What costs too much

COSTLY = xform(
    '<bind nodeset="/data/sum" calculate="if(/data/go = \'yes\', count(//x[count(//x[count(//x) &gt; 0]) &gt; 0]), 0)"/>'
    '<bind nodeset="/data/b" relevant="/data/go != \'yes\'"/>',
    '<input ref="/data/go"><setvalue event="xforms-value-changed" ref="/data/c" value="\'set\'"/></input>'
    '<input ref="/data/b"/><input ref="/data/n"/><repeat nodeset="/data/r" jr:count="/data/n">'
    '<input ref="/data/r/a"/></repeat><repeat nodeset="/data/o"><setvalue event="odk-new-repeat" '
    'ref="/data/go" value="\'yes\'"/><input ref="/data/o/a"/></repeat>',
    data="<go/><b/><c/><n>50</n><sum/><r><a>x</a></r><o><a/></o>" + "<x/>" * 30,
)


def test_what_costs_too_much_is_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filled, "MOST_EFFORT", 20_000)
    monkeypatch.setattr(costs, "MOST_EFFORT", 20_000)
    made = load_xform(COSTLY)
    entry = begin(made)
    entry.answer_question("/data/b", "told")
    before = seen(entry)

    with pytest.raises(TooCostly):
        entry.answer_question("/data/go", "yes")
    assert seen(entry) == before
    with pytest.raises(TooCostly):
        entry.add_repeat("/data/o[2]")
    assert seen(entry) == before
    assert seen(resumed(entry, made)) == before
    assert entry.answer_question("/data/b", "told again") is Outcome.OK
    assert is_too_costly(made)


def test_two_answers_that_change_each_other_for_ever_cost_too_much() -> None:
    made = load_xform(
        xform(
            "",
            '<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/b" value="/data/a + 1"/>'
            '</input><input ref="/data/b"><setvalue event="xforms-value-changed" ref="/data/a" '
            'value="/data/b + 1"/></input>',
            data="<a/><b/>",
        )
    )
    entry = begin(made)

    with pytest.raises(TooCostly):
        entry.answer_question("/data/a", "1")
    assert entry.answers() == {}


def test_repeats_inside_repeats_do_not_multiply_for_ever() -> None:
    made = load_xform(
        xform(
            "",
            '<input ref="/data/n"/><repeat nodeset="/data/a" jr:count="/data/n">'
            '<repeat nodeset="/data/a/b" jr:count="/data/n"><repeat nodeset="/data/a/b/c" '
            'jr:count="/data/n"><input ref="/data/a/b/c/d"/></repeat></repeat></repeat>',
            data="<n/><a><b><c><d/></c></b></a>",
        )
    )
    entry = begin(made)

    with pytest.raises(TooCostly):
        entry.answer_question("/data/n", "50")
    assert entry.answers() == {}
    entry.answer_question("/data/n", "3")
    assert len(entry.events()) == 1 + 3 * 3 * 3


SCHOOLS = [{"name": f"n{number}", "label": f"School {number}"} for number in range(1_000)]
ROWS = "instance('schools')/root/item"


@pytest.mark.parametrize(
    "calculation",
    [
        f"count({ROWS}[label != /data/a and name != 'n1'])",
        f"{ROWS}/name &lt; {ROWS}/name",
        f"{ROWS}/name = {ROWS}/label",
        f"count({ROWS}[regex(label, 'a+b')])",
        f"count({ROWS}[position(.) &gt; 3])",
        f"count({ROWS} | {ROWS})",
        f"count({ROWS}[-string-length(name) &lt; 0 and (label)[1] != ''])",
        f"count({ROWS}[id('a') or name])",
        f"count({ROWS}[contains(/data/long, name)])",
        f"count({ROWS}[contains(string(/data/long), name)])",
        f"count(({ROWS})[label != ''])",
        "count(instance('schools')//name)",
        "string-length(string(instance('schools')/root))",
        "pulldata('schools', 'name', '@label', /data/a)",
    ],
)
def test_what_a_form_does_with_its_lists_counts(calculation: str) -> None:
    names = [f"c{number}" for number in range(1_100)]
    made = load_xform(
        xform(
            '<instance id="schools" src="jr://file-csv/schools.csv"/>'
            + "".join(f'<bind nodeset="/data/{it}" calculate="{calculation}"/>' for it in names),
            '<input ref="/data/a"/>',
            data=f"<a/><long>{'a' * 20_000}</long>" + "".join(f"<{it}/>" for it in names),
        )
    )

    assert not is_too_costly(made)
    assert is_too_costly(made, {"schools.csv": SCHOOLS})


def test_a_form_that_does_little_is_not_too_costly() -> None:
    assert not is_too_costly(FAMILY)
