"""The words of a form that nobody has answered: what an export names its columns by."""

from bot.actions.wording import questions_of
from conversations.xforms.compiler import CompiledForm, compile_form
from conversations.xforms.formdef import FormDef
from conversations.xforms.workbooks.workbook import Workbook, read_markdown
from locales import words
from reports.columns import Question, Repeat
from tests.bot.edge import BEGINNING

SCHOOLS = """
## survey

| type | name | label | choice_filter |
| --- | --- | --- | --- |
| select_one country | country | Which **country**? | |
| begin_repeat | visit | Visit to ${country} | |
| note | thanks | Thank you. | |
| select_multiple school | seen | Which schools? | country = ${country} |
| begin_repeat | child | | |
| integer | age | How old? | |
| end_repeat | | | |
| end_repeat | | | |

## choices

| list_name | name | label | country |
| --- | --- | --- | --- |
| country | hn | *Honduras* | |
| country | gt | Guatemala | |
| school | norte | Norte | hn |
| school | sur | Sur | gt |

## settings

| form_id | version |
| --- | --- |
| schools | 1 |
"""


def compiled(source: str) -> FormDef:
    workbook = read_markdown(source, "form.md")
    assert isinstance(workbook, Workbook)
    made = compile_form(workbook)
    assert isinstance(made, CompiledForm)
    return made.form


ASKED_FROM_LISTS = """
## survey

| type | name | label |
| --- | --- | --- |
| select_one_from_file shelters.csv | shelter | Which shelter? |
| select_one_from_file countries.csv | country | Which country? |
| select_one_from_file practices.csv | practice | Which practice? |
"""


def test_choices_of_attached_lists_have_their_labels() -> None:
    form = compiled(ASKED_FROM_LISTS)
    attached = {"shelters.csv": [{"name": "1", "label": "Casa Ñandú"}]}

    asked = questions_of(
        form, words=words("es"), countries=("HN",), now=BEGINNING, attached=attached
    )

    assert {one.name: one.choices for one in asked} == {
        "shelter": {"1": "Casa Ñandú"},
        "country": {"HN": "Honduras", "other": "Otro país"},
        "practice": {},
    }


def test_every_question_is_named_with_all_of_its_choices_and_the_repeats_around_it() -> None:
    asked = questions_of(compiled(SCHOOLS), words=words("en"), countries=(), now=BEGINNING)

    visit, child = Repeat("visit", "Visit to"), Repeat("child", "child")
    assert asked == [
        Question(
            "/schools/country",
            "country",
            "select_one",
            "Which country?",
            {"hn": "Honduras", "gt": "Guatemala"},
        ),
        Question(
            "/schools/visit/seen",
            "seen",
            "select_multiple",
            "Which schools?",
            {"norte": "Norte", "sur": "Sur"},
            (visit,),
        ),
        Question("/schools/visit/child/age", "age", "integer", "How old?", {}, (visit, child)),
    ]
