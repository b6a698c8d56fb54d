"""What is told several times: adding, correcting, taking away, and coming back from it."""

import pytest

from conversations.conversation import answers
from conversations.inputs import (
    Add,
    Change,
    Chosen,
    Day,
    GoOn,
    Input,
    Instance,
    Instances,
    OfferRemoval,
    Remove,
    Replace,
    Resume,
    Revise,
    Skip,
)
from conversations.replies import Review
from conversations.standing import Mode
from conversations.xforms.formdef import Kind
from tests.conversations.talks import NOW, Talk, labels, make, said, the_ask, the_review

OPEN = """
## survey

| type | name | label | required |
| --- | --- | --- | --- |
| text | title | Title? | yes |
| begin_repeat | route | Route | |
| note | about | Think of one. | |
| text | name | Name? | yes |
| select_one yes_no | safe | Safe? | |
| note | told | One less. | |
| end_repeat | | | |
| begin_group | end | The end | |
| text | remark | Remark? | |
| end_group | | | |

## choices

| list_name | name | label |
| --- | --- | --- |
| yes_no | yes | Yes |
| yes_no | no | No |

## settings

| form_id | version |
| --- | --- |
| open | 1 |
"""
COUNTED = """
## survey

| type | name | label | required | repeat_count |
| --- | --- | --- | --- | --- |
| integer | many | How many? | yes | |
| begin_repeat | person | {label} | | ${many} |
| text | name | Name? | | |
| end_repeat | | | | |
| text | remark | Remark? | | |

## settings

| form_id | version |
| --- | --- |
| counted | 1 |
"""
NESTED = """
## survey

| type | name | label |
| --- | --- | --- |
| begin_repeat | stop | Stop |
| text | name | Name? |
| begin_repeat | risk | Risk |
| text | what | What? |
| end_repeat | | |
| end_repeat | | |

## settings

| form_id | version |
| --- | --- |
| nested | 1 |
"""
TWO = ("Paths", "River", "[Yes]", "[Add another]", "Hill", "[No]")


def routes(*lines: str) -> Talk:
    talk = Talk(make(OPEN))
    talk.tells(*lines)
    return talk


def counted(*lines: str, label: str = "Person") -> Talk:
    talk = Talk(make(COUNTED.replace("{label}", label)))
    talk.tells(*lines)
    return talk


# Telling one after the other


def test_the_first_question_of_an_instance_names_it() -> None:
    talk = routes()

    asked = [the_ask(talk.tells(line)).group for line in ("Paths", "River")]

    assert asked == ["Route 1", ""]


def test_an_instance_that_is_told_is_saved_under_its_first_answer() -> None:
    ask = the_ask(routes("Paths", "River").tells("[Yes]"))

    assert (ask.label, ask.notes, ask.position) == ("Route 1 saved: River.", ("One less.",), 0)
    assert labels(ask) == ["Add another", "Edit", "Go on", "Back"]


def test_another_one_is_asked_from_its_beginning() -> None:
    talk = routes("Paths", "River", "[Yes]")

    replies = talk.tells("[Add another]")

    assert said(replies) == ["answered Route 1 saved: River. Add another", "ask Name?"]
    assert (the_ask(replies).group, the_ask(replies).notes) == ("Route 2", ("Think of one.",))


def test_going_on_leaves_the_repeat_for_what_follows() -> None:
    talk = routes(*TWO)

    replies = talk.tells("[Go on]")

    assert said(replies) == ["answered Route 2 saved: Hill. Go on", "ask Remark?"]
    assert the_ask(replies).group == "The end"


@pytest.mark.parametrize(
    ("line", "reply"), [("yes", "ask Name?"), ("no", "ask Remark?"), ("ADD ANOTHER", "ask Name?")]
)
def test_yes_and_no_may_be_written(line: str, reply: str) -> None:
    assert said(routes(*TWO).tells(line))[-1] == reply


def test_other_words_are_told_which_buttons_there_are() -> None:
    talk = routes(*TWO)

    assert the_ask(talk.tells("Bridge")).problem == (
        "Please press “Add another” to tell one more, or “Go on”."
    )


def test_progress_never_falls_while_instances_are_added() -> None:
    talk = routes(*TWO, "[Go on]")

    counted_on = [(ask.position, ask.total) for ask in map(the_ask, ([one] for one in talk.seen if hasattr(one, "position"))) if ask.position]  # fmt: skip

    assert counted_on == [(1, 4), (2, 4), (3, 4), (4, 6), (5, 6), (6, 6)]


def test_back_walks_over_the_instances() -> None:
    talk = routes(*TWO)

    walked = [said(talk.tells("[Back]"))[-1] for _ in range(4)]

    assert walked == ["ask Safe?", "ask Name?", "ask Safe?", "ask Name?"]
    assert the_ask(talk.seen[-1:]).answer == "River"


def test_coming_back_to_an_open_repeat_has_a_recap() -> None:
    assert the_ask(routes(*TWO).does(Resume())).recap == "You last answered: Safe? No"


def test_a_form_that_counts_says_how_many_there_are() -> None:
    talk = counted("2")

    assert [the_ask(talk.seen[-1:]).group, the_ask(talk.tells("Ana")).group] == [
        "Person 1 of 2",
        "Person 2 of 2",
    ]
    assert said(talk.tells("Leo"))[-1] == "ask Remark?"


def test_a_repeat_without_a_name_is_a_part() -> None:
    assert the_ask(counted("1", label="").seen[-1:]).group == "Part 1 of 1"


def test_an_instance_that_counts_itself_is_not_counted_twice() -> None:
    talk = counted("1", "1", "[Skip]", label="Person ${name}")

    assert the_review(talk.seen[-1:]).lines[1].heading == "Person 1 of 1"


def test_a_new_instance_in_the_place_of_one_that_went_is_asked() -> None:
    talk = counted("2", "Ana", "[Skip]", "[Skip]", "[1]")

    assert said(talk.tells("1"))[-1] == "review"
    assert said(talk.tells("[1]", "2")) == ["answered How many? 2", "ask Name?"]
    assert the_ask(talk.seen[-1:]).group == "Person 2 of 2"


def test_a_page_of_instances_that_is_not_there_shows_the_nearest() -> None:
    talk = routes(*TWO)

    ask = the_ask(talk.does(Instances(talk.conversation.turn, 99)))

    assert labels(ask) == ["Route 1: River", "Route 2: Hill", "Leave as it is"]


# Correcting one


def test_edit_lists_what_was_told_in_the_same_message() -> None:
    ask = the_ask(routes(*TWO).tells("[Edit]"))

    assert (ask.label, ask.in_place) == ("Which one do you want to change?", True)
    assert labels(ask) == ["Route 1: River", "Route 2: Hill", "Leave as it is"]


def test_leaving_it_leads_back_to_the_repeat() -> None:
    ask = the_ask(routes(*TWO, "[Edit]").tells("[Leave as it is]"))

    assert (ask.label, ask.in_place) == ("Route 2 saved: Hill.", True)


def test_many_instances_are_listed_in_pages() -> None:
    more = [line for number in range(10) for line in ("[Add another]", f"Way {number}", "[Skip]")]
    talk = routes(*TWO, *more)

    first = the_ask(talk.tells("[Edit]"))
    second = the_ask(talk.tells("[2/2 ▶]"))

    assert labels(first)[-2:] == ["2/2 ▶", "Leave as it is"]
    assert labels(second)[-3:] == ["Route 12: Way 9", "◀ 1/2", "Leave as it is"]


def test_the_answers_of_an_instance_are_gone_through_again() -> None:
    talk = routes(*TWO, "[Edit]", "[Route 1: River]")

    asked = [said(talk.tells(line))[-1] for line in ("[Change its answers]", "Stream", "[Leave as it is]")]  # fmt: skip

    assert asked == ["ask Name?", "ask Safe?", "ask Route 2 saved: Hill."]
    assert talk.answers["/open/route[1]/name"] == "Stream"


def test_the_number_of_an_instance_may_be_written() -> None:
    assert labels(the_ask(routes(*TWO).tells("1"))) == [
        "Change its answers",
        "Remove it",
        "Leave as it is",
    ]


# Taking one away


def test_an_instance_is_removed_after_a_second_question() -> None:
    talk = routes(*TWO, "[Edit]", "[Route 1: River]")

    ask = the_ask(talk.tells("[Remove it]"))
    replies = talk.tells("[Yes, remove it]")

    assert ask.label == "Remove “Route 1: River” with all its answers?"
    assert said(replies) == ["answered Route 1: River removed.", "ask Route 1 saved: Hill."]
    assert talk.answers["/open/route[1]/name"] == "Hill"
    assert "/open/route[2]/name" not in talk.answers


def test_what_is_not_removed_stays() -> None:
    talk = routes(*TWO, "[Edit]", "[Route 1: River]", "[Remove it]")

    assert said(talk.tells("[No, keep it]")) == ["ask Route 2 saved: Hill."]
    assert talk.answers["/open/route[1]/name"] == "River"


def test_an_old_button_of_a_removed_instance_changes_nothing() -> None:
    talk = routes("Paths", "River")
    safe = talk.button("Yes")
    talk.tells("[Yes]", "[Add another]", "Hill", "[No]", "[Edit]", "[Route 1: River]")
    talk.tells("[Remove it]", "[Yes, remove it]")

    assert said(talk.does(safe))[0] == "toast That button belongs to an earlier question."
    assert talk.answers["/open/route[1]/safe"] == "no"


def test_an_old_button_of_an_instance_that_moved_up_is_known() -> None:
    talk = routes(*TWO[:-1])
    safe = talk.button("Yes")
    talk.tells("[No]", "[Edit]", "[Route 1: River]", "[Remove it]", "[Yes, remove it]")

    assert said(talk.does(safe)) == ["offer You answered “Safe?” with “No”. Change that answer?"]


def test_all_may_be_removed_and_told_anew() -> None:
    talk = routes("Paths", "River", "[Yes]", "1", "[Remove it]")

    ask = the_ask(talk.tells("[Yes, remove it]"))

    assert (ask.label, labels(ask)) == ("Route: none so far.", ["Add one", "Go on", "Back"])
    assert the_ask(talk.tells("[Go on]", "[Back]")).label == "Route: none so far."
    assert said(talk.tells("[Add one]"))[-1] == "ask Name?"


# The review

TO_REVIEW = (*TWO, "[Go on]", "[Skip]")


def test_the_review_sets_the_answers_of_an_instance_under_its_name() -> None:
    talk = routes(*TO_REVIEW)

    review = the_review(talk.seen[-1:])

    assert [(line.heading, line.label, line.shown) for line in review.lines] == [
        ("", "Title?", "Paths"),
        ("Route 1", "Name?", "River"),
        ("", "Safe?", "Yes"),
        ("Route 2", "Name?", "Hill"),
        ("", "Safe?", "No"),
        ("———", "Route", "So far: 2"),
        ("", "Remark?", "—"),
    ]
    assert labels(review)[-2:] == ["Add another: Route", "Send"]


@pytest.mark.parametrize("line", ["[Add another: Route]", "add another: route"])
def test_another_one_may_be_added_at_the_review(line: str) -> None:
    talk = routes(*TO_REVIEW)

    asked = [said(talk.tells(line))[-1] for line in (line, "Bridge", "[Skip]", "[Go on]")]

    assert asked == ["ask Name?", "ask Safe?", "ask Route 3 saved: Bridge.", "review"]


def test_back_while_one_is_added_at_the_review_walks_through_it() -> None:
    talk = routes(*TO_REVIEW, "[Add another: Route]", "Bridge")

    walked = [said(talk.tells("[Back]"))[-1] for _ in range(3)]

    assert walked == ["ask Name?", "ask Route 3 saved: Bridge.", "ask Safe?"]


def test_an_instance_is_removed_from_the_review() -> None:
    talk = routes(*TO_REVIEW, "[6]", "1", "[Remove it]", "[Yes, remove it]")

    review = the_review(talk.tells("[Go on]"))

    assert [line.shown for line in review.lines] == ["Paths", "Hill", "No", "So far: 1", "—"]


def test_an_answer_inside_an_instance_is_changed_from_the_review() -> None:
    talk = routes(*TO_REVIEW)

    assert the_ask(talk.tells("[4]")).answer == "Hill"
    assert said(talk.tells("[Back]"))[-1] == "review"
    assert the_review(talk.tells("4", "Slope")).lines[3].shown == "Slope"


def test_a_review_with_too_many_lines_for_buttons_takes_their_numbers_in_writing() -> None:
    more = [line for number in range(48) for line in ("[Add another]", f"Way {number}", "[Skip]")]
    talk = routes(*TWO, *more, "[Skip]")
    review = next(one for one in reversed(talk.seen) if isinstance(one, Review))

    assert (len(review.lines), review.changes, labels(review)) == (102, (), ["Send"])
    assert the_ask(talk.tells("98")).answer == "Way 46"


def test_all_answers_are_told_with_their_place() -> None:
    told = answers(routes(*TO_REVIEW).conversation, now=NOW, lists={})

    assert [(one.ref, one.name, one.kind) for one in told if one.value == "River"] == [
        ("/open/route[1]/name", "name", Kind.TEXT)
    ]


# Forged and late presses

AT_THE_REPEAT = 6


@pytest.mark.parametrize(
    "forged",
    [
        Instance(AT_THE_REPEAT, 0),
        Revise(AT_THE_REPEAT, 3),
        OfferRemoval(AT_THE_REPEAT, -1),
        Remove(AT_THE_REPEAT, 9),
        Skip(AT_THE_REPEAT),
        Change(AT_THE_REPEAT, 0),
        Replace(AT_THE_REPEAT),
    ],
    ids=str,
)
def test_a_forged_press_where_a_repeat_may_grow_puts_it_again(forged: Input) -> None:
    talk = routes(*TWO)
    turn = talk.conversation.turn
    fields = {**{name: getattr(forged, name) for name in type(forged).__slots__}, "turn": turn}

    assert said(talk.does(type(forged)(**fields))) == ["ask Route 2 saved: Hill."]
    assert talk.conversation.turn == turn


@pytest.mark.parametrize("forged", [GoOn(1), Instances(1, 0), Remove(1, 1)], ids=str)
def test_a_press_of_a_repeat_under_a_question_is_forged(forged: Input) -> None:
    assert said(routes().does(forged)) == ["ask Title?"]


@pytest.mark.parametrize("kind", [Chosen, Day])
def test_a_late_choice_where_a_repeat_grew_is_forged(kind: type[Chosen | Day]) -> None:
    talk = routes(*TWO)
    at_the_repeat = talk.conversation.turn
    talk.tells("[Go on]")

    replies = talk.does(kind(at_the_repeat, 0))

    assert said(replies) == ["toast That button belongs to an earlier question."]


@pytest.mark.parametrize("question", [-1, 0, 99])
def test_a_forged_addition_at_the_review_brings_the_review(question: int) -> None:
    talk = routes(*TO_REVIEW)

    assert said(talk.does(Add(talk.conversation.turn, question))) == ["review"]
    assert talk.conversation.mode is Mode.REVIEWING


def test_a_repeat_that_is_full_is_not_asked_about() -> None:
    more = [line for number in range(48) for line in ("[Add another]", f"Way {number}", "[Skip]")]
    talk = routes(*TWO, *more)

    assert said(talk.seen[-1:]) == ["ask Remark?"]


def test_the_open_repeat_speaks_another_language_when_the_person_does() -> None:
    ask = the_ask(routes(*TWO).speaks("es"))

    assert (ask.label, labels(ask)) == (
        "Guardado: Route 2, «Hill».",
        ["Agregar más", "Corregir", "Seguir", "Atrás"],
    )


# Knowing where one is


def test_a_repeat_in_another_says_in_which_it_may_grow() -> None:
    talk = Talk(make(NESTED))

    inner = the_ask(talk.tells("Market", "Dogs"))
    outer = the_ask(talk.tells("[Go on]"))

    assert (inner.group, inner.label) == ("Stop 1", "Risk 1 saved: Dogs.")
    assert (outer.group, outer.label) == ("", "Stop 1 saved: Market.")


def test_an_answer_that_is_changed_by_itself_says_to_what_it_belongs() -> None:
    talk = routes(*TO_REVIEW)

    assert the_ask(talk.does(Change(talk.conversation.turn, 1))).group == "Route 1"


def test_going_through_an_instance_again_counts_from_where_it_stands() -> None:
    talk = routes(*TWO)
    told = [the_ask(talk.seen[-1:]).total]

    again = the_ask(talk.tells("[Edit]", "[Route 1: River]", "[Change its answers]"))

    assert (again.label, again.position) == ("Name?", 2)
    assert told == [0]
    assert again.total == 6


def test_a_long_name_is_cut_where_it_only_tells_one_from_another() -> None:
    talk = routes("Paths", "River " * 30)

    assert the_ask(talk.tells("[Skip]")).label == f"Route 1 saved: {('River ' * 10).strip()}…."


def test_back_from_what_was_added_by_mistake_takes_it_away() -> None:
    talk = routes(*TWO)
    before = talk.answers

    replies = talk.tells("[Add another]", "[Back]")

    assert said(replies) == ["answered Name?", "ask Route 2 saved: Hill."]
    assert talk.answers == before
    assert said(talk.tells("[Back]"))[-1] == "ask Safe?"


def test_what_was_added_by_mistake_does_not_count() -> None:
    talk = routes(*TWO, "[Add another]")
    added = the_ask(talk.seen[-1:])

    asked = the_ask(talk.tells("[Back]", "[Go on]"))

    assert (added.position, added.total) == (6, 8)
    assert (asked.label, asked.position, asked.total) == ("Remark?", 6, 6)


def test_back_from_an_addition_at_the_review_leads_to_its_repeat_and_to_the_review() -> None:
    talk = routes(*TO_REVIEW)

    opened = talk.does(Change(talk.conversation.turn, 5))
    taken_back = talk.tells("[Add another]", "[Back]")

    assert said(opened) == ["ask Route 2 saved: Hill."]
    assert said(taken_back)[-1] == "ask Route 2 saved: Hill."
    assert isinstance(talk.tells("[Go on]")[-1], Review)


@pytest.mark.parametrize("route", ["Route 1: River", "Route 2: Hill"])
def test_back_from_answers_that_are_asked_again_keeps_them(route: str) -> None:
    talk = routes(*TWO)
    before = talk.answers

    talk.tells("[Edit]", f"[{route}]", "[Change its answers]", "[Back]")

    assert talk.answers == before


def test_back_from_an_instance_that_was_skipped_through_leads_to_what_stands_before() -> None:
    talk = Talk(make(OPEN.replace("Name? | yes", "Name? | ")))
    talk.tells("Paths", "[Skip]", "[Skip]", "[Add another]", "Hill", "[No]", "[Edit]", "[Route 1]")

    assert said(talk.tells("[Change its answers]", "[Back]"))[-1] == "ask Title?"
    assert talk.answers["/open/route[2]/name"] == "Hill"


def test_an_instance_added_again_after_back_stands_where_it_stood() -> None:
    talk = Talk(make(OPEN))
    talk.tells("Doors", "Along the river", "[Yes]")
    added = the_ask(talk.tells("[Add another]"))

    talk.tells("[Back]")
    again = the_ask(talk.tells("[Add another]"))

    assert (again.position, again.total) == (added.position, added.total)
