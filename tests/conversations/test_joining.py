"""Texts that are written in several messages, as people do: nothing of them is lost on the way."""

import pytest

from conversations.conversation import take
from conversations.inputs import (
    Back,
    Cancel,
    Chosen,
    Done,
    Edited,
    Keep,
    Resume,
    Skip,
    StartOver,
    Typed,
)
from conversations.replies import Answered
from conversations.standing import Conversation, Mode
from tests.conversations.talks import NOW, Talk, labels, make, said, the_ask

STORY = """
## survey

| type | name | label | required | appearance | constraint | constraint_message |
| --- | --- | --- | --- | --- | --- | --- |
| select_one yes_no | here | Here? | yes | | | |
| text | story | What happened? | | w4 multiline | string-length(.) > 9 | A little more, please. |
| text | end | And then? | | | | |

## choices

| list_name | name | label |
| --- | --- | --- |
| yes_no | yes | Yes |
| yes_no | no | No |

## settings

| form_id | version |
| --- | --- |
| story | 1 |
"""
STORIES = """
## survey

| type | name | label | appearance |
| --- | --- | --- | --- |
| begin_repeat | one | Story | |
| text | told | What happened? | multiline |
| text | end | And then? | |
| end_repeat | | | |

## settings

| form_id | version |
| --- | --- |
| stories | 1 |
"""
MORE = "You can write more. When that is all, press “Done”."
CONTROLS = ["Done", "Start over", "Back"]


def story(*lines: str) -> Talk:
    talk = Talk(make(STORY))
    talk.tells("[Yes]", *lines)
    return talk


def test_the_first_message_is_kept_and_more_may_follow() -> None:
    talk = story()
    asked = the_ask(talk.tells("We opened a shelter."))

    assert (asked.label, asked.hint, asked.answer, asked.position) == ("", MORE, "", 0)
    assert labels(asked) == CONTROLS
    assert "/story/story" not in talk.answers
    assert talk.conversation.written == "We opened a shelter."


def test_done_makes_one_text_of_all_messages() -> None:
    talk = story("We opened", " a shelter. ")

    replies = talk.tells("[Done]")

    assert said(replies) == ["answered What happened? We opened\na shelter.", "ask And then?"]
    assert talk.answers["/story/story"] == "We opened\na shelter."
    assert talk.conversation.written == ""


def test_done_may_be_written() -> None:
    talk = story("We opened a shelter.", "done")

    assert talk.answers["/story/story"] == "We opened a shelter."


def test_a_text_without_the_appearance_is_one_message() -> None:
    talk = story("We opened a shelter.", "[Done]")

    assert said(talk.tells("It filled.")) == ["answered And then? It filled.", "review"]


def test_a_text_that_is_refused_stays_and_may_be_added_to() -> None:
    talk = story("We")

    refused = the_ask(talk.tells("[Done]"))

    assert (refused.problem, refused.answer) == ("A little more, please.", "We")
    assert labels(refused) == CONTROLS
    talk.tells("opened it.", "[Done]")
    assert talk.answers["/story/story"] == "We\nopened it."


def test_a_message_that_would_make_it_too_long_is_not_added() -> None:
    talk = story("a" * 4_000)

    asked = the_ask(talk.tells("b" * 96))

    assert asked.problem == (
        "Together that is more than 4,096 characters: I have not added your last message."
    )
    assert labels(asked) == CONTROLS
    talk.tells("c" * 95, "[Done]")
    assert talk.answers["/story/story"] == f"{'a' * 4_000}\n{'c' * 95}"


def test_a_message_with_nothing_to_read_changes_nothing() -> None:
    talk = story("We opened a shelter.")

    asked = the_ask(talk.tells("\u200b"))

    assert asked.problem == "I could not find any text in that message. Please write it again."
    assert asked.answer == "We opened a shelter."


@pytest.mark.parametrize("button", [Skip, Keep])
def test_a_button_of_the_question_loses_nothing_that_was_written(
    button: type[Skip | Keep],
) -> None:
    talk = story("We opened a shelter.")

    asked = the_ask(talk.does(button(talk.conversation.turn)))

    assert (asked.problem, asked.hint) == ("Please finish this answer first.", MORE)
    assert asked.answer == "We opened a shelter."


def test_a_forged_press_puts_the_question_with_what_was_written() -> None:
    talk = story("We opened a shelter.")

    assert the_ask(talk.does(Chosen(talk.conversation.turn, 0))).answer == "We opened a shelter."


@pytest.mark.parametrize("button", [Done, StartOver])
def test_there_is_nothing_to_end_before_something_is_written(
    button: type[Done | StartOver],
) -> None:
    talk = story()

    assert said(talk.does(button(talk.conversation.turn))) == ["ask What happened?"]


def test_who_starts_over_is_asked_anew() -> None:
    talk = story("We opened a shelter.")

    asked = the_ask(talk.tells("[Start over]"))

    assert (asked.label, asked.answer, labels(asked)) == ("What happened?", "", ["Skip", "Back"])


def test_back_makes_what_was_written_the_answer() -> None:
    talk = story("We opened", "a shelter.")

    replies = talk.tells("[Back]")

    assert said(replies) == ["answered What happened? We opened\na shelter.", "ask Here?"]
    asked = the_ask(talk.tells("[No]"))
    assert (asked.label, asked.answer) == ("What happened?", "We opened\na shelter.")
    assert labels(asked) == ["Leave as it is", "Remove answer", "Back"]


def test_back_does_not_leave_a_text_that_would_be_lost() -> None:
    talk = story("We")

    asked = the_ask(talk.does(Back(talk.conversation.turn)))

    assert (asked.problem, asked.answer) == ("A little more, please.", "We")
    assert said(talk.tells("[Start over]", "[Back]"))[-1] == "ask Here?"


def test_back_keeps_an_instance_in_which_something_was_written() -> None:
    talk = Talk(make(STORIES))
    talk.tells("First.", "[Done]", "[Skip]", "[Add another]", "Second.", "[Back]")

    assert talk.answers == {"/stories/one[1]/told": "First.", "/stories/one[2]/told": "Second."}


def test_a_text_is_finished_before_an_earlier_answer_is_changed() -> None:
    talk = story()
    talk.does(Chosen(talk.conversation.turn - 1, 1))
    talk.tells("We opened a shelter.")

    asked = the_ask(talk.tells("[Yes, change it]"))

    assert (asked.label, asked.problem) == ("What happened?", "Please finish this answer first.")
    assert asked.answer == "We opened a shelter."


def test_a_change_from_the_review_replaces_the_text() -> None:
    talk = story("We opened a shelter.", "[Done]", "[Skip]", "[2]", "We closed it.")
    assert talk.answers["/story/story"] == "We opened a shelter."

    replies = talk.tells("[Done]")

    assert said(replies) == ["answered What happened? We closed it.", "review"]
    assert talk.answers["/story/story"] == "We closed it."


def test_what_was_written_waits_for_who_stops_and_comes_back() -> None:
    talk = story("We opened a shelter.")
    talk.does(Cancel())

    asked = the_ask(talk.does(Resume()))

    assert (asked.label, asked.answer) == ("What happened?", "We opened a shelter.")
    assert the_ask(talk.speaks("es")).controls[0].label == "Listo"
    assert talk.conversation.written == "We opened a shelter."


def test_a_done_of_before_belongs_to_an_earlier_question() -> None:
    talk = story("We opened a shelter.", "[Done]")

    replies = talk.does(Done(talk.conversation.turn - 1))

    assert said(replies) == ["toast That button belongs to an earlier question."]


def test_a_conversation_of_before_goes_on() -> None:
    talk = story()
    state = talk.conversation.to_state()
    del state["written"]

    turn = take(Conversation.from_state(talk.form, state), Typed("We did."), now=NOW, lists={})

    assert (turn.conversation.written, turn.conversation.mode) == ("We did.", Mode.ASKING)
    assert not any(isinstance(reply, Answered) for reply in turn.replies)


def test_what_an_older_program_kept_of_a_text_stays_when_the_next_message_is_edited() -> None:
    talk = story("We opened a shelter.")
    state = talk.conversation.to_state()
    del state["parts"]
    kept = Conversation.from_state(talk.form, state)

    more = take(kept, Typed("It filled.", 7), now=NOW, lists={}).conversation
    edited = take(more, Edited(7, "It is full."), now=NOW, lists={}).conversation

    assert edited.written == "We opened a shelter.\nIt is full."
