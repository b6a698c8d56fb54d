"""What a text message does: name a button, answer the open question, or point at the review card."""

from dataclasses import replace
from datetime import date, time
from typing import assert_never

from conversations import guarding, joining, putting, repeating, reviewing
from conversations.answers import Ambiguous, Read, Unreadable, read, read_clock
from conversations.choosing import MOST_CHOICES
from conversations.cleaning import fold, read_place_in_list
from conversations.going_on import answer, put_open
from conversations.inputs import Add, GoOn, Instance
from conversations.options import is_joined
from conversations.pressed import add_at_review, change, pressed_at_question, send
from conversations.pressed_calendar import pick
from conversations.pressed_choices import mark, narrow, place
from conversations.replies import Answered, Ask, Button, Review
from conversations.shown import RECEIVED
from conversations.sitting import Sitting, asks_for_another
from conversations.standing import Mode, Way
from conversations.written_choices import NO, YES
from conversations.xforms.dates import write_clock
from conversations.xforms.entry import Prompt
from conversations.xforms.formdef import Kind
from locales import N_

# Of these the form's own message says best what is wanted: a year in four figures.
_WRITTEN = frozenset({Kind.INTEGER, Kind.DECIMAL})
# What these show is what was written, or says nothing new, or stands where the button for it was.
_NOT_SAID_BACK = frozenset({Kind.TEXT, Kind.BARCODE, Kind.ACKNOWLEDGE, Kind.GEOPOINT})


def typed(sitting: Sitting, text: str) -> Sitting:
    if sitting.conversation.mode is Mode.REVIEWING:
        return _typed_at_review(sitting, text)
    for button in _controls(sitting):
        if is_called(button, text):
            return pressed_at_question(replace(sitting, message=0), button.press)
    if asks_for_another(sitting.conversation.open):
        return _typed_at_repeat(sitting, text)
    return _typed_at_question(sitting, sitting.prompt(sitting.conversation.open), text)


def _controls(sitting: Sitting) -> tuple[Button, ...]:
    """Return the buttons under what is open; the rest of it need not be worded for them."""
    open_ = sitting.conversation.open
    if asks_for_another(open_):
        return repeating.controls(sitting, sitting.repeat_prompt(open_))
    return putting.controls(sitting, sitting.prompt(open_))


def is_called(button: Button, text: str) -> bool:
    """Tell whether a button is named in words, without the count behind its label."""
    return fold(button.label.partition(" (")[0]) == fold(text)


def _typed_at_question(sitting: Sitting, prompt: Prompt, text: str) -> Sitting:
    outcome = read(prompt, text, sitting.words, today=sitting.today)
    if sitting.conversation.day and not (isinstance(outcome, Read) and "T" in outcome.value):
        outcome = read_clock(text, on=sitting.conversation.day)
    match outcome:
        case Read(value):
            return _read(sitting, prompt, value, text)
        case Unreadable(message, values):
            problem = own_problem(prompt) or sitting.words.say(message, **values)
            return put_open(guarding.hear_danger(sitting, text), problem=problem, recap="")
        case Ambiguous(choices, resembling):
            long = len(prompt.choices) > MOST_CHOICES
            question = _RESEMBLING if resembling else _FOUND if long else _SEVERAL
            heard = guarding.hear_danger(sitting, text)
            return narrow(heard, prompt, choices, problem=sitting.words.say(question))
        case _:
            assert_never(outcome)


def own_problem(prompt: Prompt) -> str:
    """Return the form's own words for an answer that cannot be read, "" where ours say it better."""
    return prompt.constraint_message if prompt.kind in _WRITTEN else ""


_SEVERAL = N_("Several choices begin like that. Which one?")
_FOUND = N_("I found these. Which one?")
_RESEMBLING = N_("I did not find that. Did you mean this?")


def _read(sitting: Sitting, prompt: Prompt, value: str, text: str) -> Sitting:
    if is_joined(prompt):
        return joining.add(sitting, value)
    names = tuple(value.split())
    if prompt.kind is Kind.SELECT_MULTIPLE and _is_more(sitting, names):
        return mark(sitting, prompt, names)
    if prompt.kind is Kind.RANK and len(names) < len(prompt.choices):
        return place(sitting, prompt, names)
    if held := guarding.hold(sitting, prompt, value, Way.TYPED):
        return held
    value = of_today(sitting, prompt, value)
    if prompt.kind is Kind.DATETIME and "T" not in value:
        return pick(sitting, prompt, date.fromisoformat(value), in_place=False)
    heard = guarding.hear_refused(sitting, prompt, value)
    return said_back(answer(heard, value, in_place=False), prompt, text)


def of_today(sitting: Sitting, prompt: Prompt, value: str) -> str:
    """Return a value as it is kept: a time of day goes with the zone in which it was read."""
    if prompt.kind is not Kind.TIME:
        return value
    return write_clock(time.fromisoformat(value), on=sitting.now)


def _is_more(sitting: Sitting, names: tuple[str, ...]) -> bool:
    """Tell whether what is written adds to choices: one may be the first, some are pressed already."""
    return len(names) == 1 or not set(sitting.conversation.marked) <= set(names)


def said_back(taken: Sitting, prompt: Prompt, text: str) -> Sitting:
    """Say back how a written date, number or choice was understood."""
    shown = [reply.shown for reply in taken.replies if isinstance(reply, Answered)]
    if not shown or prompt.kind in _NOT_SAID_BACK or fold(shown[0]) == fold(text):
        return taken
    noted = shown[0]  # that something was received says itself that it is noted
    if prompt.kind not in RECEIVED:
        noted = taken.words.say(N_("Noted: {answer}"), answer=shown[0])
    return with_recap(taken, noted)


def with_recap(sitting: Sitting, recap: str) -> Sitting:
    """Say something above what was put in this turn."""
    replies = (
        replace(reply, recap=recap) if isinstance(reply, Ask | Review) else reply
        for reply in sitting.replies
    )
    return replace(sitting, replies=tuple(replies))


def _typed_at_repeat(sitting: Sitting, text: str) -> Sitting:
    """Take yes and no for more and enough, and a number for the instance to change."""
    turn, folded = sitting.conversation.turn, fold(text)
    prompt = sitting.repeat_prompt(sitting.conversation.open)
    if folded in YES:
        return pressed_at_question(sitting, Add(turn, 0))
    if folded in NO:
        return pressed_at_question(sitting, GoOn(turn))
    if number := read_place_in_list(folded, most=len(prompt.instances)):
        return pressed_at_question(sitting, Instance(turn, number))
    problem = sitting.words.say(
        N_("Please press “{add}” to tell one more, or “{go_on}”."),
        add=repeating.add_label(sitting, prompt),
        go_on=sitting.words.say(N_("Go on")),
    )
    return put_open(guarding.hear_danger(sitting, text), problem=problem, recap="")


def _typed_at_review(sitting: Sitting, text: str) -> Sitting:
    send_label, folded = reviewing.send_label(sitting), fold(text)
    if folded in {fold(send_label), fold(sitting.words.say(N_("Send")))}:
        return send(sitting)
    for button in reviewing.additions(sitting):
        if is_called(button, text) and isinstance(button.press, Add):
            return add_at_review(sitting, button.press.question)
    if number := read_place_in_list(folded, most=len(sitting.asked())):
        return change(sitting, number - 1)
    problem = sitting.words.say(
        N_("Press a number to change that answer, or “{send}” when all is right."), send=send_label
    )
    return put_open(guarding.hear_danger(sitting, text), problem=problem, recap="")
