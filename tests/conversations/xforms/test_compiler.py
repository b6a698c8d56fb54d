from pathlib import Path

import pytest

from conversations.xforms.checks.check import check
from conversations.xforms.checks.refusals import refusal
from conversations.xforms.formdef import Kind
from conversations.xforms.parsing.parser import load_xform
from conversations.xforms.problems import Location
from locales import words
from tests.conversations.xforms.given import compiled, form, problems, source, workbook

BUILT_IN = sorted((Path(__file__).parents[3] / "conversations" / "forms").glob("*.md"))


def test_what_is_asked_and_how() -> None:
    made = compiled(
        source(
            "text ; who ; Who? ; required=yes ; body::tertulia:layout=wide",
            "Integer ; beds ; Beds? ; appearance=minimal ; bind::tertulia:sensitive=yes",
            "decimal ; share ; Share?",
            "date ; day ; When?",
            "select one kind ; kind ; Kind?",
            "select_multiple kind ; kinds ; Kinds?",
            "select_one_from_file homes.csv ; home ; Home?",
            "note ; thanks ; Thank you",
            "calculate ; twice ; ; calculation=${beds} * 2",
            "integer ; thrice ; ; calculation=${beds} * 3",
            "hidden ; wave",
            choices="kind: shelter clinic",
            settings=(
                "\n## settings\n\n| form_title | form_id | namespaces |\n| --- | --- | --- |\n"
                '| A visit | visit | tertulia="urn:tertulia" |\n'
            ),
        )
    )

    questions = made.form.questions
    assert [(question.name, question.kind) for question in questions] == [
        ("who", Kind.TEXT),
        ("beds", Kind.INTEGER),
        ("share", Kind.DECIMAL),
        ("day", Kind.DATE),
        ("kind", Kind.SELECT_ONE),
        ("kinds", Kind.SELECT_MULTIPLE),
        ("home", Kind.SELECT_ONE),
        ("thanks", Kind.NOTE),
    ]
    assert [question.ref for question in questions][:2] == ["/visit/who", "/visit/beds"]
    assert questions[0].attributes == {"tertulia:layout": "wide"}
    assert questions[1].bind.attributes == {"tertulia:sensitive": "yes"}
    assert questions[1].appearance == "minimal"
    assert [question.from_file for question in questions][5:7] == [None, "homes.csv"]
    assert made.form.by_ref["/visit/day"] == questions[3]
    assert made.form.title("es") == "A visit"
    assert made.form.form_id == "visit"
    assert made.form.languages == ("und",)


def test_what_is_kept_of_a_form_is_enough_to_ask_it() -> None:
    made = compiled(source("text ; who ; Who?"))

    again = load_xform(made.xform)

    assert (again.form_id, again.version, again.questions) == ("visit", "1", made.form.questions)


def test_a_form_id_that_is_no_name_is_kept_all_the_same() -> None:
    settings = "\n## settings\n\n| form_id |\n| --- |\n| 2026 visit |\n"

    made = form("text ; who ; Who?", settings=settings)

    assert (made.form_id, made.questions[0].ref) == ("2026 visit", "/data/who")


@pytest.mark.parametrize("path", BUILT_IN, ids=lambda path: path.stem)
def test_built_in_forms_compile(path: Path) -> None:
    made = compiled(path.read_text(encoding="utf-8"))

    assert made.form.form_id == path.stem


def test_expressions_are_told_with_their_column() -> None:
    said = problems(
        source(
            "text ; who ; Who? ; relevant=slected(${who}, 'x')",
            "integer ; beds ; Beds? ; constraint=. > > 60 ; default=toady()",
            "text ; code ; Code? ; constraint=regex(., '(?=a)')",
            "calculate ; a ; ; calculation=${b} + 1",
            "calculate ; b ; ; calculation=${a} + 1",
            "text ; far ; Far? ; relevant=/visit/whoo = 1 ; required=count(3) > 1",
            "text ; list ; List? ; relevant=instance('kidn')/root/item = 1",
            "text ; deep ; Deep? ; relevant=/visit/group/who = 1 ; readonly=1 +",
            "select_one kind ; kind ; Kind? ; choice_filter=nme(1)",
            "note ; end ; instance('kind')/root/item[name < ]/label",
            choices="kind: x y",
        )
    )

    assert (
        "\n".join(said)
        == """\
line 5 (survey, row 2, column relevant): unknown function slected(). Did you mean selected()?
line 6 (survey, row 3, column constraint): unexpected “>” at character 5 of “. > > 60”. Write >= for “at least”.
line 6 (survey, row 3, column default): unknown function toady(). Did you mean today()?
line 7 (survey, row 4, column constraint): regex() cannot use the pattern (?=a) (invalid perl operator: (?=). Close every bracket; look-around and back-references are not available.
line 8 (survey, row 5, column calculation): these need each other, so none can be computed first: a → b → a. Remove one of the references.
line 10 (survey, row 7, column required): count() needs questions here, not the value 3. Name a question or a group, such as ${name}.
line 10 (survey, row 7, column relevant): unknown question whoo. Did you mean who?
line 11 (survey, row 8, column relevant): unknown list kidn. Did you mean kind?
line 12 (survey, row 9, column readonly): the expression “1 +” ends too early. Check that every bracket is closed and that something follows every operator.
line 12 (survey, row 9, column relevant): unknown question /visit/group/who. Check the name.
line 13 (survey, row 10, column choice_filter): unknown function nme(). Did you mean name()?
line 14 (survey, row 11, column label): unexpected “]” at character 35 of “instance('kind')/root/item[name < ]/label”. Check the spelling, quotes and brackets of the expression."""
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            ("text ; it ; It? ; relevant=${ it } > ${it",),
            (
                "line 5 (survey, row 2, column relevant): a mention of a question is not complete. "
                "Write ${name}, with both braces."
            ),
        ),
        (
            ("text ; a ; A", "text ; b ; B", "text ; c ; C ; calculation=1 ; trigger=${a} ${b}"),
            (
                "line 7 (survey, row 4, column trigger): the names of several questions need commas "
                "between them. Write ${one}, ${two}."
            ),
        ),
        (
            ("calculate ; sum ; ; calculation=1", "text ; c ; ; calculation=2 ; trigger=${sum}"),
            (
                "line 6 (survey, row 3): sum is not asked, so nothing can follow its answer. "
                "Name in trigger a question that people answer."
            ),
        ),
        (
            ("range ; r ; R ; parameters=start=0 end=9 step=2 placeholder=3",),
            (
                "line 5 (survey, row 2, column parameters): the parameter placeholder does not go "
                "with this range. Leave it out: a chat does not show it."
            ),
        ),
        (
            ("geopoint ; g ; G ; parameters=reference-geometry=nowhere",),
            (
                "line 5 (survey, row 2, column parameters): the parameter reference-geometry cannot "
                "be read. Leave it out: a chat does not show it."
            ),
        ),
        (
            (
                "select_one kind ; one ; One? ; choice_filter=true()",
                "csv-external ; kind",
            ),
            (
                "Two lists of choices are named kind. "
                "Rename the list in the sheet choices, or the file."
            ),
        ),
        (
            (
                *("begin_repeat ; a ; A", "end_repeat"),
                *("begin_group ; b ; B", "begin_repeat ; a ; A", "end_repeat", "end_group"),
            ),
            (
                "line 8 (survey, row 5, column name): the name a is there twice. "
                "Give every question a name of its own."
            ),
        ),
    ],
)
def test_what_only_pyxform_finds_is_told_in_our_words(rows: tuple[str, ...], said: str) -> None:
    assert problems(source(*rows, choices="kind: x y")) == [said]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            ValueError("[row : 2] On the 'survey' sheet, the 'type' value is odd."),
            (
                "line 5 (survey, row 2, column type): the compiler of XLSForms refuses this: "
                "“On the 'survey' sheet, the 'type' value is odd.”. Correct it and try again."
            ),
        ),
        (
            ValueError("Question 'it' is odd."),
            (
                "line 5 (survey, row 2): the compiler of XLSForms refuses this: "
                "“Question 'it' is odd.”. Correct it and try again."
            ),
        ),
        (
            KeyError(),
            "The compiler of XLSForms refuses this: “KeyError”. Correct it and try again.",
        ),
    ],
)
def test_what_pyxform_finds_and_we_do_not_know_is_quoted(error: Exception, said: str) -> None:
    checked = check(workbook(source("text ; it ; It?")))

    assert refusal(checked, error).say(words("en")) == said


def test_a_problem_of_several_languages_is_told_once() -> None:
    broken = "instance('kind')/root/item[name < ]/label"

    found = problems(
        source(
            "select_one kind ; kind ; Kind?",
            f"note ; end ; {broken} ; label::Español (es)={broken}",
            choices="kind: x y",
        )
    )

    assert len(found) == 1
    assert found[0].startswith("line 6 (survey, row 3, column label): unexpected “]”")


def test_a_form_that_would_take_too_long_is_refused() -> None:
    items = "instance('kind')/root/item"
    inside = f"count({items}[count({items}[count({items}[count({items}[name > 1]) > 1]) > 1]) > 1])"
    many = " ".join(f"c{n}" for n in range(99))

    found = problems(
        source(
            "select_one kind ; kind ; Kind?",
            f"note ; n ; N ; relevant={inside} > 1",
            choices=f"kind: {many}",
        )
    )

    assert [problem.partition(". ")[0] for problem in found] == [
        "The form's expressions take too long to compute"
    ]


def test_what_cannot_be_placed_is_told_all_the_same() -> None:
    checked = check(workbook(source("text ; it ; It?")))

    assert checked.place("survey", 9, "type") == Location("survey")
    assert checked.place("choices", 2, None) == Location("choices")
    assert checked.locate("/visit/nowhere", "type") == Location()
    assert checked.find("nobody") == Location()


def test_what_pyxform_finds_about_a_translation_is_told_at_its_column() -> None:
    found = problems(
        source(
            "begin_group ; a ; A",
            "text ; it ; It?",
            "end_group",
            "begin_group ; b ; B",
            "text ; it ; It?",
            "end_group",
            "note ; end ; You said ${it}",
        )
    )

    assert [problem.partition(": ")[0] for problem in found] == [
        "line 11 (survey, row 8, column label)"
    ]
