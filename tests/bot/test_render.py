"""What replies look like in Telegram: texts, keyboards, long messages in parts."""

from html.parser import HTMLParser
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from bot.render import MAX_TEXT, Message, Note, note, press_of, render, toast
from bot.taps import FormTap, unpack
from conversations.inputs import Back, Change, Chosen, Done, Page, Press, Send, Skip
from conversations.replies import (
    Answered,
    Ask,
    Button,
    Completed,
    Offer,
    Reply,
    Review,
    ReviewLine,
    Say,
    Toast,
)
from locales import words

CONVERSATION = 7
FILES = {"map.png": b"a map"}


def ask(**parts: Any) -> Ask:
    plain: dict[str, Any] = {
        "turn": 3,
        "recap": "",
        "problem": "",
        "position": 0,
        "total": 0,
        "group": "",
        "notes": (),
        "label": "Why?",
        "hint": "",
        "answer": "",
        "grid": (),
        "choices": (),
        "pages": (),
        "controls": (),
        "media": (),
        "several": False,
        "wants_location": False,
        "in_place": False,
    }
    return Ask(**{**plain, **parts})


def shown(*replies: Reply, tapped: int | None = None) -> list[Message]:
    return render(
        replies, words=words("en"), conversation=CONVERSATION, tapped=tapped, files=FILES.get
    )


def rows(message: Message) -> list[list[str]]:
    keyboard = message.payload["reply_markup"]["inline_keyboard"]
    return [[key["text"] for key in row] for row in keyboard]


def test_the_parts_of_a_question_stand_in_the_order_in_which_they_are_read() -> None:
    (message,) = shown(
        ask(
            recap="You last answered: yes",
            problem="Too long.",
            position=3,
            total=12,
            group="More detail",
            notes=("A note.",),
            hint="One sentence.",
            answer="Because",
        )
    )

    assert message.payload["text"] == (
        "<i>You last answered: yes</i>\n\nToo long.\n\n<b>More detail</b>\n\nA note.\n\n"
        "3 of 12\n<b>Why?</b>\n\n<i>One sentence.</i>\n\nYour answer: Because"
    )


def test_short_choices_stand_two_in_a_row_and_long_ones_alone() -> None:
    short = tuple(Button(label, Chosen(3, at)) for at, label in enumerate(("Yes", "No", "Maybe")))
    long = (*short[:1], Button("In a law, budget or protocol", Chosen(3, 1)))

    assert rows(shown(ask(choices=short))[0]) == [["Yes", "No"], ["Maybe"]]
    assert rows(shown(ask(choices=long))[0]) == [["Yes"], ["In a law, budget or protocol"]]


def test_marks_pages_and_controls_have_their_places() -> None:
    choices = (Button("Women", Chosen(3, 0), marked=True), Button("Men", Chosen(3, 1)))
    controls = (Button("Done (1)", Done(3)), Button("Back", Back(3)))
    wide = (Button("Leave it as it is for now", Skip(3)), Button("Remove the answer", Back(3)))

    several = shown(ask(choices=choices, several=True, pages=(Button("2/2 ▶", Page(3, 1)),), controls=controls))  # fmt: skip
    one = shown(ask(choices=choices, controls=wide))

    assert rows(several[0]) == [["☑ Women", "☐ Men"], ["2/2 ▶"], ["Done (1)", "Back"]]
    assert rows(one[0]) == [
        ["✓ Women", "Men"],
        ["Leave it as it is for now"],
        ["Remove the answer"],
    ]


def test_a_question_in_place_edits_the_tapped_message_or_is_sent_anew() -> None:
    (message,) = shown(ask(in_place=True), tapped=41)

    assert message.method == "editMessageText"
    assert message.payload["message_id"] == 41
    assert message.to(5)["fallback"] == {
        "chat_id": 5,
        "text": "<b>Why?</b>",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    assert "message_id" not in message.to(5)["fallback"]


def test_the_next_question_goes_out_before_the_tapped_one_is_tidied_up() -> None:
    messages = shown(Answered(2, "How far?", "In use"), ask(), tapped=41)

    assert [(one.method, one.payload["text"]) for one in messages] == [
        ("sendMessage", "<b>Why?</b>"),
        ("editMessageText", "How far?\n✓ In use"),
    ]


def test_a_question_left_without_an_answer_only_loses_its_keyboard() -> None:
    (message,) = shown(Answered(2, "How far?", ""), tapped=41)

    assert (message.payload["text"], "reply_markup" in message.payload) == ("How far?", False)


def test_what_was_typed_tidies_up_nothing() -> None:
    assert shown(Answered(2, "How far?", "In use"), Completed("practice")) == []


def test_a_review_that_was_sent_keeps_its_text_and_loses_its_buttons() -> None:
    (message,) = shown(Completed("practice"), tapped=41)

    assert (message.method, message.payload) == ("editMessageReplyMarkup", {"message_id": 41})


def test_a_review_says_next_to_the_numbers_how_to_change_an_answer() -> None:
    lines = (ReviewLine(1, "Why?", "Because"),)
    review = Review(9, "", "", (), "Read.", lines, (Button("1", Change(9, 0)),), ())

    (message,) = shown(review)

    assert message.payload["text"].endswith(
        "<i>Press a number to change that answer, or “Send” when all is right.</i>"
    )


def test_a_review_lists_all_answers_with_numbers_to_change_them() -> None:
    lines = tuple(ReviewLine(number, f"Question {number}", "yes") for number in range(1, 8))
    changes = tuple(Button(str(line.number), Change(9, line.number - 1)) for line in lines)
    review = Review(
        9, "Welcome back", "One is missing.", ("Note.",), "Please read.", lines, changes,
        (Button("Send", Send(9)),),
    )  # fmt: skip

    (message,) = shown(review)

    assert message.payload["text"].startswith(
        "<i>Welcome back</i>\n\nOne is missing.\n\nNote.\n\n<b>Please read.</b>\n\n"
        "1. <i>Question 1</i>\nyes\n\n2. "
    )
    assert rows(message) == [["1", "2", "3", "4", "5"], ["6", "7"], ["Send"]]


def test_an_offer_a_sentence_and_a_toast() -> None:
    offer = Offer(2, "Change it?", (Button("Yes", Back(2)),))

    messages = shown(offer, Say("a < b"), Toast("Noted"))

    assert [one.payload["text"] for one in messages] == ["Change it?", "a &lt; b"]
    assert toast((offer, Toast("Noted"))) == "Noted"
    assert toast((offer,)) is None


def test_a_problem_in_an_edited_message_is_said_at_the_button_too() -> None:
    assert toast((ask(problem="Choose one.", in_place=True),)) == "Choose one."
    assert toast((ask(problem="Choose one."),)) is None


def test_a_long_text_comes_in_parts_and_the_keyboard_under_the_last() -> None:
    lines = tuple(ReviewLine(number, "Question", "x" * 300) for number in range(1, 40))
    review = Review(9, "", "", (), "Please read.", lines, (), (Button("Send", Send(9)),))

    messages = shown(review, tapped=41)

    assert len(messages) > 1
    assert all(len(one.payload["text"]) <= MAX_TEXT for one in messages)
    assert ["reply_markup" in one.payload for one in messages] == [
        *(False for _ in messages[1:]),
        True,
    ]


def test_a_note_has_one_button_a_row() -> None:
    (message,) = note(Note("<b>What?</b>", (("A", FormTap("a")), ("B", FormTap("b")))))

    assert rows(message) == [["A"], ["B"]]


@given(
    st.sampled_from([Back, Done, Send, Skip]).flatmap(
        lambda kind: st.builds(kind, st.integers(0, 9))
    )
    | st.sampled_from([Chosen, Page, Change]).flatmap(
        lambda kind: st.builds(kind, st.integers(0, 9), st.integers(0, 99))
    )
)
def test_a_press_comes_back_as_it_was(press: Press) -> None:
    (message,) = shown(ask(controls=(Button("x", press),)))
    (key,) = message.payload["reply_markup"]["inline_keyboard"][0]

    tap = unpack(key["callback_data"])

    assert tap is not None
    assert press_of(tap) == press  # type: ignore[arg-type]  # a button of a turn is a TurnTap


class Tags(HTMLParser):
    """The tags of a text, and the text without them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.text = ""

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(f"{tag}{attrs or ''}")

    @override
    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
def test_what_people_wrote_never_becomes_markup(written: str) -> None:
    (message,) = shown(ask(label="Why?", answer=written, recap=written))
    seen = Tags()

    seen.feed(message.payload["text"])
    seen.close()

    assert seen.tags <= {"b", "i"}
    assert written in seen.text
