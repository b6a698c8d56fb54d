"""What is told several times, and every kind of answer, as people and as software read it."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from locales import words
from reports.columns import Question, Repeat
from reports.exports import data_sheets, export_sheets
from reports.sheets import Value
from reports.tables import ABOUT, FormAnswers, Table, data_sheet, labels_sheet, tables_of
from storage.exports import ExportRow
from storage.submissions import Answer
from tests.reports.test_exports import NEWEST, NOW, WORKSHOP

PERSON, CHILD = Repeat("person", "Person"), Repeat("child", "Child")
HOUSE = (
    Question("/data/road", "road", "text", "Which road?", {}),
    Question("/data/person/name", "name", "text", "Who?", {}, (PERSON,)),
    Question("/data/person/child/age", "age", "integer", "How old?", {}, (PERSON, CHILD)),
)


def told(ref: str, value: str, kind: str = "text") -> Answer:
    name = ref.rpartition("/")[2]
    return Answer(ref, name, kind, value, relevant=True, answered_at=NOW)


def row(id_: int, *answers: Answer, version: int = 1) -> ExportRow:
    return replace(NEWEST, submission_id=id_, version=version, answers=answers)


VISITS = FormAnswers(
    "house",
    "Visit",
    {1: HOUSE},
    (
        row(
            1,
            told("/data/road", "Norte"),
            told("/data/person[1]/name", "A"),
            told("/data/person[2]/name", "B"),
            told("/data/person[2]/child[1]/age", "4", "integer"),
            told("/data/person[2]/child[2]/age", "9", "integer"),
        ),
        row(2, told("/data/person[10]/name", "K"), told("/data/person[2]/name", "C")),
    ),
)


def in_words(table: Table) -> tuple[tuple[str, ...], tuple[tuple[Value, ...], ...]]:
    sheet = labels_sheet(table, workshop=WORKSHOP, words=words("en"))
    return sheet.headings, sheet.rows


def in_codes(table: Table) -> tuple[tuple[str, ...], tuple[tuple[Value, ...], ...]]:
    sheet = data_sheet(table, workshop=WORKSHOP, words=words("en"))
    return sheet.headings, sheet.rows


def test_a_repeat_is_a_table_with_a_row_for_each_instance() -> None:
    visit, person, child = tables_of(VISITS)

    assert (
        in_codes(visit)[0][len(ABOUT) :],
        [cells[len(ABOUT) :] for cells in in_codes(visit)[1]],
    ) == (
        ("road",),
        [("Norte",), (None,)],
    )
    assert in_codes(person) == (
        ("_id", "_number_person", "name"),
        (("1", 1, "A"), ("1", 2, "B"), ("2", 2, "C"), ("2", 10, "K")),
    )
    assert in_codes(child) == (
        ("_id", "_number_person", "_number_child", "age"),
        (("1", 2, 1, Decimal(4)), ("1", 2, 2, Decimal(9))),
    )
    assert in_words(person)[0] == ("Submission", "Person: number", "Who?")


def test_a_repeat_has_two_sheets_and_a_file_of_its_own() -> None:
    sheets = export_sheets([VISITS], workshop=WORKSHOP, words=words("en"), exported_at=NOW)
    files = data_sheets(VISITS, workshop=WORKSHOP, words=words("en"))

    assert [sheet.name for sheet in sheets[:-3]] == [
        "Visit",
        "Data: house",
        "Visit: Person",
        "Data: house.person",
        "Visit: Person: Child",
        "Data: house.person.child",
    ]
    assert list(files) == ["house", "house.person", "house.person.child"]
    assert ("house.person", "name", "Who?", "text", None, None, "1") in sheets[-2].rows


def test_a_repeat_of_an_older_version_keeps_its_table_and_the_newest_words() -> None:
    older = Question("/data/person/village", "village", "text", "Where?", {}, (PERSON,))
    newer = replace(HOUSE[1], ref="/data/group/person/name", repeats=(Repeat("person", "Guest"),))
    form = replace(
        VISITS,
        versions={1: (older,), 2: (newer,)},
        rows=(
            row(1, told("/data/person[1]/village", "Copán")),
            row(2, told("/data/group/person[1]/name", "A"), version=2),
        ),
    )

    _, person = tables_of(form)

    assert person.title == "Visit: Guest"
    assert in_codes(person) == (
        ("_id", "_number_person", "name", "village"),
        (("1", 1, None, "Copán"), ("2", 1, "A", None)),
    )


def test_what_a_form_calculates_in_a_repeat_stands_in_its_table() -> None:
    counted = told("/data/person[1]/count", "3")
    unknown = told("/data/thing[1]/note", "x")
    form = replace(VISITS, rows=(row(1, counted, unknown),))

    tables = {table.name: table for table in tables_of(form)}

    assert in_codes(tables["house.person"]) == (
        ("_id", "_number_person", "name", "count"),
        (("1", 1, None, "3"),),
    )
    assert tables["house.thing"].title == "Visit: thing"


VILLAGES = {f"v{number}": f"Village {number}" for number in range(5_000)}
PLACES = {"b": "Bus", "a": "School", "c": "Park"}


@pytest.mark.parametrize(
    ("kind", "choices", "value", "worded", "coded"),
    [
        (
            "rank",
            PLACES,
            "c b a",
            ("1. Park, 2. Bus, 3. School", 2, 3, 1),
            ("c b a", 2, 3, 1),
        ),
        (
            "geopoint",
            {},
            "-14.07 -87.21 1350.0 5.0",
            ("-14.07, -87.21", Decimal("-14.07"), Decimal("-87.21")),
            ("-14.07 -87.21 1350.0 5.0", Decimal("-14.07"), Decimal("-87.21")),
        ),
        (
            "geopoint",
            {},
            "14.07 -87.21",
            ("14.07, -87.21", Decimal("14.07"), Decimal("-87.21")),
            ("14.07 -87.21", Decimal("14.07"), Decimal("-87.21")),
        ),
        ("geopoint", {}, "here", ("here", None, None), ("here", None, None)),
        ("geopoint", {}, "", (None, None, None), (None, None, None)),
        ("rank", PLACES, "", (None,) * 4, (None,) * 4),
        ("select_multiple", VILLAGES, "v7 v9", ("Village 7, Village 9",), ("v7 v9",)),
        ("range", {}, "2.5", (Decimal("2.5"),), (Decimal("2.5"),)),
        ("time", {}, "14:30:00.000-06:00", ("14:30",), ("14:30:00.000-06:00",)),
        (
            "datetime",
            {},
            "2026-11-24T14:30:00.000-06:00",
            (datetime.fromisoformat("2026-11-24T14:30:00.000-06:00"),),
            ("2026-11-24T14:30:00.000-06:00",),
        ),
        ("datetime", {}, "soon", ("soon",), ("soon",)),
        ("date", {}, "2026-11-24", (date(2026, 11, 24),), (date(2026, 11, 24),)),
        ("image", {}, "3f2a.jpg", ("3f2a.jpg",), ("3f2a.jpg",)),
        ("acknowledge", {}, "OK", ("OK",), ("OK",)),
    ],
)
def test_each_kind_of_answer_has_its_cells(
    kind: str,
    choices: dict[str, str],
    value: str,
    worded: tuple[Value, ...],
    coded: tuple[Value, ...],
) -> None:
    asked = Question("/data/q", "q", kind, "Q", choices)
    form = FormAnswers("f", "F", {1: (asked,)}, (row(1, told("/data/q", value, kind)),))
    [table] = tables_of(form)

    assert in_words(table)[1][0][len(ABOUT) :] == worded
    assert in_codes(table)[1][0][len(ABOUT) :] == coded


def test_parts_of_an_answer_are_named_for_people_and_for_software() -> None:
    asked = (
        Question("/data/at", "at", "geopoint", "Where?", {}),
        Question("/data/first", "first", "rank", "What first?", PLACES),
    )
    [table] = tables_of(FormAnswers("f", "F", {1: asked}, ()))

    assert in_words(table)[0][len(ABOUT) :] == (
        "Where?",
        "Where?/Latitude",
        "Where?/Longitude",
        "What first?",
        "What first?/Bus",
        "What first?/School",
        "What first?/Park",
    )
    assert in_codes(table)[0][len(ABOUT) :] == (
        "at",
        "at/latitude",
        "at/longitude",
        "first",
        "first/b",
        "first/a",
        "first/c",
    )
