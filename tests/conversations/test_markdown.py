import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.markdown import Span, spans, unmarked


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("**Who** is it?", [Span("Who", bold=True), Span(" is it?")]),
        ("__Who__ is it?", [Span("Who", bold=True), Span(" is it?")]),
        ("It is *you*.", [Span("It is "), Span("you", italic=True), Span(".")]),
        ("_you_", [Span("you", italic=True)]),
        (
            "**a *b* c**",
            [Span("a ", bold=True), Span("b", bold=True, italic=True), Span(" c", bold=True)],
        ),
        ("***y***", [Span("y", bold=True, italic=True)]),
        ("# Where *we* live\nNow", [Span("Where ", bold=True), Span("we", bold=True, italic=True), Span(" live", bold=True), Span("\n"), Span("Now")]),
        ("[Go **on**](https://a.org/b?c=1&d=2)", [Span("Go ", link="https://a.org/b?c=1&d=2"), Span("on", bold=True, link="https://a.org/b?c=1&d=2")]),
        (r"\*as it is\*", [Span("*"), Span("as it is"), Span("*")]),
        ('<span style="color:red">red</span> wine', [Span("red wine")]),
    ],
)  # fmt: skip
def test_marks_are_read(text: str, read: list[Span]) -> None:
    assert list(spans(text)) == read


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 * 4",
        "2*3*4",
        "snake_case_name",
        "**unfinished",
        "* a list",
        "#hashtag",
        "[words](javascript:alert(1))",
        '[words](https://a.org/"onclick=)',
        "a < b & c",
        "",
    ],
)  # fmt: skip
def test_what_is_no_mark_stays(text: str) -> None:
    assert unmarked(text) == text


def test_a_style_inside_itself_is_no_style() -> None:
    assert unmarked("**a __b__ c**") == "a __b__ c"


def test_a_button_has_the_words_alone() -> None:
    assert unmarked("# **Say** [it](https://a.org)") == "Say it"


@given(st.text(alphabet="ab *_#[]()\\<>\n", max_size=60))
def test_any_text_is_read_and_no_word_is_lost(text: str) -> None:
    assert [c for c in unmarked(text) if c in "ab"] == [c for c in text if c in "ab"]
