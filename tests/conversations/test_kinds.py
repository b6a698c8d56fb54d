"""How each kind of question is put in a chat, and what answers it."""

import pytest

from conversations.conversation import take
from conversations.inputs import (
    Attachment,
    Blank,
    Cancel,
    Day,
    Done,
    Input,
    Located,
    Month,
    Page,
    Sent,
    ShowAll,
    StartOver,
    Typed,
    Voice,
)
from conversations.replies import Answered, Reply, Say, Toast
from conversations.standing import Conversation, Mode
from conversations.xforms import filled
from conversations.xforms.formdef import Kind
from tests.conversations.talks import NOW, Talk, labels, make, marked, said, the_ask, the_review

SHEETS = """
## survey

| type | name | label | hint | guidance_hint | required | appearance | parameters | constraint | bind::wb:precise |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| {type} | it | What? | {hint} | {guidance} | {required} | {appearance} | {parameters} | {constraint} | {precise} |
| text | why | Why? | | | yes | | | | |

## choices

| list_name | name | label |
| --- | --- | --- |
| step | prevent | **Prevent** |
| step | find | Find |
| step | protect | Protect |

## settings

| form_id | version | namespaces |
| --- | --- | --- |
| kinds | 1 | wb="https://example.org/wb" |
"""
SENT = {
    Kind.IMAGE: Sent(Kind.IMAGE, "3f2a.jpg"),
    Kind.AUDIO: Sent(Kind.AUDIO, "3f2a.ogg"),
    Kind.VIDEO: Sent(Kind.VIDEO, "3f2a.mp4"),
    Kind.FILE: Sent(Kind.FILE, "3f2a.pdf"),
}


def asked(kind: str, *lines: str, language: str = "en", **columns: str) -> Talk:
    empty = dict.fromkeys(
        ("hint", "guidance", "required", "appearance", "parameters", "constraint", "precise"), ""
    )
    talk = Talk(make(SHEETS.format(type=kind, **{**empty, **columns})), language=language)
    talk.tells(*lines)
    return talk


def shown(replies: tuple[Reply, ...]) -> str:
    """Return what was said back of the answer."""
    (answer,) = (reply.shown for reply in replies if isinstance(reply, Answered))
    return answer


# Calendars


def test_a_date_is_put_with_the_calendar_of_this_month() -> None:
    ask = the_ask(asked("date").seen)

    years, months, letters, *weeks, today = [[day.label for day in row] for row in ask.grid]
    assert (years, months) == (["◀ 2025", "2026", "2027 ▶"], ["◀ Oct", "November", "Dec ▶"])
    assert letters == ["M", "T", "W", "T", "F", "S", "S"]
    assert weeks[0] == ["·", "·", "·", "·", "·", "·", "1"]
    assert today == ["Today"]


def test_a_pressed_day_is_the_answer() -> None:
    talk = asked("date")

    replies = talk.tells("[◀ Oct]", "[31]")

    assert shown(replies) == "31 October 2026"
    assert talk.answers["/kinds/it"] == "2026-10-31"


def test_a_day_that_the_form_refuses_may_be_pressed_and_is_told() -> None:
    talk = asked("date", constraint=". < today()")

    ask = the_ask(talk.tells("[Today]"))

    assert (ask.problem, ask.in_place) == (
        "That answer does not fit here. Please look at the question once more.",
        True,
    )


def test_the_answer_is_marked_in_its_month() -> None:
    talk = asked("date", "31/10/2026", "[Back]")

    days = [day.label for row in the_ask(talk.seen[-1:]).grid for day in row if day.marked]

    assert days == ["31"]


def test_the_head_of_a_calendar_is_no_day() -> None:
    talk = asked("date")

    assert talk.does(Blank(1)) == (Toast("Press a day of the calendar."),)


@pytest.mark.parametrize("forged", [Day(1, 0), Day(1, -5), Day(1, 10**9)])
def test_a_forged_day_puts_the_question_again(forged: Day) -> None:
    assert said(asked("date").does(forged)) == ["ask What?"]


@pytest.mark.parametrize(("month", "year"), [(-1, "1000"), (10**9, "9000")])
def test_a_forged_month_shows_the_nearest_there_is(month: int, year: str) -> None:
    ask = the_ask(asked("date").does(Month(1, month)))

    assert ask.grid[0][1].label == year


@pytest.mark.parametrize("forged", [Page(1, 0), ShowAll(1)])
def test_a_page_of_choices_under_a_calendar_is_forged(forged: Page | ShowAll) -> None:
    assert said(asked("date").does(forged)) == ["ask What?"]


def test_a_calendar_press_under_another_question_is_forged() -> None:
    assert said(asked("text").does(Day(1, 739_000))) == ["ask What?"]


def test_an_old_day_offers_to_change_the_date() -> None:
    talk = asked("date", "yesterday")

    assert talk.does(Day(1, NOW.toordinal() - 1)) == (Toast("Already noted: 23 November 2026"),)
    assert said(talk.does(Day(1, NOW.toordinal()))) == [
        "offer You answered “What?” with “23 November 2026”. Change that answer?"
    ]


def test_an_old_day_of_a_skipped_date_offers_to_answer_it() -> None:
    talk = asked("date", "[Skip]")

    assert said(talk.does(Day(1, NOW.toordinal()))) == [
        "offer You left “What?” without an answer. Answer it now?"
    ]


def test_a_date_may_be_without_a_calendar() -> None:
    ask = the_ask(asked("date", appearance="no-calendar").seen)

    assert (ask.grid, ask.hint) == ((), "")


def test_a_month_is_pressed_or_written_and_kept_as_its_first_day() -> None:
    talk = asked("date", appearance="month-year")

    ask = the_ask(talk.seen)
    replies = talk.tells("[◀ 2025]", "[May]")

    assert [len(row) for row in ask.grid] == [3, 3, 3, 3, 3]
    assert (shown(replies), talk.answers["/kinds/it"]) == ("May 2025", "2025-05-01")


def test_an_unreadable_month_has_a_month_as_example() -> None:
    assert the_ask(asked("date", appearance="month-year").tells("soon")).problem == (
        "I could not read that date. Please write it like this: 11/2026."
    )


def test_a_year_is_pressed_or_written_and_kept_as_its_first_day() -> None:
    talk = asked("date", appearance="year")

    replies = talk.tells("[◀ 2004–2015]", "[2010]")

    assert (shown(replies), talk.answers["/kinds/it"]) == ("2010", "2010-01-01")


# Times and moments


def test_a_time_is_kept_with_the_offset_of_the_workshop() -> None:
    talk = asked("time")

    replies = talk.tells("2:30 pm")

    assert (shown(replies), talk.answers["/kinds/it"]) == ("14:30", "14:30:00.000-06:00")


def test_an_unreadable_time_is_said() -> None:
    assert the_ask(asked("time").tells("noonish")).problem == (
        "I could not read that time. Please write it like this: 14:30."
    )


def test_a_moment_is_a_day_and_then_its_time() -> None:
    talk = asked("dateTime")

    day = the_ask(talk.tells("[Today]"))
    replies = talk.tells("half past nine")

    assert (day.hint, day.grid, day.in_place) == (
        "24 November 2026: at what time? Write it like 14:30.",
        (),
        True,
    )
    assert shown(replies) == "24 November 2026, 09:30"
    assert talk.answers["/kinds/it"] == "2026-11-24T09:30:00.000-06:00"


def test_a_moment_may_be_written_in_two_steps_or_in_one() -> None:
    talk = asked("dateTime", "yesterday")

    assert the_ask(talk.tells("later")).problem == (
        "I could not read that time. Please write it like this: 14:30."
    )
    assert shown(talk.tells("3/5/2024 at noon")) == "3 May 2024, 12:00"


def test_back_from_the_time_of_a_moment_leads_to_its_day() -> None:
    talk = asked("dateTime", "[Today]")

    ask = the_ask(talk.tells("[Back]"))

    assert (len(ask.grid) > 5, ask.label, talk.conversation.day) == (True, "What?", "")


# Orders


def test_choices_are_placed_by_pressing_and_leave_the_order_again() -> None:
    talk = asked("rank step")

    ask = the_ask(talk.tells("[Find]", "[Protect]", "[1 · Find]"))

    assert labels(ask) == ["Prevent", "Find", "1 · Protect", "Start over", "Skip"]
    assert labels(the_ask(talk.tells("[Start over]"))) == ["Prevent", "Find", "Protect", "Skip"]


def test_an_order_is_done_when_all_are_placed() -> None:
    talk = asked("rank step", "[Find]", "[Protect]", "[Prevent]")

    replies = talk.tells("[Done]")

    assert shown(replies) == "1. Find; 2. Protect; 3. Prevent"
    assert talk.answers["/kinds/it"] == "find protect prevent"


def test_an_unfinished_order_cannot_be_done() -> None:
    ask = the_ask(asked("rank step", "[Find]").does(Done(1)))

    assert ask.problem == "Please press all of them in order, and then press Done."


@pytest.mark.parametrize("line", ["2, 3, 1", "2 3 1", "find > protect > prevent", "Find\nProtect\nPrevent"])  # fmt: skip
def test_an_order_may_be_written(line: str) -> None:
    talk = asked("rank step", line)

    assert talk.answers["/kinds/it"] == "find protect prevent"


def test_the_beginning_of_an_order_may_be_written() -> None:
    ask = the_ask(asked("rank step", "[Prevent]").tells("protect, find"))

    assert labels(ask)[:3] == ["1 · Prevent", "3 · Find", "2 · Protect"]


def test_a_choice_is_no_place_in_an_order() -> None:
    ask = the_ask(asked("rank step").tells("escape"))

    assert ask.problem == (
        "“escape” is not one of the choices. Press a button, or write its words."
    )


def test_an_order_that_is_reopened_is_whole() -> None:
    talk = asked("rank step", "2 3 1")

    assert labels(the_ask(talk.tells("[Back]"))) == [
        "3 · Prevent", "1 · Find", "2 · Protect", "Done", "Start over", "Remove answer",
    ]  # fmt: skip


def test_starting_over_belongs_to_orders() -> None:
    assert said(asked("text").does(StartOver(1))) == ["ask What?"]


def test_an_order_that_must_be_given_says_so() -> None:
    ask = the_ask(asked("rank step", required="yes").does(Done(1)))

    assert ask.problem == "Please press all of them in order, and then press Done."


# Scales and numbers


def test_a_short_scale_has_a_button_for_each_figure() -> None:
    talk = asked("range", parameters="start=0 end=10 step=1")

    assert labels(the_ask(talk.seen)) == [*map(str, range(11)), "Skip"]
    assert shown(talk.tells("[7]")) == "7"
    assert marked(the_ask(talk.tells("[Back]"))) == ["7"]


def test_a_scale_may_have_fractions() -> None:
    talk = asked("range", parameters="start=0 end=1 step=0.5", language="es")

    assert labels(the_ask(talk.seen))[:3] == ["0", "0.5", "1"]
    assert shown(talk.tells("0,5")) == "0.5"


def test_a_long_scale_is_written_and_its_bounds_are_told() -> None:
    talk = asked("range", parameters="start=0 end=100 step=5")

    assert (the_ask(talk.seen).hint, labels(the_ask(talk.seen))) == (
        "A number from 0 to 100, in steps of 5.",
        ["Skip"],
    )
    assert the_ask(talk.tells("42")).problem == "A number from 0 to 100, in steps of 5."
    assert shown(talk.tells("45")) == "45"


def test_who_writes_no_number_is_told_the_ends_of_the_scale() -> None:
    whole = asked("range", parameters="start=1 end=5 step=1")
    parts = asked("range", parameters="start=0 end=1 step=0.5")

    assert the_ask(whole.tells("many")).problem == "A number from 1 to 5."
    assert the_ask(parts.tells("half")).problem == "A number from 0 to 1, in steps of 0.5."


def test_a_share_may_be_written_with_its_sign() -> None:
    assert shown(asked("integer").tells("45 %")) == "45"


# Places


def test_a_place_is_asked_with_the_button_of_the_phone_and_kept_as_an_area() -> None:
    talk = asked("geopoint")

    ask = the_ask(talk.seen)
    replies = talk.does(Located(14.07231, -87.19214))

    assert ask.wants_location
    assert ask.hint == (
        "I keep only the area, to about one kilometre, and the organisers see it. "
        "Telegram sees the exact place.\n"
        "Press “Send my location”, choose a place on the map with the paper clip, "
        "or write it like 14.07, -87.21. If you would rather not tell, press “Skip”."
    )
    assert (shown(replies), the_ask(replies).recap) == ("14.07, -87.19", "")
    assert talk.answers["/kinds/it"] == "14.07 -87.19"


def test_a_place_just_below_zero_is_zero() -> None:
    assert shown(asked("geopoint").does(Located(-0.001, 0.0))) == "0, 0"


def test_a_place_is_exact_where_the_form_says_so() -> None:
    talk = asked("geopoint", precise="yes", required="yes")

    replies = talk.does(Located(14.07231, -87.19214))

    assert the_ask(talk.seen[:1]).hint.startswith(
        "I keep the exact place, and the organisers see it. So does Telegram."
    )
    assert shown(replies) == "14.07231, -87.19214"


def test_a_place_may_be_written() -> None:
    assert shown(asked("geopoint").tells("14°04'12\" N, 87°12'36\" W")) == "14.07, -87.21"


def test_what_is_no_place_is_said() -> None:
    talk = asked("geopoint")

    assert the_ask(talk.tells("at home")).problem == (
        "I do not know where that is: I need a place on the map, not a name."
    )
    ask = the_ask(talk.does(SENT[Kind.IMAGE]))
    assert ask.problem == "This question needs a place on the map."
    assert not ask.wants_location  # its button is still there


def test_the_button_of_the_phone_goes_with_the_question() -> None:
    talk = asked("geopoint")

    stopped = talk.does(Cancel())
    answered = talk.tells("[Skip]")

    assert [reply.wanted_location for reply in (*stopped, *answered) if isinstance(reply, Answered)] == [True, True]  # fmt: skip


def test_a_place_is_no_answer_to_other_questions() -> None:
    ask = the_ask(asked("text").does(Located(14, -87)))

    assert ask.problem == "I can only read text here. Please write your answer or press a button."


# Files


@pytest.mark.parametrize(
    ("kind", "hint", "received"),
    [
        (Kind.IMAGE, "Send a photo here.", "Photo received"),
        (Kind.AUDIO, "Record a voice message, or send a sound file.", "Recording received"),
        (Kind.VIDEO, "Record a video, or send one.", "Video received"),
        (Kind.FILE, "Send a file here.", "File received"),
    ],
)
def test_a_file_is_taken_and_shown_in_words(kind: Kind, hint: str, received: str) -> None:
    talk = asked(kind.value)

    replies = talk.does(SENT[kind])

    assert (the_ask(talk.seen[:1]).hint, shown(replies)) == (hint, received)
    assert talk.answers["/kinds/it"] == SENT[kind].name


@pytest.mark.parametrize("came_in", [Typed("a photo"), SENT[Kind.AUDIO], SENT[Kind.FILE], Attachment(), Voice()], ids=str)  # fmt: skip
def test_what_is_no_photo_is_told_that_one_is_wanted(came_in: Input) -> None:
    talk = asked("image")

    ask = the_ask(talk.does(came_in))

    assert ask.problem == (
        "This question needs a photo. Please send one as a photo, not as a file."
    )
    assert (labels(ask), "/kinds/it" in talk.answers) == (["Skip"], False)


def test_any_file_will_do_where_a_file_is_asked_for() -> None:
    assert shown(asked("file").does(SENT[Kind.IMAGE])) == "File received"


@pytest.mark.parametrize(
    ("came_in", "problem"),
    [
        (
            SENT[Kind.AUDIO],
            "I cannot take a recording here. Please write your answer or press a button.",
        ),
        (
            SENT[Kind.IMAGE],
            "I can only read text here. Please write your answer or press a button.",
        ),
    ],
)
def test_a_file_is_no_answer_to_words(came_in: Sent, problem: str) -> None:
    assert the_ask(asked("text").does(came_in)).problem == problem


def test_a_file_at_the_review_brings_the_review() -> None:
    talk = asked("text", "This", "That")

    assert the_review(talk.does(SENT[Kind.IMAGE])).problem == (
        "I can only read text here. Please write your answer or press a button."
    )


def test_a_code_is_written_and_not_read_from_a_picture() -> None:
    talk = asked("barcode")

    assert the_ask(talk.does(SENT[Kind.IMAGE])).problem == (
        "I cannot read a code from a picture. Please write the figures that stand under it."
    )
    assert the_ask(talk.tells("4006381333931")).recap == ""
    assert talk.answers["/kinds/it"] == "4006381333931"


# What is read and agreed to


@pytest.mark.parametrize("line", ["[I understand]", "I understand", "ok", "Yes"])
def test_a_text_is_acknowledged_by_its_button_or_in_words(line: str) -> None:
    talk = asked("acknowledge", line)

    assert talk.answers["/kinds/it"] == "OK"


def test_what_does_not_acknowledge_is_told_how() -> None:
    talk = asked("acknowledge")

    assert labels(the_ask(talk.seen)) == ["I understand", "Skip"]
    assert the_ask(talk.tells("what?")).problem == (
        "Please press “I understand” when you have read it."
    )


def test_the_forms_hints_stand_before_what_is_said_of_the_kind() -> None:
    ask = the_ask(asked("image", hint="Of the door.", guidance="Not of people.").seen)

    assert ask.hint == "Of the door. Send a photo here.\nNot of people."


# What costs too much, and what was begun long ago

COSTLY = """
## survey

| type | name | label | calculation |
| --- | --- | --- | --- |
| text | it | What? | |
| select_one step | first | First? | |
| calculate | much | | count(instance('step')/root/item[name = ${it}]) |

## choices

| list_name | name | label |
| --- | --- | --- |
| step | find | Find |

## settings

| form_id | version |
| --- | --- |
| costly | 1 |
"""
TOO_MUCH = Say(
    "I could not work that out: this form asks for too much at once. Please tell the organisers."
)


@pytest.mark.parametrize("came_in", [Typed("this"), Cancel(), Located(0, 0)], ids=str)
def test_what_costs_too_much_is_said_and_all_is_as_before(
    came_in: Input, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Talk(make(COSTLY))
    before = talk.conversation
    monkeypatch.setattr(filled, "MOST_EFFORT", 0)

    assert talk.does(came_in) == (TOO_MUCH,)
    assert talk.conversation == before


def test_a_question_that_costs_too_much_is_not_put_again(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Talk(make(COSTLY))
    monkeypatch.setattr(filled, "MOST_EFFORT", 0)

    assert talk.speaks("fr") == (TOO_MUCH,)


def test_a_sent_form_that_costs_too_much_stays_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Talk(make(COSTLY))
    talk.tells("this", "[Find]", "[Send]")
    monkeypatch.setattr(filled, "MOST_EFFORT", 0)

    assert talk.edits("this", "that") == talk.reopens() == (TOO_MUCH,)
    assert (talk.conversation.mode, talk.answers["/costly/it"]) == (Mode.CLOSED, "this")


def test_a_form_that_costs_too_much_is_closed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    form = make(COSTLY)
    monkeypatch.setattr(filled, "MOST_EFFORT", 0)

    talk = Talk(form)

    assert (talk.seen, talk.conversation.mode, talk.completed) == ([TOO_MUCH], Mode.CLOSED, False)


def test_a_conversation_of_before_calendars_goes_on() -> None:
    talk = asked("date")
    state = talk.conversation.to_state()
    for new in ("found", "day", "position"):
        del state[new]
    conversation = Conversation.from_state(talk.form, state)

    turn = take(conversation, Typed("yesterday"), now=NOW, lists={})

    assert said(turn.replies) == ["answered What? 23 November 2026", "ask Why?"]
    assert (turn.conversation.position, turn.conversation.mode) == (2, Mode.ASKING)
