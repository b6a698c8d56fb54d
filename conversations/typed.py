"""What a text message does: name a button, answer the open question, or point at the review card."""

from dataclasses import replace
from typing import assert_never

from conversations import putting
from conversations.answers import Ambiguous, Read, Unreadable, read
from conversations.cleaning import fold
from conversations.going_on import answer, put_open
from conversations.pressed import change, mark, pressed_at_question, send
from conversations.replies import Answered, Ask, Reply, Review
from conversations.sitting import Sitting
from conversations.standing import Mode
from conversations.xforms.entry import Prompt
from conversations.xforms.formdef import Kind
from locales import N_

# Of these the form's own message says best what is wanted: a year, a day in the past.
_WRITTEN = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.DATE})


def typed(sitting: Sitting, text: str) -> Sitting:
    if sitting.conversation.mode is Mode.REVIEWING:
        return _typed_at_review(sitting, text)
    prompt = sitting.prompt(sitting.conversation.open)
    for button in putting.controls(sitting, prompt):
        if fold(button.label.partition(" (")[0]) == fold(text):
            return pressed_at_question(sitting, button.press)
    outcome = read(prompt, text, sitting.words, today=sitting.today)
    match outcome:
        case Read(value):
            return _read(sitting, prompt, value, text)
        case Unreadable(message, values):
            own = prompt.constraint_message if prompt.kind in _WRITTEN else ""
            problem = own or sitting.words.say(message, **values)
            return put_open(sitting, problem=problem, recap="")
        case Ambiguous(choices):
            problem = sitting.words.say(N_("Several choices begin like that. Which one?"))
            return sitting.reply(putting.ask_among(sitting, choices, problem=problem))
        case _:
            assert_never(outcome)


def _read(sitting: Sitting, prompt: Prompt, value: str, text: str) -> Sitting:
    # One choice of several that is written may be the first of more: it is marked only.
    if prompt.kind is Kind.SELECT_MULTIPLE and " " not in value:
        return mark(sitting, value)
    return _confirmed(answer(sitting, value, in_place=False), prompt, text)


def _confirmed(taken: Sitting, prompt: Prompt, text: str) -> Sitting:
    """Say back how a written date, number or choice was understood."""
    shown = [reply.shown for reply in taken.replies if isinstance(reply, Answered)]
    if not shown or prompt.kind is Kind.TEXT or fold(shown[0]) == fold(text):
        return taken
    noted = taken.words.say(N_("Noted: {answer}"), answer=shown[0])
    return replace(taken, replies=tuple(_with_recap(reply, noted) for reply in taken.replies))


def _with_recap(reply: Reply, recap: str) -> Reply:
    return replace(reply, recap=recap) if isinstance(reply, Ask | Review) else reply


def _typed_at_review(sitting: Sitting, text: str) -> Sitting:
    send_label = sitting.words.say(N_("Send"))
    folded = fold(text)
    if folded == fold(send_label):
        return send(sitting)
    if folded.isdecimal() and 1 <= int(folded[:9]) <= len(sitting.asked()):
        return change(sitting, int(folded[:9]) - 1)
    problem = sitting.words.say(
        N_("Press a number to change that answer, or “{send}” when all is right."), send=send_label
    )
    return put_open(sitting, problem=problem, recap="")
