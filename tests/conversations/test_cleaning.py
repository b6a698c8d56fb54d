import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.cleaning import MOST_MARKS, clean, fold, is_seen


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Rutas seguras \n", "Rutas seguras"),
        ("nin\u0303ez", "ni\u00f1ez"),
        ("a\x00b\x07c\ufeff", "abc"),
        ("\u202egnp.exe\u2066", "gnp.exe"),
        ("zero\u200bwidth\u00ad", "zerowidth"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("half \ud83d", "half"),
        ("one\r\ntwo\u2028three\ttabbed", "one\ntwo\nthree tabbed"),
        ("far\n\n\n\n\napart", "far\n\napart"),
    ],
)
def test_what_cannot_be_seen_is_dropped(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    "text", ["", " \n", "\u200b", "\u200d\ufe0f", "\u2800\u3164", "\u202e\xa0"]
)
def test_there_is_nothing_to_see(text: str) -> None:
    assert not is_seen(text)


@pytest.mark.parametrize(
    "text", ["a", "\u200b7", "\u202e\u05d0", "\U0001f468\u200d\U0001f469", "…"]
)
def test_there_is_something_to_see(text: str) -> None:
    assert is_seen(text)


def test_joiners_hold_families_and_persian_words_together() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"

    assert clean(f"{family} می\u200cخواهم") == f"{family} می\u200cخواهم"


def test_piles_of_accents_are_cut() -> None:
    cleaned = clean("z" + "\u0335" * 50 + "!")

    assert cleaned == "z" + "\u0335" * MOST_MARKS + "!"


@settings(deadline=None)
@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)

    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Sí", "si"), ("  NIÑEZ ", "niñez"), ("aujourd\u2019hui!", "Aujourd'hui"), ("a_b", "A b")],
)
def test_two_writings_of_one_thing_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)
