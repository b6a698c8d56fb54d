from datetime import date
from decimal import Decimal

import pytest

from locales import LANGUAGES, N_, negotiate, words


def test_a_marked_text_stays_as_it_is() -> None:
    assert N_("How far has it gone?") == "How far has it gone?"


@pytest.mark.parametrize(
    ("language", "said"), [("es", "Atrás"), ("fr", "Retour"), ("en", "Back"), ("pt", "Voltar")]
)
def test_a_word_is_said_in_each_language(language: str, said: str) -> None:
    assert words(language).say("Back") == said


def test_a_language_nobody_speaks_is_answered_in_spanish() -> None:
    assert words("nah").say("Back") == "Atrás"


def test_values_are_filled_in_as_they_are() -> None:
    assert words("en").say("Noted: {answer}", answer="<b>{x}") == "Noted: <b>{x}"


def test_a_count_chooses_its_form() -> None:
    one = words("en").say_many("{count} day left", "{count} days left", 1)
    many = words("en").say_many("{count} day left", "{count} days left", 1200)

    assert (one, many) == ("1 day left", "1,200 days left")


@pytest.mark.parametrize(
    ("language", "country"),
    [
        ("es", "República Dominicana"),
        ("fr", "République dominicaine"),
        ("en", "Dominican Republic"),
        ("pt", "República Dominicana"),
    ],
)
def test_countries_have_their_names(language: str, country: str) -> None:
    assert words(language).country("DO") == country


def test_an_unknown_country_keeps_its_code() -> None:
    assert words("es").country("other") == "other"


def test_languages_have_their_names() -> None:
    assert [words(code).language_name(code) for code in LANGUAGES] == [
        "español",
        "français",
        "English",
        "português",
    ]
    assert words("es").language_name("xx-none") == "xx-none"


@pytest.mark.parametrize(
    ("language", "day", "full"),
    [
        ("es", "martes 3 de noviembre", "3 de noviembre de 2026"),
        ("fr", "mardi 3 novembre", "3 novembre 2026"),
        ("en", "Tuesday 3 November", "3 November 2026"),
        ("pt", "terça-feira, 3 de novembro", "3 de novembro de 2026"),
    ],
)
def test_days_read_as_people_say_them(language: str, day: str, full: str) -> None:
    on = date(2026, 11, 3)

    assert (words(language).day(on), words(language).date(on)) == (day, full)


def test_numbers_are_written_as_in_honduras() -> None:
    assert words("es").number(Decimal("1234.5")) == "1,234.5"


def test_lists_end_with_and() -> None:
    assert words("es").list(["Honduras", "México", "Colombia"]) == "Honduras, México y Colombia"


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("es-419", "es"),
        ("FR_ca", "fr"),
        ("en", "en"),
        ("pt-BR", "pt"),
        ("de", "es"),
        (None, "es"),
        ("", "es"),
    ],
)
def test_the_language_of_telegram_is_negotiated(code: str | None, language: str) -> None:
    assert negotiate(code, default="es") == language


def test_only_the_languages_of_the_workshop_are_chosen() -> None:
    assert negotiate("fr", default="es", among=("es", "en")) == "es"
