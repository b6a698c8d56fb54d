"""Dates, times and places in the shapes in which people write them."""

from datetime import date, time

import pytest

from conversations.written_dates import read_date, read_month, read_year
from conversations.written_places import read_place
from conversations.written_times import read_moment, read_time

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("hoy", (2026, 11, 24)),
        ("ayer", (2026, 11, 23)),
        ("Avant-hier", (2026, 11, 22)),
        ("3 de mayo", (2026, 5, 3)),
        ("3/5/2024", (2024, 5, 3)),
        ("2024-05-03", (2024, 5, 3)),
        ("lunes", (2026, 11, 23)),
        ("el martes", (2026, 11, 24)),
        ("martes pasado", (2026, 11, 17)),
        ("el lunes pasado", (2026, 11, 23)),
        ("lundi dernier", (2026, 11, 23)),
        ("last Monday", (2026, 11, 23)),
        ("next Tuesday", (2026, 12, 1)),
        ("el lunes que viene", (2026, 11, 30)),
        ("hace 3 días", (2026, 11, 21)),
        ("il y a deux semaines", (2026, 11, 10)),
        ("a month ago", (2026, 10, 24)),
        ("hace un año", (2025, 11, 24)),
        ("dans 2 jours", (2026, 11, 26)),
        ("in one week", (2026, 12, 1)),
        ("Hoje", (2026, 11, 24)),
        ("anteontem", (2026, 11, 22)),
        ("depois de amanhã", (2026, 11, 26)),
        ("3 de março", (2026, 3, 3)),
        ("1º de maio de 2024", (2024, 5, 1)),
        ("terça-feira, 3 de novembro", (2026, 11, 3)),
        ("no dia 10 de dez.", (2026, 12, 10)),
        ("segunda", (2026, 11, 23)),
        ("a quinta-feira passada", (2026, 11, 19)),
        ("sexta que vem", (2026, 11, 27)),
        ("há três dias", (2026, 11, 21)),
        ("duas semanas atrás", (2026, 11, 10)),
        ("faz um mês", (2026, 10, 24)),
        ("daqui a dez dias", (2026, 12, 4)),
    ],
)
def test_days_are_read(written: str, day: tuple[int, int, int]) -> None:
    assert read_date(written, today=TUESDAY) == date(*day)


def test_the_31st_of_a_shorter_month_is_its_last_day() -> None:
    assert read_date("hace 1 mes", today=date(2026, 3, 31)) == date(2026, 2, 28)


@pytest.mark.parametrize(
    "written", ["lunes martes", "el lunes de la feria", "hace mucho", "31/2/2024", "in 999 years"]
)
def test_what_is_no_day_is_none(written: str) -> None:
    assert read_date(written, today=date(9800, 1, 1)) is None


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("5/2024", (2024, 5)),
        ("2024-05", (2024, 5)),
        ("mayo de 2024", (2024, 5)),
        ("Mai", (2026, 5)),
        ("em setembro de 2025", (2025, 9)),
        ("3/5/2024", (2024, 5)),
        ("ayer", (2026, 11)),
    ],
)
def test_months_are_read_as_their_first_day(written: str, month: tuple[int, int]) -> None:
    assert read_month(written, today=TUESDAY) == date(*month, 1)


@pytest.mark.parametrize("written", ["13/2024", "", "someday"])
def test_what_is_no_month_is_none(written: str) -> None:
    assert read_month(written, today=TUESDAY) is None


@pytest.mark.parametrize(("written", "year"), [("2019", 2019), ("mai 2020", 2020), ("hoy", 2026)])
def test_years_are_read_as_their_first_day(written: str, year: int) -> None:
    assert read_year(written, today=TUESDAY) == date(year, 1, 1)


@pytest.mark.parametrize("written", ["0000", "20", "long ago"])
def test_what_is_no_year_is_none(written: str) -> None:
    assert read_year(written, today=TUESDAY) is None


@pytest.mark.parametrize(
    ("written", "clock"),
    [
        ("14:30", (14, 30)),
        ("14h30", (14, 30)),
        ("14 h", (14, 0)),
        ("14.30", (14, 30)),
        ("1430", (14, 30)),
        ("14:30:15", (14, 30)),
        ("2:30 pm", (14, 30)),
        ("2:30 p. m.", (14, 30)),
        ("2pm", (14, 0)),
        ("12 am", (0, 0)),
        ("12 pm", (12, 0)),
        ("2 y media de la tarde", (14, 30)),
        ("las dos y cuarto", (2, 15)),
        ("a las 8 menos diez de la noche", (19, 50)),
        ("12 de la noche", (0, 0)),
        ("1 menos cuarto de la tarde", (12, 45)),
        ("mediodía", (12, 0)),
        ("midi et demie", (12, 30)),
        ("trois heures moins le quart", (2, 45)),
        ("5 heures du soir", (17, 0)),
        ("3 h de l'après-midi", (15, 0)),
        ("half past two", (2, 30)),
        ("quarter to five pm", (16, 45)),
        ("ten o'clock", (10, 0)),
        ("midnight", (0, 0)),
        ("às 14h30", (14, 30)),
        ("duas e meia da tarde", (14, 30)),
        ("quinze para as oito da noite", (19, 45)),
        ("meio-dia e meia", (12, 30)),
        ("à meia-noite", (0, 0)),
        ("9 da manhã", (9, 0)),
    ],
)
def test_times_are_read(written: str, clock: tuple[int, int]) -> None:
    assert read_time(written) == time(*clock)


@pytest.mark.parametrize("written", ["25:00", "14:75", "later", "-", "1 2 3 4", "3 de mayo"])
def test_what_is_no_time_is_none(written: str) -> None:
    assert read_time(written) is None


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("24/11/2026 14:30", "2026-11-24T14:30:00"),
        ("2026-11-24T14:30", "2026-11-24T14:30:00"),
        ("ayer a las 3 de la tarde", "2026-11-23T15:00:00"),
        ("lundi prochain à midi", "2026-11-30T12:00:00"),
        ("3 de mayo, 14:30", "2026-05-03T14:30:00"),
        ("ontem às 3 da tarde", "2026-11-23T15:00:00"),
    ],
)
def test_moments_are_read(written: str, moment: str) -> None:
    at = read_moment(written, today=TUESDAY)

    assert at is not None
    assert at.isoformat() == moment


@pytest.mark.parametrize("written", ["14:30", "ayer", "soon at last"])
def test_what_is_no_moment_is_none(written: str) -> None:
    assert read_moment(written, today=TUESDAY) is None


@pytest.mark.parametrize(
    "written",
    [
        "14.07, -87.21",
        "14.07 -87.21",
        "14,07; -87,21",
        "14.07 N, 87.21 W",
        "N14.07 O87.21",
        "87.21 oeste, 14.07 norte",
        "14°04'12\" N 87°12'36\" O",
        "https://maps.example.org/?q=14.07,-87.21&z=12",
    ],
)
def test_places_are_read(written: str) -> None:
    latitude, longitude = read_place(written) or (0, 0)

    assert (round(latitude, 6), round(longitude, 6)) == (14.07, -87.21)


def test_the_east_has_its_portuguese_letter_too() -> None:
    assert read_place("8.8° S, 13.2° L") == read_place("13.2 leste, 8.8 sul") == (-8.8, 13.2)


def test_whole_degrees_may_have_a_comma_between() -> None:
    assert read_place("14,-87") == (14, -87)


@pytest.mark.parametrize(
    "written",
    ["91, 0", "0, 181", "14", "1 2 3", "here", "14.07 N, 87.21 S", "14.07 N, 87.21", "14 km, 3 km"],
)
def test_what_is_no_place_is_none(written: str) -> None:
    assert read_place(written) is None
