"""What may never happen, whatever people write and press."""

import json
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.builtin import BUILTIN_FORMS, compile_builtin
from conversations.cleaning import clean
from conversations.conversation import answers
from conversations.inputs import (
    Add,
    Attachment,
    Back,
    Blank,
    Cancel,
    Change,
    Chosen,
    Day,
    Done,
    Edited,
    GoOn,
    Input,
    Instance,
    Instances,
    Keep,
    Located,
    Month,
    OfferRemoval,
    Page,
    Remove,
    Replace,
    Resume,
    Revise,
    Reworded,
    Send,
    Sent,
    ShowAll,
    Skip,
    StartOver,
    Typed,
    Voice,
)
from conversations.replies import Ask, Reply, Review, Say
from conversations.script import buttons_of
from conversations.standing import Conversation, Mode
from conversations.xforms.entry import FormEntry
from conversations.xforms.formdef import FormDef, Kind, generic
from locales import LANGUAGES
from tests.conversations.generated import forms
from tests.conversations.talks import NOW, Talk
from tests.dialogue import lists

FORMS = {form_id: compile_builtin(form_id)[1].form for form_id in BUILTIN_FORMS}

# A conversation is many turns, and a busy machine is no failure.
unhurried = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])

turns = st.integers(-1, 30)
numbers = st.integers(-2, 20)
days = st.integers(-1, 4_000_000)
NUMBERED = (Chosen, Page, Change, Add, Instances, Instance, Revise, OfferRemoval, Remove)
PLAIN = (Done, ShowAll, StartOver, Blank, GoOn, Skip, Back, Keep, Replace, Send)
written = st.sampled_from(
    [
        *("Doors", "1", "2", "1, 2", "no", "yes", "back", "skip", "done", "send", "2019", "a"),
        *("x" * 90, "yesterday", "2:30 pm", "24/11/2026 14:30", "14.07, -87.21", "choice l2"),
        *("choice c, choice a, choice b", "choice", "choise l1", "**", "-3", "0"),
    ]
)
places = st.builds(Located, st.floats(-100, 100), st.floats(-200, 200))
sent = st.builds(
    Sent, st.sampled_from([Kind.IMAGE, Kind.AUDIO, Kind.VIDEO, Kind.FILE]), st.just("3f2a.jpg")
)
forged: st.SearchStrategy[Input] = st.one_of(
    *(st.builds(press, turns, numbers) for press in NUMBERED),
    st.builds(Day, turns, days),
    st.builds(Month, turns, days),
    *(st.builds(press, turns) for press in PLAIN),
)
silent: st.SearchStrategy[Input] = st.one_of(
    st.sampled_from([Voice(), Attachment(), Cancel(), Resume()]), places, sent
)
words = written | st.text(max_size=30)
corrected: st.SearchStrategy[Input] = st.builds(Edited, st.integers(-1, 30), words) | st.builds(
    Reworded, st.sampled_from(["/practice/title", "/lesson/title", "/made/q0", "/gone", ""]), words
)
anything: st.SearchStrategy[Input] = st.one_of(st.builds(Typed, words), corrected, forged, silent)


def meet(data: st.DataObject) -> Talk:
    """Begin a form, and press and write at random until somewhere in it."""
    form = data.draw(st.sampled_from(BUILTIN_FORMS).map(FORMS.__getitem__) | forms)
    language = data.draw(st.sampled_from(LANGUAGES))
    talk = Talk(form, lists=lists(language), language=language)
    for _ in range(data.draw(st.integers(0, 20))):
        talk.does(draw_sensible(data, talk))
    return talk


def draw_sensible(data: st.DataObject, talk: Talk) -> Input:
    """Press a button of the last question mostly, else write or send something."""
    presses = [button.press for button in buttons_of(talk.seen[-1])]
    told = st.builds(Typed, written) | sent | places
    return data.draw((st.sampled_from(presses) | told) if presses else told)


@unhurried
@given(st.data())
def test_nothing_that_comes_in_breaks_a_conversation(data: st.DataObject) -> None:
    talk = meet(data)

    for came_in in data.draw(st.lists(anything, max_size=12)):
        replies = talk.does(came_in)

        may_be_silent = isinstance(came_in, Edited | Reworded)
        assert replies or may_be_silent or talk.conversation.mode is Mode.CLOSED


@unhurried
@given(st.data())
def test_an_answer_once_taken_stays_but_for_the_one_that_is_open_or_corrected(
    data: st.DataObject,
) -> None:
    talk = meet(data)

    for came_in in data.draw(st.lists(anything, max_size=12)):
        before = asked_answers(talk)
        about = {talk.conversation.open, is_corrected(talk, came_in)}
        talk.does(came_in)

        if may_take_away(came_in, before):
            continue
        after = asked_answers(talk)
        assert {ref: after.get(ref) for ref in before if ref not in about} == {
            ref: value for ref, value in before.items() if ref not in about
        }


@unhurried
@given(forms, st.data())
def test_an_answer_is_what_its_message_says(form: FormDef, data: st.DataObject) -> None:
    talk = Talk(form, lists=lists("en"))
    meant: dict[int, str] = {}

    for _ in range(data.draw(st.integers(1, 25))):
        edits = data.draw(st.booleans())
        if talk.messages and edits:
            number = data.draw(st.integers(1, len(talk.messages)))
            edited = data.draw(st.sampled_from(["Other words", "In two\nlines", "x"]))
            was_refused = talk.conversation.refused == number
            if is_noted(talk.does(Edited(number, edited))) or was_refused:
                meant[number] = edited
        else:
            talk.does(draw_sensible(data, talk))
            meant.setdefault(len(talk.messages), talk.messages[-1] if talk.messages else "")

    for ref, value in told_in_words(talk).items():
        heard = [one.message for one in talk.conversation.heard if one.ref == ref]
        assert not heard or value == "\n".join(clean(meant[number]) for number in heard)


def is_noted(replies: Sequence[Reply]) -> bool:
    told = (reply.text if isinstance(reply, Say) else "" for reply in replies)
    recaps = (reply.recap for reply in replies if isinstance(reply, Ask | Review))
    return any(text.startswith("Changed: ") for text in (*told, *recaps))


def told_in_words(talk: Talk) -> dict[str, str]:
    """Return the answers to questions that are answered in one's own words."""
    told = answers(talk.conversation, now=NOW, lists=talk.lists)
    return {one.ref: one.value for one in told if one.kind is Kind.TEXT}


def is_corrected(talk: Talk, came_in: Input) -> str:
    """Return the answer that is to be changed afterwards, "" where none is."""
    if isinstance(came_in, Edited):
        return talk.conversation.heard_in(came_in.message)
    return came_in.ref if isinstance(came_in, Reworded) else ""


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
    assert kept_again(conversation) == conversation.entry


@unhurried
@given(st.data())
def test_what_is_remembered_of_the_way_is_in_the_form(data: st.DataObject) -> None:
    talk = meet(data)
    conversation = talk.conversation

    entry = FormEntry.restore(conversation.form, conversation.entry, now=NOW, lists=talk.lists)

    for ref in conversation.passed:
        if not ref.endswith("]"):
            assert entry.prompt(ref, "en").ref == ref


@unhurried
@given(st.data())
def test_progress_goes_back_only_where_the_participant_does(data: st.DataObject) -> None:
    talk = meet(data)
    position = 0

    for _ in range(data.draw(st.integers(0, 20))):
        came_in = draw_sensible(data, talk)
        replies = talk.does(came_in)
        asked = [reply for reply in replies if isinstance(reply, Ask) and reply.position]
        went_back = isinstance(came_in, Back | Revise) or (
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
    assert is_told_to_the_end(FORMS[form_id], data)


@unhurried
@given(forms, st.data())
def test_whoever_answers_gets_to_the_end_of_any_form(form: FormDef, data: st.DataObject) -> None:
    assert is_told_to_the_end(form, data)


@unhurried
@given(forms, st.data())
def test_whoever_sent_a_form_may_change_it_and_send_it_again(
    form: FormDef, data: st.DataObject
) -> None:
    talk = Talk(form, lists=lists("en"))
    assert goes_to_the_end(talk, data)

    for edited in data.draw(st.lists(corrected, max_size=5)):
        talk.does(edited)
    talk.reopens()

    assert goes_to_the_end(talk, data)
    assert talk.conversation.mode is Mode.CLOSED


def is_told_to_the_end(form: FormDef, data: st.DataObject) -> bool:
    return goes_to_the_end(Talk(form, lists=lists("en")), data)


def goes_to_the_end(talk: Talk, data: st.DataObject) -> bool:
    form = talk.form
    for _ in range(20 + 30 * len(form.questions)):
        if talk.completed:
            return True
        talk.does(draw_forward(data, talk))
    return False


SENSIBLE: dict[Kind, Input] = {
    Kind.TIME: Typed("14:30"),
    Kind.DATETIME: Typed("yesterday at noon"),
    Kind.INTEGER: Typed("2"),
    Kind.GEOPOINT: Located(14.07, -87.21),
    **{kind: Sent(kind, "3f2a.jpg") for kind in (Kind.IMAGE, Kind.AUDIO, Kind.VIDEO, Kind.FILE)},
}
ASIDE = (Back, Page, Change, Month, Blank, ShowAll, StartOver, Add, Instances, Instance)
ASIDE_OF_REPEATS = (Revise, OfferRemoval, Remove)


def draw_forward(data: st.DataObject, talk: Talk) -> Input:
    """Answer what is asked in one way or another; never go back, aside or on for ever."""
    ask = talk.seen[-1]
    kind = kind_of(talk)
    if talk.conversation.written:
        return talk.button("Done")
    marked = isinstance(ask, Ask) and any(button.marked for button in ask.choices)
    if kind is Kind.RANK:
        return data.draw(st.permutations(["choice a", "choice b", "choice c"]).map(in_order))
    presses = [
        button.press
        for button in buttons_of(ask)
        if not isinstance(button.press, (*ASIDE, *ASIDE_OF_REPEATS))
        and isinstance(button.press, Done) == marked
    ]
    told = SENSIBLE.get(kind, Typed("20")) if kind else Typed("20")
    return data.draw(st.sampled_from([*presses, told] if kind not in CHOSEN else presses))


def in_order(choices: list[str]) -> Input:
    return Typed(", ".join(choices))


CHOSEN = (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE, Kind.ACKNOWLEDGE, None)


def kind_of(talk: Talk) -> Kind | None:
    """Return the kind of the open question, None at the review and where a repeat may grow."""
    asked = talk.form.by_ref.get(generic(talk.conversation.open))
    return asked.kind if asked else None


def may_take_away(came_in: Input, before: Mapping[str, str]) -> bool:
    """Tell whether instances went: taken away, or because a number of them has changed."""
    counted = any("/many_" in ref for ref in before)
    return isinstance(came_in, Remove) or counted


def kept_again(conversation: Conversation) -> dict[str, object]:
    entry = FormEntry.restore(
        conversation.form, conversation.entry, now=NOW, lists=lists(conversation.language)
    )
    return entry.dump()


def asked_answers(talk: Talk) -> dict[str, str]:
    """Return what was answered, without what is calculated from it."""
    told = answers(talk.conversation, now=NOW, lists=talk.lists)
    return {one.ref: one.value for one in told if one.name != "level"}
