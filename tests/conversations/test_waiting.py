"""Texts that wait for a decision while other things come in: nothing of either is lost."""

import pytest

from conversations.conversation import put_again, take
from conversations.inputs import Input, Keep, Located, Resume, Sent, Skip, Spoken, Typed
from conversations.replies import Ask, Disclosed, Offer
from conversations.xforms.formdef import Kind
from tests.conversations.talks import NOW, Talk, labels, make, said, the_ask
from tests.conversations.test_screened import (
    CALLED,
    FOUND,
    LOCKED,
    NAMED,
    screened,
    talk,
    the_offer,
)

DECIDE = "Please decide first what becomes of what you wrote."
BOTH = f"{NAMED}, {LOCKED}"
CHOSEN = """
## survey

| type | name | label |
| --- | --- | --- |
| text | title | Title? |
| select_one_from_file towns.csv | town | Town? |
| text | end | And then? |

## settings

| form_id | version |
| --- | --- |
| chosen | 1 |
"""


@pytest.mark.parametrize(
    "came_in",
    [Located(14.0, -87.0), Spoken("voice-0a1b.ogg"), Sent(Kind.IMAGE, "0a.jpg"), Skip(3)],
    ids=["place", "voice", "photo", "press"],
)
def test_what_answers_the_open_question_leaves_another_text_waiting(came_in: Input) -> None:
    told = talk("Doors")
    told.edits("Doors", NAMED)

    told.does(came_in)

    assert DECIDE in the_offer(told).text
    assert told.answers == {"/told/title": "Doors"}
    told.tells("[Leave it as it is]")
    assert told.answers == {"/told/title": NAMED}


def test_what_is_being_written_stays_while_another_text_is_written_anew() -> None:
    told = talk("Doors", "It began well.")
    told.edits("Doors", NAMED)

    told.tells("[Change it]", "Windows", "[Done]")

    assert told.answers == {"/told/title": "Windows", "/told/story": "It began well."}


@pytest.mark.parametrize("waiting", ["another answer", "one message"])
def test_an_edited_message_of_several_leaves_another_text_waiting(waiting: str) -> None:
    told = talk("Doors", "It began well.")
    if waiting == "another answer":
        told.edits("Doors", NAMED)
    else:
        told.tells(LOCKED)
    held = told.conversation.held

    (reply,) = told.edits("It began well.", "It began badly.")

    assert isinstance(reply, Offer | Disclosed)
    assert reply.text.startswith(DECIDE)
    assert told.conversation.held == held is not None


def test_what_is_decided_holds_for_the_text_that_was_shown() -> None:
    told = talk("Doors", "It began well.", "It ended well.", "[Done]")
    told.edits("It began well.", CALLED)

    told.edits("It ended well.", "It ended badly.")
    told.tells("[Only for the organisers]")

    assert told.answers["/told/story"] == f"{CALLED}\nIt ended well."
    assert screened(told)["story"] == "organisers"


def test_what_was_sent_is_not_sent_again_before_a_change_is_decided() -> None:
    told = talk("Doors", "[Skip]", "the end", "[Send]")
    told.edits("Doors", NAMED)

    told.edits("the end", "the very end")

    assert the_offer(told).text.startswith(DECIDE)
    assert not told.completed
    assert told.answers["/told/end"] == "the end"


def test_what_was_sent_is_not_opened_again_before_a_change_is_decided() -> None:
    told = talk("Doors", "[Skip]", "the end", "[Send]")
    told.edits("Doors", NAMED)

    told.reopens(at="end")

    assert labels(the_offer(told)) == FOUND
    assert said(told.does(Resume())) == said(told.seen[-1:])
    told.tells("[Leave it as it is]")
    assert told.completed
    assert told.answers["/told/title"] == NAMED


def test_an_edit_that_is_not_looked_at_yet_may_speak_of_danger() -> None:
    told = talk("Doors", CALLED)
    told.tells("[Done]")

    help_, again = told.edits("Doors", LOCKED)

    assert help_ == Disclosed(told.conversation.turn, "I have not kept what you wrote.", ())
    assert isinstance(again, Offer)
    assert again.text.startswith(DECIDE)


def test_a_voice_note_leaves_a_message_waiting_that_would_be_added() -> None:
    told = talk("Doors", "It began well.", LOCKED)

    (reply,) = told.does(Spoken("voice-0a1b.ogg"))

    assert isinstance(reply, Disclosed)
    told.tells("[Keep it as my answer]", "[Done]")
    assert told.answers["/told/story"] == f"It began well.\n{LOCKED}"


@pytest.mark.parametrize("before", [(), ("Doors", "a" * 4_090)], ids=["one", "several"])
def test_who_speaks_of_danger_in_what_is_refused_learns_where_help_is(
    before: tuple[str, ...],
) -> None:
    told = talk(*before)

    help_, again = told.tells(LOCKED + "." * 60)

    assert help_ == Disclosed(told.conversation.turn, "I have not kept what you wrote.", ())
    assert isinstance(again, Ask)
    assert again.problem


@pytest.mark.parametrize(
    ("title", "now"), [("Doors", LOCKED + "." * 60), ("Doors", "a " * 2_045 + LOCKED)]
)
def test_who_speaks_of_danger_in_an_edit_that_is_refused_learns_where_help_is(
    title: str, now: str
) -> None:
    told = talk(title, "[Skip]")

    help_, refused = told.edits(title, now)

    assert isinstance(help_, Disclosed)
    assert said([refused])[0].endswith("Your answer stays as it was.")
    assert told.answers == {"/told/title": title}


@pytest.mark.parametrize(
    ("text", "button", "title"),
    [(NAMED, "Leave it as it is", NAMED), (LOCKED, "Do not keep it", "Doors")],
)
def test_a_text_waits_while_the_open_question_comes_to_be_asked_no_more(
    text: str, button: str, title: str
) -> None:
    told = Talk(make(CHOSEN), lists={"towns.csv": [{"name": "t", "label": "Tela"}]})
    told.tells("Doors")
    told.edits("Doors", text)
    told.lists = {"towns.csv": []}

    assert isinstance(told.does(Resume())[-1], Offer | Disclosed)
    assert isinstance(told.speaks("en")[-1], Offer | Disclosed)
    replies = told.tells(f"[{button}]")

    assert told.answers == {"/chosen/title": title}
    assert the_ask(replies).label == "And then?"


def test_a_number_is_known_by_the_country_whenever_it_is_put() -> None:
    number = "llame al 9123 4567 ya"
    begun = talk().conversation
    held = take(begun, Typed(number), now=NOW, lists={}, regions=("HN",)).conversation

    again = put_again(held, language="es", now=NOW, lists={}, regions=("HN",))
    (offer,) = again.replies

    assert isinstance(offer, Offer)
    assert "9123 4567" in offer.text


def test_who_may_see_an_answer_stays_when_the_same_is_written_and_given_up() -> None:
    told = talk(BOTH, "[Keep it as my answer]", "[Only for the organisers]", "[Back]")

    told.tells(BOTH, "[Keep it as my answer]", "[Change it]")
    told.does(Keep(told.conversation.turn))

    assert told.answers["/told/title"] == BOTH
    assert screened(told)["title"] == "organisers"


def test_a_message_of_several_may_be_edited_to_change_what_was_found() -> None:
    told = talk("Doors", NAMED, "and more")
    told.tells("[Done]", "[Change it]")

    told.edits(NAMED, "A girl came")

    assert told.conversation.written == "A girl came\nand more"
    assert labels(told.seen[-1]) == ["Done", "Start over", "Back"]


def test_what_is_written_anew_may_be_spoken() -> None:
    told = talk("Doors", NAMED, "and more")
    told.tells("[Done]", "[Change it]")

    told.does(Spoken("voice-0a1b.ogg"))

    assert told.answers["/told/story"] == "voice-0a1b.ogg"
    assert told.conversation.written == ""


def test_what_is_left_after_all_is_changed_by_editing_a_message_of_it() -> None:
    told = talk("Doors", NAMED, "and more")
    told.tells("[Done]", "[Change it]", "[Leave it as it is]")

    told.edits(NAMED, "A girl came")

    assert told.answers["/told/story"] == "A girl came\nand more"
