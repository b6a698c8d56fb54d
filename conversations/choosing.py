"""The choices of a question as buttons: in pages where they are many, and those that a search has found."""

from collections.abc import Callable
from typing import Final, TypeVar

from conversations.inputs import Chosen, Page, Press
from conversations.markdown import unmarked
from conversations.options import options
from conversations.replies import Button
from conversations.sitting import Sitting
from conversations.xforms.entry import ChoiceShown, Prompt
from conversations.xforms.formdef import Kind

T = TypeVar("T")
MOST_CHOICES: Final = 10  # on one page: more do not fit a phone
_PAGE: Final = 8
_LONG_LIST: Final = 50  # beyond it people search, and those who leaf through take larger leaves
_LONG_PAGE: Final = 16  # with the question still in sight


def choices_in_view(sitting: Sitting, prompt: Prompt) -> tuple[Button, ...]:
    """Return the choices of the page in view, of all or of those that a search has found."""
    found = _found(sitting, prompt)
    shown = found if prompt.kind is Kind.RANGE else page_of(found, sitting.conversation.page)
    return tuple(_button(sitting, prompt, number, choice) for number, choice in shown)


def page_turns(sitting: Sitting, prompt: Prompt) -> tuple[Button, ...]:
    turn, found = sitting.conversation.turn, _found(sitting, prompt)
    if not found or prompt.kind is Kind.RANGE:  # a scale is short, and makes sense as a whole
        return ()
    return turns(len(found), sitting.conversation.page, lambda other: Page(turn, other))


def last_page(sitting: Sitting, prompt: Prompt) -> int:
    return count_pages(len(_found(sitting, prompt))) - 1


def page_showing(sitting: Sitting, prompt: Prompt, value: str) -> int:
    """Return the page of what is in view on which a choice stands, the first where it is on none."""
    values = [choice.value for choice in options(prompt, sitting.words)]
    numbers = [number for number, _ in _found(sitting, prompt)]
    at = values.index(value)
    return numbers.index(at) // _page_size(len(numbers)) if at in numbers else 0


def page_of(found: tuple[T, ...], page: int) -> tuple[T, ...]:
    size = _page_size(len(found))
    return found[page * size : (page + 1) * size]


def turns(buttons: int, page: int, to: Callable[[int], Press]) -> tuple[Button, ...]:
    """Return what turns the page of so many buttons."""
    pages = count_pages(buttons)
    back = [Button(f"◀ {page}/{pages}", to(page - 1))] if page > 0 else []
    on = [Button(f"{page + 2}/{pages} ▶", to(page + 1))] if page < pages - 1 else []
    return (*back, *on)


def count_pages(buttons: int) -> int:
    if buttons <= MOST_CHOICES:
        return 1
    return -(-buttons // (_LONG_PAGE if buttons > _LONG_LIST else _PAGE))


def _page_size(buttons: int) -> int:
    """Return the size that makes all pages alike: twelve choices are six and six."""
    return max(1, -(-buttons // count_pages(buttons)))


def _found(sitting: Sitting, prompt: Prompt) -> tuple[tuple[int, ChoiceShown], ...]:
    """Return the choices that a search has left, or all, with their places among all."""
    found = frozenset(sitting.conversation.found)
    return tuple(
        (number, choice)
        for number, choice in enumerate(options(prompt, sitting.words))
        if not found or choice.value in found
    )


def _button(sitting: Sitting, prompt: Prompt, number: int, choice: ChoiceShown) -> Button:
    press, label = Chosen(sitting.conversation.turn, number), unmarked(choice.label) or choice.value
    marked = sitting.conversation.marked
    if prompt.kind is Kind.RANK:
        placed = choice.value in marked
        return Button(f"{marked.index(choice.value) + 1} · {label}" if placed else label, press)
    chosen = marked if prompt.kind is Kind.SELECT_MULTIPLE else (prompt.answer,)
    return Button(label, press, choice.value in chosen)
