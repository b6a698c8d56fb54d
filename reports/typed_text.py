"""What people typed, made safe to show: the one border between their words and our formats."""

import re
import unicodedata
from html import escape

_KEPT = "\n\t"
_NEVER_TEXT = frozenset({"Cc", "Cs"})  # control characters and halves of characters
# Marks that turn or hide text: a title must not be able to reverse the line it stands in.
_TURNING = re.compile(
    "[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff\U000e0000-\U000e007f]"
)


def clean(text: str) -> str:
    """Drop control, bidi and invisible characters, and halves of characters; keep line ends."""
    visible = _TURNING.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        character
        for character in visible
        if character in _KEPT or unicodedata.category(character) not in _NEVER_TEXT
    )


def one_line(text: str, limit: int) -> str:
    """Put on one line of at most `limit` characters, cut between words where there are any."""
    line = " ".join(clean(text).split())
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    whole_words = head if line[limit - 1] == " " else head.rpartition(" ")[0]
    if len(whole_words) >= limit // 2:  # rather a cut word than half a line
        head = whole_words
    return head.rstrip(" ,;:.") + "…"


def html(text: str) -> str:
    """Make text for HTML, in an element or in a quoted attribute."""
    return escape(clean(text), quote=True)
