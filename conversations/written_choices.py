"""Choices as people write them: a label, the beginning of one, its number, a list of them."""

import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from conversations.cleaning import fold
from conversations.xforms.entry import ChoiceShown

_SEPARATORS: Final = (re.compile(r"[,;\n]"), re.compile(r"[,;\n&+]|\s+(?:y|e|et|and)\s+"))
_YES: Final = frozenset({"yes", "si", "oui"})
_NO: Final = frozenset({"no", "non"})
_SHORTEST_INSIDE: Final = 3  # two letters occur inside almost every label


def find_choices(choices: Sequence[ChoiceShown], written: str) -> tuple[int, ...]:
    """Return which choices `written` may mean: none, the one, or all that begin like it."""
    folded = fold(written)
    labels = [fold(choice.label) for choice in choices]
    if not folded:
        return ()
    if folded in labels:
        return (labels.index(folded),)
    if folded.isdecimal() and 1 <= int(folded[:9]) <= len(choices):
        return (int(folded) - 1,)
    return _yes_or_no(choices, folded) or _alike(labels, folded)


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
    for meaning, said in MappingProxyType({"yes": _YES, "no": _NO}).items():
        if folded in said and meaning in values:
            return (values.index(meaning),)
    return ()


def _alike(labels: Sequence[str], folded: str) -> tuple[int, ...]:
    beginning = tuple(i for i, label in enumerate(labels) if label.startswith(folded))
    if beginning:
        return beginning
    if len(folded) < _SHORTEST_INSIDE:
        return ()
    return tuple(i for i, label in enumerate(labels) if f" {folded}" in f" {label}")
