"""Expressions in workbooks: what is wrong with them is told at once, and as it is written."""

import pytest

from conversations.xforms.problems import Severity
from locales import words
from tests.conversations.xforms.given import begin, compiled, form, problems, source

KIND = "kind: clinic shelter"


def settings(**cells: str) -> str:
    table = [list(cells), ["---"] * len(cells), list(cells.values())]
    lines = "\n".join(f"| {' | '.join(line)} |" for line in table)
    return f"\n## settings\n\n{lines}\n"


def warned(text: str) -> list[str]:
    made = compiled(text)
    assert all(warning.severity is Severity.WARNING for warning in made.warnings)
    return [warning.say(words("en")) for warning in made.warnings]


def refused(expression: str, column: str = "calculation", choices: str = KIND) -> str:
    """Say what is wrong with one expression, without its place."""
    asked = ("integer ; age ; Age?", "select_one kind ; kind ; Kind?")
    (said,) = problems(source(*asked, f"text ; it ; It? ; {column}={expression}", choices=choices))
    place, _, sentence = said.partition("): ")
    assert place.startswith("line 7 (survey, row 4, column ")
    return sentence


def test_expressions_are_told_together_with_all_else_that_is_wrong() -> None:
    found = problems(
        source(
            "select_one kin ; kind ; Kind? ; choice_filter=rgion = tooday(",
            "integer ; age ; Age? ; constraint=. < tooday() ; required=yes ; relevant=${agge} > 1",
            "text ; a ; A ; default=uuuid() ; readonly=1 +; calculation=selected(.)",
            "text ; b ; B ; default=n/a; required=True",
            "begin_repeat ; r ; R ; repeat_count=${age} ++ 1",
            "note ; n ; You said instance('knid')/root/item[name = ${age}]/label.",
            "end_repeat",
            "note ; o ; O ; relevant=/visit/agee = 1 and /visit/r/n = instance('far')/root",
            choices=KIND,
        )
    )

    assert (
        "\n".join(found)
        == """\
line 5 (survey, row 2, column type): unknown list kin. Did you mean kind?
line 5 (survey, row 2, column choice_filter): the expression “rgion = tooday(” ends too early. Check that every bracket is closed and that something follows every operator.
line 6 (survey, row 3, column relevant): unknown question agge. Did you mean age?
line 6 (survey, row 3, column constraint): unknown function tooday(). Did you mean today()?
line 7 (survey, row 4, column calculation): wrong number of arguments for selected(): 1. It takes 2.
line 7 (survey, row 4, column default): unknown function uuuid(). Did you mean uuid()?
line 7 (survey, row 4, column readonly): the expression “1 +” ends too early. Check that every bracket is closed and that something follows every operator.
line 9 (survey, row 6, column repeat_count): unexpected “+” at character 9 of “${age} ++ 1”. Check the spelling, quotes and brackets of the expression.
line 10 (survey, row 7, column label): unknown list knid. Did you mean kind?
line 12 (survey, row 9, column relevant): unknown question agee. Did you mean age?"""
    )


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("age > 3", "age is neither a question nor a text. Did you mean ${age}?"),
        ("agee > 3", "agee is neither a question nor a text. Did you mean ${age}?"),
        ("${kind} = clinic", "clinic is neither a question nor a text. Did you mean 'clinic'?"),
        ("${kind} = clnic", "clnic is neither a question nor a text. Did you mean 'clinic'?"),
        (
            "./ministry",
            (
                "ministry is neither a question nor a text. "
                "Write a question as ${ministry}, and a text as 'ministry'."
            ),
        ),
        ("/visit/agge", "unknown question agge. Did you mean age?"),
        (
            "${age} ${kind} = 1",
            "unexpected “${kind}” at character 8 of “${age} ${kind} = 1”. Check",
        ),
        ("${age}/x", "unknown question"),
        ("instance('qqqq')/root = 1", "unknown list qqqq. Check the name."),
        ("/visit/xyzxyz", "unknown question xyzxyz. Check the name."),
        (
            "count(${age} + 1)",
            "count() needs questions here, not the value ${age} + 1. Name a question or a group, such as",
        ),
        (
            "3 ${age}",
            "unexpected “${age}” at character 3 of “3 ${age}”. Check the spelling, quotes",
        ),
        (
            f"{'${age} + ' * 20}3 3{' + ${age}' * 20}",
            "unexpected “3” at character 183 of “… ${age} + ${age} + ${age} + ${age} + 3 3 + ${a",
        ),
    ],
)
def test_an_expression_is_told_as_it_is_written(expression: str, said: str) -> None:
    assert refused(expression)[: len(said)] == said


def test_a_fault_of_all_languages_is_told_once() -> None:
    broken = "See instance('kind')/root/item[name < ]/label"

    found = problems(
        source(
            "select_one kind ; kind ; Kind?",
            f"note ; end ; {broken} ; label::Español (es)={broken}; hint={broken}",
            choices=KIND,
        )
    )

    assert [problem.partition(" “")[0] for problem in found] == [
        "line 6 (survey, row 3, column label): unexpected"
    ]


def test_what_pyxform_finds_does_not_hide_other_expressions() -> None:
    found = problems(
        source(
            "text ; one ; One? ; relevant=${one} > ${one",
            "text ; two ; Two? ; relevant=slected(${one}, 'x')",
        )
    )

    assert [problem.partition(". ")[0] for problem in found] == [
        "line 5 (survey, row 2, column relevant): a mention of a question is not complete",
        "line 6 (survey, row 3, column relevant): unknown function slected()",
    ]


def test_what_is_wrong_with_what_pyxform_makes_is_told_at_its_row() -> None:
    rows = ("begin_repeat ; r ; R ; repeat_count=/visit/far/x + 1", "text ; x ; X", "end_repeat")

    assert problems(source(*rows)) == [
        (
            "line 5 (survey, row 2, column repeat_count): "
            "unknown question /visit/far/x. Check the name."
        )
    ]


def test_null_is_no_value() -> None:
    made = form(
        "integer ; age ; Age?",
        "calculate ; a ; ; calculation=if(${age} > 17, 'adult', null)",
        "note ; b ; B ; relevant=null or string-length(${a}) > 0",
        "select_one kind ; kind ; Kind? ; choice_filter=null = ''",
        "calculate ; c ; ; calculation=count(instance('kind')/root/item/null)",
        choices=KIND,
    )
    entry = begin(made)

    entry.answer_question("/visit/age", "3")
    young = entry.relevant_questions()
    entry.answer_question("/visit/age", "30")

    assert "/visit/b" not in young
    assert "/visit/b" in entry.relevant_questions()


def test_null_does_not_hide_what_else_is_wrong() -> None:
    assert refused("if(1, null, £)").startswith("unexpected “£”")
    assert refused("if(nul, null, 3)").startswith("nul is neither a question nor a text")
    assert refused("null()").startswith("unknown function null()")


@pytest.mark.parametrize("name", ["A visit", "toda()", "who", "/visit/whom", "meta/who"])
def test_a_name_of_the_answers_that_cannot_be_computed_is_left_out(name: str) -> None:
    text = source("text ; who ; Who?", settings=settings(form_id="visit", instance_name=name))

    assert warned(text) == [
        (
            "line 11 (settings, row 2, column instance_name): instance_name cannot be computed, so "
            "it is left out. Put words into quotes and name questions: concat('Visit to ', ${name})."
        )
    ]


def test_a_name_of_the_answers_that_can_be_computed_is_kept() -> None:
    named = settings(form_id="visit", instance_name="concat('By ', ${who}, ' ', ${instanceID})")

    assert warned(source("text ; who ; Who?", settings=named)) == []
    assert "concat('By '" in compiled(source("text ; who ; Who?", settings=named)).xform


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("${woh}", "unknown question woh. Did you mean who?"),
        ("/visit/far/who", "unknown question /visit/far/who. Check the name."),
    ],
)
def test_a_name_of_the_answers_cannot_name_an_unknown_question(name: str, said: str) -> None:
    text = source("text ; who ; Who?", settings=settings(form_id="visit", instance_name=name))

    assert problems(text) == [f"line 11 (settings, row 2, column instance_name): {said}"]


def test_an_id_that_is_left_out_cannot_be_mentioned() -> None:
    text = source("note ; n ; ${instanceID}", settings=settings(omit_instanceID="yes"))

    assert problems(text) == [
        (
            "line 5 (survey, row 2, column label): the settings leave instanceID out, so "
            "${instanceID} is always empty. "
            "Empty omit_instanceID in the sheet settings, or take ${instanceID} out."
        )
    ]


def test_unequal_as_excel_writes_it_is_read_and_told() -> None:
    text = source(
        "integer ; age ; Age? ; constraint=. <> 60 ; constraint_message=Not 60",
        "note ; a ; A <> B ; relevant=${age} != '<>'",
        "note ; b ; B ; relevant=${age} <> 5",
    )
    entry = begin(compiled(text).form)

    entry.answer_question("/visit/age", "5")

    assert "/visit/b" not in entry.relevant_questions()
    assert warned(text) == [
        (
            "line 5 (survey, row 2, column constraint): comparisons written as <>: 2 "
            "(survey 5, survey 7). Write != so that the form also runs elsewhere."
        )
    ]
