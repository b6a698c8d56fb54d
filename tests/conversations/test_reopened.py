"""A form that was sent is changed and sent again; one that is begun may have answers proposed."""

import pytest

from conversations.conversation import read_again
from conversations.inputs import Edited, Reworded, Send
from conversations.replies import Completed, Reply, Say
from conversations.standing import Mode
from tests.conversations.talks import NOW, Talk, labels, make, said, the_ask, the_review
from tests.conversations.visits import told

VISIT = """
## survey

| type | name | label::English (en) | label::Español (es) | required | relevant | constraint | constraint_message |
| --- | --- | --- | --- | --- | --- | --- | --- |
| text | title | Title? | ¿Título? | yes | | string-length(.) < 20 | At most 19. |
| select_one yes_no | tried | Tried? | ¿Probada? | yes | | | |
| integer | year | Year? | ¿Año? | | ${tried} = 'yes' | | |
| text | why | Why not? | ¿Por qué no? | yes | ${tried} = 'no' | | |
| end | end | | | | | | |

## choices

| list_name | name | label::English (en) | label::Español (es) |
| --- | --- | --- | --- |
| yes_no | yes | Yes | Sí |
| yes_no | no | No | No |

## settings

| form_id | version | default_language |
| --- | --- | --- |
| visit | 1 | English (en) |
"""


def sent_visit(*, given: dict[str, str] | None = None) -> Talk:
    talk = Talk(make(VISIT), given=given)
    talk.tells("Doors", "yes", "2019", "[Send]")
    assert talk.completed
    return talk


def card(replies: tuple[Reply, ...]) -> list[str]:
    (completed,) = (reply for reply in replies if isinstance(reply, Completed))
    return [line.shown for line in completed.card.lines]


# An edited message


def test_an_edited_message_of_a_sent_form_sends_it_again_at_once() -> None:
    talk = sent_visit()

    replies = talk.edits("Doors", "Gates")

    assert said(replies) == ["say Changed: Gates", "completed"]
    assert card(replies) == ["Gates", "Yes", "2019"]
    assert talk.completed
    assert talk.conversation.mode is Mode.CLOSED
    assert told(talk)["title"] == "Gates"


def test_a_sent_form_reopens_where_an_edit_leaves_something_to_be_asked() -> None:
    talk = sent_visit()

    asked = the_ask(talk.edits("yes", "no"))

    assert (asked.label, asked.recap) == (
        "Why not?",
        "Changed: No\nNow there is more to answer. After that, please send it again.",
    )
    assert not talk.completed
    assert labels(the_review(talk.tells("No time.")))[-1] == "Send the change"
    assert said(talk.tells("[Send the change]")) == ["completed"]
    assert "year" not in told(talk)


@pytest.mark.parametrize(
    ("came_in", "reply"),
    [
        (Edited(1, "Doors that are open to all"), "At most 19. Your answer stays as it was."),
        (Edited(9, "Gates"), "That message gave no answer that stands now, so I have changed nothing."),
    ],
)  # fmt: skip
def test_a_sent_form_stays_sent_where_an_edit_cannot_be_taken(came_in: Edited, reply: str) -> None:
    talk = sent_visit()

    assert talk.does(came_in) == (Say(reply),)
    assert not talk.completed
    assert talk.conversation.mode is Mode.CLOSED
    assert told(talk)["title"] == "Doors"


def test_of_an_edit_that_changes_no_word_of_a_sent_form_nothing_is_said() -> None:
    talk = sent_visit()

    assert talk.edits("Doors", "Doors") == ()
    assert not talk.completed


def test_other_words_for_an_answer_of_a_sent_form_send_it_again() -> None:
    talk = sent_visit()

    assert said(talk.does(Reworded("/visit/title", "Gates"))) == ["say Changed: Gates", "completed"]


def test_all_else_that_comes_in_changes_nothing_of_a_sent_form() -> None:
    assert said(sent_visit().tells("Gates")) == ["say You have sent this already. Thank you."]


# The card


def test_the_card_of_a_sent_form_is_put_again_and_sent_again() -> None:
    talk = sent_visit()

    review = the_review(talk.reopens())
    assert labels(review) == ["1", "2", "3", "Send the change"]
    assert talk.conversation.mode is Mode.REVIEWING
    talk.tells("[1]", "Gates")
    assert not talk.completed
    replies = talk.tells("[Send the change]")

    assert card(replies) == ["Gates", "Yes", "2019"]
    assert talk.completed


@pytest.mark.parametrize("written", ["send", "send the change"])
def test_the_change_may_be_sent_in_words(written: str) -> None:
    talk = sent_visit()
    talk.reopens()

    talk.tells(written)

    assert talk.completed


def test_a_card_speaks_the_language_in_which_it_is_reopened() -> None:
    review = the_review(sent_visit().reopens(language="es"))

    assert (review.lines[0].label, labels(review)[-1]) == ("¿Título?", "Enviar el cambio")


def test_a_sent_form_reopens_at_one_of_its_questions() -> None:
    talk = sent_visit()

    asked = the_ask(talk.reopens(at="tried"))

    assert (asked.label, talk.conversation.mode) == ("Tried?", Mode.CHANGING)
    assert said(talk.tells("[Yes]"))[-1] == "review"


def test_a_sent_form_reopens_with_its_card_where_the_question_is_not_asked() -> None:
    assert said(sent_visit().reopens(at="why")) == ["review"]


def test_a_form_that_is_open_is_put_again_as_it_is() -> None:
    talk = Talk(make(VISIT))
    talk.tells("Doors")

    assert the_ask(talk.reopens(at="title")).label == "Tried?"


def test_the_button_of_the_first_card_belongs_to_before() -> None:
    talk = sent_visit()
    sent = talk.conversation.turn
    talk.reopens()

    assert said(talk.does(Send(sent)))[0] == "toast That button belongs to an earlier question."
    assert not talk.completed


def test_what_was_sent_is_read_in_full_and_nothing_is_moved() -> None:
    talk = Talk(make(VISIT))
    long = "No time. " * 20
    talk.tells("Doors", "no", long, "[Send]")

    read = read_again(talk.conversation, language="es", now=NOW, lists={})

    assert [(line.label, line.shown) for line in read.lines] == [
        ("¿Título?", "Doors"),
        ("¿Probada?", "No"),
        ("¿Por qué no?", long.strip()),
    ]
    assert (read.changes, read.controls) == ((), ())


# What is proposed


def test_what_is_given_is_proposed_and_asked_all_the_same() -> None:
    talk = Talk(make(VISIT), given={"title": "Doors"})

    asked = the_ask(tuple(talk.seen))

    assert (asked.label, asked.answer) == ("Title?", "Doors")
    assert labels(asked) == ["Leave as it is"]
    assert the_ask(talk.tells("[Leave as it is]")).label == "Tried?"
    assert told(talk)["title"] == "Doors"


def test_what_is_given_may_be_written_anew() -> None:
    talk = Talk(make(VISIT), given={"title": "Doors"})

    talk.tells("Gates")

    assert told(talk)["title"] == "Gates"


def test_what_follows_from_what_is_given_is_proposed_too() -> None:
    talk = Talk(make(VISIT), given={"tried": "no", "why": " No time.\u200b"})

    assert (told(talk)["tried"], told(talk)["why"]) == ("no", "No time.")
    assert the_ask(talk.tells("Doors", "[No]")).answer == "No time."


def test_what_its_question_does_not_take_is_left_out() -> None:
    talk = Talk(make(VISIT), given={"title": "x" * 20, "year": "2019", "where": "here"})

    asked = the_ask(tuple(talk.seen))

    assert (asked.label, asked.answer) == ("Title?", "")
    assert talk.answers == {}
