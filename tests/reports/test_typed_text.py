import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.typed_text import clean, html, one_line


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Rutas seguras", "Rutas seguras"),
        ("Línea\r\nLínea\rLínea", "Línea\nLínea\nLínea"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("a\u200bb\ufeffc\U000e0041d", "abcd"),
        ("\ud83d alone", "alone"),
        ("a\ufffeb", "ab"),
        ("👩‍👧 juntas", "👩‍👧 juntas"),
    ],
)
def test_what_nobody_can_see_is_left_out(typed: str, shown: str) -> None:
    assert clean(typed) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Rutas \n seguras ", "Rutas seguras"),
        ("Rutas seguras para la niñez", "Rutas seguras…"),
        ("Rutas seguras, para la niñez", "Rutas seguras…"),
        ("Rutasegurasen la niñez", "Rutasegurasen…"),
        ("A Rutassegurasparalaniñez", "A Rutassegurasp…"),
        ("dieciseis letras", "dieciseis letras"),
    ],
)
def test_a_long_title_ends_at_a_word(typed: str, shown: str) -> None:
    assert one_line(typed, 16) == shown


@given(st.text(), st.integers(1, 90))
def test_one_line_is_one_line_and_never_longer(typed: str, limit: int) -> None:
    line = one_line(typed, limit)

    assert len(line) <= limit
    assert line == " ".join(line.split())
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl"} for character in line)


def test_html_of_ours_cannot_be_ended_by_what_was_typed() -> None:
    assert html("</b>\"'&<a>\x00") == "&lt;/b&gt;&quot;&#x27;&amp;&lt;a&gt;"
