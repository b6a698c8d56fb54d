"""Every type and column of XLSForm that a chat can ask goes through to the engine."""

import pytest

from conversations.xforms.formdef import Kind
from tests.conversations.xforms.given import begin, compiled, form, source


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("text", Kind.TEXT),
        ("add text prompt", Kind.TEXT),
        ("int", Kind.INTEGER),
        ("decimal", Kind.DECIMAL),
        ("date", Kind.DATE),
        ("time", Kind.TIME),
        ("dateTime", Kind.DATETIME),
        ("date time", Kind.DATETIME),
        ("select_one kind", Kind.SELECT_ONE),
        ("Select one from kind", Kind.SELECT_ONE),
        ("select1 kind", Kind.SELECT_ONE),
        ("select all that apply from kind", Kind.SELECT_MULTIPLE),
        ("add select multiple prompt using kind", Kind.SELECT_MULTIPLE),
        ("select multiple from file homes.csv", Kind.SELECT_MULTIPLE),
        ("rank kind", Kind.RANK),
        ("range", Kind.RANGE),
        ("percentage", Kind.INTEGER),
        ("note", Kind.NOTE),
        ("acknowledge", Kind.ACKNOWLEDGE),
        ("trigger", Kind.ACKNOWLEDGE),
        ("gps", Kind.GEOPOINT),
        ("q location", Kind.GEOPOINT),
        ("photo", Kind.IMAGE),
        ("q picture", Kind.IMAGE),
        ("audio", Kind.AUDIO),
        ("add video prompt", Kind.VIDEO),
        ("file", Kind.FILE),
        ("barcode", Kind.BARCODE),
    ],
)
def test_a_type_is_asked_however_it_is_written(written: str, kind: Kind) -> None:
    made = form(f"{written} ; it ; It?", choices="kind: x y")

    assert [question.kind for question in made.questions] == [kind]


@pytest.mark.parametrize("written", ["start", "get end time", "get today", "hidden"])
def test_what_is_only_kept_is_not_asked(written: str) -> None:
    made = form(f"{written} ; kept", "text ; it ; It?")

    assert [question.name for question in made.questions] == ["it"]
    assert any(str(ref) == "/visit/kept" for ref in made.binds)


def test_a_repeat_may_have_a_count() -> None:
    made = form(
        "integer ; beds ; Beds?",
        "begin repeat ; bed ; Bed ; repeat_count=${beds} + 1",
        "text ; who ; Who?",
        "end repeat",
        "begin_repeat ; place ; Place ; repeat_count=2",
        "text ; where ; Where?",
        "end_repeat",
    )

    assert [(repeat.name, repeat.fixed) for repeat in made.repeats.values()] == [
        *(("bed", True), ("place", True)),
    ]


def test_other_is_offered_and_asked_for_in_the_languages_of_the_form() -> None:
    made = form(
        "select_one kind or_other ; kind ; Kind? ; label::Español (es)=¿Tipo?; label::Deutsch (de)=Art?",
        "note ; n ; You said ${kind_other}. ; label::Español (es)=Dijo ${kind_other}.",
        choices="kind: shelter",
        settings="\n## settings\n\n| form_id | default_language |\n| --- | --- |\n| v | English (en) |\n",
    )
    filled = begin(made)

    asked = {language: filled.prompt("/v/kind", language).choices for language in ("en", "es")}
    assert [choice.label for choice in asked["en"]] == ["SHELTER", "Other"]
    assert [choice.value for choice in asked["es"]] == ["shelter", "other"]
    assert "/v/kind_other" not in filled.relevant_questions()

    filled.answer_question("/v/kind", "other")

    assert "/v/kind_other" in filled.relevant_questions()
    said = [filled.prompt("/v/kind_other", language).label for language in ("en", "es", "de")]
    assert said == ["Specify other.", "Especifique.", "Specify other."]


def test_other_is_added_once_and_to_its_own_list() -> None:
    made = form(
        "select_one kind or_other ; kind ; Kind?",
        "select_multiple kind or specify other ; kinds ; Kinds?",
        "select_one size or_other ; size ; Size?",
        choices="kind: x other | size: small",
    )
    filled = begin(made)

    offered = {
        name: [choice.value for choice in filled.prompt(f"/visit/{name}", "en").choices]
        for name in ("kind", "kinds", "size")
    }
    assert offered == {
        "kind": ["x", "other"],
        "kinds": ["x", "other"],
        "size": ["small", "other"],
    }


def test_files_may_stand_anywhere() -> None:
    made = form(
        "begin_repeat ; person ; Person",
        "csv-external ; homes",
        "select_one kind ; kind ; Kind? ; choice_filter=count(instance('homes')/root/item) > 0",
        "end_repeat",
        choices="kind: x",
    )

    assert made.files == {"homes": "homes.csv"}


def test_tables_of_questions_are_asked_one_by_one() -> None:
    made = compiled(
        source(
            "begin_group ; g ; G ; appearance=table-list field-list",
            "select_one kind ; a ; A",
            "select_one kind ; b ; B",
            "end_group",
            "begin_group ; h ; H ; appearance=field-list",
            "select_one kind ; heads ; Heads ; appearance=label",
            "select_one kind ; c ; C ; appearance=list-nolabel",
            "end_group",
            choices="kind: x y",
        )
    )

    assert begin(made.form).relevant_questions() == ("/visit/g/a", "/visit/g/b", "/visit/h/c")
    assert [warning.message.partition(",")[0] for warning in made.warnings] == ["tables"]


def test_what_a_map_would_show_beside_a_point_is_left_out() -> None:
    made = form(
        "begin_repeat ; place ; Place",
        "geopoint ; at ; Where? ; parameters=reference-geometry=${place} capture-accuracy=5",
        "end_repeat",
    )

    assert made.by_ref["/visit/place/at"].kind is Kind.GEOPOINT


def test_answers_of_a_repeat_can_be_chosen_from() -> None:
    made = form(
        "begin_repeat ; person ; Person",
        "text ; who ; Who?",
        "end_repeat",
        "select_one ${who} ; head ; Who decides?",
    )

    head = made.by_ref["/visit/head"]
    assert head.kind is Kind.SELECT_ONE
    assert head.itemset is not None


def test_pictures_of_questions_and_the_columns_of_a_file_go_through() -> None:
    made = form(
        "text ; it ; It? ; media::image=map.png ; audio::Español (es)=mapa.mp3",
        "select_one_from_file homes.csv ; home ; Home? ; parameters=value=id, label=title",
        "image ; photo ; Photo? ; parameters=max-pixels=640",
        "select_one kind ; kind ; Kind? ; parameters=randomize=true seed=3",
        choices="kind: x y",
    )

    assert set(made.media) == {"map.png", "mapa.mp3"}
    home = made.by_ref["/visit/home"].itemset
    assert home is not None
    assert (home.value.source, home.label.source) == ("id", "title")


def test_a_question_follows_another_by_its_trigger() -> None:
    made = form(
        "text ; who ; Who?",
        "calculate ; at ; ; calculation=now() ; trigger=${who}",
        "dateTime ; since ; ; calculation=now() ; trigger=${who}",
    )

    assert [question.name for question in made.questions] == ["who"]
    assert {str(action.ref) for action in made.actions} == {"/visit/at", "/visit/since"}
