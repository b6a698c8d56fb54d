"""An answer is changed by editing the message that gave it, and what follows from it is worked out again."""

import pytest

from conversations.conversation import answers
from conversations.inputs import Edited, Remove, Reworded
from conversations.replies import Answered, Ask, Reply, Review
from conversations.standing import Conversation, Mode
from tests.conversations.talks import NOW, Talk, make, said, the_ask, the_review

VISIT = """
## survey

| type | name | label | required | relevant | constraint | constraint_message | appearance | choice_filter | calculation |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| text | title | Title? | yes | | string-length(.) < 20 | At most 19. | | | |
| select_one yes_no | tried | Tried? | yes | | | | | | |
| integer | year | Year? | | ${tried} = 'yes' | . > 1990 | A year like 2019, please. | | | |
| geopoint | where | Where? | | ${tried} = 'yes' | | | | | |
| text | why | Why not? | | ${tried} = 'no' | | | | | |
| text | story | What happened? | | | | | multiline | | |
| select_one step | next | What next? | | | | | | tried = ${tried} | |
| integer | until | Until? | | | ${year} = '' or . >= ${year} | Not before it began. | | | |
| calculate | age | | | | | | | | 2026 - ${year} |

## choices

| list_name | name | label | tried |
| --- | --- | --- | --- |
| yes_no | yes | Yes | |
| yes_no | no | No | |
| step | grow | Grow | yes |
| step | stop | Stop | yes |
| step | try | Try | no |

## settings

| form_id | version |
| --- | --- |
| visit | 1 |
"""
TO_STORY = ("Doors", "yes", "2019", "14.07, -87.21")
TO_REVIEW = (*TO_STORY, "It", "went well.", "[Done]", "[Grow]", "2024")


def visit(*lines: str) -> Talk:
    talk = Talk(make(VISIT))
    talk.tells(*lines)
    return talk


def told(talk: Talk) -> dict[str, str]:
    values = answers(talk.conversation, now=NOW, lists=talk.lists)
    return {one.name: one.value for one in values if one.relevant}


def recap(replies: tuple[Reply, ...]) -> str:
    (put,) = (reply for reply in replies if isinstance(reply, Ask | Review))
    return put.recap


NOT_AN_ANSWER = ["say That message gave no answer that stands now, so I have changed nothing."]


def test_an_edited_message_changes_its_answer_and_the_open_question_stays() -> None:
    talk = visit("Doors", "yes")
    before = talk.conversation

    replies = talk.edits("Doors", "Gates")

    assert said(replies) == ["say Changed: Gates"]
    assert told(talk)["title"] == "Gates"
    assert (talk.conversation.open, talk.conversation.turn) == (before.open, before.turn)
    assert said(talk.tells("2019"))[-1] == "ask Where?"


def test_a_message_may_be_edited_again() -> None:
    talk = visit("Doors")
    talk.edits("Doors", "Gates")

    assert said(talk.edits("Gates", "Windows")) == ["say Changed: Windows"]


def test_of_an_edit_that_changes_no_word_nothing_is_said() -> None:
    assert visit("Doors").edits("Doors", " Doors\u200b ") == ()


def test_what_is_worked_out_from_an_answer_is_worked_out_again() -> None:
    talk = visit(*TO_STORY)

    talk.edits("2019", "2020")

    assert (told(talk)["year"], told(talk)["age"]) == ("2020", "6")


@pytest.mark.parametrize(
    ("message", "edited", "problem"),
    [
        ("Doors", "Doors that are open to all", "At most 19."),
        ("Doors", "\u200b", "I could not find any text in that message. Please write it again."),
        ("2019", "long ago", "A year like 2019, please."),
        ("2019", "1900", "A year like 2019, please."),
        ("yes", "perhaps", "“perhaps” is not one of the choices. Press a button, or write its words."),
        ("14.07, -87.21", "my village", "I do not know where that is: I need a place on the map, not a name."),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_leaves_the_answer_as_it_was(
    message: str, edited: str, problem: str
) -> None:
    talk = visit(*TO_STORY)
    before = talk.answers

    replies = talk.edits(message, edited)

    assert said(replies) == [f"say {problem} Your answer stays as it was."]
    assert talk.answers == before


def test_a_choice_that_is_not_clear_leaves_the_answer_as_it_was() -> None:
    talk = visit(*TO_STORY, "We met.", "[Done]", "Grow")

    (reply,) = said(talk.edits("Grow", "Grov"))

    assert reply == (
        "say I do not know which choice that is. Please write its words. "
        "Your answer stays as it was."
    )


def test_a_question_that_comes_to_be_asked_is_put_before_the_open_one() -> None:
    talk = visit(*TO_STORY)

    replies = talk.edits("yes", "no")

    assert (the_ask(replies).label, recap(replies)) == ("Why not?", "Changed: No")
    assert the_ask(talk.tells("No time.")).label == "What happened?"
    assert "year" not in told(talk)


def test_an_open_question_that_is_asked_no_more_gives_way() -> None:
    assert the_ask(visit("Doors", "yes").edits("yes", "no")).label == "Why not?"


def test_the_button_for_a_place_goes_away_with_its_question() -> None:
    talk = visit("Doors", "yes", "2019")
    turn = talk.conversation.turn

    replies = talk.edits("yes", "no")

    assert replies[0] == Answered(turn, "Where?", "", wanted_location=True)
    assert the_ask(replies).label == "Why not?"


def test_what_becomes_relevant_again_still_has_its_answer() -> None:
    talk = visit(*TO_STORY)
    talk.edits("yes", "no")

    replies = talk.edits("no", "yes")

    assert (the_ask(replies).label, told(talk)["year"]) == ("What happened?", "2019")


def test_an_open_question_with_other_choices_is_put_anew() -> None:
    talk = visit("Doors", "no", "No time.", "Nothing.", "[Done]")

    talk.tells("[Back]", "[Leave as it is]")
    talk.edits("no", "yes")
    replies = talk.tells("2019", "[Skip]")

    assert [button.label for button in the_ask(replies).choices] == ["Grow", "Stop"]


def test_choices_that_others_take_the_place_of_stand_under_the_open_question_at_once() -> None:
    talk = Talk(make(FILTERED))
    talk.tells("north")

    replies = talk.edits("north", "south")

    assert [button.label for button in the_ask(replies).choices] == ["Lake"]
    assert recap(replies) == "Changed: South"


def test_at_the_review_the_card_is_put_anew() -> None:
    talk = visit(*TO_REVIEW)

    replies = talk.edits("Doors", "Gates")

    assert (the_review(replies).lines[0].shown, recap(replies)) == ("Gates", "Changed: Gates")
    assert talk.conversation.mode is Mode.REVIEWING


def test_at_the_review_an_answer_that_holds_no_more_is_asked_again() -> None:
    talk = visit(*TO_REVIEW)

    asked = the_ask(talk.edits("2019", "2025"))

    assert (asked.label, asked.problem, asked.recap) == (
        "Until?",
        "Not before it began.",
        "Changed: 2025",
    )
    assert talk.conversation.mode is Mode.CHANGING


def test_while_one_answer_is_changed_another_may_be_edited() -> None:
    talk = visit(*TO_REVIEW)
    talk.tells("[1]")

    assert said(talk.edits("2024", "2025")) == ["say Changed: 2025"]
    assert said(talk.tells("Gates"))[-1] == "review"


def test_whoever_went_back_may_edit_the_message_instead_of_writing_anew() -> None:
    talk = visit("Doors", "yes")
    talk.tells("[Back]", "[Back]")

    replies = talk.edits("Doors", "Gates")

    assert (the_ask(replies).label, recap(replies)) == ("Year?", "Changed: Gates")


def test_a_message_whose_answer_was_replaced_changes_nothing() -> None:
    talk = visit("Doors", "[Back]", "Gates")

    assert said(talk.edits("Doors", "Windows")) == NOT_AN_ANSWER
    assert told(talk)["title"] == "Gates"


def test_a_message_whose_answer_was_replaced_by_a_press_changes_nothing() -> None:
    talk = visit("Doors", "yes", "[Back]", "[No]")

    assert said(talk.edits("yes", "yes indeed")) == NOT_AN_ANSWER


def test_a_message_whose_answer_was_left_as_it_is_still_gives_it() -> None:
    talk = visit("Doors", "[Back]", "[Leave as it is]")

    assert said(talk.edits("Doors", "Gates")) == ["say Changed: Gates"]


@pytest.mark.parametrize("message", [0, 77])
def test_a_message_that_gave_no_answer_changes_nothing(message: int) -> None:
    talk = visit("Doors")

    assert said(talk.does(Edited(message, "Gates"))) == NOT_AN_ANSWER


def test_a_message_that_named_a_button_changes_nothing() -> None:
    talk = visit("Doors", "yes", "skip")

    assert said(talk.edits("skip", "2019")) == NOT_AN_ANSWER


def test_an_answer_that_is_not_asked_for_now_stays() -> None:
    talk = visit(*TO_STORY)
    talk.edits("yes", "no")

    assert said(talk.edits("2019", "2020")) == ["say That question is no longer needed."]


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


# Other words


def test_other_words_take_the_place_of_an_answer() -> None:
    talk = visit(*TO_STORY, "We met.", "[Done]")

    replies = talk.does(Reworded("/visit/story", "We all met."))

    assert said(replies) == ["say Changed: We all met."]
    assert said(talk.edits("We met.", "We ate.")) == NOT_AN_ANSWER


def test_other_words_that_do_not_fit_change_nothing() -> None:
    talk = visit("Doors")

    replies = talk.does(Reworded("/visit/title", "Doors that are open to all"))

    assert said(replies) == ["say At most 19. Your answer stays as it was."]


def test_other_words_for_what_is_not_asked_change_nothing() -> None:
    assert said(visit("Doors").does(Reworded("/visit/gone", "What?"))) == [
        "say That question is no longer needed."
    ]


# What is kept


def test_which_message_gave_which_answer_is_kept() -> None:
    talk = visit(*TO_STORY, "We met.")

    heard = [talk.conversation.heard_in(number) for number in range(7)]

    assert heard == [
        "",
        *("/visit/title", "/visit/tried", "/visit/year", "/visit/where", "/visit/story"),
        "",
    ]


@pytest.mark.parametrize(("mode", "sent"), [(Mode.CLOSED, True), (Mode.ASKING, False)])
def test_a_conversation_of_before_goes_on(mode: Mode, *, sent: bool) -> None:
    state = visit("Doors").conversation.to_state() | {"mode": mode.value}
    for added in ("parts", "heard", "sent"):
        del state[added]

    conversation = Conversation.from_state(make(VISIT), state)

    assert (conversation.heard, conversation.parts, conversation.sent) == ((), (), sent)


FILTERED = """
## survey

| type | name | label | choice_filter |
| --- | --- | --- | --- |
| select_one part | part | Which part? | |
| select_one place | place | Which place? | part = ${part} |

## choices

| list_name | name | label | part |
| --- | --- | --- | --- |
| part | north | North | |
| part | south | South | |
| place | hill | Hill | north |
| place | wood | Wood | north |
| place | lake | Lake | south |

## settings

| form_id | version |
| --- | --- |
| filtered | 1 |
"""
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
