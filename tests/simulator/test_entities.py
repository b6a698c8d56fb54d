"""Telegram's HTML, read and written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.entities import parse_html, plain, units, write_html
from simulator.refusals import Refused


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a</b>b", "ab", [("bold", 0, 1)]),
        ("<strong>a</strong>", "a", [("bold", 0, 1)]),
        ("<i>a</i> <em>b</em>", "a b", [("italic", 0, 1), ("italic", 2, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
        ("<s>a</s>", "a", [("strikethrough", 0, 1)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
        ("<code>a</code>", "a", [("code", 0, 1)]),
        ("<pre>a</pre>", "a", [("pre", 0, 1)]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ('<tg-emoji emoji-id="5">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2)]),
        ("<b>a <i>b</i></b>", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
        ("<b>a</>", "a", [("bold", 0, 1)]),
        ("👩🏽‍🌾 <b>ñ</b>", "👩🏽‍🌾 ñ", [("bold", 8, 1)]),
        ("  <b> a </b>  ", "a", [("bold", 0, 1)]),
        ("<b> </b>", "", []),
        ("<b></b>a", "a", []),
        ("&lt;b&gt; &amp; &quot; &#241; &#xF1; &nbsp;", '<b> & " ñ ñ &nbsp;', []),
        (
            "/start <b>/help</b>",
            "/start /help",
            [("bot_command", 0, 6), ("bold", 7, 5), ("bot_command", 7, 5)],
        ),
        ("<code>/start</code>", "/start", [("code", 0, 6)]),
        ("a https://x.org/a?b=c.", "a https://x.org/a?b=c.", [("url", 2, 19)]),
        ("ana@x.org", "ana@x.org", [("email", 0, 9)]),
        ("@tertulia_bot", "@tertulia_bot", [("mention", 0, 13)]),
        ("<b>/st</b>art", "/start", [("bold", 0, 3)]),
    ],
)
def test_html_becomes_text_and_entities(
    source: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    formatted = parse_html(source)

    assert formatted.text == text
    assert [(e["type"], e["offset"], e["length"]) for e in formatted.entities] == entities


def test_links_keep_their_address() -> None:
    formatted = parse_html('<a href="https://x.org/?a=1&amp;b=\'">x</a> <a>https://y.org</a>')

    assert [e["url"] for e in formatted.entities] == ["https://x.org/?a=1&b='", "https://y.org"]


def test_the_language_of_a_block_of_code_is_kept() -> None:
    formatted = parse_html('<pre><code class="language-python">a</code></pre>')

    assert formatted.entities == ({"type": "pre", "offset": 0, "length": 1, "language": "python"},)


def test_the_language_of_code_in_a_line_is_not() -> None:
    formatted = parse_html('<code class="language-python">a</code> b')

    assert formatted.entities == ({"type": "code", "offset": 0, "length": 1},)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("a < b", "Unclosed start tag at byte offset 2"),
        ("ñ <x>", 'Unsupported start tag "x" at byte offset 3'),
        ("<span>a</span>", 'Unsupported start tag "span" at byte offset 0'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
    ],
)
def test_bad_html_is_refused_in_telegrams_words(source: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_html(source)

    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    "source",
    [
        "<b>a <i>ñ</i></b> 👍 <u>x</u>",
        '<a href="https://x.org/?a=&quot;">x</a>',
        "<blockquote>&lt;a&gt; &amp; <code>b</code></blockquote>",
        "<tg-spoiler>a</tg-spoiler><pre>b</pre><s>c</s>",
    ],
)
def test_what_was_read_is_written_again(source: str) -> None:
    formatted = parse_html(source)

    assert write_html(formatted.text, formatted.entities) == source


def test_what_telegram_found_by_itself_is_not_marked_up() -> None:
    formatted = plain("/start")

    assert write_html(formatted.text, formatted.entities) == "/start"


@given(st.text())
def test_text_without_format_is_only_trimmed(text: str) -> None:
    formatted = plain(text)

    assert formatted.text == text.strip()
    assert all(e["offset"] + e["length"] <= units(formatted.text) for e in formatted.entities)


@given(st.text(alphabet='ab <>/&;"=ñ👍'))
def test_html_is_read_or_refused(source: str) -> None:
    try:
        read = parse_html(source).text
    except Refused as refused:
        read = refused.description

    assert read == read.strip()
