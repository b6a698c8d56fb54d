"""Greetings, thanks and assent are told from what is meant to be kept."""

import pytest

from conversations.pleasantries import read_pleasantry


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Hola", "greeting"),
        ("¡Buenos días a todas y todos!", "greeting"),
        ("Bonjour", "greeting"),
        ("Good morning", "greeting"),
        ("Oi, bom dia!", "greeting"),
        ("Gracias 🙏🏽", "thanks"),
        ("OK, muchas gracias", "thanks"),
        ("Hola, gracias", "thanks"),
        ("Merci beaucoup !", "thanks"),
        ("Thank you very much", "thanks"),
        ("obrigada", "thanks"),
        ("ok", "assent"),
        ("Sí.", "assent"),
        ("D'accord", "assent"),
        ("All right", "assent"),
        ("Tudo bem", "assent"),
        ("👍", "assent"),
        ("👍🏾 ❤️", "assent"),
    ],
)
def test_what_tells_nothing_is_known_by_its_words(text: str, meant: str) -> None:
    assert read_pleasantry(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Hola, escuchamos primero a las niñas",
        "Gracias a la fiscal abrimos antes",
        "Bien coordinadas llegamos antes",
        "No",
        "12",
        "muchas",
        "?",
        " ",
        "👍 12",
        "😢",
        "❓",
    ],
)
def test_what_tells_anything_else_is_no_pleasantry(text: str) -> None:
    assert read_pleasantry(text) is None
