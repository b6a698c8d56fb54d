import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.sheets import sheet_names


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Buena práctica", "Buena práctica"),
        ("¿Qué [cambió]: a/b\\c*d?", "¿Qué cambió a b c d"),
        ("'quoted'", "quoted"),
        ("History", "History 2"),
        ("", "-"),
        ("x" * 40, "x" * 31),
    ],
)
def test_a_title_becomes_a_name_excel_accepts(title: str, name: str) -> None:
    assert sheet_names([title]) == (name,)


def test_no_two_sheets_are_named_alike() -> None:
    assert sheet_names(["Práctica", "práctica", "x" * 40, "x" * 50]) == (
        "Práctica",
        "práctica 2",
        "x" * 31,
        "x" * 29 + " 2",
    )


@given(st.lists(st.text(max_size=40), max_size=8))
def test_names_are_always_short_and_different(titles: list[str]) -> None:
    names = sheet_names(titles)

    assert len({name.casefold() for name in names}) == len(titles)
    assert all(1 <= len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
