from collections.abc import Sequence
from dataclasses import replace

import pytest

from conversations.conversation import Told, answers
from conversations.inputs import (
    Attachment,
    Back,
    Cancel,
    Change,
    Chosen,
    Done,
    Input,
    Keep,
    Page,
    Replace,
    Resume,
    Send,
    Skip,
    Typed,
    Voice,
)
from conversations.replies import Answered, Completed, Review, Say, Toast
from conversations.sitting import REMEMBERED_TURNS
from conversations.xforms.formdef import Kind
from tests.conversations.talks import NOW, Talk, labels, make, marked, said, the_ask, the_review

VISIT = """
## survey

| type | name | label | hint | required | relevant | constraint | constraint_message | calculation |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| note | welcome | Welcome. | | | | | | |
| text | title | Title? | | yes | | string-length(.) <= 20 | Up to 20 characters. | |
| note | about | Now about ${title}. | | | | | | |
| select_one yes_no | tried | Tried? | | yes | | | | |
| begin_group | use | Use | | | | | | |
| integer | year | Year? | | yes | ${tried} = 'yes' | . >= 1900 | | |
| date | since | Since? | | | ${tried} = 'yes' | | | |
| select_multiple area | areas | Areas? | All that apply. | yes | | count-selected(.) <= 2 | Two at most. | |
| end_group | | | | | | | | |
| text | remark | Remark? | | | | | | |
| note | bye | That was all. | | | | | | |
| calculate | size | | | | | | | string-length(${title}) |

## choices

| list_name | name | label |
| --- | --- | --- |
| yes_no | yes | Yes |
| yes_no | no | No |
| area | home | At home |
| area | school | At school |
| area | street | In the street |

## settings

| form_id | version | default_language |
| --- | --- | --- |
| visit | 1 | English (en) |
"""
GROUPED = """
## survey

| type | name | label |
| --- | --- | --- |
| note | welcome | Welcome. |
| begin_group | place | The place |
| note | think | Think of it. |
| text | town | Town? |
| end_group | | |

## settings

| form_id | version |
| --- | --- |
| grouped | 1 |
"""
CATALOGUE = """
## survey

| type | name | label | required |
| --- | --- | --- | --- |
| select_one_from_file practices.csv | practice | Which practice? | {required} |
| text | why | Why? | yes |

## settings

| form_id | version |
| --- | --- |
| pick | 1 |
"""
IN_WORDS = """
## survey

| type | name | label::English (en) | label::Español (es) | calculation |
| --- | --- | --- | --- | --- |
| select_one kind | kind | Kind? | ¿Tipo? | |
| calculate | said | | | jr:choice-name(${kind}, '${kind}') |
| text | why | Why ${said}? | ¿Por qué ${said}? | |

## choices

| list_name | name | label::English (en) | label::Español (es) |
| --- | --- | --- | --- |
| kind | s | Shelter | Refugio |

## settings

| form_id | version | default_language |
| --- | --- | --- |
| words | 1 | English (en) |
"""
TO_REVIEW = ("Doors", "[Yes]", "2019", "[Skip]", "[At home]", "[Done (1)]", "[Skip]")


def visit(*lines: str) -> Talk:
    talk = Talk(make(VISIT))
    talk.tells(*lines)
    return talk


def rows(*names: str) -> dict[str, Sequence[dict[str, str]]]:
    return {"practices.csv": [{"name": name, "label": name.title()} for name in names]}


def catalogue(*names: str, required: str = "yes") -> Talk:
    return Talk(make(CATALOGUE.replace("{required}", required)), lists=rows(*names))


# Putting questions


def test_a_choice_without_words_is_called_by_its_name() -> None:
    listed = [
        {"name": name, "label": label}
        for name, label in (
            *(("bare", ""), ("red", "<p></p>"), ("", "Nobody"), ("told", "Told")),
            *(("blank", "\u200b \u2060"), ("\u200d", "\ufe0f"), ("braille", "\u2800")),
        )
    ]
    talk = Talk(make(CATALOGUE.replace("{required}", "yes")), lists={"practices.csv": listed})

    assert labels(the_ask(talk.seen)) == ["bare", "red", "Told", "blank", "braille"]
    replies = talk.tells("bare")
    assert [one.shown for one in replies if isinstance(one, Answered)] == ["bare"]
    assert talk.answers == {"/pick/practice": "bare"}


def test_the_first_question_comes_with_what_is_read_before_it() -> None:
    ask = the_ask(visit().seen)

    assert (ask.notes, ask.label, ask.turn, labels(ask)) == (("Welcome.",), "Title?", 1, [])


def test_notes_are_read_before_the_next_question_with_answers_filled_in() -> None:
    assert the_ask(visit().tells("Doors")).notes == ("Now about Doors.",)


def test_the_last_notes_are_read_with_the_review_and_once() -> None:
    talk = visit(*TO_REVIEW[:-1])

    assert the_review(talk.tells("[Skip]")).notes == ("That was all.",)
    assert the_review(talk.tells("hello")).notes == ()


def test_a_group_is_named_with_its_first_question_only() -> None:
    talk = visit("Doors")

    asked = [the_ask(talk.tells(line)).group for line in ("[Yes]", "2019", "[Skip]")]

    assert asked == ["Use", "", ""]
    assert the_ask(talk.tells("[At home]", "[Done (1)]")).group == ""


def test_a_group_is_named_again_where_one_of_its_questions_is_put_by_itself() -> None:
    talk = visit("Doors", "[Yes]", "2019")

    assert the_ask(talk.does(Resume())).group == "Use"


def test_a_note_is_read_above_the_group_that_begins_after_it() -> None:
    ask = the_ask(Talk(make(GROUPED)).seen)

    assert (ask.earlier, ask.group, ask.notes) == (("Welcome.",), "The place", ("Think of it.",))


def test_a_group_is_named_with_whatever_its_first_question_is() -> None:
    ask = the_ask(visit("Doors").tells("[No]"))

    assert (ask.group, ask.label) == ("Use", "Areas?")


def test_progress_counts_on_the_longest_way_and_jumps_forward() -> None:
    talk = visit()

    counted = [the_ask(talk.seen)] + [
        the_ask(talk.tells(line)) for line in ("Doors", "[No]", "home, school")
    ]

    assert [(ask.position, ask.total) for ask in counted] == [(1, 6), (2, 6), (5, 6), (6, 6)]


def test_a_question_that_has_an_answer_shows_it() -> None:
    ask = the_ask(visit("Doors").tells("[Back]"))

    assert (ask.answer, labels(ask)) == ("Doors", ["Leave as it is"])


def test_a_form_that_does_not_speak_a_language_is_put_in_its_own() -> None:
    ask = the_ask(Talk(make(VISIT), language="fr").tells("Doors"))

    assert (ask.label, labels(ask)) == ("Tried?", ["Yes", "No", "Retour"])


# Taking answers


def test_an_answer_closes_its_question_and_puts_the_next() -> None:
    assert said(visit("Doors").tells("[Yes]")) == ["answered Tried? Yes", "ask Year?"]


def test_what_breaks_a_constraint_is_answered_by_its_message_and_the_question() -> None:
    talk = visit()

    ask = the_ask(talk.tells("A title that is much too long"))

    assert (ask.problem, ask.label, ask.notes) == ("Up to 20 characters.", "Title?", ())
    assert "/visit/title" not in talk.answers


def test_a_constraint_without_message_has_one_of_ours() -> None:
    assert the_ask(visit("Doors", "[Yes]").tells("1066")).problem == (
        "That answer does not fit here. Please look at the question once more."
    )


def test_what_cannot_be_read_is_said() -> None:
    assert the_ask(visit("Doors", "[Yes]").tells("long ago")).problem == (
        "Please write a whole number in figures, for example 12."
    )


def test_a_written_date_is_said_back() -> None:
    talk = visit("Doors", "[Yes]", "2019")

    ask = the_ask(talk.tells("24/11"))

    assert (ask.recap, ask.label) == ("Noted: 24 November 2026", "Areas?")


def test_what_was_written_as_it_is_shown_is_not_said_back() -> None:
    assert the_ask(visit("Doors").tells("yes")).recap == ""


def test_the_words_of_a_button_may_be_written() -> None:
    talk = visit("Doors", "[Yes]", "2019")

    assert said(talk.tells("skip")) == ["answered Since?", "ask Areas?"]
    assert said(talk.tells("BACK")) == ["answered Areas?", "ask Since?"]


def test_an_unclear_choice_is_asked_back_with_the_choices_it_may_be() -> None:
    ask = the_ask(visit("Doors", "[No]").tells("at"))

    assert ask.problem == "Several choices begin like that. Which one?"
    assert labels(ask) == ["At home", "At school", "Done", "Back"]


@pytest.mark.parametrize(
    ("came_in", "problem"),
    [
        (Voice(), "I cannot take a recording here. Please write your answer or press a button."),
        (Attachment(), "I can only read text here. Please write your answer or press a button."),
    ],
)
def test_what_is_no_text_is_answered_with_the_question(came_in: Input, problem: str) -> None:
    talk = visit("Doors")

    ask = the_ask(talk.does(came_in))

    assert (ask.problem, ask.label) == (problem, "Tried?")


# Several choices


def test_choices_are_toggled_in_the_same_message_and_turn() -> None:
    talk = visit("Doors", "[No]")
    turn = talk.conversation.turn

    ask = the_ask(talk.tells("[At school]", "[At home]", "[At school]"))

    assert (marked(ask), ask.in_place, ask.turn) == (["At home"], True, turn)
    assert labels(ask)[-2:] == ["Done (1)", "Back"]


def test_done_without_a_choice_asks_for_one() -> None:
    ask = the_ask(visit("Doors", "[No]").tells("[Done]"))

    assert (ask.problem, ask.in_place) == (
        "Please choose at least one, and then press Done.",
        True,
    )


def test_too_many_choices_are_answered_by_the_constraint() -> None:
    talk = visit("Doors", "[No]", "[At home]", "[At school]", "[In the street]")

    ask = the_ask(talk.tells("[Done (3)]"))

    assert (ask.problem, len(marked(ask))) == ("Two at most.", 3)


def test_one_written_choice_is_marked_and_several_are_the_answer() -> None:
    talk = visit("Doors", "[No]")

    ask = the_ask(talk.tells("street"))

    assert (marked(ask), ask.in_place) == (["In the street"], False)
    assert said(talk.tells("street, school"))[0] == "answered Areas? At school; In the street"


def test_what_is_written_never_takes_away_what_was_marked() -> None:
    ask = the_ask(visit("Doors", "[No]", "[In the street]").tells("home, school"))

    assert marked(ask) == ["At home", "At school", "In the street"]


def test_a_reopened_question_shows_what_is_chosen() -> None:
    ask = the_ask(visit("Doors", "[No]", "home, school").tells("[Back]"))

    assert marked(ask) == ["At home", "At school"]


# Back, skip and keep


def test_back_keeps_the_answers_and_comes_back_to_where_it_was() -> None:
    talk = visit("Doors", "[Yes]", "2019")

    talk.tells("[Back]", "[Back]")
    replies = talk.tells("[Leave as it is]")

    assert said(replies) == ["answered Tried? Yes", "ask Since?"]
    assert talk.answers["/visit/use/year"] == "2019"


def test_a_skipped_question_stays_empty() -> None:
    talk = visit("Doors", "[Yes]", "2019")

    assert said(talk.tells("[Skip]")) == ["answered Since?", "ask Areas?"]
    assert "/visit/use/since" not in talk.answers


def test_an_optional_answer_can_be_taken_away() -> None:
    talk = visit("Doors", "[Yes]", "2019", "today", "[Back]")

    talk.tells("[Remove answer]")

    assert "/visit/use/since" not in talk.answers


def test_what_is_required_cannot_be_skipped() -> None:
    ask = the_ask(visit().does(Skip(1)))

    assert (ask.problem, ask.label) == ("This question needs an answer.", "Title?")


def test_a_form_says_in_its_own_words_that_it_needs_an_answer() -> None:
    form = VISIT.replace("| hint |", "| required_message |").replace(
        "| Title? | |", "| Title? | We need its name. |"
    )

    assert the_ask(Talk(make(form)).does(Skip(1))).problem == "We need its name."


# The review


def test_the_review_shows_every_question_asked_and_sends() -> None:
    talk = visit(*TO_REVIEW)
    review = talk.seen[-1]
    assert isinstance(review, Review)

    replies = talk.tells("[Send]")

    assert [(line.number, line.label, line.shown) for line in review.lines] == [
        (1, "Title?", "Doors"),
        (2, "Tried?", "Yes"),
        (3, "Year?", "2019"),
        (4, "Since?", "—"),
        (5, "Areas?", "At home"),
        (6, "Remark?", "—"),
    ]
    assert labels(review) == ["1", "2", "3", "4", "5", "6", "Send"]
    card = replace(review, notes=(), title="You have sent this:", changes=(), controls=())
    assert replies == (Completed("visit", card),)
    assert talk.completed


def test_a_long_answer_is_cut_on_the_review() -> None:
    talk = visit(*TO_REVIEW[:-1])

    shown = the_review(talk.tells("word " * 100)).lines[-1].shown

    assert shown == "word " * 23 + "word…"


def test_a_change_returns_to_the_review() -> None:
    talk = visit(*TO_REVIEW)

    ask = the_ask(talk.tells("[1]"))

    assert (ask.label, ask.answer, ask.position, ask.total) == ("Title?", "Doors", 0, 0)
    assert the_review(talk.tells("Windows")).lines[0].shown == "Windows"


def test_back_from_a_change_leaves_everything() -> None:
    talk = visit(*TO_REVIEW)

    assert said(talk.tells("1", "[Back]")) == ["answered Title? Doors", "review"]
    assert talk.answers["/visit/title"] == "Doors"


def test_what_a_change_makes_necessary_is_asked_before_the_review() -> None:
    talk = visit("Doors", "[No]", "home, school", "[Skip]", "[2]")

    assert said(talk.tells("[Yes]")) == ["answered Tried? Yes", "ask Year?"]
    assert said(talk.tells("[Back]")) == ["answered Year?", "ask Tried?"]
    assert said(talk.tells("[Leave as it is]", "2019", "[Skip]")) == ["answered Since?", "review"]


def test_back_goes_to_the_review_where_the_change_is_no_longer_asked() -> None:
    talk = catalogue("doors", required="")
    talk.tells("doors", "because", "[1]")
    talk.lists = rows()

    replies = talk.tells("[Back]")

    assert said(replies) == ["review"]


def test_an_answer_that_became_irrelevant_is_kept_and_not_told() -> None:
    talk = visit(*TO_REVIEW, "[2]", "[No]")

    told = {one.name: one for one in answers(talk.conversation, now=NOW, lists={})}

    assert told["year"] == Told("/visit/use/year", "year", Kind.INTEGER, "2019", relevant=False)
    assert told["size"] == Told("/visit/size", "size", Kind.TEXT, "5", relevant=True)
    assert len(the_review(talk.tells("thanks")).lines) == 4


def test_the_review_takes_a_number_or_send_in_words() -> None:
    talk = visit(*TO_REVIEW)

    review = the_review(talk.tells("all right"))

    assert review.problem == "Press a number to change that answer, or “Send” when all is right."
    assert said(talk.tells("SEND"))[-1] == "completed"


@pytest.mark.parametrize("number", ["0", "7", "99999999999"])
def test_a_number_that_is_not_on_the_review_changes_nothing(number: str) -> None:
    assert said(visit(*TO_REVIEW).tells(number)) == ["review"]


def test_an_answer_that_no_longer_holds_is_asked_again_before_sending() -> None:
    talk = catalogue("doors", "windows")
    talk.tells("doors", "because")
    talk.lists = rows("windows", "gates")

    ask = the_ask(talk.tells("[Send]"))

    assert (ask.label, labels(ask)) == (
        "Which practice?",
        ["Windows", "Gates", "Leave as it is", "Back"],
    )
    assert ask.problem == "That answer does not fit here. Please look at the question once more."
    assert said(talk.tells("[Back]"))[-1] == "ask Which practice?"
    assert said(talk.tells("[Gates]", "[Send]"))[-1] == "completed"


def test_two_answers_that_do_not_go_together_are_settled_before_the_review() -> None:
    form = make(
        "## survey\n\n| type | name | label | required | constraint | constraint_message |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| integer | first | First? | yes | | |\n"
        "| integer | last | Last? | yes | . >= ${first} | Not before the first. |\n"
        "\n## settings\n\n| form_id | version |\n| --- | --- |\n| span | 1 |\n"
    )
    talk = Talk(form)
    talk.tells("2000", "2010", "[1]")

    ask = the_ask(talk.tells("2015"))

    assert (ask.problem, ask.label, ask.answer) == ("Not before the first.", "Last?", "2010")
    assert said(talk.tells("2016", "[Send]"))[-1] == "completed"


# Old buttons


def test_an_old_choice_offers_to_change_its_answer_and_changes_nothing() -> None:
    talk = visit("Doors")
    old = talk.button("No")
    talk.tells("[Yes]")

    (offer,) = talk.does(old)

    assert said([offer]) == ["offer You answered “Tried?” with “Yes”. Change that answer?"]
    assert labels(offer) == ["Yes, change it", "No, keep it"]
    assert talk.answers["/visit/tried"] == "yes"


def test_an_offer_that_is_taken_opens_the_old_question() -> None:
    talk = visit("Doors")
    old = talk.button("No")
    talk.tells("[Yes]", "2019")
    talk.does(old)

    assert said(talk.tells("[Yes, change it]")) == ["answered Tried? Yes", "ask Tried?"]
    assert said(talk.tells("[No]")) == ["answered Tried? No", "ask Areas?"]


def test_an_offer_that_is_refused_goes_on_where_it_was() -> None:
    talk = visit("Doors")
    old = talk.button("No")
    talk.tells("[Yes]")
    talk.does(old)

    assert said(talk.tells("[No, keep it]")) == ["answered Tried? Yes", "ask Year?"]


def test_an_offer_on_the_review_returns_to_it() -> None:
    talk = visit("Doors")
    old = talk.button("No")
    talk.tells(*TO_REVIEW[1:])
    talk.does(old)

    talk.tells("[Yes, change it]")

    assert said(talk.tells("[No]")) == ["answered Tried? No", "review"]


def test_the_second_of_two_quick_taps_is_only_a_remark() -> None:
    talk = visit("Doors")
    choice = talk.button("Yes")
    talk.does(choice)

    assert talk.does(choice) == (Toast("Already noted: Yes"),)
    assert said(talk.does(Back(2))) == ["toast That button belongs to an earlier question."]


def test_an_older_button_brings_the_open_question_again() -> None:
    talk = visit("Doors", "[Yes]", "2019")

    assert said(talk.does(Back(2))) == [
        "toast That button belongs to an earlier question.",
        "ask Since?",
    ]


def test_an_old_button_of_a_question_no_longer_asked_is_said() -> None:
    talk = visit("Doors", "[Yes]")
    year = talk.conversation.turn
    talk.tells("2019", "[Skip]", "home, school", "[Skip]", "[2]", "[No]")

    assert said(talk.does(Chosen(year, 0))) == [
        "toast That question is no longer needed.",
        "review",
    ]


def test_a_choice_of_the_open_questions_older_message_is_no_answer() -> None:
    talk = visit("Doors")
    old = talk.button("Yes")
    talk.tells("[Yes]", "[Back]")

    assert said(talk.does(old))[0] == "toast That button belongs to an earlier question."


@pytest.mark.parametrize("turn", [0, 1, 3, 99, -5])
def test_a_replace_that_was_not_offered_changes_nothing(turn: int) -> None:
    talk = visit("Doors", "[Yes]")
    before = talk.answers

    talk.does(Replace(turn))

    assert talk.answers == before


def test_a_keep_of_an_unknown_turn_puts_the_open_question() -> None:
    assert said(visit("Doors").does(Keep(77))) == ["ask Tried?"]


def test_very_old_turns_are_forgotten() -> None:
    talk = visit("Doors")
    old = talk.button("No")
    talk.tells("[Yes]")
    for _ in range(REMEMBERED_TURNS):
        talk.tells("[Back]", "[Leave as it is]")

    assert said(talk.does(old)) == [
        "toast That button belongs to an earlier question.",
        "ask Year?",
    ]
    assert len(talk.conversation.put) == REMEMBERED_TURNS


# Forged presses


@pytest.mark.parametrize(
    "forged",
    [Chosen(2, 9), Chosen(2, -1), Done(2), Send(2), Change(2, 0), Page(2, 5), Page(2, -5)],
)
def test_a_forged_press_under_a_question_changes_nothing(forged: Input) -> None:
    talk = visit("Doors")

    replies = talk.does(forged)

    assert said(replies) == ["ask Tried?"]
    assert talk.answers == {"/visit/title": "Doors", "/visit/size": "5"}


def test_a_forged_back_at_the_first_question_stays_there() -> None:
    assert said(visit().does(Back(1))) == ["ask Title?"]


def test_a_forged_keep_of_an_empty_question_asks_for_an_answer() -> None:
    assert the_ask(visit().does(Keep(1))).problem == "This question needs an answer."


REVIEW_TURN = 7


@pytest.mark.parametrize(
    "forged",
    [
        Change(REVIEW_TURN, 6),
        Change(REVIEW_TURN, -1),
        Skip(REVIEW_TURN),
        Done(REVIEW_TURN),
        Keep(REVIEW_TURN),
    ],
    ids=str,
)
def test_a_forged_press_at_the_review_shows_the_review(forged: Input) -> None:
    talk = visit(*TO_REVIEW)

    assert talk.conversation.turn == REVIEW_TURN
    assert said(talk.does(forged)) == ["review"]


# Long lists and lists that change


def test_a_long_list_comes_in_pages_and_can_be_searched() -> None:
    talk = catalogue(*(f"practice {number:02}" for number in range(1, 21)))
    first = the_ask(talk.seen)

    second = the_ask(talk.tells("[2/3 ▶]"))
    found = the_ask(talk.tells("practice"))

    assert first.hint == "To search the list, write a few letters."
    assert labels(first) == [f"Practice {n:02}" for n in range(1, 8)] + ["2/3 ▶"]
    assert labels(second) == [f"Practice {n:02}" for n in range(8, 15)] + ["◀ 1/3", "3/3 ▶"]
    assert labels(the_ask(talk.tells("[Show all]", "[2/3 ▶]", "[3/3 ▶]")))[-1] == "◀ 2/3"
    assert labels(found)[-2:] == ["2/3 ▶", "Show all"]
    assert said(talk.tells("practice 17"))[0] == "answered Which practice? Practice 17"


def test_the_answer_from_a_long_list_is_shown_when_reopened() -> None:
    talk = catalogue(*(f"practice {number}" for number in range(1, 21)))

    assert the_ask(talk.tells("practice 17", "[Back]")).answer == "Practice 17"


def test_a_press_means_the_choice_that_was_offered_though_the_list_has_changed() -> None:
    talk = catalogue("doors", "windows")
    talk.lists = rows("gates", "doors", "windows")

    talk.tells("[Doors]")

    assert talk.answers["/pick/practice"] == "doors"


def test_a_choice_that_is_gone_is_said_and_the_list_of_now_is_put_in_a_new_turn() -> None:
    talk = catalogue("doors", "windows")
    talk.lists = rows("windows")

    ask = the_ask(talk.tells("[Doors]"))

    assert ask.problem == "That choice is no longer there. Please choose again."
    assert (labels(ask), ask.turn) == (["Windows"], 2)


def test_an_optional_question_without_choices_is_passed_over() -> None:
    assert said(catalogue(required="").seen) == ["ask Why?"]


def test_a_required_question_without_choices_says_so() -> None:
    talk = catalogue()

    assert the_ask(talk.seen).hint == "There is nothing to choose from here yet."
    talk.lists = rows("doors")
    assert said(talk.tells("doors"))[0] == "answered Which practice? Doors"


def test_a_question_that_is_no_longer_asked_gives_way_to_the_next() -> None:
    talk = catalogue("doors", required="")
    talk.lists = rows()

    assert said(talk.does(Chosen(1, 0))) == ["ask Why?"]


def test_a_question_that_is_no_longer_asked_gives_way_in_another_language_too() -> None:
    talk = catalogue("doors", required="")
    talk.lists = rows()

    assert said(talk.speaks("es")) == ["ask Why?"]
    assert talk.conversation.language == "es"


# Away and back


def test_coming_back_puts_the_open_question_with_a_recap() -> None:
    talk = visit("Doors", "[Yes]", "2019")
    turn = talk.conversation.turn

    ask = the_ask(talk.does(Resume()))

    assert (ask.recap, ask.label, ask.turn) == ("You last answered: Year? 2019", "Since?", turn)


def test_coming_back_to_the_review_has_a_recap_too() -> None:
    talk = visit(*TO_REVIEW)

    assert the_review(talk.does(Resume())).recap == "You last answered: Areas? At home"


def test_coming_back_before_any_answer_needs_no_recap() -> None:
    assert the_ask(visit().does(Resume())).recap == ""


def test_another_language_puts_the_open_question_again() -> None:
    talk = visit("Doors")

    ask = the_ask(talk.speaks("es"))

    assert (ask.label, labels(ask)[-1], ask.turn) == ("Tried?", "Atrás", 2)
    assert labels(the_ask(talk.tells("[Yes]"))) == ["Atrás"]


def test_what_is_computed_from_words_is_said_in_another_language_too() -> None:
    talk = Talk(make(IN_WORDS))
    talk.tells("[Shelter]")
    before = the_ask(talk.seen[-1:]).label

    assert (before, the_ask(talk.speaks("es")).label) == ("Why Shelter?", "¿Por qué Refugio?")
    assert {one.value for one in answers(talk.conversation, now=NOW, lists={})} == {"s", "Refugio"}


def test_another_language_puts_the_review_again() -> None:
    talk = visit(*TO_REVIEW)

    assert labels(the_review(talk.speaks("fr")))[-1] == "Envoyer"


def test_stopping_keeps_everything() -> None:
    talk = visit("Doors")
    before = talk.conversation.to_state()

    replies = talk.does(Cancel())

    assert replies == (Say("We stop here. What you told so far is kept."),)
    assert talk.conversation.to_state() == before


def test_stopping_is_possible_where_the_open_question_is_gone() -> None:
    talk = catalogue("doors", required="")
    talk.lists = rows()

    assert said(talk.does(Cancel())) == ["say We stop here. What you told so far is kept."]


@pytest.mark.parametrize(
    ("came_in", "reply"),
    [
        (Typed("and one more thing"), Say("You have sent this already. Thank you.")),
        (Resume(), Say("You have sent this already. Thank you.")),
        (Send(9), Toast("You have sent this already. Thank you.")),
    ],
)
def test_after_sending_nothing_is_taken(came_in: Input, reply: Say | Toast) -> None:
    talk = visit(*TO_REVIEW, "[Send]")
    before = talk.answers

    replies = talk.does(came_in)

    assert (replies, talk.answers, talk.completed) == ((reply,), before, False)
    assert talk.speaks("es") == ()


def test_what_is_only_to_be_read_is_read_with_its_value() -> None:
    form = make(
        "## survey\n\n| type | name | label | readonly | default |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| integer | seats | Seats: | yes | 12 |\n"
        "| text | who | Who comes? | | |\n"
        "\n## settings\n\n| form_id | version |\n| --- | --- |\n| seats | 1 |\n"
    )

    assert the_ask(Talk(form).seen).notes == ("Seats: 12",)
