import pytest

from conversations.xforms.entry import ChoiceShown
from conversations.xforms.itext import language_code
from conversations.xforms.parsing.defects import XFormRefused
from conversations.xforms.parsing.parser import load_xform
from tests.conversations.xforms.given import begin, xform


def refused(source: str) -> list[tuple[str, str, str]]:
    with pytest.raises(XFormRefused) as error:
        load_xform(source)
    return [
        (defect.ref, defect.part, defect.message.format(**defect.values))
        for defect in error.value.defects
    ]


def test_words_and_choices_may_stand_in_the_form_itself() -> None:
    made = load_xform(
        xform(
            '<bind nodeset="/data/a" jr:constraintMsg="No." constraint=". = 1"/>',
            '<group><label>G</label><select1 ref="/data/a"><label>Pick '
            '<output value="/data/b"/> or <output ref="/data/b"/></label>'
            "<item><label>One</label><value> 1 </value></item>"
            "<item><value>2</value></item></select1></group>",
            data="<a/><b>x</b>",
        )
    )

    shown = begin(made).prompt("/data/a", "en")

    assert (shown.label, shown.group, shown.constraint_message) == ("Pick x or x", "G", "No.")
    assert shown.choices == (ChoiceShown("1", "One"), ChoiceShown("2", ""))
    assert begin(made).answer_question("/data/a", "1") == "ok"


def test_the_first_language_is_the_default_where_none_is_named() -> None:
    itext = (
        '<itext><translation lang="Deutsch (de)"><text id="a"><value>Wer?</value>'
        '<value form="image">jr://images/a.png</value></text></translation>'
        '<translation lang="English (en)"><text id="a"><value>-</value></text></translation></itext>'
    )
    made = load_xform(
        xform("", '<input ref="/data/a"><label ref="jr:itext(\'a\')"/></input>', itext=itext)
    )

    assert made.languages == ("de", "en")
    assert begin(made).prompt("/data/a", "en").label == "Wer?"


@pytest.mark.parametrize(
    ("forms", "label"),
    [
        ({"short": "Who?"}, "Who?"),
        ({"short": "Who?", "long": "Who are you?"}, "Who are you?"),
        ({"short": "Who?", "": "Who is it?"}, "Who is it?"),
        ({"image": "jr://images/who.png"}, ""),
    ],
)
def test_a_text_of_several_lengths_is_shown_in_the_longest(
    forms: dict[str, str], label: str
) -> None:
    values = "".join(
        f'<value form="{length}">{text}</value>' if length else f"<value>{text}</value>"
        for length, text in forms.items()
    )
    itext = f'<itext><translation lang="en"><text id="a">{values}</text></translation></itext>'
    made = load_xform(
        xform("", '<input ref="/data/a"><label ref="jr:itext(\'a\')"/></input>', itext=itext)
    )

    assert begin(made).prompt("/data/a", "en").label == label


def test_a_text_can_be_named_by_an_expression() -> None:
    itext = '<itext><translation lang="en"><text id="a"><value>Who?</value></text></translation></itext>'
    made = load_xform(
        xform(
            '<bind nodeset="/data/a" calculate="jr:itext(\'a\')"/>',
            '<input ref="/data/a"><label ref="jr:itext(\'none\')"/></input>',
            itext=itext,
        )
    )

    assert begin(made).answers() == {"/data/a": "Who?"}
    assert begin(made).prompt("/data/a", "en").label == ""


def test_a_default_of_a_date_loses_its_time() -> None:
    made = load_xform(
        xform(
            '<bind nodeset="/data/a" type="xsd:date"/>',
            '<input ref="/data/a"/>',
            data="<a>2020-01-02T03:04:05</a>",
        )
    )

    assert begin(made).answers() == {"/data/a": "2020-01-02"}


def test_a_list_reads_its_own_nodes() -> None:
    made = load_xform(
        xform(
            '<instance id="l"><root><item><name>1</name></item></root></instance>',
            '<select ref="/data/a"><itemset nodeset="instance(\'l\')/root/item[name = 1]">'
            '<value ref="name"/><label ref="name"/></itemset></select>',
        )
    )

    assert begin(made).prompt("/data/a", "en").choices == (ChoiceShown("1", "1"),)


def test_choices_may_come_from_the_answers() -> None:
    made = load_xform(
        xform(
            "",
            '<select1 ref="/data/a"><itemset nodeset="/data/b[. != \'\']">'
            '<value ref="."/><label ref="."/></itemset></select1>',
            data="<a/><b>x</b><b/><b>y</b>",
        )
    )

    assert [choice.value for choice in begin(made).prompt("/data/a", "en").choices] == ["x", "y"]


@pytest.mark.parametrize(
    ("source", "defects"),
    [
        (
            "<a",
            [("", "", "the XForm is not XML that may be read (unclosed token: line 1, column 0)")],
        ),
        ("<a/>", [("", "", "this is not an XForm")]),
        (
            '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
            [
                (
                    "",
                    "",
                    (
                        "the XForm is not XML that may be read (DTDForbidden(name='a', system_id=None, "
                        "public_id=None))"
                    ),
                )
            ],
        ),
        ("<a>" * 61 + "</a>" * 61, [("", "", "the form is nested too deep")]),
        (
            xform('<bind nodeset="/data/a" relevant="/data/c = 1"/>', ""),
            [("/data/a", "relevant", "unknown question c")],
        ),
        (
            xform('<bind nodeset="/data/a" relevant="/a = 1"/>', ""),
            [("/data/a", "relevant", "unknown question /a")],
        ),
        (
            xform('<bind nodeset="/data/a" relevant="instance(\'c\')/a = 1"/>', ""),
            [("/data/a", "relevant", "unknown list c")],
        ),
        (
            xform(
                '<bind nodeset="/data/a" calculate="/data/b"/>'
                '<bind nodeset="/data/b" relevant="/data/a = 1"/>',
                "",
                data="<a/><b/>",
            ),
            [
                (
                    "/data/a",
                    "calculate",
                    "these need each other, so none can be computed first: a → b → a",
                )
            ],
        ),
        (
            xform('<instance id="l" src="jr://file/l.xml"/>', ""),
            [("", "", "the list l comes from jr://file/l.xml, which is not supported yet")],
        ),
        (
            xform('<setvalue ref="/data/a" event="xforms-focus-in" value="1"/>', ""),
            [("/data/a", "trigger", "xforms-focus-in is not supported yet")],
        ),
        (
            xform('<setvalue ref="/data/a" event="odk-instance-first-load" value="1 +"/>', ""),
            [("/data/a", "default", "the expression “1 +” ends too early")],
        ),
        (
            xform("", '<input ref="/data/a"><setvalue ref="/data/a"/></input>'),
            [("/data/a", "trigger", "trigger is not supported yet")],
        ),
        (
            xform('<bind nodeset="/data/a" type="geoshape"/>', '<input ref="/data/a"/>'),
            [("/data/a", "type", "input geoshape is not supported yet")],
        ),
        (
            xform("", '<repeat nodeset="/data/b"/>'),
            [("/data/b", "type", "unknown question b")],
        ),
        (
            xform("", '<odk:range-finder ref="/data/a"/>'),
            [("/data/a", "type", "range-finder is not supported yet")],
        ),
        (
            xform("", '<input ref="/data/a"><label><output value="1 +"/></label></input>'),
            [("/data/a", "label", "the expression “1 +” ends too early")],
        ),
        (
            xform("", '<select1 ref="/data/a"><itemset nodeset="b["/></select1>'),
            [("/data/a", "choice_filter", "the expression “b[” ends too early")],
        ),
        (
            xform(
                "",
                '<select1 ref="/data/a"><itemset nodeset="/data/a">'
                '<value ref="1 +"/><label ref="1"/></itemset></select1>',
            ),
            [("/*", "name", "the expression “1 +” ends too early")],
        ),
        (
            xform("", '<select1 ref="/data/a"><itemset nodeset="count(/data/a)"/></select1>'),
            [("/data/a", "choice_filter", "a list of choices needs nodes, its values and labels")],
        ),
    ],
)
def test_an_xform_that_cannot_be_asked_is_refused(
    source: str, defects: list[tuple[str, str, str]]
) -> None:
    assert refused(source) == defects


def test_a_control_without_a_node_is_left_out() -> None:
    made = load_xform(xform("", '<input ref="/data/z"/><input ref="/data/a"/>'))

    assert begin(made).events() == ("/data/a",)


def test_all_defects_are_in_the_message() -> None:
    with pytest.raises(XFormRefused, match="unknown question b; unknown question c"):
        load_xform(xform('<bind nodeset="/data/a" relevant="/data/b" required="/data/c"/>', ""))


@pytest.mark.parametrize(
    ("name", "code"),
    [("Español (es)", "es"), ("es-419", "es-419"), ("", "und"), ("default", "und"), ("K", "k")],
)
def test_a_language_has_a_code(name: str, code: str) -> None:
    assert language_code(name) == code
