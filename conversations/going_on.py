"""Take an answer, and put what comes next: the one way on through a form."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from conversations import guarding, putting, remembering, reviewing
from conversations.calendar import month_of
from conversations.options import PLACED_BY_PRESSING, calendar_of, options
from conversations.replies import Answered
from conversations.shown import show
from conversations.sitting import Sitting, asks_for_another
from conversations.standing import Mode
from conversations.xforms.entry import Outcome, Prompt
from conversations.xforms.formdef import Kind, generic
from locales import N_

_NEEDED = N_("This question needs an answer.")
_REQUIRED = MappingProxyType(
    {
        Kind.SELECT_MULTIPLE: N_("Please choose at least one, and then press Done."),
        Kind.RANK: N_("Please press all of them in order, and then press Done."),
    }
)


def answer(sitting: Sitting, value: str, *, in_place: bool) -> Sitting:
    """Give the open question `value`, "" for none, and go on where the form takes it."""
    prompt = sitting.prompt(sitting.conversation.open)
    problem = taken_in(sitting, prompt, value)
    if problem:
        return sitting.reply(putting.ask_again(sitting, problem=problem, in_place=in_place))
    taken = remembering.remember(passing(sitting, prompt.ref), prompt)
    return go_on(taken.reply(answered(taken, taken.prompt(prompt.ref))))


def taken_in(sitting: Sitting, prompt: Prompt, value: str) -> str:
    """Give a question `value`; return what the form has against it, "" where it takes it."""
    outcome = sitting.entry.answer_question(prompt.ref, value)
    return "" if outcome is Outcome.OK else _problem(sitting, prompt, outcome)


def passing(sitting: Sitting, ref: str) -> Sitting:
    """Note that what is open was answered, skipped or left."""
    return sitting.move(
        passed=(*(passed for passed in sitting.conversation.passed if passed != ref), ref)
    )


def answered(sitting: Sitting, prompt: Prompt) -> Answered:
    """Tell what the message of the question becomes."""
    turns = [turn for turn, ref in sitting.conversation.put.items() if ref == prompt.ref]
    return Answered(
        turns[-1],
        prompt.label,
        show(prompt, prompt.answer, sitting.words),
        wanted_location=prompt.kind is Kind.GEOPOINT,
    )


def place_left_open(sitting: Sitting) -> tuple[Answered, ...]:
    """Tell that a place is no longer waited for, so that its button goes away."""
    ref = sitting.conversation.open
    asked = sitting.conversation.form.by_ref.get(generic(ref))
    if asked is not None and asked.kind is Kind.GEOPOINT and sitting.is_asked(ref):
        return (answered(sitting, sitting.prompt(ref)),)
    return ()


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
    sitting = _forgetting(sitting)
    asked = sitting.asked()
    passed = set(sitting.conversation.passed)
    for ref in asked:
        if ref not in passed:
            return put(sitting, ref, problem="", least=_next_position(sitting, asked, ref))
    for ref, outcome in _outcomes(sitting, asked):
        if outcome is not Outcome.OK:
            problem = _problem(sitting, sitting.prompt(ref), outcome)
            least = _next_position(sitting, asked, ref)
            return put(sitting, ref, problem=problem, least=least)
    return _put_review(sitting)


def _forgetting(sitting: Sitting) -> Sitting:
    """Forget what was passed in instances that are gone, so that new ones are asked."""
    passed = sitting.conversation.passed
    return sitting.move(passed=tuple(ref for ref in passed if _is_there(sitting, ref)))


def _is_there(sitting: Sitting, ref: str) -> bool:
    node = ref.rpartition("/")[0] if asks_for_another(ref) else ref
    return "[" not in ref or sitting.entry.is_there(node)


def is_ready(sitting: Sitting) -> bool:
    """Tell whether everything was asked and all answers hold."""
    asked = sitting.asked()
    passed = set(asked) <= set(sitting.conversation.passed)
    return passed and all(outcome is Outcome.OK for _, outcome in _outcomes(sitting, asked))


def _outcomes(sitting: Sitting, asked: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
    """Give every answer to its own question again: others may have changed since."""
    told = sitting.entry.answers()
    for ref in asked:
        if not asks_for_another(ref):
            yield ref, sitting.entry.answer_question(ref, told.get(ref, ""))


def put(sitting: Sitting, ref: str, *, problem: str, least: int = 0) -> Sitting:
    """Put a question in a new turn, or whether there is one more to tell.

    Counted is on the longest way that remains, so that a shorter one only jumps forward. Where
    the way has grown, the total grows: the position stays at `least` what it is.
    """
    opened = _in_new_turn(sitting, ref)
    opened.entry.jump(ref)
    remaining = opened.entry.longest_remaining()
    total = max(sitting.conversation.total, least + remaining - 1)
    position = max(1, min(total - remaining + 1, total))
    prepared = _prepared(opened.move(position=position, total=total))
    return prepared.reply(replace(putting.ask(prepared), problem=problem))


def _next_position(sitting: Sitting, asked: Sequence[str], ref: str) -> int:
    """Return where who goes on to `ref` is at least: where a repeat may grow is no step of its own."""
    open_ = sitting.conversation.open
    if open_ in asked and asked.index(ref) <= asked.index(open_):
        return 0  # the way leads back
    return sitting.conversation.position + (not asks_for_another(open_))


def _prepared(opened: Sitting) -> Sitting:
    """Lay out what belongs to the open question alone: its marks, its choices, its page."""
    cleared = opened.move(marked=(), offered=(), found=(), page=0, day="")
    if asks_for_another(opened.conversation.open):
        return cleared
    prompt = opened.prompt(opened.conversation.open)
    on = putting.date_of(prompt) or opened.today
    several = prompt.kind in PLACED_BY_PRESSING
    return cleared.move(
        marked=tuple(prompt.answer.split()) if several else (),
        offered=tuple(option.value for option in options(prompt, opened.words)),
        page=month_of(on) if calendar_of(prompt) else 0,
    )


def _put_review(sitting: Sitting) -> Sitting:
    opened = _in_new_turn(sitting, "").move(mode=Mode.REVIEWING, changing="")
    return opened.reply(reviewing.review(opened, problem="", recap=""))


def _in_new_turn(sitting: Sitting, ref: str) -> Sitting:
    return sitting.in_new_turn(ref).move(written="", parts=(), held=None)


def put_open(sitting: Sitting, *, problem: str, recap: str) -> Sitting:
    """Put what is open once more, in the same turn unless its choices have changed."""
    conversation = sitting.conversation
    if conversation.held is not None:
        waiting = guarding.put_held(sitting, conversation.held, problem=problem, recap=recap)
        return sitting.reply(waiting)
    if conversation.mode is Mode.REVIEWING:
        return sitting.reply(reviewing.review(sitting, problem=problem, recap=recap))
    if _has_changed(sitting):
        return put(sitting, conversation.open, problem=problem)
    if problem:
        return sitting.reply(putting.ask_again(sitting, problem=problem, in_place=False))
    return sitting.reply(replace(putting.ask(sitting, alone=True), recap=recap))


def _has_changed(sitting: Sitting) -> bool:
    """Tell whether other choices are there now than were put."""
    conversation = sitting.conversation
    if asks_for_another(conversation.open):
        return False
    now = options(sitting.prompt(conversation.open), sitting.words)
    return tuple(option.value for option in now) != conversation.offered
