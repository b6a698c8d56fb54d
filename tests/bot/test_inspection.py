"""A workbook inspected in a process of its own: what it says, and what it survives."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from bot.inspection import USUAL, Inspection, inspect
from bot.limited import Limits
from conversations.xforms.problems import Problem
from locales import words

PRACTICE = Path(__file__).parents[2] / "conversations" / "forms" / "practice.md"


def said(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.say(words("en")) for problem in problems]


def form(*rows: str, choices: str = "") -> bytes:
    table = "\n".join(("| type | name | label | constraint |", "|" + " --- |" * 4, *rows))
    return f"## survey\n\n{table}\n{choices}".encode()


async def test_a_good_form_comes_back_ready_to_be_kept() -> None:
    found = await inspect(PRACTICE.read_bytes(), "practice.md")

    assert found.problems == ()
    assert (found.form_id, found.title) == ("practice", "Good practice")
    assert found.source.startswith("## survey\n\n| type | name | label |")
    assert "<h:title>Good practice</h:title>" in found.xform
    assert found.victim_fields == ()


async def test_what_is_wrong_comes_back_with_its_place() -> None:
    found = await inspect(form("| txt | who | Who? | |"), "visit.md")

    assert said(found.problems) == [
        "line 5 (survey, row 2, column type): unknown type txt. Did you mean text?"
    ]
    assert (found.source, found.xform) == ("", "")


@pytest.mark.parametrize(
    ("name", "form_id"),
    [
        ("Encuesta Niñez 2026.md", "encuesta_ninez_2026"),
        ("visita (1).md", "visita"),
        ("-Más allá-.md", "mas_alla"),
        (f"{'a' * 49} bc.md", "a" * 49),
        ("調査.md", "調査"),  # nothing is left of it: the id is asked for
    ],
)
async def test_a_form_without_an_id_is_called_after_its_file(name: str, form_id: str) -> None:
    found = await inspect(form("| text | who | Who? | |"), name)

    assert found.form_id == form_id


async def test_a_file_that_is_no_workbook_is_refused() -> None:
    found = await inspect(b"%PDF-1.7", "visit.xlsx")

    assert said(found.problems)[0].startswith("The file is no Excel workbook. Open it in")


async def test_warnings_and_fields_of_victims_are_told_apart() -> None:
    rows = ("| text | victim_name | Name of the victim | regex(., '[A-Z]+') |",)

    found = await inspect(form(*rows), "case.md")

    assert said(found.victim_fields) == [
        (
            "line 5 (survey, row 2, column name): victim_name is about one victim, who could be "
            "recognised by it. Take it out, or use the form in a protected workshop only."
        )
    ]
    assert len(found.warnings) == 2


async def test_fields_of_victims_are_told_even_where_the_form_has_mistakes() -> None:
    found = await inspect(form("| text | victim_name | N | |", "| txt | it | It? | |"), "case.md")

    assert (len(found.problems), len(found.victim_fields)) == (1, 1)


async def test_a_zip_bomb_costs_nothing() -> None:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)

    found = await inspect(file.getvalue(), "bomb.xlsx")

    assert said(found.problems)[0].startswith("The file unpacks to far more than a form is.")


async def test_an_evil_pattern_costs_nothing() -> None:
    rows = ("| text | code | Code? | regex(., '^(a+)+$') |",)

    found = await inspect(form(*rows), "evil.md")

    assert (found.problems, found.form_id) == ((), "evil")


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (replace(USUAL, processor_seconds=1), "The workbook takes too long to check"),
        (replace(USUAL, clock_seconds=0.05), "The workbook takes too long to check"),
        (replace(USUAL, memory_bytes=90_000_000), "The workbook needs too much memory to check"),
        (replace(USUAL, memory_bytes=1_000_000), "The workbook cannot be checked"),
    ],
)
async def test_a_form_made_to_be_expensive_is_given_up(limits: Limits, reason: str) -> None:
    rows = [f"| note | n{n} | {'word ' * 10}| |" for n in range(2_500)]
    mentions = [f"| note | m{n} | {'${n1} ' * 10}| |" for n in range(2_400)]

    found = await inspect(form(*rows, *mentions), "large.md", limits=limits)

    assert found == Inspection(found.problems)
    assert [text.partition(". ")[0] for text in said(found.problems)] == [reason]
