"""What replies look like in Telegram: texts, keyboards, long messages in parts."""

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from bot.keyboards import press_of
from bot.packing import unpack
from bot.render import (
    MAX_TEXT,
    Message,
    Note,
    in_full,
    in_reply,
    note,
    render,
    review_text,
    say,
    send,
    toast,
)
from bot.taps import FormTap
from conversations.inputs import (
    Back,
    Blank,
    Change,
    Chosen,
    Day,
    Done,
    Instance,
    Month,
    Page,
    Press,
    Remove,
    Send,
    Skip,
    StartOver,
)
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
from conversations.xforms.prompts import MediaShown
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
        "earlier": (),
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
        "in_order": False,
        "wants_location": False,
        "in_place": False,
    }
    return Ask(**{**plain, **parts})


def shown(*replies: Reply, tapped: int | None = None, left: int | None = None) -> list[Message]:
    return render(
        replies,
        words=words("en"),
        conversation=CONVERSATION,
        tapped=tapped,
        left=left,
        files=FILES.get,
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
            earlier=("Half is done.",),
            group="More detail",
            notes=("A note.",),
            hint="One sentence.",
            answer="Because",
        )
    )

    assert message.payload["text"] == (
        "<i>You last answered: yes</i>\n\nToo long.\n\nHalf is done.\n\n<b>More detail</b>\n\nA note.\n\n"
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


def test_as_many_controls_stand_in_a_row_as_can_be_read_on_a_phone() -> None:
    repeat = ("Agregar más", "Corregir", "Seguir", "Atrás")
    choosing = ("Listo (2)", "Omitir", "Atrás")
    changing = ("Dejar así", "Quitar respuesta", "Atrás")

    laid_out = [
        rows(shown(ask(controls=tuple(Button(label, Skip(3)) for label in labels)))[0])
        for labels in (repeat, choosing, changing)
    ]

    assert laid_out == [
        [["Agregar más", "Corregir"], ["Seguir", "Atrás"]],
        [["Listo (2)", "Omitir", "Atrás"]],
        [["Dejar así", "Quitar respuesta"], ["Atrás"]],
    ]


@pytest.mark.parametrize("done", ["Terminé", "Listo", "Done"])
def test_the_first_mark_moves_no_button_to_another_row(done: str) -> None:
    def places(label: str) -> list[int]:
        controls = (Button(label, Done(3)), Button("Passer", Skip(3)), Button("Retour", Back(3)))
        return [len(row) for row in rows(shown(ask(controls=controls, several=True))[0])]

    assert places(done) == places(f"{done} (1)") == places(f"{done} (12)")


def test_done_without_a_count_needs_no_room_for_one() -> None:
    labels = (("Terminé", Done(3)), ("Passer", Skip(3)), ("Retour", Back(3)))
    controls = tuple(Button(label, press) for label, press in labels)

    assert rows(shown(ask(controls=controls, in_order=True))[0]) == [
        ["Terminé", "Passer", "Retour"]
    ]


def test_choices_longer_than_a_button_are_written_out_with_the_numbers_that_name_them() -> None:
    long = "Serious: act at once together with the municipal police"
    choices = (Button("Slight", Chosen(3, 8)), Button(long, Chosen(3, 9), marked=True))

    (one,) = shown(ask(choices=choices, hint="As you see it."))
    (several,) = shown(ask(choices=choices, several=True))
    (ranked,) = shown(ask(choices=choices, in_order=True))

    assert one.payload["text"] == (f"<b>Why?</b>\n\n9. Slight\n10. {long}\n\n<i>As you see it.</i>")
    assert rows(one) == [["9. Slight"], ["✓ 10. Serious: act at once together with…"]]
    assert rows(several) == [["☐ 9. Slight"], ["☑ 10. Serious: act at once together with…"]]
    assert ranked.payload["text"] == f"<b>Why?</b>\n\nSlight\n{long}"
    assert rows(ranked)[0] == ["Slight"]


def test_the_instances_of_a_repeat_have_their_numbers_already() -> None:
    told = "Route 2: Along the river and then through the market"

    (message,) = shown(ask(choices=(Button(told, Instance(3, 2)),)))

    assert message.payload["text"] == f"<b>Why?</b>\n\n{told}"


def test_an_order_stands_in_one_column_whatever_is_placed() -> None:
    choices = tuple(Button(label, Chosen(3, at)) for at, label in enumerate(("1 · Law", "Work")))

    assert rows(shown(ask(choices=choices, in_order=True))[0]) == [["1 · Law"], ["Work"]]


def test_many_numbers_take_the_whole_width() -> None:
    changes = tuple(Button(str(number), Change(9, number)) for number in range(1, 30))
    review = Review(9, "", "", (), "Please read.", (), changes, ())

    assert list(map(len, rows(shown(review)[0]))) == [8, 8, 8, 5]


def test_a_question_in_place_edits_the_tapped_message_or_is_sent_anew() -> None:
    (message,) = shown(ask(in_place=True), tapped=41)

    assert message.method == "editMessageText"
    assert message.payload["message_id"] == 41
    assert message.to(5)["fallback"] == {
        "chat_id": 5,
        "text": "<b>Why?</b>",
        "parse_mode": "HTML",
    }
    assert "message_id" not in message.to(5)["fallback"]
    assert shown(Say("a"))[0].to(5)["chat_id"] == 5


@pytest.mark.parametrize("written", ["example.org", "https://example.org/a", "t.me/a"])
def test_a_link_in_a_text_brings_no_picture_with_it(written: str) -> None:
    (message,) = shown(Say(f"See {written}"))

    assert message.payload["link_preview_options"] == {"is_disabled": True}


def test_the_next_question_goes_out_before_the_tapped_one_is_tidied_up() -> None:
    messages = shown(Answered(2, "How far?", "In use"), ask(), tapped=41)

    assert [(one.method, one.payload["text"]) for one in messages] == [
        ("sendMessage", "<b>Why?</b>"),
        ("editMessageText", "How far?\n✓ In use"),
    ]


def test_a_question_left_without_an_answer_only_loses_its_keyboard() -> None:
    (message,) = shown(Answered(2, "How far?", ""), tapped=41)

    assert (message.payload["text"], "reply_markup" in message.payload) == ("How far?", False)


def test_a_question_too_long_to_hold_its_answer_only_loses_its_keyboard() -> None:
    (message,) = shown(Answered(2, "How far? " * 300, "In use. " * 300), tapped=41)

    assert (message.method, message.payload) == ("editMessageReplyMarkup", {"message_id": 41})


def test_what_was_typed_tidies_up_nothing() -> None:
    assert shown(Answered(2, "How far?", "In use"), Completed("practice", sent_card())) == []


def test_a_question_that_was_left_for_an_answer_in_words_only_loses_its_buttons() -> None:
    *_, message = shown(Answered(2, "How far?", "In use"), ask(), left=41)

    assert (message.method, message.payload) == ("editMessageReplyMarkup", {"message_id": 41})


def test_a_review_that_was_sent_in_words_becomes_the_copy_too() -> None:
    (message,) = shown(Completed("practice", sent_card("Because")), left=41)

    assert message.payload["message_id"] == 41
    assert message.payload["text"].startswith("<b>You have sent this:</b>")


def sent_card(*shown: str) -> Review:
    lines = tuple(ReviewLine(number, "Why?", why) for number, why in enumerate(shown, start=1))
    return Review(9, "", "", (), "You have sent this:", lines, (), ())


def test_a_review_that_was_sent_keeps_the_answers_and_says_how_to_change_them_later() -> None:
    (message,) = shown(Completed("practice", sent_card("Because")), tapped=41)

    assert (message.method, message.payload["message_id"]) == ("editMessageText", 41)
    assert message.payload["text"] == (
        "<b>You have sent this:</b>\n\n1. <i>Why?</i>\nBecause\n\n"
        "<i>To change something in it: /mine.</i>"
    )
    assert "reply_markup" not in message.payload


def test_a_long_review_that_was_sent_stands_where_it_was_above_the_message_that_was_pressed() -> (
    None
):
    (message,) = shown(Completed("practice", sent_card(*["x" * 300] * 20)), tapped=41)

    assert message.payload["text"] == "<i>To change something in it: /mine.</i>"


def test_a_remark_on_an_answer_stands_below_it() -> None:
    lines = (ReviewLine(1, "Why?", "Ana", remark="Only & alone"),)

    text = review_text(Review(9, "", "", (), "Read.", lines, (), ()))

    assert text == "<b>Read.</b>\n\n1. <i>Why?</i>\nAna\n🔒 <i>Only &amp; alone</i>"


def test_what_is_no_answer_yet_is_not_called_one() -> None:
    (message,) = shown(ask(held="Ana <15>"))

    assert message.payload["text"] == "<b>Why?</b>\n\nWhat you wrote: Ana &lt;15&gt;"


def test_a_review_says_next_to_the_numbers_how_to_change_an_answer() -> None:
    lines = (ReviewLine(1, "Why?", "Because"),)
    numbers, send = (Button("1", Change(9, 0)),), (Button("Send the change", Send(9)),)

    (message,) = shown(Review(9, "", "", (), "Read.", lines, numbers, send))

    assert message.payload["text"].endswith(
        "<i>Press a number to change that answer, or “Send the change” when all is right.</i>"
    )


def test_a_review_lists_all_answers_and_says_next_to_the_numbers_what_went_wrong() -> None:
    lines = tuple(ReviewLine(number, f"Question {number}", "yes") for number in range(1, 8))
    changes = tuple(Button(str(line.number), Change(9, line.number - 1)) for line in lines)
    review = Review(
        9, "Welcome back", "One is missing.", ("Note.",), "Please read.", lines, changes,
        (Button("Send", Send(9)),),
    )  # fmt: skip

    (message,) = shown(review)

    assert message.payload["text"].startswith(
        "<i>Welcome back</i>\n\nNote.\n\n<b>Please read.</b>\n\n1. <i>Question 1</i>\nyes\n\n2. "
    )
    assert message.payload["text"].endswith("7. <i>Question 7</i>\nyes\n\nOne is missing.")
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
    assert messages[-1].payload["text"] == (
        "<i>Write the number of an answer to change it, or press “Send” when all is right.</i>"
    )


def test_markdown_of_the_form_is_shown_and_what_people_wrote_is_not() -> None:
    lines = (ReviewLine(1, "**Who**?", "**Ana**", "Route 1"),)
    send = (Button("Send", Send(9)),)
    review = Review(9, "", "", ("*Soon.*",), "Please read.", lines, (), send)

    (asked, read) = shown(ask(label="Who **else**?", answer="**Ana**"), review)

    assert asked.payload["text"] == "<b>Who <u>else</u>?</b>\n\nYour answer: **Ana**"
    assert read.payload["text"] == (
        "<i>Soon.</i>\n\n<b>Please read.</b>\n\n<b>Route 1</b>\n\n1. <i><b>Who</b>?</i>\n**Ana**\n\n"
        "<i>Write the number of an answer to change it, or press “Send” when all is right.</i>"
    )


def test_a_review_without_answers_says_nothing_of_changing_them() -> None:
    (message,) = shown(Review(9, "", "", ("Soon.",), "Please read.", (), (), ()))

    assert message.payload["text"] == "Soon.\n\n<b>Please read.</b>"


def test_what_a_question_shows_goes_out_before_it_where_it_is_there() -> None:
    media = (MediaShown("image", "map.png"), MediaShown("audio", "gone.ogg"))

    picture, question = shown(ask(media=media))

    assert (picture.method, question.method) == ("sendPhoto", "sendMessage")
    assert picture.payload == {"photo": {"name": "map.png", "base64": "YSBtYXA="}}


def test_a_question_that_is_a_picture_alone_points_to_it() -> None:
    _, question = shown(ask(label="", media=(MediaShown("image", "map.png"),)))

    assert question.payload["text"] == "↑"


def test_the_phone_is_asked_where_it_is_and_the_button_goes_with_the_answer() -> None:
    button, question = shown(ask(wants_location=True))
    gone, _ = shown(Answered(3, "Where?", "14.07, -87.21", wanted_location=True), ask())

    assert button.payload["reply_markup"] == {
        "keyboard": [[{"text": "Send my location", "request_location": True}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }
    assert "keyboard" not in question.payload
    assert gone.payload == {"text": "📍 14.07, -87.21", "reply_markup": {"remove_keyboard": True}}


def test_a_calendar_keeps_its_rows_and_shows_the_answer() -> None:
    grid = (
        (Button("M", Blank(3)), Button("T", Blank(3))),
        (Button("1", Day(3, 1)), Button("2", Day(3, 2), marked=True)),
    )

    (message,) = shown(ask(grid=grid, controls=(Button("Skip", Skip(3)),)))

    assert rows(message) == [["M", "T"], ["1", "[2]"], ["Skip"]]


def test_the_figures_of_a_scale_stand_side_by_side() -> None:
    figures = tuple(Button(str(figure), Chosen(3, figure)) for figure in range(11))

    (five,) = shown(ask(choices=figures[1:6]))
    (eleven,) = shown(ask(choices=figures))

    assert rows(five) == [["1", "2", "3", "4", "5"]]
    assert list(map(len, rows(eleven))) == [6, 5]


def test_a_long_list_stands_in_pairs_and_what_is_long_alone() -> None:
    names = [*("Belize", "Bolivia", "Antigua and Barbuda", "Brazil", "Chile", "Cuba"), *"abcdefgh"]
    choices = tuple(Button(name, Chosen(3, number)) for number, name in enumerate(names))

    (message,) = shown(ask(choices=choices))

    assert rows(message)[:4] == [
        ["Belize", "Bolivia"],
        ["Antigua and Barbuda"],
        ["Brazil", "Chile"],
        ["Cuba", "a"],
    ]


def test_a_note_has_one_button_a_row() -> None:
    (message,) = note(Note("<b>What?</b>", (("A", FormTap("a")), ("B", FormTap("b")))))

    assert rows(message) == [["A"], ["B"]]


@given(
    st.sampled_from([Back, Blank, Done, Send, Skip, StartOver]).flatmap(
        lambda kind: st.builds(kind, st.integers(0, 9))
    )
    | st.sampled_from([Chosen, Page, Change, Day, Month, Instance, Remove]).flatmap(
        lambda kind: st.builds(kind, st.integers(0, 9), st.integers(0, 10**7))
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


@given(st.lists(st.text(alphabet="ab &<\n", min_size=1, max_size=900), max_size=20))
def test_what_is_too_long_goes_in_parts_in_its_order(texts: list[str]) -> None:
    said = say("x" + "\n\n".join(texts))

    parts = in_full(said)

    assert all(len(part.payload["text"]) <= MAX_TEXT for part in parts)
    assert "".join("".join(p.payload["text"] for p in parts).split()) == "".join(
        said.payload["text"].split()
    )


def test_of_a_long_message_the_first_part_replies_and_the_last_has_the_buttons() -> None:
    row = [{"text": "Yes", "callback_data": "1"}]
    long = in_reply(send("word " * 2000, [row]), 7)

    first, *between, last = in_full(Message(long.method, long.payload, turn=3))

    assert "reply_parameters" in first.payload
    assert "reply_markup" not in first.payload
    assert [part.turn for part in (first, *between, last)] == [None] * (1 + len(between)) + [3]
    assert last.payload["reply_markup"] == {"inline_keyboard": [row]}
    assert "reply_parameters" not in last.payload
