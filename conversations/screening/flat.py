"""A text as patterns read it: in ASCII, every character in its old place.

So a pattern is written once for "años" and "anos", and where it was found is also where it stands
in the text. RE2 reads patterns, whose time grows with the text and never explodes.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Final, Protocol

_DRAWN_ALIKE: Final = MappingProxyType(
    dict(zip("\u2018\u2019\u201c\u201d«»œæ№", '\'\'""""oa#', strict=True))
)
_BY_CATEGORY: Final = MappingProxyType({"L": "x", "P": ".", "N": "0"})


def flatten(text: str) -> bytes:
    return "".join(map(_flat, text)).encode("ascii")


@lru_cache(maxsize=4096)
def _flat(character: str) -> str:
    if character.isspace():
        return " "
    drawn = _DRAWN_ALIKE.get(character, character)
    plain = unicodedata.normalize("NFKD", drawn)[0]
    if plain.isascii():
        return plain
    category = unicodedata.category(character)
    return "-" if category == "Pd" else _BY_CATEGORY.get(category[0], " ")


class Match(Protocol):
    """What is needed of a match of RE2, which has no types."""

    def __getitem__(self, group: int) -> bytes: ...
    def span(self, group: int = 0) -> tuple[int, int]: ...
    def start(self, group: int = 0) -> int: ...
    def end(self, group: int = 0) -> int: ...


def find(pattern: str, flat: bytes) -> Iterator[Match]:
    """Yield the matches of a pattern, which tells small letters from capitals where it says (?-i)."""
    yield from _compiled(pattern).finditer(flat)


def has(pattern: str, flat: bytes) -> bool:
    return _compiled(pattern).search(flat) is not None


@cache
def _compiled(pattern: str) -> Any:
    import re2  # noqa: PLC0415 -- only where a text is screened

    return re2.compile(f"(?i){pattern}".encode("ascii"))  # type: ignore[no-untyped-call] # re2 has no types
