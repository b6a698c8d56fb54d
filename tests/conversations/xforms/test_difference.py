"""What a new version of a form changes, as its organiser reads it before publishing."""

from conversations.xforms.difference import Difference, compare
from conversations.xforms.formdef import FormDef
from locales import words
from tests.conversations.xforms.given import form

BEFORE = form(
    "text ; who ; Who? ; label::Español (es)=¿Quién?; hint=Your name",
    "integer ; beds ; Beds? ; constraint=. > 3 ; label::Español (es)=¿Camas?",
    "select_one kind ; kind ; Kind?",
    "select_one_from_file homes.csv ; home ; Home?",
    "begin_group ; more ; More",
    "text ; why ; Why?",
    "end_group",
    "text ; old ; Old?",
    "calculate ; twice ; ; calculation=${beds} * 2",
    choices="kind: shelter clinic",
)


def said(after: FormDef, language: str = "en", before: FormDef = BEFORE) -> tuple[str, ...]:
    return compare(before, after).say(words(language))


def after(*rows: str, choices: str = "kind: shelter clinic") -> FormDef:
    return form(*rows, choices=choices)


def test_a_form_is_not_different_from_itself() -> None:
    assert said(BEFORE) == ("Nothing is different.",)
    assert compare(BEFORE, BEFORE).endangered == ()


def test_all_that_differs_is_said_what_touches_answers_first() -> None:
    new = after(
        "integer ; beds ; How many beds? ; constraint=. > 4 ; required=yes; label::Español (es)=Camas",
        "text ; who ; Who? ; label::Español (es)=¿Quién?; hint=Your name; label::Français (fr)=Qui ?",
        "select_multiple kind ; kind ; Kind?",
        "select_one_from_file homes.csv ; home ; Home?",
        "text ; why ; Why?",
        "text ; fresh ; New?",
        "calculate ; twice ; ; calculation=${beds} * 3",
        choices="kind: shelter school",
    )

    assert said(new) == (
        "Questions taken out: old",
        "Questions moved into or out of a group: more/why",
        "kind was select_one and becomes select_multiple",
        "Choices taken out of kind: clinic",
        "New questions: fresh",
        "New choices of kind: school",
        "Other rules for beds: required and constraint",
        "Other rules for twice: calculation",
        "The questions are in another order.",
        "New language: French",
        "Texts that are different in English: 1",
        "Texts that are different in Spanish: 1",
    )
    assert compare(BEFORE, new).endangered == ("old", "more/why", "kind")


def test_a_language_can_go_and_its_texts_with_it() -> None:
    one = form("text ; it ; It?")
    two = form("text ; it ; It? ; label::Español (es)=¿Eso?")

    assert said(one, before=two, language="es") == ("Idioma quitado: español",)


def test_the_forms_own_name_is_no_difference() -> None:
    rows = ("text ; a ; A? ; required=yes", "text ; b ; B? ; relevant=${a} = 'x'")
    other = (
        "\n## settings\n\n| form_id | default_language |\n| --- | --- |\n| v2 | English (en) |\n"
    )

    found = compare(form(*rows), form(*rows, settings=other))

    assert isinstance(found, Difference)
    assert found.say(words("en")) == ("Nothing is different.",)


def test_words_of_choices_and_messages_are_texts_too() -> None:
    one = form("text ; it ; It ${it}? ; required=yes ; required_message=Please")
    two = form("text ; it ; It ${it}? ; required=yes ; required_message=Please!")
    more = form("select_one kind ; kind ; Kind?", choices="kind: x")
    less = form("select_one kind ; kind ; Kind?", choices="kind: X")

    assert said(two, before=one) == ("Texts that are different in English: 1",)
    assert said(less, before=more) == (
        "Choices taken out of kind: x",
        "New choices of kind: X",
    )
