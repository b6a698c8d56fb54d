"""Markdown of forms as Telegram's HTML, and long texts cut without breaking a tag."""

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from bot.markup import cut, marked_up, marked_up_in


class Strict(HTMLParser):
    """Reads what Telegram would read, and fails where it would."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"a", "b", "i", "u"}
        self.open.append(tag)

    @override
    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    @override
    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> str:
    strict = Strict()
    strict.feed(html)
    strict.close()
    assert not strict.open
    return strict.text


def test_marks_become_tags_and_all_else_is_escaped() -> None:
    assert marked_up("**a** < *b* & [c](https://d.org/?e=1&f=2)") == (
        '<b>a</b> &lt; <i>b</i> &amp; <a href="https://d.org/?e=1&amp;f=2">c</a>'
    )


def test_stress_in_a_stressed_text_is_underlined() -> None:
    assert marked_up_in("b", "Who is **not** *here*?") == ("<b>Who is <u>not</u> <i>here</i>?</b>")


def test_a_text_that_is_stressed_from_end_to_end_is_so_once() -> None:
    assert marked_up_in("b", "# Where we live") == "<b>Where we live</b>"
    assert marked_up_in("i", "") == ""


def test_a_short_text_stays_whole() -> None:
    assert cut("<b>one</b>\ntwo", 100) == ["<b>one</b>\ntwo"]


def test_a_long_text_is_cut_between_lines_and_its_tags_go_on() -> None:
    assert cut("<b>one\ntwo\nthree</b>", 16) == ["<b>one\ntwo</b>", "<b>three</b>"]


def test_a_long_text_is_cut_between_paragraphs_rather_than_lines() -> None:
    text = "<b>one is here\nand goes on\n\ntwo\nand more</b>"
    assert cut(text, 40) == ["<b>one is here\nand goes on</b>", "<b>two\nand more</b>"]


def test_a_long_line_is_cut_between_words_and_never_inside_an_entity() -> None:
    assert cut("one two &amp; three", 12) == ["one two ", "&amp; three"]


def test_tags_of_nothing_are_no_part() -> None:
    assert cut("<b>one</b>\n<i></i>", 12) == ["<b>one</b>"]


@given(st.text(alphabet="ab *_<>&\n", max_size=400), st.integers(200, 300), st.sampled_from("bi"))
def test_every_part_is_whole_html_of_the_length_and_nothing_is_lost(
    text: str, most: int, tag: str
) -> None:
    html = marked_up_in(tag, text)

    parts = cut(html, most)

    assert all(len(part) <= most for part in parts)
    assert squeezed("".join(map(read, parts))) == squeezed(read(html))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)
