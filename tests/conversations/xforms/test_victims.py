"""A case form is found by its fields; forms about victims in general are not."""

from pathlib import Path

import pytest

from conversations.xforms.checks.victims import victim_fields
from conversations.xforms.workbooks.workbook import Workbook, read_markdown
from locales import words

BUILT_IN = sorted((Path(__file__).parents[3] / "conversations" / "forms").glob("*.md"))


def found(*rows: str) -> list[str]:
    """Name the fields that are found in a form of rows `type ; name ; label`."""
    cells = [[part.strip() for part in row.split(";")] for row in rows]
    table = "\n".join(f"| {' | '.join(row)} |" for row in cells)
    text = f"## survey\n\n| type | name | label::x |\n| --- | --- | --- |\n{table}\n"
    workbook = read_markdown(text, "form")
    assert isinstance(workbook, Workbook)
    return [problem.values["name"] for problem in victim_fields(workbook)]


def test_a_case_form_is_found_by_the_names_of_its_fields() -> None:
    assert found(
        "text ; ind_CaseNumber ; Reference",
        "text ; ind_FirstName ; First",
        "date ; ind_DateOfBirth ; Born on",
        "select_one sex ; ind_Gender ; Gender",
        "text ; ind_PhoneNumber ; Number",
        "text ; ind_HomeAddress ; Where does the person live?",
        "select_multiple e ; ind_TypeOfExploitation ; Type",
        "note ; bye ; Thank you. The case number is on the card.",
        "acknowledge ; consent ; The victim's name may be kept.",
    ) == [
        *("ind_CaseNumber", "ind_FirstName", "ind_DateOfBirth", "ind_PhoneNumber"),
        *("ind_HomeAddress", "ind_TypeOfExploitation"),
    ]


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        (("text ; a ; Nombres y apellidos", "text ; b ; Número de expediente"), ["a"]),
        (
            (
                "text ; a ; Prénom",
                "date ; b ; Date de naissance",
                "text ; c ; Forme d’exploitation",
            ),
            ["a", "b", "c"],
        ),
        (
            ("text ; a ; Nome completo", "text ; b ; Número do processo", "text ; c ; Endereço"),
            ["a", "b", "c"],
        ),
        (("text ; a ; Passport", "text ; b ; Date of birth", "text ; c ; Recruiter"), ["a"]),
    ],
)
def test_a_case_form_is_found_by_its_labels(rows: tuple[str, ...], named: list[str]) -> None:
    assert found(*rows)[: len(named)] == named


@pytest.mark.parametrize(
    "row",
    [
        "text ; q1 ; Name of the victim",
        "text ; q1 ; ¿Cuál es el nombre de la víctima?",
        "text ; q1 ; Nom et prénom de la victime",
        "text ; q1 ; Telefone da vítima",
        "date ; vic_birth_date ; When?",
        "image ; survivor_passport ; Take a photo, please",
    ],
)
def test_one_field_is_enough_that_names_a_victim(row: str) -> None:
    assert len(found(row, "text ; q2 ; Anything else?")) == 1


@pytest.mark.parametrize(
    "rows",
    [
        (
            "select_multiple g ; groups ; Which groups of victims is it for?",
            "select_multiple e ; exploitation ; Which forms of exploitation does it address?",
            "integer ; victims ; How many victims were identified in 2025?",
            "text ; contact ; Full name of a contact person",
            "text ; mail ; E-mail",
            "text ; phone ; Telephone",
        ),
        (
            "text ; name ; First and last name",
            "date ; born ; Date of birth",
            "text ; id ; Passport number",
            "text ; mail ; E-mail",
            "text ; address ; Address",
        ),
        ("text ; line ; Telephone of the hotline for a victim",),
        ("text ; office ; Dirección de la oficina de atención a la víctima",),
        ("text ; what ; Tell what happened, without the name of the victim.",),
        ("text ; what ; Cuente qué pasó. No escriba el nombre de la víctima.",),
        ("text ; what ; " + "A long story. " * 12 + "What is the name of the victim's town?",),
        ("text ; title ; What is the practice called?", "text ; cases ; In how many cases?"),
        ("note ; n ; Name of the victim: never write it here.",),
    ],
)
def test_a_form_about_victims_in_general_is_not_found(rows: tuple[str, ...]) -> None:
    assert found(*rows) == []


@pytest.mark.parametrize("path", BUILT_IN, ids=lambda path: path.stem)
def test_built_in_forms_are_not_found(path: Path) -> None:
    workbook = read_markdown(path.read_text(encoding="utf-8"), path.stem)

    assert isinstance(workbook, Workbook)
    assert victim_fields(workbook) == ()


def test_a_field_is_told_with_its_row() -> None:
    text = "## survey\n\n| type | Name | label |\n| --- | --- | --- |\n| text | victim_name | N |\n"
    workbook = read_markdown(text, "form")

    assert isinstance(workbook, Workbook)
    assert [problem.say(words("es")) for problem in victim_fields(workbook)] == [
        (
            "línea 5 (survey, fila 2, columna Name): victim_name trata de una víctima concreta, a la "
            "que se podría reconocer. Quítelo, o use el formulario solo en un taller protegido."
        )
    ]
