"""Take an answer, and put what comes next: the one way on through a form."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from conversations import putting
from conversations.answers import show
from conversations.replies import Answered
from conversations.sitting import Sitting
from conversations.standing import Mode
from conversations.xforms.entry import Outcome, Prompt
from conversations.xforms.formdef import Kind
from locales import N_

REMEMBERED_TURNS = 100  # older buttons are answered with the open question

_NEEDED = N_("This question needs an answer.")
_REQUIRED = MappingProxyType(
    {Kind.SELECT_MULTIPLE: N_("Please choose at least one, and then press Done.")}
)


def answer(sitting: Sitting, value: str, *, in_place: bool) -> Sitting:
    """Give the open question `value`, "" for none, and go on where the form takes it."""
    prompt = sitting.prompt(sitting.conversation.open)
    outcome = sitting.entry.answer_question(prompt.ref, value)
    if outcome is Outcome.OK:
        passed = (*(ref for ref in sitting.conversation.passed if ref != prompt.ref), prompt.ref)
        taken = sitting.move(passed=passed)
        return go_on(taken.reply(answered(taken, taken.prompt(prompt.ref))))
    problem = _problem(sitting, prompt, outcome)
    return sitting.reply(putting.ask_again(sitting, problem=problem, in_place=in_place))


def answered(sitting: Sitting, prompt: Prompt) -> Answered:
    """Tell what the message of the question becomes."""
    turns = [turn for turn, ref in sitting.conversation.put.items() if ref == prompt.ref]
    return Answered(turns[-1], prompt.label, show(prompt, prompt.answer, sitting.words))


def _problem(sitting: Sitting, prompt: Prompt, outcome: Outcome) -> str:
    """Choose the form's own message, or one of ours where it has none."""
    if outcome is Outcome.REQUIRED_BUT_EMPTY:
        return prompt.required_message or sitting.words.say(_REQUIRED.get(prompt.kind, _NEEDED))
    own = prompt.constraint_message if outcome is Outcome.CONSTRAINT_VIOLATED else ""
    return own or sitting.words.say(
        N_("That answer does not fit here. Please look at the question once more.")
    )


def go_on(sitting: Sitting) -> Sitting:
    """Put what is still to be asked, else what no longer holds, else the review."""
    asked = sitting.asked()
    for ref in asked:
        if ref not in sitting.conversation.passed:
            return put(sitting, ref, problem="")
    for ref, outcome in _outcomes(sitting, asked):
        if outcome is not Outcome.OK:
            return put(sitting, ref, problem=_problem(sitting, sitting.prompt(ref), outcome))
    return _put_review(sitting)


def is_ready(sitting: Sitting) -> bool:
    """Tell whether everything was asked and all answers hold."""
    asked = sitting.asked()
    passed = set(asked) <= set(sitting.conversation.passed)
    return passed and all(outcome is Outcome.OK for _, outcome in _outcomes(sitting, asked))


def _outcomes(sitting: Sitting, asked: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
    """Give every answer to its own question again: others may have changed since."""
    told = sitting.entry.answers()
    for ref in asked:
        yield ref, sitting.entry.answer_question(ref, told.get(ref, ""))


def put(sitting: Sitting, ref: str, *, problem: str) -> Sitting:
    """Put a question in a new turn."""
    prompt = sitting.prompt(ref)
    several = prompt.kind is Kind.SELECT_MULTIPLE
    opened = _in_new_turn(sitting, ref).move(
        marked=tuple(prompt.answer.split()) if several else (),
        offered=tuple(choice.value for choice in prompt.choices),
        page=0,
    )
    return opened.reply(replace(putting.ask(opened), problem=problem))


def _put_review(sitting: Sitting) -> Sitting:
    opened = _in_new_turn(sitting, "").move(mode=Mode.REVIEWING, changing="")
    return opened.reply(putting.review(opened, problem="", recap=""))


def _in_new_turn(sitting: Sitting, ref: str) -> Sitting:
    turn = sitting.conversation.turn + 1
    remembered = [*sitting.conversation.put.items(), (turn, ref)][-REMEMBERED_TURNS:]
    return sitting.move(turn=turn, open=ref, put=dict(remembered))


def put_open(sitting: Sitting, *, problem: str, recap: str) -> Sitting:
    """Put what is open once more, in the same turn unless its choices have changed."""
    conversation = sitting.conversation
    if conversation.mode is Mode.REVIEWING:
        return sitting.reply(putting.review(sitting, problem=problem, recap=recap))
    prompt = sitting.prompt(conversation.open)
    if tuple(choice.value for choice in prompt.choices) != conversation.offered:
        return put(sitting, prompt.ref, problem=problem)
    if problem:
        return sitting.reply(putting.ask_again(sitting, problem=problem, in_place=False))
    return sitting.reply(replace(putting.ask(sitting), recap=recap))
