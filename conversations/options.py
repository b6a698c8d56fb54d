"""What can be pressed under a question as its answer: its choices, the figures of a scale, an assent."""

from dataclasses import replace
from decimal import Decimal
from enum import Enum
from typing import Final

from conversations.cleaning import is_seen
from conversations.written_numbers import figures_of
from conversations.xforms.canonical import ACKNOWLEDGED
from conversations.xforms.entry import ChoiceShown, Prompt
from conversations.xforms.formdef import Bounds, Kind
from locales import N_, Words

MOST_STEPS: Final = 10  # of a scale with a button for each figure: 0 to 10 is one

PLACED_BY_PRESSING: Final = frozenset({Kind.SELECT_MULTIPLE, Kind.RANK})
"""Questions whose choices are pressed one by one, and are the answer when it is Done."""


class Calendar(Enum):
    """How far down a date is asked."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


def options(prompt: Prompt, words: Words) -> tuple[ChoiceShown, ...]:
    """Return the answers that have a button, in their order."""
    if prompt.kind is Kind.ACKNOWLEDGE:
        return (ChoiceShown(ACKNOWLEDGED, words.say(N_("I understand"))),)
    if prompt.kind is Kind.RANGE and prompt.bounds is not None:
        return tuple(
            ChoiceShown(figures_of(number), words.figures(number))
            for number in _scale(prompt.bounds)
        )
    return prompt.choices


def with_names(prompt: Prompt) -> Prompt:
    """Name each choice whose label shows nothing by its value; what has neither cannot be chosen."""
    if all(choice.value and is_seen(choice.label) for choice in prompt.choices):
        return prompt
    named = (
        choice if is_seen(choice.label) else replace(choice, label=choice.value)
        for choice in prompt.choices
    )
    return replace(
        prompt, choices=tuple(choice for choice in named if choice.value and is_seen(choice.label))
    )


def is_joined(prompt: Prompt) -> bool:
    """Tell a text that may be written in several messages."""
    return prompt.kind is Kind.TEXT and "multiline" in prompt.appearance.split()


def calendar_of(prompt: Prompt) -> Calendar | None:
    """Tell which calendar is shown with a question, None where there is none."""
    appearance = prompt.appearance.split()
    if prompt.kind not in {Kind.DATE, Kind.DATETIME} or "no-calendar" in appearance:
        return None
    return precision_of(prompt)


def precision_of(prompt: Prompt) -> Calendar:
    appearance = prompt.appearance.split()
    if prompt.kind is Kind.DATE and "year" in appearance:
        return Calendar.YEAR
    if prompt.kind is Kind.DATE and "month-year" in appearance:
        return Calendar.MONTH
    return Calendar.DAY


def is_exact(prompt: Prompt) -> bool:
    """Tell whether a place is kept as it was sent, which a form must ask for."""
    return prompt.attributes.get("wb:precise", "").strip("()").lower() in {"yes", "true", "1"}


def _scale(bounds: Bounds) -> tuple[Decimal, ...]:
    """Return all numbers of a short scale, none of a long one."""
    step = abs(bounds.step).copy_sign(bounds.end - bounds.start)
    if not step or (bounds.end - bounds.start) / step > MOST_STEPS:
        return ()
    steps = int((bounds.end - bounds.start) / step)
    return tuple(bounds.start + number * step for number in range(steps + 1))
