"""What countries and choices are called where organisers read of them."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from locales import Words
from reports.typed_text import one_line

Labels: TypeAlias = Mapping[str, Mapping[str, str]]
"""The words of the forms: question name, choice, label; the titles of forms under "form"."""

LABEL_LENGTH: Final = 40


def country_name(code: str, words: Words, labels: Labels) -> str:
    """Name a country: Babel's name, or the form's label of what is none ("other")."""
    label = labels.get("country", {}).get(code)
    return one_line(words.country(code) if label is None else label, LABEL_LENGTH)


def choice_label(question: str, choice: str, labels: Labels) -> str:
    """Return what a choice is called in the form as it is now, or its name where it is gone."""
    return one_line(labels.get(question, {}).get(choice, choice), LABEL_LENGTH)
