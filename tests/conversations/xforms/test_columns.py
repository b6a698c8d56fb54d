"""Workbooks as organisers have them: other names of columns and types, and what is left out."""

import pytest

from conversations.xforms.compiler import CompiledForm, compile_form
from conversations.xforms.formdef import FormDef, Kind
from conversations.xforms.problems import Severity
from conversations.xforms.workbooks.workbook import read_markdown
from locales import words
from tests.conversations.xforms.given import begin, compiled, form, problems, source


def sheet(name: str, headings: str, *rows: str) -> str:
    """Write a sheet of cells between semicolons."""
    lines = [headings, ";".join("---" for _ in headings.split(";")), *rows]
    table = "\n".join(f"| {line.replace(';', ' | ')} |" for line in lines)
    return f"\n## {name}\n\n{table}\n"


def warnings(text: str) -> list[str]:
    return [warning.say(words("en")) for warning in compiled(text).warnings]


def label(made: FormDef, ref: str, language: str) -> str:
    return begin(made).prompt(ref, language).label


def test_headings_may_be_spelt_as_in_other_programs() -> None:
    made = compiled(
        sheet(
            "survey",
            "Type;NAME;Caption::English (en);Relevance;bind::constraint;Required Message;Calculate",
            "Integer;age;Age?;;. > 3;;",
            "q string;who;Who?;${age} > 5;;Please;",
            "calculate;twice;;;;;${age} * 2",
        )
        + sheet("choices", "list name;value;caption", "kind;x;X")
        + sheet("settings", "Title;id_string", "A visit;visit")
    ).form

    who = made.by_ref["/visit/who"]
    assert [question.kind for question in made.questions] == [Kind.INTEGER, Kind.TEXT]
    assert who.bind.relevant is not None
    assert made.by_ref["/visit/age"].bind.constraint is not None
    assert (made.form_title, made.form_id) == ("A visit", "visit")


def test_languages_of_the_time_of_single_colons() -> None:
    made = compiled(
        sheet(
            "survey",
            "type;name;label:English;label:Español;bind:jr:constraintMsg:Español;jr:count",
            "text;who;Who?;¿Quién?;Otra vez;",
        )
        + sheet("settings", "default_language", "English")
    ).form

    assert made.languages == ("en", "es")
    assert label(made, "/visit/who", "es") == "¿Quién?"


def test_a_form_is_the_same_whatever_the_order_of_its_columns() -> None:
    headings = ("type", "hint::Español (es)", "constraint", "name", "required", "label")
    cells = ("integer", "Solo números", ". > 3", "beds", "yes", "Beds?")
    texts = (
        sheet("survey", ";".join(headings[at] for at in order), ";".join(cells[at] for at in order))
        for order in ((0, 1, 2, 3, 4, 5), (5, 4, 3, 2, 1, 0))
    )

    one, other = (compiled(text).xform for text in texts)

    assert one == other


def test_a_language_is_known_by_its_name() -> None:
    text = source(
        "text ; who ; Who? ; label::Frances=Qui ? ; label::Miskito=Ya?; hint::Miskito=x",
        "text ; why ; Why? ; label::Frances=Quoi ? ; label::Miskito=Dia?; hint::Frances=y",
    )

    assert sorted(compiled(text).form.languages) == ["en", "fr", "miskito"]
    assert [warning for warning in warnings(text) if "code" in warning] == [
        (
            "line 3 (survey, row 1, column label::Miskito): the language Miskito has no code. "
            "Write it as label::Español (es), so that people get their language."
        )
    ]


def test_a_column_that_names_the_default_language_goes_before_the_plain_one() -> None:
    made = form(
        "text ; who ; Who? ; label::English (en)=Who are you?",
        "text ; why ; Why? ; label::English (en)=",
    )

    assert label(made, "/visit/who", "en") == "Who are you?"
    assert label(made, "/visit/why", "en") == "Why?"


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        ("type;name;label;Label", "the column Label is there twice. Keep one of them."),
        ("type;name;relevants", "unknown column relevants. Did you mean relevant?"),
        ("type;name;relevant::en", "unknown column relevant::en. Did you mean relevant?"),
        ("type;name;hnt::en", "unknown column hnt::en. Did you mean hint::en?"),
        ("type;name;bind::wb:x", "the prefix wb is not declared. Add a column namespaces to"),
        ("type;name;", "a column has no heading. Give every column a heading."),
    ],
)
def test_a_column_that_was_meant_otherwise_is_refused(headings: str, said: str) -> None:
    found = problems(sheet("survey", headings, "note;n" + ";x" * (headings.count(";") - 1)))

    assert any(said in problem for problem in found)


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("save_to", "save_to keeps answers as entities, which this bot does not have. Take"),
        ("bind::jr:preload", "bind::jr:preload reads things from the person's device, which a"),
        ("intent", "intent opens another app, which a chat cannot. Empty the cell and ask"),
        ("body::intent", "body::intent opens another app, which a chat cannot. Empty the cell"),
    ],
)
def test_a_column_that_would_mean_something_else_is_refused_once_filled(
    column: str, said: str
) -> None:
    found = problems(source(f"text ; it ; It? ; {column}=x"))

    assert [problem.partition(": ")[0] for problem in found] == [
        f"line 5 (survey, row 2, column {column})"
    ]
    assert said in found[0]
    assert compiled(source(f"text ; it ; It? ; {column}=")).form.questions


def test_columns_of_other_programs_and_notes_are_left_out() -> None:
    text = (
        sheet(
            "survey",
            "type;name;label;$kuid;kobo--locking-profile;hxl;tags;body::accuracyThreshold;"
            "instance::tag;big-image;Section",
            "text;it;It?;a;b;#org;c;5;d;e.png;First",
        )
        + sheet("choices", "list_name;name;label;country;my note", "kind;x;X;HN;old")
        + sheet("settings", "form_id;style;kobo--lock_all;sms_keyword", "visit;pages;false;x")
    )

    assert [question.attributes for question in compiled(text).form.questions] == [{}]
    assert warnings(text) == [
        (
            "line 4 (survey, row 1): XLSForm does not know these columns, so they are left out: "
            "Section. That is fine if they are notes."
        ),
        (
            "line 10 (choices, row 1): XLSForm does not know these columns, so they are left out: "
            "my note. That is fine if they are notes."
        ),
    ]


def test_attributes_of_declared_prefixes_go_into_the_form() -> None:
    made = compiled(
        sheet("survey", "type;name;label;bind::wb:sensitive;body::wb:voice", "text;it;It?;yes;yes")
        + sheet("settings", "form_id;namespaces", 'visit;wb="urn:wb"')
    ).form

    assert made.by_ref["/visit/it"].attributes == {"wb:sensitive": "yes", "wb:voice": "yes"}


def test_rows_that_are_switched_off_or_notes_are_left_out() -> None:
    text = sheet(
        "survey",
        "type;name;label;disabled;relevant;$autoname",
        "text;who;Who?;;;",
        "text;old;Old?;yes;;",
        ";;;;about whom;",
        "note;;Thank you;;;",
        "text;;Why?;;;why",
    )

    assert [question.name for question in compiled(text).form.questions] == [
        *("who", "generated_note_name_3", "why"),
    ]
    assert warnings(text) == [
        (
            "line 8 (survey, row 4): the row has no type and no name, so it is left out. "
            "Fill in both, or take the row out."
        )
    ]


def test_choices_without_a_list_or_a_label() -> None:
    text = (
        sheet("survey", "type;name;label", "select_one kind;kind;Kind?")
        + sheet(
            "choices", "list_name;name;label;map", "kind;shelter;;3", ";stray;Stray;", ";;Kinds;"
        )
        + sheet("_archive", "a", "b")
    )

    assert warnings(text) == [
        (
            "line 12 (choices, row 2, column label): shelter has no label, so people read its name. "
            "Write what people shall read."
        ),
        (
            "line 13 (choices, row 3, column list_name): the choice belongs to no list, so it is "
            "left out. Fill in its list_name, or take the row out."
        ),
    ]
    prompt = begin(compiled(text).form).prompt("/visit/kind", "en")
    assert [(choice.value, choice.label) for choice in prompt.choices] == [("shelter", "shelter")]


def test_choices_may_repeat_where_the_settings_say_so() -> None:
    choices = sheet("choices", "list_name;name;label", "kind;x;X", "kind;x;Again")
    survey = sheet("survey", "type;name;label", "select_one kind;kind;Kind?")
    allowed = sheet("settings", "allow_choice_duplicates", "Yes")

    assert "the choice x is there twice" in problems(survey + choices)[0]
    assert compiled(survey + choices + allowed).form.questions


@pytest.mark.parametrize(
    ("name", "settings", "form_id", "root"),
    [
        ("visit", "", "visit", "visit"),
        ("My visit (2)", "", "My_visit_2", "My_visit_2"),
        ("¿?", "", "form", "form"),
        ("visit", "form_id;name;v;house", "v", "house"),
        ("visit", "id_string;form_id;old;new", "new", "new"),
        ("again", "", "again", "data"),
        ("data", "form_id;name;again;again", "again", "data"),
    ],
)
def test_the_form_is_named_after_its_settings_or_its_file(
    name: str, settings: str, form_id: str, root: str
) -> None:
    rows = ("begin_repeat;again;Again", "text;it;It?", "end_repeat;;")
    first, second, *cells = settings.split(";") if settings else ("", "")
    extra = sheet("settings", f"{first};{second}", ";".join(cells)) if settings else ""
    read = read_markdown(sheet("survey", "type;name;label", *rows) + extra, name)
    assert not isinstance(read, tuple)

    compiled_form = compile_form(read)

    assert isinstance(compiled_form, CompiledForm)
    made = compiled_form.form
    assert (made.form_id, next(iter(made.by_ref)).split("/")[1]) == (form_id, root)


def test_only_the_first_row_of_settings_is_read() -> None:
    text = sheet("survey", "type;name;label", "text;it;It?") + sheet(
        "settings", "form_id", "visit", "other"
    )

    assert compiled(text).form.form_id == "visit"
    assert warnings(text) == [
        "line 13 (settings, row 3): only the first row of settings is read. Take the others out."
    ]


def test_both_names_of_a_setting_are_no_mistake() -> None:
    text = sheet("survey", "type;name;label", "text;it;It?") + sheet(
        "settings", "id_string;form_id", "old;new"
    )

    assert compiled(text).form.form_id == "new"
    assert all(warning.severity is Severity.WARNING for warning in compiled(text).warnings)
