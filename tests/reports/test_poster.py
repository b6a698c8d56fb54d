import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from locales import LANGUAGES, words
from reports.poster import Poster, poster_html

POSTER = Poster(
    workshop_title="Taller regional",
    starts_on=date(2026, 11, 24),
    ends_on=date(2026, 11, 26),
    table_name="2",
    link="https://t.me/a_bot?start=Zx81qPZrT0m5Yw2bN7c4Kg",
    valid_until=date(2026, 11, 26),
)


class Page(HTMLParser):
    """What a browser makes of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.text: list[str] = []
        self.path: list[tuple[int, int]] = []
        self.feed(html)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {f"{tag}.{name}": value for name, value in attrs}

    @override
    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read_code(path: str) -> list[list[int]]:
    """Draw the path of the code back into rows of modules."""
    across = down = 0
    dark: set[tuple[int, int]] = set()
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        steps = [float(number) for number in numbers.split()]
        if command == "M":
            across, down = int(steps[0]), int(steps[1])
        elif command == "m":
            across, down = across + int(steps[0]), down + int(steps[1])
        else:
            dark |= {(down, across + step) for step in range(int(steps[0]))}
            across += int(steps[0])
    rows, columns = {row for row, _ in dark}, {column for _, column in dark}
    return [
        [int((row, column) in dark) for column in range(min(columns), max(columns) + 1)]
        for row in range(min(rows), max(rows) + 1)
    ]


def test_the_poster_says_what_it_is_and_who_reads_the_answers() -> None:
    page = Page(poster_html(POSTER, words=words("en")))

    said = " ".join(" ".join(page.text).split("}")[-1].split())
    assert said == (
        "Taller regional Tuesday 24 November to Thursday 26 November Table 2 "
        "Which practices work, and for whom? What did you learn? Tell us. "
        "Scan this code with your camera, or open the link below. "
        "https://t.me/a_bot?start=Zx81qPZrT0m5Yw2bN7c4Kg "
        "Telegram opens. Press Start, and the bot asks one question at a time. "
        "The organisers of this workshop read your answers. "
        "At the end you choose who else may see them. "
        "Messages to a bot are not end-to-end encrypted: "
        "please give no names or details of victims. "
        "This invitation can be used until Thursday 26 November."
    )


def test_a_poster_for_one_day_and_all_tables_leaves_out_the_rest() -> None:
    poster = replace(POSTER, ends_on=POSTER.starts_on, table_name=None, valid_until=None)

    page = Page(poster_html(poster, words=words("en")))

    text = "".join(page.text)
    assert "\nTuesday 24 November\n" in text
    assert "Table" not in text
    assert "can be used until" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_in_the_language_and_loads_nothing(language: str) -> None:
    page = Page(poster_html(POSTER, words=words(language)))

    assert page.attributes["html.lang"] == language
    assert not {"img", "link", "script", "iframe"} & set(page.tags)
    assert page.attributes["a.href"] == POSTER.link


def test_the_code_holds_the_link() -> None:
    page = Page(poster_html(POSTER, words=words("es")))

    drawn = read_code(page.attributes["path.d"] or "")
    assert drawn == [list(row) for row in segno.make(POSTER.link, error="m", micro=False).matrix]


@given(st.text())
def test_a_title_is_only_ever_text(title: str) -> None:
    poster = replace(POSTER, workshop_title=title, table_name=title)

    page = Page(poster_html(poster, words=words("en")))

    assert page.tags == Page(poster_html(POSTER, words=words("en"))).tags


def test_a_link_that_runs_is_refused() -> None:
    with pytest.raises(ValueError, match="an invitation is a link that a browser opens"):
        poster_html(replace(POSTER, link="javascript:alert(1)"), words=words("en"))
