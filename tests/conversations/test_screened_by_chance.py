"""Texts that are held back, whatever is written and pressed around them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.inputs import (
    Back,
    Cancel,
    Done,
    DropDisclosure,
    Edited,
    ForOrganisers,
    Input,
    Keep,
    KeepDisclosure,
    LeaveIt,
    Replace,
    Resume,
    Reworded,
    Rewrite,
    Send,
    Skip,
    Spoken,
    StartOver,
    Typed,
)
from conversations.replies import Disclosed, Offer
from conversations.script import buttons_of
from conversations.standing import Pause
from conversations.xforms.formdef import FormDef
from tests.conversations.generated import forms
from tests.conversations.talks import Talk, make
from tests.conversations.test_screened import CALLED, FORM, LOCKED, NAMED

TEXTS = st.sampled_from([NAMED, LOCKED, CALLED, f"{NAMED}, {LOCKED}", "Doors", "1", "yes", "skip"])
PRESSES = (Back, Done, DropDisclosure, ForOrganisers, Keep, KeepDisclosure, LeaveIt, Replace)
MORE = (Rewrite, Send, Skip, StartOver)
unhurried = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def inputs(draw: st.DrawFn, talk: Talk) -> Input:
    """Write, edit, speak, or press: mostly what stands there."""
    there = [button.press for reply in talk.seen[-2:] for button in buttons_of(reply)]
    turn = draw(st.sampled_from([talk.conversation.turn, talk.conversation.turn - 1]))
    refs = list(talk.answers) or ["/gone"]
    messages = st.integers(0, len(talk.messages))
    any_of: st.SearchStrategy[Input] = st.one_of(
        st.builds(Typed, TEXTS),
        st.builds(Edited, messages, TEXTS),
        st.builds(Reworded, st.sampled_from(refs), TEXTS),
        st.sampled_from([Spoken("voice-0a.ogg"), Resume(), Cancel()]),
        st.sampled_from([press(turn) for press in (*PRESSES, *MORE)]),
        *([st.sampled_from(there)] if there else []),
    )
    return draw(any_of)


@pytest.mark.parametrize("form", [st.just(make(FORM)), forms], ids=["texts", "any"])
@unhurried
@given(data=st.data())
def test_a_held_text_is_no_answer_and_waits_for_its_person(
    form: st.SearchStrategy[FormDef], data: st.DataObject
) -> None:
    talk = Talk(data.draw(form))
    for _ in range(data.draw(st.integers(1, 15))):
        before = dict(talk.answers)
        talk.does(data.draw(inputs(talk)))
        held = talk.conversation.held
        if held is not None and held.text != before.get(held.ref):
            assert talk.answers.get(held.ref) != held.text

    waiting = talk.conversation.held
    if waiting is not None:
        (reply,) = talk.does(Resume())
        assert isinstance(reply, Offer | Disclosed) or waiting.pause is Pause.REWRITING
        for _ in range(2):  # first that it may be kept, then that somebody could be recognised
            talk.does(KeepDisclosure(talk.conversation.turn))
            talk.does(LeaveIt(talk.conversation.turn))
        assert talk.conversation.held is None
