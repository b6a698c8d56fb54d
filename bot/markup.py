"""Telegram's HTML: the Markdown of forms as tags, all else escaped, and long texts cut without breaking a tag."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Final

from conversations.markdown import Span, spans

_TAG: Final = re.compile(r"<(?P<closes>/?)(?P<name>\w+)[^<>]*>")
_PIECE: Final = re.compile(r"<[^<>]*>|&\w+;|\s|[^<&\s]{1,100}")


def plain(text: str) -> str:
    """Return what people or translators wrote, as text that Telegram's HTML shows as it is."""
    return escape(text, quote=False)


def bold(text: str) -> str:
    return f"<b>{plain(text)}</b>"


def marked_up(text: str) -> str:
    """Return a text of a form with its Markdown as tags."""
    return "".join(_tagged(span, {"b": "b", "i": "i"}) for span in spans(text))


def marked_up_in(tag: str, text: str) -> str:
    """Return a text of a form that stands in <b> or <i> as a whole, "" for none.

    What is stressed in it once more is underlined, but for a text that is stressed from end to end.
    """
    read = spans(text)
    whole = all({"b": span.bold, "i": span.italic}[tag] for span in read if span.text.strip())
    again = "" if whole else "u"
    inside = "".join(_tagged(span, {"b": "b", "i": "i", tag: again}) for span in read)
    return f"<{tag}>{inside}</{tag}>" if inside else ""


def cut(html: str, most: int) -> list[str]:
    """Cut a text into parts of `most` characters, between paragraphs, else lines, else words.

    A tag that is open where a part ends is closed there and opened again in the next.
    """
    parts: list[str] = []
    part = ""
    opened: list[str] = []
    for piece in _pieces(html, most // 2):
        after = _opened(opened, piece)
        if len(part) + len(piece) + len(_closing(after)) > most:
            part, begun = _ended(part, most - len(piece) - len(_closing(after)))
            opened = _opened([], part)
            parts.append(part.rstrip("\n") + _closing(opened))
            part = "".join(opened) + begun
        part, opened = part + piece, after
    return [text.strip("\n") for text in (*parts, part) if _TAG.sub("", text).strip()]


def _ended(part: str, left: int) -> tuple[str, str]:
    """Divide a part at its last paragraph, where that leaves most of it and the rest goes on."""
    whole, _, begun = part.rpartition("\n\n")
    opened = "".join(_opened([], whole))
    is_better = len(whole) > len(part) // 2 and len(opened + begun) <= left
    return (whole, begun) if is_better else (part, "")


def _tagged(span: Span, tags: Mapping[str, str]) -> str:
    """Write one span; `tags` says which tag its bold and italic are, "" for none."""
    html = plain(span.text)
    for style, wanted in (("b", span.bold), ("i", span.italic)):
        if wanted and tags[style]:
            html = f"<{tags[style]}>{html}</{tags[style]}>"
    return f'<a href="{escape(span.link)}">{html}</a>' if span.link else html


def _pieces(html: str, most: int) -> Iterator[str]:
    """Yield the lines of a text; one that is too long alone in its words, tags and entities."""
    for line in html.splitlines(keepends=True):
        if len(line) <= most:
            yield line
        else:
            yield from _PIECE.findall(line)


def _opened(opened: Sequence[str], piece: str) -> list[str]:
    """Return the tags that are open after `piece`, as they were written."""
    still = list(opened)
    for tag in _TAG.finditer(piece):
        if tag["closes"]:
            still.pop()
        else:
            still.append(tag[0])
    return still


def _closing(opened: Sequence[str]) -> str:
    names = [tag.strip("<>").split()[0] for tag in opened]
    return "".join(f"</{name}>" for name in reversed(names))
