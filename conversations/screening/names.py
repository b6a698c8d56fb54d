"""Lists of words, in ASCII: which may be given names, and which stand where a name might."""

from functools import cache
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent / "words"


def is_given(word: str) -> bool:
    """Tell whether a word may be a person's first name."""
    first = word.partition("-")[0]  # of Marie-Ange
    return first in listed("given_names") or is_thing_too(first)


def is_thing_too(word: str) -> bool:
    """Tell a name by which programmes, places and hopes are called as well: Esperanza, Victoria."""
    return word in listed("names_of_things")


@cache
def listed(name: str) -> frozenset[str]:
    return frozenset((_FOLDER / f"{name}.txt").read_text(encoding="ascii").split())
