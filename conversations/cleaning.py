"""Make what people type safe to keep and easy to compare."""

import re
import unicodedata
from typing import Final

MOST_MARKS: Final = 8  # Vietnamese and Hebrew need up to 3 on a letter; beyond 8 it is vandalism

_JOINERS: Final = "\u200c\u200d"  # they hold emoji families and Persian words together
_BREAKS: Final = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_BLANKS: Final = frozenset(
    "\u115f\u1160\u2800\u3164\uffa0"
)  # letters and signs that are drawn as nothing
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Mn", "Zl", "Zp", "Zs"})
_LONGEST_PLACE: Final = 9  # figures: no list is longer
_NOT_WORDS: Final = re.compile(r"[\W_]+")


def clean(text: str) -> str:
    """Drop what cannot be seen or would spoil a page: controls, bidi marks, zero widths, piles of accents."""
    lines = _BREAKS.sub("\n", text).replace("\t", " ")
    seen = "".join(character for character in lines if _may_stay(character))
    composed = unicodedata.normalize("NFC", _cap_marks(unicodedata.normalize("NFD", seen)))
    return re.sub(r"\n{3,}", "\n\n", composed).strip()


def fold(text: str) -> str:
    """Reduce to what two writings of one thing share: no accents, case or punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    unaccented = "".join(c for c in plain if not unicodedata.combining(c))
    return _NOT_WORDS.sub(" ", unaccented).strip()


def read_place_in_list(folded: str, *, most: int) -> int:
    """Read which of `most` things is meant by its number, 0 where it is none of theirs."""
    if not folded.isdecimal() or len(folded) > _LONGEST_PLACE:
        return 0
    return int(folded) if int(folded) <= most else 0


def is_seen(text: str) -> bool:
    """Tell whether there is anything in a text to see: a button must not be empty."""
    return any(
        character not in _BLANKS and unicodedata.category(character) not in _UNSEEN
        for character in text
    )


def _may_stay(character: str) -> bool:
    if character in _JOINERS or character == "\n":
        return True
    # Cs: half of a character, which no database keeps; Cf holds bidi marks, BOM and tags.
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs"}


def _cap_marks(text: str) -> str:
    kept = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character).startswith("M") else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
