"""What people typed, made safe to show: the one border between their words and our formats."""

from html import escape

from conversations import cleaning

_NO_CHARACTERS = dict.fromkeys([0xFFFE, 0xFFFF])  # no XML may hold them, so no workbook


def clean(text: str) -> str:
    """Drop what cannot be seen or shown, whatever way it came: answers, titles, forms, links."""
    return cleaning.clean(text).translate(_NO_CHARACTERS)


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


def units(text: str) -> int:
    """Count as Telegram and Excel count: in UTF-16, where an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def html(text: str) -> str:
    """Make text for HTML, in an element or in a quoted attribute."""
    return escape(clean(text), quote=True)
