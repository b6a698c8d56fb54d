from datetime import timedelta

import pytest

from conversations.xforms.entry import FormEntry, Outcome
from conversations.xforms.parsing.parser import load_xform
from tests.conversations.xforms.given import NOW, begin, form, resumed, xform


def setvalue(ref: str, event: str, value: str) -> str:
    return f'<setvalue ref="{ref}" event="{event}" value="{value}"/>'


def entry_of(model: str, body: str, *, data: str) -> FormEntry:
    return begin(load_xform(xform(model, body, data=data)))


def test_values_are_set_before_anything_is_computed() -> None:
    entry = entry_of(
        setvalue("/data/a", "odk-instance-first-load", "/data/b + 1")
        + setvalue("/data/c", "odk-instance-load xforms-ready", "concat(/data/c, '!', /data/d)")
        + '<bind nodeset="/data/b" calculate="2"/><bind nodeset="/data/d" calculate="/data/a * 2"/>'
        '<bind nodeset="/data/e" calculate="once(/data/d + 1)"/>',
        "",
        data="<a/><b>1</b><c/><d/><e/>",
    )

    # b still held its default, d followed from a at once, and c was set at two moments.
    assert entry.answers() == {
        "/data/a": "2",
        "/data/b": "2",
        "/data/c": "!4!4",
        "/data/d": "4",
        "/data/e": "5",
    }


def test_what_is_set_when_a_form_is_begun_is_not_set_again() -> None:
    made = form("text ; a ; A? ; default=concat('x', today())")
    entry = begin(made)
    entry.answer_question("/visit/a", "mine")

    assert resumed(entry, made, now=NOW + timedelta(days=1)).answers() == {"/visit/a": "mine"}


def test_a_changed_answer_sets_others() -> None:
    made = form(
        "integer ; dose ; Dose?",
        "calculate ; given ; ; calculation=concat(${dose}, ' mg') ; trigger=${dose}",
        "text ; note ; Note? ; trigger=${dose} ; calculation=${given}",
    )
    entry = begin(made)

    assert entry.answers() == {}
    entry.answer_question("/visit/dose", "5")
    assert entry.answers()["/visit/note"] == "5 mg"
    entry.answer_question("/visit/note", "changed")
    entry.answer_question("/visit/dose", "5")
    assert entry.answers()["/visit/note"] == "changed"
    entry.answer_question("/visit/dose", "")
    assert entry.answers()["/visit/note"] == " mg"


def test_what_an_action_changes_sets_off_the_next() -> None:
    entry = entry_of(
        '<bind nodeset="/data/twice" calculate="/data/b * 2"/>',
        f'<input ref="/data/a">{setvalue("/data/b", "xforms-value-changed", "/data/a + 1")}</input>'
        f'<input ref="/data/b">{setvalue("/data/c", "xforms-value-changed", "/data/twice")}</input>',
        data="<a/><b/><c/><twice/>",
    )
    entry.answer_question("/data/a", "1")

    assert entry.answers() == {
        "/data/a": "1",
        "/data/b": "2",
        "/data/twice": "4",
        "/data/c": "4",
    }


def test_an_action_in_an_instance_sets_its_own_answers() -> None:
    made = load_xform(
        xform(
            "",
            '<repeat nodeset="/data/r"><setvalue event="odk-instance-first-load odk-new-repeat" '
            'ref="/data/r/b" value="position(..)"/><input ref="a"><label/>'
            '<setvalue event="xforms-value-changed" ref="/data/r/c" value="concat(../a, ../b)"/>'
            '<setvalue event="xforms-value-changed" ref="/data/all" value="sum(/data/r/a)"/>'
            "</input></repeat>",
            data="<all/><r><a/><b/><c/></r>",
        )
    )
    entry = begin(made)
    entry.add_repeat("/data/r[2]")
    for number in (1, 2):
        entry.answer_question(f"/data/r[{number}]/a", f"{number}0")

    assert entry.answers() == {
        "/data/all": "30",
        "/data/r[1]/a": "10",
        "/data/r[1]/b": "1",
        "/data/r[1]/c": "101",
        "/data/r[2]/a": "20",
        "/data/r[2]/b": "2",
        "/data/r[2]/c": "202",
    }
    assert resumed(entry, made).answers() == entry.answers()


def test_new_instances_that_a_count_brings_are_set_up_as_well() -> None:
    made = load_xform(
        xform(
            '<bind nodeset="/data/r/a" jr:preload="uid"/>'
            + setvalue("/data/r/b", "odk-new-repeat", "concat(position(..), /data/n)")
            + setvalue("/data/last", "odk-new-repeat", "/data/n"),
            '<input ref="/data/n"/><repeat nodeset="/data/r" jr:count="/data/n"><input ref="b">'
            + setvalue("../c", "odk-new-repeat", "'c'")
            + '</input></repeat><repeat nodeset="/data/s"><input ref="d"/></repeat>',
            data='<n/><last/><r jr:template=""><a/><b/><c/></r><s><d/></s>',
        )
    )
    entry = begin(made)
    entry.answer_question("/data/n", "2")
    entry.answer_question("/data/n", "3")
    answers = entry.answers()

    assert [answers[f"/data/r[{number}]/b"] for number in (1, 2, 3)] == ["12", "22", "33"]
    assert len({answers[f"/data/r[{number}]/a"] for number in (1, 2, 3)}) == 3
    assert [answers[f"/data/r[{number}]/c"] for number in (1, 2, 3)] == ["c", "c", "c"]
    assert answers["/data/last"] == "3"
    entry.add_repeat("/data/s[2]")
    assert entry.answers() == answers


def test_an_action_may_say_which_instance_it_sets() -> None:
    entry = entry_of(
        "",
        '<input ref="/data/a"><setvalue event="xforms-value-changed" '
        'ref="/data/r[position() = 2]/b" value="/data/a"/></input>'
        '<repeat nodeset="/data/r"><input ref="/data/r/b"/></repeat>',
        data="<a/><r><b/></r><r><b/></r>",
    )
    entry.answer_question("/data/a", "x")

    assert entry.answers() == {"/data/a": "x", "/data/r[2]/b": "x"}


def test_a_text_may_be_set_as_it_stands() -> None:
    entry = entry_of(
        '<setvalue ref="/data/a" event="odk-instance-first-load">it\'s</setvalue>'
        '<setvalue ref="b" event="odk-instance-first-load">5000</setvalue>',
        "",
        data="<a/><b/>",
    )

    assert entry.answers() == {"/data/a": "it's", "/data/b": "5000"}


@pytest.mark.parametrize(
    ("action", "what"),
    [
        ('<odk:setgeopoint ref="/data/a" event="odk-instance-first-load"/>', "setgeopoint"),
        ('<odk:recordaudio ref="/data/a" event="odk-instance-load"/>', "recordaudio"),
        ('<setvalue ref="/data/a" event="xforms-focus-in" value="1"/>', "xforms-focus-in"),
        ('<setvalue ref="/data/a" value="1"/>', "trigger"),
    ],
)
def test_actions_that_a_chat_cannot_do_are_refused(action: str, what: str) -> None:
    for source in (xform(action, ""), xform("", f'<input ref="/data/a">{action}</input>')):
        with pytest.raises(Exception, match=f"{what} is not supported"):
            load_xform(source)


def test_a_value_that_cannot_be_computed_is_refused() -> None:
    with pytest.raises(Exception, match="ends too early"):
        load_xform(
            xform("", f'<input ref="a">{setvalue("a", "xforms-value-changed", "1 +")}</input>')
        )


def test_what_the_form_notes_by_itself_is_of_the_workshops_zone() -> None:
    made = load_xform(
        xform(
            '<bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>'
            '<bind nodeset="/data/end" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>'
            '<bind nodeset="/data/today" type="date" jr:preload="date" jr:preloadParams="today"/>'
            '<bind nodeset="/data/id" jr:preload="uid"/>'
            '<bind nodeset="/data/took" calculate="string-length(/data/end)"/>',
            "",
            data="<start/><end/><today/><id/><took/>",
        )
    )
    entry = begin(made)
    first = entry.answers()
    entry = resumed(entry, made, now=NOW + timedelta(days=1))

    assert first["/data/start"] == "2026-11-24T10:30:00.000-06:00"
    assert first["/data/today"] == "2026-11-24"
    assert first["/data/id"].startswith("uuid:")
    assert "/data/end" not in first
    assert entry.answers() == first
    entry.finish()
    assert entry.answers()["/data/end"] == "2026-11-25T10:30:00.000-06:00"
    assert entry.answers()["/data/took"] == "29"
    assert first["/data/id"] != begin(made, seed=8).answers()["/data/id"]


def test_what_tells_of_the_device_is_refused() -> None:
    bind = '<bind nodeset="/data/a" jr:preload="property" jr:preloadParams="deviceid"/>'

    with pytest.raises(Exception, match="deviceid is not supported"):
        load_xform(xform(bind, ""))


def test_the_id_and_the_name_of_a_submission_are_no_answers() -> None:
    made = form("text ; who ; Who?", settings=NAMED)
    entry = begin(made)
    entry.answer_question("/visit/who", "Ana")

    assert entry.answers() == {"/visit/who": "Ana"}
    assert entry.dump()["answers"] == {"/visit/who": "Ana"}


NAMED = """
## settings

| form_id | version | default_language | instance_name |
| --- | --- | --- | --- |
| visit | 1 | English (en) | concat('Visit of ', ${who}) |
"""


def test_an_unanswerable_value_sets_nothing_off() -> None:
    entry = entry_of(
        '<bind nodeset="/data/a" constraint=". != \'no\'"/>',
        f'<input ref="/data/a">{setvalue("/data/b", "xforms-value-changed", "/data/a")}</input>',
        data="<a/><b/>",
    )

    assert entry.answer_question("/data/a", "no") is Outcome.CONSTRAINT_VIOLATED
    assert entry.answers() == {}


def test_a_question_in_a_group_of_a_repeat_sets_one_outside_the_group() -> None:
    made = form(
        "begin_repeat ; r ; R",
        "begin_group ; g ; G",
        "text ; a ; A?",
        "end_group",
        "text ; b ; B? ; trigger=${a} ; calculation=concat(${a}, '!')",
        "end_repeat",
    )
    entry = begin(made)
    entry.answer_question("/visit/r[1]/g/a", "x")

    assert entry.answers()["/visit/r[1]/b"] == "x!"
