"""What may never happen, whatever people write and press."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.builtin import BUILTIN_FORMS, compile_builtin
from conversations.conversation import answers
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
from conversations.replies import Ask
from conversations.standing import Conversation, Mode
from locales import LANGUAGES
from tests.conversations.talks import NOW, Talk, buttons_of
from tests.dialogue import lists

FORMS = {form_id: compile_builtin(form_id)[1].form for form_id in BUILTIN_FORMS}

# A conversation is many turns, and a busy machine is no failure.
unhurried = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])

turns = st.integers(-1, 30)
numbers = st.integers(-2, 20)
written = st.sampled_from(
    ["Doors", "1", "2", "1, 2", "no", "yes", "back", "skip", "done", "send", "2019", "a", "x" * 90]
)
forged: st.SearchStrategy[Input] = st.one_of(
    st.builds(Chosen, turns, numbers),
    st.builds(Page, turns, numbers),
    st.builds(Change, turns, numbers),
    *(st.builds(press, turns) for press in (Done, Skip, Back, Keep, Replace, Send)),
)
silent: st.SearchStrategy[Input] = st.sampled_from([Voice(), Attachment(), Cancel(), Resume()])
anything: st.SearchStrategy[Input] = st.one_of(
    st.builds(Typed, written | st.text(max_size=30)), forged, silent
)


def meet(data: st.DataObject) -> Talk:
    """Begin a form, and press and write at random until somewhere in it."""
    form_id = data.draw(st.sampled_from(BUILTIN_FORMS))
    language = data.draw(st.sampled_from(LANGUAGES))
    talk = Talk(FORMS[form_id], lists=lists(language), language=language)
    for _ in range(data.draw(st.integers(0, 20))):
        talk.does(draw_sensible(data, talk))
    return talk


def draw_sensible(data: st.DataObject, talk: Talk) -> Input:
    """Press a button of the last question mostly, else write."""
    presses = [button.press for button in buttons_of(talk.seen[-1])]
    pressed = st.sampled_from(presses) if presses else st.builds(Typed, written)
    return data.draw(pressed | st.builds(Typed, written))


@unhurried
@given(st.data())
def test_nothing_that_comes_in_breaks_a_conversation(data: st.DataObject) -> None:
    talk = meet(data)

    for came_in in data.draw(st.lists(anything, max_size=12)):
        replies = talk.does(came_in)

        assert replies or talk.conversation.mode is Mode.CLOSED


@unhurried
@given(st.data())
def test_an_answer_once_taken_stays_but_for_the_open_question(data: st.DataObject) -> None:
    talk = meet(data)

    for came_in in data.draw(st.lists(anything, max_size=12)):
        before = asked_answers(talk)
        about = talk.conversation.open
        talk.does(came_in)

        after = asked_answers(talk)
        assert {ref: after.get(ref) for ref in before if ref != about} == {
            ref: value for ref, value in before.items() if ref != about
        }


@unhurried
@given(st.data())
def test_an_old_button_never_changes_an_answer(data: st.DataObject) -> None:
    talk = meet(data)
    before = talk.answers
    open_turn = talk.conversation.turn

    talk.does(data.draw(forged.filter(lambda press: getattr(press, "turn", None) != open_turn)))

    assert talk.answers == before


@unhurried
@given(st.data())
def test_a_conversation_is_the_same_after_json(data: st.DataObject) -> None:
    conversation = meet(data).conversation

    state = json.loads(json.dumps(conversation.to_state()))

    assert Conversation.from_state(conversation.form, state) == conversation


@unhurried
@given(st.data())
def test_progress_goes_back_only_where_the_participant_does(data: st.DataObject) -> None:
    talk = meet(data)
    position = 0

    for _ in range(data.draw(st.integers(0, 20))):
        came_in = draw_sensible(data, talk)
        replies = talk.does(came_in)
        asked = [reply for reply in replies if isinstance(reply, Ask) and reply.position]
        went_back = isinstance(came_in, Back) or (
            isinstance(came_in, Typed) and came_in.text == "back"
        )
        for ask in asked:
            assert 1 <= ask.position <= ask.total
            assert went_back or ask.position >= position
            position = ask.position


@unhurried
@given(st.data())
@pytest.mark.parametrize("form_id", BUILTIN_FORMS)
def test_whoever_answers_gets_to_the_end(form_id: str, data: st.DataObject) -> None:
    talk = Talk(FORMS[form_id], lists=lists("en"))
    limit = 4 * len(FORMS[form_id].questions)

    for _ in range(limit):
        if talk.completed:
            break
        talk.does(draw_forward(data, talk))

    assert talk.completed


def draw_forward(data: st.DataObject, talk: Talk) -> Input:
    """Answer what is asked in one way or another; never go back or look at another page."""
    ask = talk.seen[-1]
    marked = isinstance(ask, Ask) and any(button.marked for button in ask.choices)
    presses = [
        button.press
        for button in buttons_of(ask)
        if not isinstance(button.press, Back | Page | Change)
        and isinstance(button.press, Done) == marked
    ]
    return data.draw(st.sampled_from(presses)) if presses else Typed("2019")


def asked_answers(talk: Talk) -> dict[str, str]:
    """Return what was answered, without what is calculated from it."""
    told = answers(talk.conversation, now=NOW, lists=talk.lists)
    return {one.ref: one.value for one in told if one.name != "level"}
