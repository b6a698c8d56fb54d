"""A text as patterns read it: in ASCII and lower case, every character in its old place.

So a pattern is written once for "años", "AÑOS" and "anos", and where it was found is also where it
stands in the text. RE2 reads patterns, whose time grows with the text and never explodes.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from types import MappingProxyType
from typing import Any, Final

_DRAWN_ALIKE: Final = MappingProxyType(
    dict(zip("\u2018\u2019\u201c\u201d«»œæ№", '\'\'""""oa#', strict=True))
)
_BY_CATEGORY: Final = MappingProxyType({"L": "x", "P": ".", "N": "0"})


def flatten(text: str) -> bytes:
    return "".join(map(_flat, text)).encode("ascii")


@cache
def _flat(character: str) -> str:
    lowered = _DRAWN_ALIKE.get(character, character)
    plain = unicodedata.normalize("NFKD", lowered)[0].lower()[0]
    if plain.isascii():
        return plain
    category = unicodedata.category(character)
    return "-" if category == "Pd" else _BY_CATEGORY.get(category[0], " ")


def find(pattern: str, flat: bytes) -> Iterator[Any]:
    """Yield the matches of a pattern: what they have in common with those of `re` is enough here."""
    yield from _compiled(pattern).finditer(flat)


def has(pattern: str, flat: bytes) -> bool:
    return _compiled(pattern).search(flat) is not None


@cache
def _compiled(pattern: str) -> Any:
    import re2  # noqa: PLC0415 -- only where a text is screened

    return re2.compile(pattern.encode("ascii"))  # type: ignore[no-untyped-call] # re2 has no types
