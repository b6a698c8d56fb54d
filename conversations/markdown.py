"""The little Markdown that forms may hold: **bold**, *italic*, [words](https://…) and # headings.

What is no mark stays as it stands: a lone star, snake_case, an unfinished link.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

# A style ends on its own line, and 1,000 characters bound what a hostile text can cost.
_MARKS: Final = re.compile(
    r"\\(?P<literal>[\\*_#\[\]])"
    r"|(?P<strong>(?<!\w)(?:\*\*|__))(?=\S)(?P<bold>.{1,1000}?)(?<![\s\\])(?P=strong)(?![\w*_])"
    r"|(?P<weak>(?<!\w)[*_])(?=[^\s*_])(?P<italic>.{1,1000}?)(?<![\s*_\\])(?P=weak)(?![\w*_])"
    r"|\[(?P<words>[^\[\]]{1,1000})\]\((?P<link>https?://[^\s()<>\"]{1,500})\)"
)
_HEADING: Final = re.compile(r"#{1,6}\s+(?P<words>.+?)\s*#*\s*")
_COLOURS: Final = re.compile(r"</?(?:span|font|p)(?:\s[^<>]{0,200})?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text in one style, `link` where it leads somewhere."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


def spans(text: str) -> tuple[Span, ...]:
    """Read a text of a form; the colours that some apps know are left out."""
    lines = [list(_line(line)) for line in _COLOURS.sub("", text).split("\n")]
    broken = [[*line, Span("\n")] for line in lines]
    return tuple(span for line in broken for span in line)[:-1]


def unmarked(text: str) -> str:
    """Return the words alone, for a button or the middle of a sentence."""
    return "".join(span.text for span in spans(text))


def _line(line: str) -> Iterator[Span]:
    heading = _HEADING.fullmatch(line)
    if heading is None:
        yield from _styled(line, Span(""))
    else:
        yield from (replace(span, bold=True) for span in _styled(heading["words"], Span("")))


def _styled(text: str, style: Span) -> Iterator[Span]:
    """Yield the spans of a text that stands in `style` already; no style is nested in itself."""
    at = 0
    for mark in _MARKS.finditer(text):
        yield from _plain(text[at : mark.start()], style)
        at = mark.end()
        if mark["literal"]:
            yield replace(style, text=mark["literal"])
        elif mark["bold"] and not style.bold:
            yield from _styled(mark["bold"], replace(style, bold=True))
        elif mark["italic"] and not style.italic:
            yield from _styled(mark["italic"], replace(style, italic=True))
        elif mark["link"] and not style.link:
            yield from _styled(mark["words"], replace(style, link=mark["link"]))
        else:
            yield from _plain(mark[0], style)
    yield from _plain(text[at:], style)


def _plain(text: str, style: Span) -> Iterator[Span]:
    if text:
        yield replace(style, text=text)
