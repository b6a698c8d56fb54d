from io import BytesIO

import pytest

from conversations.xforms.catalog import (
    Merged,
    Message,
    UnreadableForm,
    extract,
    extract_for_babel,
    merge,
)
from conversations.xforms.compiler import CompiledForm, compile_form
from conversations.xforms.problems import Severity
from conversations.xforms.workbooks.workbook import Workbook, read_markdown, write_markdown
from locales import words
from tests.conversations.xforms.given import begin

FORM = """
## survey

| type | name | label | hint | constraint | constraint_message |
| --- | --- | --- | --- | --- | --- |
| text | title | What is it called? | | string-length(.) <= 9 | Nine at most. |
| text | more | More about ${title}? | Please. | | |

## choices

| list_name | name | label |
| --- | --- | --- |
| reach | town | A town |

## settings

| form_id | form_title | default_language |
| --- | --- | --- |
| practice | Good practice | Español (es) |
"""
SPANISH = {
    ("practice/survey/title/label", "What is it called?"): "¿Cómo se llama?",
    ("practice/survey/more/label", "More about ${title}?"): "¿Más sobre ${title}?",
    ("practice/choices/reach/town/label", "A town"): "Una localidad",
    ("practice/settings/form_title", "Good practice"): "Buena práctica",
}


def workbook(text: str) -> Workbook:
    read = read_markdown(text, "form")
    assert isinstance(read, Workbook), read
    return read


def merged(text: str, translations: dict[tuple[str, str], str]) -> Merged:
    return merge(workbook(text), {"Español (es)": translations}, source="English (en)")


def test_texts_are_taken_out_with_their_place() -> None:
    assert extract(workbook(FORM)) == [
        Message("practice/survey/title/label", "What is it called?", 6),
        Message("practice/survey/title/constraint_message", "Nine at most.", 6),
        Message("practice/survey/more/label", "More about ${title}?", 7),
        Message("practice/survey/more/hint", "Please.", 7),
        Message("practice/choices/reach/town/label", "A town", 13),
        Message("practice/settings/form_title", "Good practice", 19),
    ]


def test_a_form_without_settings_is_named_by_its_file() -> None:
    text = "## survey\n\n| type | name | label |\n| --- | --- | --- |\n| text | a | A? |\n"

    assert extract(workbook(text)) == [Message("form/survey/a/label", "A?", 5)]


def test_columns_of_a_language_are_not_taken_out() -> None:
    text = FORM.replace("| label |", "| label::English (en) |")

    assert [m.msgctxt for m in extract(workbook(text))] == [
        "practice/survey/title/constraint_message",
        "practice/survey/more/hint",
        "practice/settings/form_title",
    ]


def test_translations_become_columns() -> None:
    form = merged(FORM, SPANISH)

    assert form.warnings == ()
    assert write_markdown(form.workbook) == (
        "## survey\n"
        "\n"
        "| type | name | label::English (en) | label::Español (es) | hint::English (en) "
        "| constraint | constraint_message::English (en) |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
        "| text | title | What is it called? | ¿Cómo se llama? | | string-length(.) <= 9 "
        "| Nine at most. |\n"
        "| text | more | More about ${title}? | ¿Más sobre ${title}? | Please. | | |\n"
        "\n"
        "## choices\n"
        "\n"
        "| list_name | name | label::English (en) | label::Español (es) |\n"
        "| --- | --- | --- | --- |\n"
        "| reach | town | A town | Una localidad |\n"
        "\n"
        "## settings\n"
        "\n"
        "| form_title | form_id | default_language |\n"
        "| --- | --- | --- |\n"
        "| Buena práctica | practice | Español (es) |\n"
    )


def test_a_column_that_is_filled_wins() -> None:
    text = FORM.replace(
        "| list_name | name | label |", "| list_name | name | label | label::Español (es) |"
    )
    text = text.replace(
        "| --- | --- | --- |\n| reach | town | A town |",
        "| --- | --- | --- | --- |\n| reach | town | A town | Un pueblo |",
    )

    (row,) = merged(text, SPANISH).workbook.rows("choices")

    assert row.cell("label::Español (es)") == "Un pueblo"


@pytest.mark.parametrize("translated", ["¿Más sobre ${titulo}?", "¿Más?", "${title} ${title}"])
def test_other_places_to_fill_in_are_refused_with_a_warning(translated: str) -> None:
    key = ("practice/survey/more/label", "More about ${title}?")

    form = merged(FORM, {**SPANISH, key: translated})

    (warning,) = form.warnings
    assert warning.severity is Severity.WARNING
    assert warning.say(words("en")) == (
        "line 7 (survey, row 3, column label): the places to fill in differ in "
        f"Español (es): {translated}. Write each ${{name}} of the text in its translation, too."
    )
    assert form.workbook.rows("survey")[1].cell("label::Español (es)") == ""


def test_a_text_that_is_not_translated_yet_stays_as_it_is_without_a_warning() -> None:
    without = {key: said for key, said in SPANISH.items() if "${title}" not in key[1]}

    form = merged(FORM, without)

    assert form.warnings == ()
    assert form.workbook.rows("survey")[1].cell("label::Español (es)") == ""


def test_the_title_stays_where_the_default_language_has_no_translation() -> None:
    text = FORM.replace("Español (es)", "English (en)")

    (settings,) = merged(text, SPANISH).workbook.rows("settings")

    assert settings.cell("form_title") == "Good practice"


def test_babel_is_given_context_text_and_line() -> None:
    found = list(extract_for_babel(BytesIO(FORM.encode()), (), (), options={}))

    assert found[4] == (
        13,
        "pgettext",
        ("practice/choices/reach/town/label", "A town"),
        [],
    )


def test_babel_is_told_what_is_wrong_with_a_form() -> None:
    with pytest.raises(UnreadableForm) as broken:
        list(extract_for_babel(BytesIO(b"| type |\n"), (), (), options={}))

    assert str(broken.value).startswith("line 1: this table belongs to no sheet.")


def test_repeats_and_other_are_translated_as_the_rest() -> None:
    source = (
        "## survey\n\n| type | name | label | guidance_hint |\n| --- | --- | --- | --- |\n"
        "| begin_repeat | person | Person | |\n"
        "| select_one kind or_other | kind | Kind? | Choose one. |\n"
        "| end_repeat | | | |\n"
        "\n## choices\n\n| list_name | name | label |\n| --- | --- | --- |\n| kind | x | A kind |\n"
        "\n## settings\n\n| form_id | default_language |\n| --- | --- |\n| visit | English (en) |\n"
    )
    read = read_markdown(source, "visit")
    assert isinstance(read, Workbook)
    spanish = {
        (message.msgctxt, message.msgid): f"{message.msgid} (es)" for message in extract(read)
    }

    merged = merge(read, {"Español (es)": spanish}, source="English (en)").workbook
    compiled = compile_form(merged)

    assert isinstance(compiled, CompiledForm)
    assert [message.msgctxt for message in extract(read)] == [
        *("visit/survey/person/label", "visit/survey/kind/label"),
        *("visit/survey/kind/guidance_hint", "visit/choices/kind/x/label"),
    ]
    assert merged.rows("survey")[0].cell("label::Español (es)") == "Person (es)"
    prompt = begin(compiled.form).prompt("/visit/person[1]/kind", "es")
    assert [choice.label for choice in prompt.choices] == ["A kind (es)", "Otro"]
