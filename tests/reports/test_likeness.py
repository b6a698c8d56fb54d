"""Likeness: the same told in other words is found, and what is not the same is left alone."""

import pytest

from locales import words
from reports.likeness import Likeness, Match, Worded, in_words, most_alike

TEXT = "Se forma a docentes, y se acompaña a las familias de la escuela."
ONE = Worded(1, "Rutas seguras para la niñez", TEXT)


@pytest.mark.parametrize(
    ("other", "likeness"),
    [
        (Worded(2, "PARA LA NINEZ: rutas seguras", TEXT), Likeness.NEARLY_THE_SAME),
        (
            Worded(2, "Rutas seguras de la niñez", "Se forma a docentes y a familias de escuelas."),
            Likeness.VERY_ALIKE,
        ),
        (
            Worded(2, "Rutas para la niñez", "Policías y docentes acompañan en la calle."),
            Likeness.ALIKE,
        ),
        (Worded(2, "", TEXT), Likeness.NEARLY_THE_SAME),
        (Worded(2, "Rutas seguras para la niñez", ""), Likeness.NEARLY_THE_SAME),
    ],
)
def test_what_says_the_same_is_alike(other: Worded, likeness: Likeness) -> None:
    assert most_alike(ONE, [other]) == Match(2, likeness)


@pytest.mark.parametrize(
    "other",
    [
        Worded(2, "Mesa municipal", "Cada mes se reúnen fiscalía, salud y migración."),
        Worded(2, "", ""),
    ],
)
def test_what_says_something_else_is_not(other: Worded) -> None:
    assert most_alike(ONE, [other]) is None


def test_of_several_the_most_alike_is_meant() -> None:
    others = [Worded(2, "Rutas", TEXT), Worded(3, ONE.title, TEXT), Worded(4, "Mesa", "Nada.")]

    assert most_alike(ONE, others) == Match(3, Likeness.NEARLY_THE_SAME)
    assert most_alike(ONE, []) is None


def test_how_alike_is_said_in_words() -> None:
    said = [in_words(likeness, words("es")) for likeness in Likeness]

    assert said == ["similar en partes", "muy similar", "casi igual"]
