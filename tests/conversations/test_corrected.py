"""An answer is changed by editing the message that gave it, and what follows from it is worked out again."""

import pytest

from conversations.inputs import Edited, Reworded
from conversations.replies import Answered, Ask, Offer, Reply, Review
from conversations.standing import Conversation, Mode
from tests.conversations.talks import Talk, make, said, the_ask, the_review
from tests.conversations.visits import NOT_AN_ANSWER, TO_REVIEW, TO_STORY, VISIT, told, visit

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


def recap(replies: tuple[Reply, ...]) -> str:
    (put,) = (reply for reply in replies if isinstance(reply, Ask | Review))
    return put.recap


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


def test_a_message_that_was_refused_may_be_put_right() -> None:
    talk = visit("Doors that are open to all")

    assert talk.conversation.heard_in(1) == "/visit/title"
    assert said(talk.edits("Doors that are open to all", "x" * 20)) == ["ask Title?"]
    assert the_ask(talk.edits("x" * 20, "Doors")).label == "Tried?"
    assert said(talk.edits("Doors", "Gates")) == ["say Changed: Gates"]


def test_a_message_that_was_refused_is_none_of_the_next_question() -> None:
    talk = visit("Doors", "perhaps", "[Yes]")

    assert said(talk.edits("perhaps", "2019")) == NOT_AN_ANSWER


def test_a_message_that_named_a_button_changes_nothing() -> None:
    talk = visit("Doors", "yes", "skip")

    assert said(talk.edits("skip", "2019")) == NOT_AN_ANSWER


def test_an_answer_that_is_not_asked_for_now_stays() -> None:
    talk = visit(*TO_STORY)
    talk.edits("yes", "no")

    assert said(talk.edits("2019", "2020")) == ["say That question is no longer needed."]


NAMED = "Ana, de 15 años, llegó en enero"


def test_a_text_about_which_is_to_be_decided_is_not_lost() -> None:
    talk = visit("Doors", "no", NAMED)
    assert talk.conversation.heard_in(3) == "/visit/why"

    (offer,) = talk.edits("no", "yes")

    assert isinstance(offer, Offer)
    assert offer.text.startswith("Please decide first what becomes of what you wrote.")
    assert told(talk)["tried"] == "no"
    talk.tells("[Leave it as it is]")
    assert told(talk)["why"] == NAMED


def test_other_words_about_which_is_to_be_decided_are_not_lost_at_the_review() -> None:
    talk = visit(*TO_REVIEW)
    talk.does(Reworded("/visit/story", NAMED))

    (offer,) = talk.edits("Doors", "Gates")

    assert isinstance(offer, Offer)
    assert "Please decide first what becomes of what you wrote." in offer.text
    assert told(talk)["title"] == "Doors"
    talk.tells("[Leave it as it is]")
    assert told(talk)["story"] == NAMED


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
    for added in ("parts", "heard", "refused", "sent"):
        del state[added]

    conversation = Conversation.from_state(make(VISIT), state)

    assert (conversation.heard, conversation.parts, conversation.sent) == ((), (), sent)
