from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.answers import LONGEST, Ambiguous, Read, Unreadable, read
from conversations.shown import show
from conversations.xforms.formdef import Kind
from locales import LANGUAGES, words
from tests.conversations.prompts import prompt

TODAY = date(2026, 11, 24)
STAGE = "idea=An idea | pilot=Tried as a pilot | running=In use now | ended=In the past, ended"
AREA = "care=Safety and care | diversity=Indigenous, Afro, LGBTQI+ people | law=Law | other=Other"


def value(kind: Kind, text: str, *, language: str = "es", choices: str = "") -> str:
    outcome = read(prompt(kind, choices=choices), text, words(language), today=TODAY)
    assert isinstance(outcome, Read), outcome
    return outcome.value


def problem(kind: Kind, text: str, *, language: str = "en", choices: str = "") -> str:
    outcome = read(prompt(kind, choices=choices), text, words(language), today=TODAY)
    assert isinstance(outcome, Unreadable), outcome
    return words(language).say(outcome.message, **outcome.values)


def test_text_is_cleaned_and_kept() -> None:
    assert value(Kind.TEXT, " Rutas\u200b <b>seguras</b> ") == "Rutas <b>seguras</b>"


def test_a_message_without_text_is_not_an_answer() -> None:
    assert problem(Kind.TEXT, "\u200b \n") == (
        "I could not find any text in that message. Please write it again."
    )


def test_a_text_may_be_as_long_as_a_message_and_no_longer() -> None:
    assert value(Kind.TEXT, "x" * LONGEST) == "x" * LONGEST
    assert problem(Kind.TEXT, "x" * (LONGEST + 1)) == (
        "That message is too long. Please send at most 4,096 characters."
    )


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", "12"),
        (" -3 ", "-3"),
        ("+7", "7"),
        ("1,500", "1500"),
        ("1.500", "1500"),
        ("1 500 000", "1500000"),
        ("1'500", "1500"),
        ("5.0", "5"),
        ("٣", "3"),
    ],
)
def test_whole_numbers_are_read(typed: str, number: str) -> None:
    assert value(Kind.INTEGER, typed) == number


@pytest.mark.parametrize(
    "typed", ["doce", "2.5", "1,5", "12 personas", "1,50,0", "9" * 16, "-", "1e5"]
)
def test_what_is_no_whole_number_is_said(typed: str) -> None:
    assert problem(Kind.INTEGER, typed) == (
        "Please write a whole number in figures, for example 12."
    )


@pytest.mark.parametrize(
    ("language", "typed", "number"),
    [
        ("es", "1,234", "1234"),
        ("es", "1.234", "1.234"),
        ("fr", "1,234", "1.234"),
        ("fr", "1.234", "1234"),
        ("fr", "1 234,5", "1234.5"),
        ("pt", "1.234,5", "1234.5"),
        ("pt", "1,234", "1.234"),
        ("es", "2,5", "2.5"),
        ("es", "1.234,5", "1234.5"),
        ("es", "1,234.5", "1234.5"),
        ("es", "1,234,567", "1234567"),
        ("es", "-0.50", "-0.5"),
        ("es", "100", "100"),
        ("es", "7.", "7"),
    ],
)
def test_the_decimal_comma_follows_the_language(language: str, typed: str, number: str) -> None:
    assert value(Kind.DECIMAL, typed, language=language) == number


@pytest.mark.parametrize("typed", ["mucho", "1,2,3", "1.2.3,4", "--1", "1,2345,6"])
def test_what_is_no_number_is_said(typed: str) -> None:
    assert problem(Kind.DECIMAL, typed) == "Please write a number in figures, for example 12.5."


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-24",
        "2026/11/24",
        "24/11/2026",
        "24-11-26",
        "24.11.2026",
        "24 11 2026",
        "24/11",
        "11/24/2026",
        "24 de noviembre de 2026",
        "martes 24 de noviembre",
        "24 nov. 2026",
        "Mardi 24 novembre 2026",
        "le 24 novembre",
        "November 24th, 2026",
        "24 of November",
        "2026 noviembre 24",
        "hoy",
        "Aujourd\u2019hui",
        "today",
    ],
)
def test_dates_are_read_in_many_shapes(typed: str) -> None:
    assert value(Kind.DATE, typed) == "2026-11-24"


@pytest.mark.parametrize(
    ("typed", "on"),
    [
        ("ayer", "2026-11-23"),
        ("hier", "2026-11-23"),
        ("avant-hier", "2026-11-22"),
        ("mañana", "2026-11-25"),
        ("1er mars 2026", "2026-03-01"),
        ("3 mars", "2026-03-03"),
        ("3/4/2026", "2026-04-03"),
        ("1 août 2025", "2025-08-01"),
        ("31 déc. 2025", "2025-12-31"),
    ],
)
def test_days_near_and_far_are_read(typed: str, on: str) -> None:
    assert value(Kind.DATE, typed) == on


@pytest.mark.parametrize(
    "typed",
    [
        "pronto",
        "31/02/2026",
        "2026-13-01",
        "45/45/2026",
        "noviembre",
        "24 2026",
        "1 2 3 noviembre",
        "24 noviembre noviembre",
        "0000-01-01",
        "24 noviembre 99999999999",
        "24th november 3rd",
    ],
)
def test_what_is_no_date_is_said_with_an_example(typed: str) -> None:
    assert problem(Kind.DATE, typed) == (
        "I could not read that date. Please write it like this: 24 November 2026."
    )


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("Tried as a pilot", "pilot"),
        ("tried", "pilot"),
        ("AN IDÉA", "idea"),
        ("3", "running"),
        ("3.", "running"),
        ("pilot", "pilot"),
        ("in the past ended", "ended"),
    ],
)
def test_a_choice_may_be_written(typed: str, chosen: str) -> None:
    assert value(Kind.SELECT_ONE, typed, choices=STAGE) == chosen


def test_two_choices_that_begin_alike_are_both_found() -> None:
    outcome = read(prompt(Kind.SELECT_ONE, choices=STAGE), "in", words("en"), today=TODAY)

    assert outcome == Ambiguous((2, 3))


@pytest.mark.parametrize("typed", ["nada", "0", "5", "xx", "999999999999", "0000000015", "!!!"])
def test_what_is_no_choice_is_said(typed: str) -> None:
    assert problem(Kind.SELECT_ONE, typed, choices=STAGE) == (
        f"“{typed}” is not one of the choices. Press a button, or write its words."
    )


def test_a_long_text_is_cut_where_it_is_said_back() -> None:
    said = problem(Kind.SELECT_ONE, "palabra " * 20, choices=STAGE)

    assert said.startswith("“palabra palabra palabra palabra palabra…” is not")


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [("sí", "yes"), ("YES", "yes"), ("oui", "yes"), ("non", "no"), ("Sim", "yes"), ("não", "no")],
)
def test_yes_and_no_are_understood_in_every_language(typed: str, chosen: str) -> None:
    assert value(Kind.SELECT_ONE, typed, choices="no=Nein | yes=Ja") == chosen


def test_yes_means_nothing_where_it_is_not_a_choice() -> None:
    assert problem(Kind.SELECT_ONE, "oui", choices=STAGE).startswith("“oui” is not")


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("1, 3", "care law"),
        ("3 1", "care law"),
        ("law; other", "law other"),
        ("Law\nOther", "law other"),
        ("law y other", "law other"),
        ("Indigenous, Afro, LGBTQI+ people", "diversity"),
        ("4,4", "other"),
        ("safety and law", "care law"),
    ],
)
def test_several_choices_may_be_written(typed: str, chosen: str) -> None:
    assert value(Kind.SELECT_MULTIPLE, typed, choices=AREA) == chosen


def test_one_unknown_among_several_is_not_guessed() -> None:
    assert problem(Kind.SELECT_MULTIPLE, "law, budget", choices=AREA) == (
        "“law, budget” is not one of the choices. Press a button, or write its words."
    )


def test_one_unclear_among_several_is_asked_back() -> None:
    unclear = prompt(Kind.SELECT_MULTIPLE, choices="a=Staff training | b=Staff care | c=Law")

    assert read(unclear, "law, staff", words("en"), today=TODAY) == Ambiguous((0, 1))


@pytest.mark.parametrize(
    ("kind", "kept", "shown"),
    [
        (Kind.TEXT, "Rutas", "Rutas"),
        (Kind.TEXT, "", ""),
        (Kind.INTEGER, "2019", "2019"),
        (Kind.DECIMAL, "1234.25", "1234,25"),
        (Kind.DECIMAL, "many", "many"),
        (Kind.DATE, "2026-11-24", "24 novembre 2026"),
        (Kind.DATE, "soon", "soon"),
        (Kind.SELECT_ONE, "pilot", "Tried as a pilot"),
        (Kind.SELECT_ONE, "gone", "gone"),
        (Kind.SELECT_MULTIPLE, "idea running", "An idea\u202f; In use now"),
    ],
)
def test_a_kept_value_is_shown_in_words(kind: Kind, kept: str, shown: str) -> None:
    assert show(prompt(kind, choices=STAGE), kept, words("fr")) == shown


def test_thousands_are_grouped_where_the_form_asks_for_it() -> None:
    counted = prompt(Kind.INTEGER, appearance="thousands-sep")

    assert show(counted, "12500", words("es")) == "12,500"


@settings(deadline=None)
@given(
    kind=st.sampled_from(Kind),
    text=st.text(max_size=40) | st.text("0123456789.,-/ yeand", max_size=30),
    language=st.sampled_from(LANGUAGES),
)
def test_nothing_that_is_typed_breaks_a_question(kind: Kind, text: str, language: str) -> None:
    asked = prompt(kind, choices=AREA)

    outcome = read(asked, text, words(language), today=TODAY)

    if isinstance(outcome, Unreadable):
        assert words(language).say(outcome.message, **outcome.values)
    if isinstance(outcome, Read):
        assert show(asked, outcome.value, words(language))


@settings(deadline=None)
@given(on=st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_that_is_shown_can_be_written_back(language: str, on: date) -> None:
    asked = prompt(Kind.DATE)
    shown = show(asked, on.isoformat(), words(language))

    assert read(asked, shown, words(language), today=TODAY) == Read(on.isoformat())
