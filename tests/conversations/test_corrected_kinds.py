"""Edited messages in texts of several messages, in repeats, and of every kind of question."""

import pytest

from conversations.inputs import Remove, Reworded
from tests.conversations.talks import Talk, make, said, the_ask
from tests.conversations.visits import NOT_AN_ANSWER, TO_STORY, told, visit

SET = """
## survey

| type | name | label | appearance | trigger | calculation |
| --- | --- | --- | --- | --- | --- |
| text | story | What happened? | multiline | ${short} | if(${short} = 'yes', 'In short.', ${story}) |
| select_one yes_no | short | Shorter? | | | |

## choices

| list_name | name | label |
| --- | --- | --- |
| yes_no | yes | Yes |
| yes_no | no | No |

## settings

| form_id | version |
| --- | --- |
| set | 1 |
"""
ROUTES = """
## survey

| type | name | label | required |
| --- | --- | --- | --- |
| begin_repeat | route | Route | |
| text | name | Name? | yes |
| end_repeat | | | |

## settings

| form_id | version |
| --- | --- |
| routes | 1 |
"""
KINDS = """
## survey

| type | name | label |
| --- | --- | --- |
| datetime | begun | When? |
| time | clock | At what time? |
| select_multiple colour | seen | Which? |
| rank colour | order | In which order? |
| text | end | Anything else? |

## choices

| list_name | name | label |
| --- | --- | --- |
| colour | red | Red |
| colour | green | Green |
| colour | blue | Blue |

## settings

| form_id | version |
| --- | --- |
| kinds | 1 |
"""


# Texts in several messages


def test_of_a_text_in_several_messages_only_the_edited_one_is_replaced() -> None:
    talk = visit(*TO_STORY, "We met.", "We ate.", "We sang.", "[Done]")

    assert said(talk.edits("We ate.", "We ate and danced.")) == [
        "say Changed: We met. We ate and danced. We sang."
    ]
    assert said(talk.edits("We sang.", "We left.")) == [
        "say Changed: We met. We ate and danced. We left."
    ]
    assert told(talk)["story"] == "We met.\nWe ate and danced.\nWe left."


def test_a_text_that_is_being_written_may_be_edited() -> None:
    talk = visit(*TO_STORY, "We met.", "We ate.")

    replies = talk.edits("We met.", "We all met.")
    talk.tells("We sang.", "[Done]")
    talk.edits("We ate.", "We cooked.")

    assert said(replies) == ["say Changed: We all met."]
    assert told(talk)["story"] == "We all met.\nWe cooked.\nWe sang."


def test_a_text_that_was_left_by_going_back_is_changed_by_its_messages() -> None:
    talk = visit(*TO_STORY, "We met.", "We ate.", "[Back]")

    talk.edits("We met.", "We all met.")

    assert told(talk)["story"] == "We all met.\nWe ate."


@pytest.mark.parametrize("end", [(), ("[Done]",)])
def test_an_edit_that_makes_a_text_too_long_is_refused(end: tuple[str, ...]) -> None:
    talk = visit(*TO_STORY, "a" * 4_000, "b" * 90, *end)

    assert said(talk.edits("b" * 90, "b" * 96)) == [
        "say Together that is more than 4,096 characters. Your answer stays as it was."
    ]


def test_what_was_started_over_is_no_answer() -> None:
    talk = visit(*TO_STORY, "We met.", "[Start over]", "We ate.", "[Done]")

    assert said(talk.edits("We met.", "We all met.")) == NOT_AN_ANSWER


def test_an_earlier_answer_may_be_edited_in_the_middle_of_a_text() -> None:
    talk = visit(*TO_STORY, "We met.")

    assert said(talk.edits("Doors", "Gates")) == ["say Changed: Gates"]
    assert talk.conversation.written == "We met."


def test_a_text_that_would_be_lost_is_finished_first() -> None:
    talk = visit(*TO_STORY, "We met.")
    before = talk.answers

    asked = the_ask(talk.edits("yes", "no"))

    assert (asked.problem, asked.answer) == ("Please finish this answer first.", "We met.")
    assert talk.answers == before
    talk.tells("We ate.", "[Done]")
    assert told(talk)["story"] == "We met.\nWe ate."


def test_the_answer_before_is_changed_while_a_new_one_is_written() -> None:
    talk = visit(*TO_STORY, "We met.", "[Done]", "[Back]", "We ate.")

    assert said(talk.edits("We met.", "We all met.")) == ["say Changed: We all met."]
    assert talk.conversation.written == "We ate."


def test_an_answer_in_very_many_messages_is_not_told_apart() -> None:
    lines = [str(number) for number in range(201)]
    talk = visit(*TO_STORY, *lines, "[Done]")

    assert said(talk.edits("7", "8")) == NOT_AN_ANSWER
    assert told(talk)["story"] == "\n".join(lines)


def test_a_text_that_the_form_has_set_is_no_longer_what_was_written() -> None:
    talk = Talk(make(SET))
    talk.tells("We met.", "We ate.", "[Done]", "yes")

    assert said(talk.edits("We ate.", "We sang.")) == NOT_AN_ANSWER


# Repeats


def test_a_message_follows_its_instance_when_it_moves_up() -> None:
    talk = routes("Along the river")

    talk.does(Remove(talk.conversation.turn, 1))
    replies = talk.edits("Along the river", "Over the hill")

    assert said(replies) == ["say Changed: Over the hill"]
    assert talk.answers["/routes/route[1]/name"] == "Over the hill"
    assert said(talk.edits("Past the school", "Past the church")) == NOT_AN_ANSWER


def routes(*names: str) -> Talk:
    talk = Talk(make(ROUTES))
    talk.tells("Past the school")
    for name in names:
        talk.tells("[Add another]", name)
    return talk


def test_a_place_where_a_repeat_may_grow_is_no_answer() -> None:
    talk = routes()

    assert said(talk.does(Reworded(talk.conversation.open, "no"))) == NOT_AN_ANSWER


# Every kind of question


@pytest.mark.parametrize(
    ("message", "edited", "value"),
    [
        ("24/11/2026 14:30", "15:45", "2026-11-24T15:45:00.000-06:00"),
        ("24/11/2026 14:30", "23/11/2026", "2026-11-23T14:30:00.000-06:00"),
        ("24/11/2026 14:30", "23/11/2026 9:00", "2026-11-23T09:00:00.000-06:00"),
        ("9:15", "10:15", "10:15:00.000-06:00"),
        ("red, blue", "2, 3", "green blue"),
        ("2, 1, 3", "3, 2, 1", "blue green red"),
    ],
)
def test_every_kind_of_answer_may_be_edited(message: str, edited: str, value: str) -> None:
    talk = Talk(make(KINDS))
    talk.tells("24/11/2026 14:30", "9:15", "red, blue", "2, 1, 3")

    talk.edits(message, edited)

    assert value in talk.answers.values()


def test_of_another_way_to_write_the_same_answer_nothing_is_said() -> None:
    talk = Talk(make(KINDS))
    talk.tells("24/11/2026 14:30", "9:15", "red, blue")

    assert talk.edits("24/11/2026 14:30", "24 November 2026, 2:30 pm") == ()
    assert talk.edits("red, blue", "Blue and red") == ()


@pytest.mark.parametrize(
    ("message", "edited", "problem"),
    [
        ("24/11/2026 14:30", "soon", "I could not read that time. Please write it like this: 14:30."),
        ("2, 1, 3", "3", "That answer does not fit here. Please look at the question once more."),
    ],
)  # fmt: skip
def test_what_is_half_an_answer_is_refused(message: str, edited: str, problem: str) -> None:
    talk = Talk(make(KINDS))
    talk.tells("24/11/2026 14:30", "9:15", "red, blue", "2, 1, 3")

    assert said(talk.edits(message, edited)) == [f"say {problem} Your answer stays as it was."]
