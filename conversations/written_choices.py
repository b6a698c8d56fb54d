"""Choices as people write them: a label, the beginning of one, its number, a list of them."""

import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from conversations.cleaning import fold, read_place_in_list
from conversations.xforms.entry import ChoiceShown

_SEPARATORS: Final = (re.compile(r"[,;>\n]"), re.compile(r"[,;>\n&+]|\s+(?:y|e|et|and)\s+"))
YES: Final = frozenset({"yes", "si", "oui", "sim"})
NO: Final = frozenset({"no", "non", "nao"})
_SHORTEST_INSIDE: Final = 3  # two letters occur inside almost every label
_RESEMBLANCE: Final = 0.75  # "hondurs" is Honduras, "gato" is not Gabon
_MOST_RESEMBLING: Final = 5
_MOST_COMPARED: Final = 1000  # beyond it comparing takes longer than people should wait


def find_choices(choices: Sequence[ChoiceShown], written: str) -> tuple[int, ...]:
    """Return which choices `written` may mean: none, the one, or all that it may be part of."""
    folded = fold(written)
    labels = [fold(choice.label) for choice in choices]
    if not folded:
        return ()
    if folded in labels:
        return (labels.index(folded),)
    if number := read_place_in_list(folded, most=len(choices)):
        return (number - 1,)
    return _yes_or_no(choices, folded) or _alike(labels, folded)


def find_resembling(choices: Sequence[ChoiceShown], written: str) -> tuple[int, ...]:
    """Return the choices for which `written` may be a slip of the hand, the likeliest first."""
    named: dict[str, list[int]] = {}
    for number, choice in enumerate(choices[:_MOST_COMPARED]):
        label = fold(choice.label)
        for name in dict.fromkeys((label, *label.split())):
            named.setdefault(name, []).append(number)
    from difflib import get_close_matches  # noqa: PLC0415 - slow to import

    close = get_close_matches(fold(written), named, n=_MOST_RESEMBLING, cutoff=_RESEMBLANCE)
    return tuple(dict.fromkeys(number for name in close for number in named[name]))


def split_list(written: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways in which a list may be meant, the most literal first."""
    ways: list[tuple[str, ...]] = [(written,)]
    ways.extend(
        tuple(part for part in separator.split(written) if fold(part)) for separator in _SEPARATORS
    )
    if re.fullmatch(r"[\d\s]+", written):
        ways.append(tuple(written.split()))
    return tuple(dict.fromkeys(ways))


def _yes_or_no(choices: Sequence[ChoiceShown], folded: str) -> tuple[int, ...]:
    values = [choice.value for choice in choices]
    for meaning, said in MappingProxyType({"yes": YES, "no": NO}).items():
        if folded in said and meaning in values:
            return (values.index(meaning),)
    return ()


def _alike(labels: Sequence[str], folded: str) -> tuple[int, ...]:
    """Return the labels that begin like it, then those with all of its words somewhere."""
    beginning = [i for i, label in enumerate(labels) if label.startswith(folded)]
    if len(folded) < _SHORTEST_INSIDE:
        return tuple(beginning)
    words = folded.split()
    inside = [
        i
        for i, label in enumerate(labels)
        if i not in beginning and all(f" {word}" in f" {label}" for word in words)
    ]
    return tuple(beginning + inside)
