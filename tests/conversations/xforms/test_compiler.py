from pathlib import Path

import pytest

from conversations.xforms.checks import check
from conversations.xforms.formdef import Kind
from conversations.xforms.problems import Location, Severity
from conversations.xforms.xform_parser import load_xform
from locales import words
from tests.conversations.xforms.given import SETTINGS, compiled, form, problems, source, workbook

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


def test_all_that_is_wrong_is_told_at_once() -> None:
    said = problems(
        "## survey\n\n"
        "| type | name | label | relevant | hnt |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| text | who | Who ${hoo}? | | |\n"
        "| txt | what | What? | | |\n"
        "| select_one kin | kind | Kind? | | |\n"
        "| | why | Why? | | |\n"
        "| integer | | How many? | | |\n"
        "| date | when | | | |\n"
        "| text | who | Again? | | |\n"
        "| text | 2nd | Second? | | |\n"
        "| end_group | | | | |\n"
        "| calculate | sum | | | |\n"
        "| select_one | one | One? | | |\n"
        "| select_one kind or_other | two | Two? | | |\n"
        "| select_one_from_file homes.xml | home | Home? | | |\n"
        "| select_multiple kind | kinds | Kinds? | | |\n"
        "| text | old | Was ${last-saved#who} it? | | |\n"
        "| qwertyuiop | odd | Odd? | | |\n"
        "| begin_group | open | Open | | |\n"
        "\n## choices\n\n"
        "| list name | name | label |\n"
        "| --- | --- | --- |\n"
        "| kind | clinic | Clinic |\n"
        "| kind | clinic | Clinic again |\n"
        "| kind | day centre | Day centre |\n"
        "| kind | shelter | |\n"
        "| | x | X |\n"
        "| kind | | Y |\n"
        "\n## settings\n\n| version |\n| --- |\n| 1 |\n| 2 |\n"
    )

    assert (
        "\n".join(said)
        == """\
line 3 (survey, row 1, column hnt): unknown column hnt. Did you mean hint?
line 5 (survey, row 2, column label): unknown question hoo. Did you mean who?
line 6 (survey, row 3, column type): unknown type txt. Did you mean text?
line 7 (survey, row 4, column type): unknown list kin. Did you mean kind?
line 8 (survey, row 5, column type): the row has no type. Fill it in, such as text.
line 9 (survey, row 6, column name): the row has no name. Give it a short name.
line 10 (survey, row 7, column label): when has no label. Write what people shall read.
line 11 (survey, row 8, column name): the name who is there twice. Give every question a name of its own.
line 12 (survey, row 9, column name): 2nd cannot be a name. Use at most 64 letters, digits and underscores, beginning with a letter.
line 13 (survey, row 10, column type): no group is open here. Add a row begin_group before, or take this one out.
line 14 (survey, row 11, column calculation): a calculate row has no calculation. Write the expression into the column calculation.
line 15 (survey, row 12, column type): the type does not say which list. Write it as select_one list.
line 16 (survey, row 13, column type): or_other behind the list is not supported yet. Write a choice “other” and a text question with a relevant of its own.
line 17 (survey, row 14, column type): choices cannot come from the file homes.xml. Use a CSV file.
line 19 (survey, row 16, column label): earlier answers (last-saved) are not supported yet. Ask the question anew.
line 20 (survey, row 17, column type): unknown type qwertyuiop. Check the name.
line 21 (survey, row 18, column type): this group is not closed. Add a row end_group where it ends.
line 28 (choices, row 3, column name): the choice clinic is there twice in the list kind. Give every choice a name of its own.
line 29 (choices, row 4, column name): the choice day centre has a space in its name. Use an underscore: chosen names are kept with spaces between them.
line 30 (choices, row 5, column label): shelter has no label. Write what people shall read.
line 31 (choices, row 6, column list name): the choice has no list_name or no name. Fill in both cells.
line 32 (choices, row 7, column name): the choice has no list_name or no name. Fill in both cells.
line 38 (settings, row 2): the form has no form_id. Add a sheet settings with the columns form_id, version and default_language.
line 39 (settings, row 3): settings has more than one row. Take this row out."""
    )


def test_expressions_are_told_with_their_column() -> None:
    said = problems(
        source(
            "text ; who ; Who? ; relevant=slected(${who}, 'x')",
            "integer ; beds ; Beds? ; constraint=. <> 60 ; default=toady()",
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
line 6 (survey, row 3, column constraint): unexpected “>” at character 4 of “. <> 60”. Write != for “is not equal to”.
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
    ("kind", "said"),
    [
        ("geotrace", "geotrace is drawn on a map; a chat cannot ask it. Ask for several places"),
        ("deviceid", "deviceid would watch the person's device. Leave it out"),
        ("begin repeat", "begin_repeat is not supported yet. Ask once"),
        ("start", "start is not supported yet. Leave it out"),
        ("image", "image is not supported yet. Ask for it as text for now."),
        ("rank kind", "rank is not supported yet. Ask for it as text for now."),
    ],
)
def test_a_type_that_cannot_be_asked_is_refused_with_a_remedy(kind: str, said: str) -> None:
    assert problems(source(f"{kind} ; it ; It?"))[0].startswith(
        f"line 5 (survey, row 2, column type): {said}"
    )


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("trigger", "the column trigger is not supported yet. Take the column out."),
        ("media::image", "the column media is not supported yet. Take the column out."),
        ("bind::jr:preload", "the column bind::jr:preload is not supported yet. Take the column"),
        ("body::accept", "the column body::accept is not supported yet. Take the column out."),
        ("relevants", "unknown column relevants. Did you mean relevant?"),
        ("zzz", "unknown column zzz. Check the name."),
    ],
)
def test_a_column_that_has_no_effect_is_refused(column: str, said: str) -> None:
    found = problems(source(f"text ; it ; It? ; {column}=x"))

    assert found[0].startswith(f"line 3 (survey, row 1, column {column}): {said}")


def test_a_column_without_a_heading_is_refused() -> None:
    found = problems(
        f"## survey\n\n| type | name | |\n| --- | --- | --- |\n| note | a | A |\n{SETTINGS}"
    )

    assert found[0] == (
        "line 3 (survey, row 1): a column has no heading. Give every column a heading."
    )


def test_one_language_cannot_have_two_columns() -> None:
    found = problems(source("text ; it ; It? ; label::English (en)=It"))

    assert found == [
        (
            "line 3 (survey, row 1, column label::English (en)): the column label::English (en) is "
            "there twice. Keep one: a column without a language is in the default language."
        )
    ]


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ("setings", "unknown sheet setings. Did you mean settings?"),
        ("entities", "the sheet entities is not supported yet. Take it out."),
    ],
)
def test_a_sheet_that_was_meant_otherwise_is_refused(sheet: str, said: str) -> None:
    extra = f"\n## {sheet}\n\n| a |\n| --- |\n| b |\n"

    assert problems(source("text ; it ; It?") + extra) == [f"line 15 ({sheet}, row 1): {said}"]


def test_other_sheets_are_notes() -> None:
    extra = "\n## Who wrote this\n\n| a |\n| --- |\n| b |\n"

    assert compiled(source("text ; it ; It?") + extra).warnings == ()


@pytest.mark.parametrize("text", ["", "# Nothing\n", "## survey\n\n| type |\n| --- |\n"])
def test_a_workbook_without_questions_is_refused(text: str) -> None:
    assert "there is no sheet survey with questions" in problems(text)[0]


def test_an_invisible_character_is_refused() -> None:
    assert problems(source("text ; it ; It\x07?")) == [
        (
            "line 5 (survey, row 2, column label): there is an invisible character which no form may "
            "hold. Type the cell anew."
        )
    ]


def test_groups_too_deep_are_refused() -> None:
    rows = [f"begin_group ; g{n} ; G" for n in range(21)]

    found = problems(source(*rows, "text ; it ; It?", *["end_group"] * 21))

    assert found == [
        (
            "line 25 (survey, row 22, column type): groups are nested more than 20 deep. "
            "Use fewer groups."
        )
    ]


def test_what_only_pyxform_finds_is_told_at_its_row() -> None:
    found = problems(source("text ; it ; It? ; relevant=${ it } > ${it"))

    assert len(found) == 1
    assert found[0].startswith(
        "line 5 (survey, row 2, column relevant): the compiler of XLSForms refuses this: "
    )


def test_what_pyxform_finds_without_a_place_is_told_too() -> None:
    found = problems(
        source(
            "select_one kind ; one ; One? ; appearance=search('homes')",
            "select_one kind ; two ; Two?",
            choices="kind: x y",
        )
    )

    assert len(found) == 1
    assert found[0].startswith("the compiler of XLSForms refuses this: Question 'one'")


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
    inside = f"count({items}[count({items}[count({items}[name > 1]) > 1]) > 1])"
    many = " ".join(f"c{n}" for n in range(120))

    found = problems(
        source(
            "select_one kind ; kind ; Kind?",
            f"note ; n ; N ; relevant={inside} > 1",
            choices=f"kind: {many}",
        )
    )

    assert [problem.partition(". ")[0] for problem in found] == [
        "the form's expressions take too long to compute"
    ]


def test_what_cannot_be_placed_is_told_all_the_same() -> None:
    checked = check(workbook(source("text ; it ; It?")))

    assert checked.place("survey", 9, "type") == Location("survey")
    assert checked.locate("/visit/nowhere", "type") == Location()


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


def test_an_attribute_needs_a_declared_prefix() -> None:
    assert problems(source("text ; it ; It? ; bind::tertulia:sensitive=yes"))[0] == (
        "line 3 (survey, row 1, column bind::tertulia:sensitive): the prefix tertulia is not "
        'declared. Add a column namespaces to settings, such as tertulia="https://example.org/".'
    )


def test_a_choice_cannot_name_a_question_that_is_not_there() -> None:
    found = problems(source("select_one kind ; kind ; Kind?", choices="kind: a${whom}"))

    assert found[0].startswith("line 11 (choices, row 2, column label): unknown")


def test_missing_translations_and_codes_are_warnings() -> None:
    made = compiled(
        source(
            "text ; who ; Who? ; label::Español (es)=¿Quién?; label::Deutsch=Wer?; hint=Your name",
            "text ; why ; Why? ; label::Español (es)=",
            "note ; end ; Bye ; label::Español (es)=Adiós ; label::Deutsch=Tschüss",
        )
    )

    assert all(warning.severity is Severity.WARNING for warning in made.warnings)
    assert [warning.say(words("en")).partition(". ")[0] for warning in made.warnings] == [
        "line 3 (survey, row 1, column label::Deutsch): the language Deutsch has no code",
        "line 6 (survey, row 3, column label::Español (es)): a translation is missing",
        "line 6 (survey, row 3, column label::Deutsch): a translation is missing",
    ]
    assert made.form.languages == ("en", "es", "deutsch")
