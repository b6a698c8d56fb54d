import pytest

from conversations.xforms.entry import FormEntry, Outcome
from conversations.xforms.filled import MOST_INSTANCES
from conversations.xforms.formdef import FormDef, generic
from conversations.xforms.instance import renumbered
from conversations.xforms.parsing.parser import load_xform
from conversations.xforms.prompts import RepeatInstance, RepeatPlace
from tests.conversations.xforms.given import begin, form, resumed, xform


@pytest.fixture
def family() -> FormDef:
    return form(
        "begin_repeat ; person ; Person ${name}",
        "text ; name ; Name?",
        "integer ; age ; Age of ${name}? ; required=yes",
        "end_repeat",
        "calculate ; oldest ; ; calculation=max(${age})",
        "calculate ; names ; ; calculation=join(', ', ${name})",
        "note ; all ; ${names}: ${oldest}",
    )


def told(entry: FormEntry, **answers: str) -> FormEntry:
    """Answer questions; `person_2_age` stands for `/visit/person[2]/age`."""
    for name, value in answers.items():
        ref = "".join(f"[{part}]" if part.isdigit() else f"/{part}" for part in name.split("_"))
        assert entry.answer_question(f"/visit{ref}", value) is Outcome.OK, ref
    return entry


def grown(entry: FormEntry, *prompts: str) -> FormEntry:
    for prompt in prompts:
        assert entry.add_repeat(prompt) == prompt
    return entry


def test_after_an_instance_one_is_asked_for_one_more(family: FormDef) -> None:
    entry = begin(family)

    assert entry.events() == (
        "/visit/person[1]/name",
        "/visit/person[1]/age",
        "/visit/person[2]",
        "/visit/all",
    )
    assert [entry.at, entry.step_to_next_event(), entry.step_to_next_event()] == [
        "/visit/person[1]/name",
        "/visit/person[1]/age",
        "/visit/person[2]",
    ]
    assert entry.is_repeat_prompt("/visit/person[2]")
    assert not entry.is_repeat_prompt("/visit/person[1]/name")
    assert entry.relevant_questions() == (
        "/visit/person[1]/name",
        "/visit/person[1]/age",
        "/visit/all",
    )
    assert entry.step_to_next_event() == "/visit/all"
    assert entry.step_to_previous_event() == "/visit/person[2]"


def test_what_is_added_is_asked_at_once_and_counts(family: FormDef) -> None:
    entry = told(begin(family), person_1_name="Ana", person_1_age="7")
    entry.jump("/visit/person[2]")

    assert entry.add_repeat("/visit/person[2]") == "/visit/person[2]"
    assert entry.at == "/visit/person[2]/name"

    told(entry, person_2_name="Luz", person_2_age="9")
    entry = resumed(entry, family)

    assert entry.prompt("/visit/all", "en").label == "Ana, Luz: 9"
    assert entry.prompt("/visit/person[2]/age", "en").label == "Age of Luz?"
    assert entry.prompt("/visit/person[2]/age", "en").repeats == (
        RepeatPlace("/visit/person[2]", "Person Luz", number=2, count=2, fixed=False),
    )
    assert entry.answers()["/visit/person[2]/age"] == "9"
    assert entry.question("/visit/person[2]/age").ref == "/visit/person/age"


def test_a_prompt_tells_what_there_is(family: FormDef) -> None:
    entry = told(grown(begin(family), "/visit/person[2]"), person_2_age="9")

    prompt = entry.repeat_prompt("/visit/person[3]", "en")

    assert (prompt.ref, prompt.name, prompt.label) == ("/visit/person[3]", "person", "Person")
    assert (prompt.may_add, prompt.may_remove) == (True, True)
    assert prompt.instances == (
        RepeatInstance("/visit/person[1]", "Person", ""),
        RepeatInstance("/visit/person[2]", "Person", "/visit/person[2]/age"),
    )


def test_the_later_ones_move_up_when_one_is_removed(family: FormDef) -> None:
    entry = grown(begin(family), "/visit/person[2]", "/visit/person[3]")
    told(entry, person_1_name="Ana", person_2_name="Luz", person_3_name="Eva")
    entry.jump("/visit/person[3]/age")

    entry.remove_repeat("/visit/person[2]")

    assert entry.at == "/visit/person[2]/age"
    assert entry.answers() == {
        "/visit/person[1]/name": "Ana",
        "/visit/person[2]/name": "Eva",
        "/visit/names": "Ana, Eva",
    }
    assert resumed(entry, family).answers() == entry.answers()


def test_what_follows_is_open_when_the_open_instance_is_removed(family: FormDef) -> None:
    entry = grown(begin(family), "/visit/person[2]")
    entry.jump("/visit/person[1]/age")
    entry.remove_repeat("/visit/person[1]")
    assert entry.at == "/visit/person[1]/name"

    entry.remove_repeat("/visit/person[1]")
    assert entry.at == "/visit/person[1]"
    assert entry.dump()["repeats"] == {"/visit/person": 0}
    assert not entry.repeat_prompt("/visit/person[1]", "en").may_remove

    entry = resumed(entry, family)
    assert entry.events() == ("/visit/person[1]", "/visit/all")
    grown(entry, "/visit/person[1]")
    assert entry.at == "/visit/person[1]/name"


def test_at_the_end_nothing_is_open_whatever_is_removed(family: FormDef) -> None:
    entry = begin(family)
    entry.jump("/visit/all")
    entry.step_to_next_event()

    entry.remove_repeat("/visit/person[1]")

    assert entry.at is None


def test_what_is_missing_is_told_of_each_instance(family: FormDef) -> None:
    entry = told(grown(begin(family), "/visit/person[2]"), person_1_age="7")

    assert entry.missing() == ("/visit/person[2]/age",)
    assert entry.longest_remaining() == 4


def test_a_repeat_does_not_grow_for_ever(family: FormDef) -> None:
    entry = begin(family)
    for number in range(2, MOST_INSTANCES + 1):
        grown(entry, f"/visit/person[{number}]")

    full = f"/visit/person[{MOST_INSTANCES + 1}]"

    assert entry.add_repeat(full) is None
    assert not entry.repeat_prompt(full, "en").may_add
    assert full not in entry.events()


def test_refs_of_no_instance_are_errors_of_the_program(family: FormDef) -> None:
    entry = begin(family)

    for ref in ("/visit/person[2]/name", "/visit/person/name", "/visit/person[0]/name"):
        with pytest.raises(KeyError):
            entry.answer_question(ref, "Ana")
    with pytest.raises(KeyError):
        entry.add_repeat("/visit/person[7]")
    with pytest.raises(KeyError):
        entry.jump("/visit/crowd[1]")


def test_new_instances_begin_with_the_defaults() -> None:
    made = form(
        "begin_repeat ; stop ; Stop",
        "text ; place ; Place? ; default=Here",
        "text ; when ; When? ; default=concat(position(..), '-', today())",
        "calculate ; code ; ; calculation=once(random())",
        "end_repeat",
    )
    entry = grown(begin(made), "/visit/stop[2]")
    codes = [entry.answers()[f"/visit/stop[{number}]/code"] for number in (1, 2)]

    told(entry, stop_2_place="There")

    assert codes[0] != codes[1]
    assert [resumed(entry, made).answers()[f"/visit/stop[{n}]/code"] for n in (1, 2)] == codes
    assert entry.answers()["/visit/stop[1]/place"] == "Here"
    assert entry.answers()["/visit/stop[2]/when"] == "2-2026-11-24"


# How many there are


@pytest.fixture
def counted() -> FormDef:
    return form(
        "integer ; n ; How many?",
        "begin_repeat ; kid ; Kid ; repeat_count=${n}",
        "text ; name ; Name?",
        "end_repeat",
        "calculate ; names ; ; calculation=join(' ', ${name})",
    )


def test_the_form_may_say_how_many(counted: FormDef) -> None:
    entry = told(begin(counted), n="2")

    assert entry.events() == ("/visit/n", "/visit/kid[1]/name", "/visit/kid[2]/name")
    assert entry.prompt("/visit/kid[2]/name", "en").repeats[0].fixed
    with pytest.raises(KeyError):
        entry.repeat_prompt("/visit/kid[3]", "en")
    entry.remove_repeat("/visit/kid[1]")
    assert len(entry.events()) == 3


def test_what_was_told_comes_back_when_there_are_as_many_again(counted: FormDef) -> None:
    entry = told(begin(counted), n="3")
    told(entry, kid_1_name="Ana", kid_2_name="Luz", kid_3_name="Eva", n="1")

    assert entry.answers()["/visit/names"] == "Ana"
    entry = resumed(entry, counted)
    assert entry.answers() == {
        "/visit/n": "1",
        "/visit/kid[1]/name": "Ana",
        "/visit/names": "Ana",
    }

    assert told(entry, n="2").answers()["/visit/names"] == "Ana Luz"
    assert told(resumed(entry, counted), n="4").answers()["/visit/names"] == "Ana Luz Eva "
    assert told(entry, n="0").events() == ("/visit/n",)


def test_there_is_no_number_below_none_and_none_without_end(counted: FormDef) -> None:
    entry = begin(counted)

    assert len(told(entry, n="-1").events()) == 1
    assert len(told(entry, n="1000").events()) == 1 + MOST_INSTANCES


@pytest.mark.parametrize(
    ("begins_with", "left"), [('<r jr:template=""><a/></r>', 0), ("<r><a/></r><r><a/></r>", 2)]
)
def test_while_the_number_is_open_there_is_what_the_form_begins_with(
    begins_with: str, left: int
) -> None:
    made = load_xform(
        xform(
            '<bind nodeset="/data/n" type="int"/>',
            '<input ref="n"/><repeat nodeset="/data/r" jr:count="/data/n"><input ref="a"/></repeat>',
            data=f"<n>3</n>{begins_with}",
        )
    )
    entry = begin(made)
    entry.answer_question("/data/r[3]/a", "last")
    entry.answer_question("/data/n", "")

    entry = resumed(entry, made)

    assert len(entry.events()) == 1 + left
    entry.answer_question("/data/n", "3")
    assert entry.answers() == {"/data/n": "3", "/data/r[3]/a": "last"}


def test_an_instance_inside_another_waits_for_its_number() -> None:
    made = form(
        "begin_repeat ; home ; Home",
        "integer ; n ; How many?",
        "begin_repeat ; kid ; Kid ; repeat_count=${n}",
        "text ; name ; Name?",
        "end_repeat",
        "end_repeat",
    )
    entry = begin(made)
    entry.add_repeat("/visit/home[2]")
    entry.answer_question("/visit/home[2]/n", "1")
    assert entry.answer_question("/visit/home[2]/kid[1]/name", "Ana") is Outcome.OK

    entry.answer_question("/visit/home[2]/n", "")

    assert entry.answers() == {}


def test_a_repeat_may_go_on_until_somebody_says_no() -> None:
    made = load_xform(
        xform(
            '<bind nodeset="/data/n" calculate="count(/data/r)"/>'
            '<bind nodeset="/data/wanted" calculate="if(/data/n = 0 or '
            "/data/r[position() = /data/n]/more = 'yes', /data/n + 1, /data/n)\"/>",
            '<repeat nodeset="/data/r" jr:count="/data/wanted"><input ref="more"/></repeat>',
            data='<n/><wanted/><r jr:template=""><more/></r>',
        )
    )
    entry = begin(made)
    for number in (1, 2):
        entry.answer_question(f"/data/r[{number}]/more", "yes")
        entry = resumed(entry, made)
    entry.answer_question("/data/r[3]/more", "no")

    assert resumed(entry, made).events() == entry.events()
    assert len(entry.events()) == 3


@pytest.mark.parametrize("count", ["n", "../n", "/data/n"])
def test_a_count_is_found_from_the_repeat_and_from_around_it(count: str) -> None:
    made = load_xform(
        xform(
            "",
            f'<repeat nodeset="/data/r" jr:count="{count}"><input ref="/data/r/a"/></repeat>',
            data="<n>2</n><r><a/></r>",
        )
    )

    assert begin(made).events() == ("/data/r[1]/a", "/data/r[2]/a")


def test_a_form_may_hold_its_instances_fast() -> None:
    made = load_xform(
        xform(
            "",
            '<repeat nodeset="/data/r" jr:noAddRemove="true()"><input ref="/data/r/a"/></repeat>',
            data="<r><a>1</a></r><r><a>2</a></r>",
        )
    )
    entry = begin(made)
    entry.remove_repeat("/data/r[1]")

    assert entry.events() == ("/data/r[1]/a", "/data/r[2]/a")
    assert entry.answers() == {"/data/r[1]/a": "1", "/data/r[2]/a": "2"}


# What an instance looks like


def test_a_pattern_is_no_instance() -> None:
    made = load_xform(
        xform(
            "",
            '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="a"/></repeat></group>'
            '<input ref="/data/z"/>',
            data='<r jr:template=""><a>new</a></r><z/>',
        )
    )
    entry = begin(made)

    assert entry.events() == ("/data/r[1]", "/data/z")
    grown(entry, "/data/r[1]", "/data/r[2]")
    assert entry.answers() == {"/data/r[1]/a": "new", "/data/r[2]/a": "new"}
    assert entry.events()[-1] == "/data/z"


def test_the_first_instance_is_the_pattern_where_there_is_no_other() -> None:
    made = load_xform(
        xform(
            "",
            '<repeat nodeset="/data/o"><input ref="a"/>'
            '<repeat nodeset="/data/o/i"><input ref="b"/></repeat></repeat>',
            data="<o><a>x</a><i><b>y</b></i></o>",
        )
    )
    entry = grown(begin(made), "/data/o[2]", "/data/o[2]/i[1]")

    assert entry.answers() == {
        "/data/o[1]/a": "x",
        "/data/o[1]/i[1]/b": "y",
        "/data/o[2]/a": "x",
        "/data/o[2]/i[1]/b": "y",
    }


def test_repeats_inside_repeats_have_patterns_of_their_own() -> None:
    made = form(
        "begin_repeat ; house ; House",
        "begin_group ; inside ; Inside",
        "begin_repeat ; room ; Room ${kind}",
        "text ; kind ; Kind?",
        "calculate ; sign ; ; calculation=concat(position(../../..), '.', position(..))",
        "end_repeat",
        "end_group",
        "calculate ; rooms ; ; calculation=count(${room})",
        "end_repeat",
        "calculate ; all ; ; calculation=count(${room})",
    )
    entry = grown(begin(made), "/visit/house[2]", "/visit/house[2]/inside/room[2]")
    entry.answer_question("/visit/house[2]/inside/room[2]/kind", "hall")
    state = entry.dump()
    entry = resumed(entry, made)

    assert state["repeats"] == {"/visit/house": 2, "/visit/house[2]/inside/room": 2}
    assert entry.answers()["/visit/house[2]/inside/room[2]/sign"] == "2.2"
    assert entry.answers()["/visit/house[2]/rooms"] == "2"
    assert entry.answers()["/visit/all"] == "3"
    places = entry.prompt("/visit/house[2]/inside/room[2]/kind", "en").repeats
    assert [place.label for place in places] == ["House", "Room hall"]

    entry.remove_repeat("/visit/house[1]")
    assert entry.answers()["/visit/house[1]/inside/room[2]/sign"] == "1.2"
    assert entry.answers()["/visit/all"] == "2"


def test_a_question_in_a_repeat_may_be_asked_outside() -> None:
    made = load_xform(
        xform(
            "",
            '<input ref="/data/r/a"><label>Here</label></input>'
            '<repeat nodeset="/data/r"><input ref="b"/></repeat>',
            data="<r><a/><b/></r>",
        )
    )
    entry = begin(made)

    assert entry.events() == ("/data/r[1]/a", "/data/r[1]/b", "/data/r[2]")
    assert entry.answer_question("/data/r[1]/a", "x") is Outcome.OK
    entry.remove_repeat("/data/r[1]")
    assert entry.events() == ("/data/r[1]",)


# What expressions read


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        ("/data/r/a", ["2", "3", "5"]),
        ("../a", ["2", "3", "5"]),
        ("count(/data/r)", ["1", "1", "1"]),
        ("count(../../r)", ["3", "3", "3"]),
        ("sum(../../r/a)", ["10", "10", "10"]),
        ("position(..)", ["1", "2", "3"]),
        ("indexed-repeat(/data/r/a, /data/r, 2)", ["3", "3", "3"]),
        ("indexed-repeat(/data/r/a, /data/r, position(..) - 1)", ["", "2", "3"]),
        ("/data/r[position() = 3]/a", ["5", "5", "5"]),
        ("count(/data/r[a > current()/../a])", ["2", "1", "0"]),
        ("concat(../../r[last()]/a, /data/outside)", ["5o", "5o", "5o"]),
        ("count(instance('l')/root/item[name = /data/r/a])", ["1", "1", "0"]),
        ("count(../following-sibling::r)", ["2", "1", "0"]),
        (
            "coalesce(/data/r[position() = position(current()/..) - 1]/c, 0) + ../a",
            ["2", "5", "10"],
        ),
    ],
)
def test_an_instance_reads_its_own_answers(expression: str, values: list[str]) -> None:
    made = load_xform(
        xform(
            '<instance id="l"><root><item><name>2</name></item><item><name>3</name></item></root>'
            f'</instance><bind nodeset="/data/r/c" calculate="{expression.replace(">", "&gt;")}"/>',
            '<repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat>',
            data="<outside>o</outside><r><a/><c/></r>",
        )
    )
    entry = grown(begin(made), "/data/r[2]", "/data/r[3]")
    for number, value in enumerate(("2", "3", "7", "5"), start=1):
        entry.answer_question(f"/data/r[{min(number, 3)}]/a", value)

    answers = entry.answers()

    assert [answers.get(f"/data/r[{number}]/c", "") for number in (1, 2, 3)] == values
    assert resumed(entry, made).answers() == answers


def test_indexes_of_repeats_inside_repeats_are_those_beside() -> None:
    made = load_xform(
        xform(
            '<bind nodeset="/data/o/i/c" calculate="indexed-repeat(/data/o/i/b, /data/o/i, 1)"/>'
            '<bind nodeset="/data/d" calculate="indexed-repeat(/data/o/i/b, /data/o, 2, /data/o/i, 1)"/>'
            '<bind nodeset="/data/e" calculate="indexed-repeat(/data/o/i/b, /data/o, 9, /data/o/i, 1)"/>',
            '<repeat nodeset="/data/o"><repeat nodeset="/data/o/i"><input ref="/data/o/i/b"/>'
            "</repeat></repeat>",
            data="<o><i><b/><c/></i></o><d/><e/>",
        )
    )
    entry = grown(begin(made), "/data/o[2]", "/data/o[2]/i[1]", "/data/o[2]/i[2]")
    for ref in ("o[1]/i[1]", "o[2]/i[1]", "o[2]/i[2]"):
        entry.answer_question(f"/data/{ref}/b", ref)

    assert entry.answers()["/data/o[2]/i[2]/c"] == "o[2]/i[1]"
    assert entry.answers()["/data/d"] == "o[2]/i[1]"
    assert "/data/e" not in entry.answers()


def test_choices_may_be_what_was_told_in_a_repeat() -> None:
    made = load_xform(
        xform(
            "",
            '<repeat nodeset="/data/r"><input ref="/data/r/id"/><input ref="/data/r/name"/></repeat>'
            '<select1 ref="/data/head"><itemset nodeset="../r[id != \'\']"><value ref="id"/>'
            '<label ref="name"/></itemset></select1>',
            data="<r><id/><name/></r><head/>",
        )
    )
    entry = begin(made)
    entry.answer_question("/data/r[1]/id", "1")
    entry.answer_question("/data/head", "1")

    shown = [(choice.value, choice.label) for choice in entry.prompt("/data/head", "en").choices]

    assert shown == [("1", "")]
    entry.answer_question("/data/r[1]/id", "2")
    assert "/data/head" not in entry.answers()
    entry.answer_question("/data/r[1]/id", "1")
    assert entry.answers()["/data/head"] == "1"


def test_a_repeat_is_asked_only_where_it_is_relevant() -> None:
    made = form(
        "select_one yes_no ; any ; Any?",
        "begin_group ; g ; Group ; relevant=${any} = 'yes'",
        "begin_repeat ; p ; P ; relevant=${any} != 'never'",
        "text ; name ; Name?",
        "end_repeat",
        "end_group",
        "calculate ; n ; ; calculation=count(${p})",
        choices="yes_no: yes no never",
    )
    entry = begin(made)

    assert entry.events() == ("/visit/any",)
    assert entry.answers()["/visit/n"] == "0"
    assert entry.add_repeat("/visit/g/p[2]") is None

    entry.answer_question("/visit/any", "yes")
    assert entry.events() == ("/visit/any", "/visit/g/p[1]/name", "/visit/g/p[2]")
    assert grown(entry, "/visit/g/p[2]").answers()["/visit/n"] == "2"

    entry.answer_question("/visit/any", "no")
    assert entry.events() == ("/visit/any",)


def test_what_is_not_relevant_is_neither_counted_nor_summed_up_and_compares_as_empty() -> None:
    made = load_xform(
        xform(
            '<bind nodeset="/data/r/a" relevant="../go != \'no\'"/>'
            "<bind nodeset=\"/data/b\" calculate=\"concat(count(/data/r/a), '|', sum(/data/r/a), '|', "
            "join('+', /data/r/a), '|', max(/data/r/a), '|', /data/r/a, '|', "
            "/data/r[1]/a != 'x', '|', /data/r[1]/a = '')\"/>",
            '<repeat nodeset="/data/r"><input ref="go"/><input ref="a"/></repeat>',
            data="<r><go/><a>2</a></r><r><go/><a>3</a></r><b/>",
        )
    )
    entry = begin(made)
    assert entry.answers()["/data/b"] == "2|5|2+3|3|23|true|false"

    entry.answer_question("/data/r[1]/go", "no")
    assert entry.answers()["/data/b"] == "1|3|3|3|3|true|true"


def test_a_repeat_may_be_irrelevant_by_itself() -> None:
    made = load_xform(
        xform(
            '<bind nodeset="/data/r" relevant="/data/a = 1"/>',
            '<input ref="/data/a"/><repeat nodeset="/data/r"><input ref="/data/r/b"/></repeat>',
            data="<a/><r><b/></r>",
        )
    )
    entry = begin(made)

    assert entry.events() == ("/data/a",)
    entry.answer_question("/data/a", "1")
    assert entry.events() == ("/data/a", "/data/r[1]/b", "/data/r[2]")


# Refs


@pytest.mark.parametrize(
    ("ref", "removed", "becomes"),
    [
        ("/d/p[3]/name", "/d/p[2]", "/d/p[2]/name"),
        ("/d/p[1]/name", "/d/p[2]", "/d/p[1]/name"),
        ("/d/p[2]/name", "/d/p[2]", None),
        ("/d/p[12]", "/d/p[2]", "/d/p[11]"),
        ("/d/p[3]/c[3]/x", "/d/p[3]/c[1]", "/d/p[3]/c[2]/x"),
        ("/d/p[2]/c[3]/x", "/d/p[3]/c[1]", "/d/p[2]/c[3]/x"),
        ("/d/pet[3]", "/d/p[2]", "/d/pet[3]"),
        ("/d/name", "/d/p[2]", "/d/name"),
    ],
)
def test_refs_are_renumbered(ref: str, removed: str, becomes: str | None) -> None:
    assert renumbered(ref, removed) == becomes


def test_a_ref_without_positions_names_all_instances() -> None:
    assert generic("/d/p[12]/c[3]/x1") == "/d/p/c/x1"
