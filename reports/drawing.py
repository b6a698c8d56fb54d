"""Pictures for people who read on a phone, drawn by typst from a page of ours and their words.

The words are handed over as data, never as part of the page, so they cannot be commands. Costs
time and memory: whoever calls this for people does it in a process of its own.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

_FONTS: Final = Path(__file__).parent / "fonts"
_PAGES: Final = Path(__file__).parent / "pictures"
_DOTS_A_POINT: Final = 2  # what is two points wide on a screen of today is four dots
_POINTS_AN_INCH: Final = 72
# Emoji, and what joins and shades them: no letter, so the fonts have only an empty box for each.
_NO_LETTERS: Final = re.compile("[\u200d\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]")


class NotDrawn(Exception):
    """What was to be drawn is no picture of ours, or could not be set."""


def draw(spec: Mapping[str, Any]) -> bytes:
    """Return a picture as PNG: `spec` names its page under "picture", and has what is told there."""
    # Takes a moment and 80 MB, which a bot that draws once a day does not carry all day.
    import typst  # noqa: PLC0415

    page = _page_of(spec)
    compiler = typst.Compiler(
        page.read_bytes(),
        root=_FONTS,  # what a page could read at most
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[_FONTS]),
        sys_inputs={"told": _NO_LETTERS.sub("", json.dumps(spec, ensure_ascii=False))},
    )
    try:
        drawn = compiler.compile(format="png", ppi=float(_POINTS_AN_INCH * _DOTS_A_POINT))
    except typst.TypstError:
        # Without the page's own complaint, which may hold what people wrote.
        raise NotDrawn(page.name) from None
    assert isinstance(drawn, bytes)  # a page grows as long as it must, so there is one
    return drawn


def _page_of(spec: Mapping[str, Any]) -> Path:
    pages = {page.stem: page for page in _PAGES.glob("*.typ")}
    page = pages.get(str(spec.get("picture")))
    if page is None:
        raise NotDrawn("there is no such picture")
    return page
