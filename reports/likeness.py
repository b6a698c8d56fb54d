"""How alike two contributions are: two people often tell the same practice in other words."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from rapidfuzz.fuzz import token_sort_ratio

from conversations.cleaning import fold
from locales import N_, Words

_OF_TITLE: Final = 0.6  # a title is chosen with care; a text has much that any text has
_LONGEST: Final = 2000  # characters compared; what is told further down is hardly ever the same


class Likeness(IntEnum):
    """The least score, of 100, at which two are called so."""

    ALIKE = 62
    VERY_ALIKE = 76
    NEARLY_THE_SAME = 90


@dataclass(frozen=True, slots=True)
class Worded:
    """A contribution by its words; the title is "" where its form asks for none."""

    id: int
    title: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Match:
    id: int
    likeness: Likeness


def most_alike(one: Worded, others: Iterable[Worded]) -> Match | None:
    """Return the one among `others` that is most alike, None where none is alike.

    Accents, capitals and the order of words make no difference.
    """
    own = _folded(one)
    scored = ((_score(own, _folded(other)), other.id) for other in others)
    score, id_ = max(scored, default=(0.0, 0))
    named = [likeness for likeness in Likeness if score >= likeness]
    return Match(id_, named[-1]) if named else None


def in_words(likeness: Likeness, words: Words) -> str:
    return words.say(_IN_WORDS[likeness])


_IN_WORDS: Final = {
    Likeness.ALIKE: N_("alike in parts"),
    Likeness.VERY_ALIKE: N_("very much alike"),
    Likeness.NEARLY_THE_SAME: N_("nearly the same"),
}


def _folded(one: Worded) -> Worded:
    return Worded(one.id, fold(one.title), fold(one.text[:_LONGEST]))


def _score(one: Worded, other: Worded) -> float:
    """Score what both have, by title and by text."""
    of_title = token_sort_ratio(one.title, other.title)
    of_text = token_sort_ratio(one.text, other.text)
    if not (one.title and other.title):
        return of_text if one.text and other.text else 0.0
    if not (one.text and other.text):
        return of_title
    return _OF_TITLE * of_title + (1 - _OF_TITLE) * of_text
