"""What a press does: of an open button, of one that belongs to an older turn, of the review card."""

from conversations import guarding, joining, putting, reviewing
from conversations.going_on import answer, answered, go_on, is_ready, put, put_open
from conversations.inputs import Add, Back, Change, Chosen, Day, Keep, Press, Replace, Send, Skip
from conversations.joining import pressed_joining
from conversations.options import options
from conversations.pressed_calendar import day_of, pressed_calendar, unpick
from conversations.pressed_choices import pressed_choices
from conversations.pressed_repeats import add, added_and_untold, noted, pressed_repeat
from conversations.replies import Answered, Completed, Toast
from conversations.shown import show
from conversations.sitting import Sitting, asks_for_another, instance_around
from conversations.standing import Conversation, Mode, Way
from conversations.xforms.entry import Prompt
from locales import N_


def pressed(sitting: Sitting, press: Press) -> Sitting:
    if isinstance(press, Replace):
        return _replace(sitting, press)
    if press.turn != sitting.conversation.turn:
        return _pressed_late(sitting, press)
    if sitting.conversation.mode is Mode.REVIEWING:
        return _pressed_at_review(sitting, press)
    return pressed_at_question(sitting, press)


def pressed_at_question(sitting: Sitting, press: Press) -> Sitting:
    """Do what a press under the open question does; one that belongs elsewhere is forged."""
    if isinstance(press, Back):
        return _back(sitting)
    if asks_for_another(sitting.conversation.open):
        done = pressed_repeat(sitting, press)
    else:
        prompt = sitting.prompt(sitting.conversation.open)
        done = (
            pressed_joining(sitting, press)
            or pressed_choices(sitting, prompt, press)
            or pressed_calendar(sitting, prompt, press)
            or _moved_on(sitting, prompt, press)
        )
    return done or put_open(sitting, problem="", recap="")


def _moved_on(sitting: Sitting, prompt: Prompt, press: Press) -> Sitting | None:
    match press:
        case Skip():
            return answer(sitting, "", in_place=True)
        case Keep():
            held = guarding.hold(sitting, prompt, prompt.answer, Way.KEPT)
            return held or answer(sitting, prompt.answer, in_place=True)
        case _:
            return None


def _back(sitting: Sitting) -> Sitting:
    if not sitting.may_go_back():
        return put_open(sitting, problem="", recap="")
    if sitting.conversation.day:
        return unpick(sitting)
    kept = joining.kept(sitting)
    return kept if kept.conversation.written else _step_back(kept)


def _step_back(sitting: Sitting) -> Sitting:
    conversation = sitting.conversation
    left = sitting.reply(_left(sitting))
    if added := added_and_untold(sitting):
        return _not_added(left, added)
    before = _before(sitting, conversation.open)
    if conversation.mode is Mode.ASKING or _is_alongside(conversation, before):
        return put(left, before, problem="")
    if conversation.open != conversation.changing and sitting.is_asked(conversation.changing):
        return put(left, conversation.changing, problem="")
    return go_on(left)


def _not_added(sitting: Sitting, added: str) -> Sitting:
    """Take the instance away that was added by mistake, and put the repeat once more.

    The total is what it was before, as far as can be told: it grew by questions that go.
    """
    grown = sitting.entry.longest_remaining()
    sitting.entry.remove_repeat(added)
    sitting.entry.jump(added)
    fewer = sitting.conversation.total - (grown - sitting.entry.longest_remaining())
    total = max(fewer, sitting.conversation.position)
    changing = sitting.conversation.changing and added
    return put(sitting.move(changing=changing, total=total), added, problem="")


def _left(sitting: Sitting) -> Answered:
    """Tell what the message becomes that is left open."""
    if asks_for_another(sitting.conversation.open):
        return noted(sitting, "")
    return answered(sitting, sitting.prompt(sitting.conversation.open))


def _before(sitting: Sitting, ref: str) -> str:
    asked = sitting.asked()
    at = asked.index(ref)
    return asked[at - 1] if at else ""


def _is_alongside(conversation: Conversation, before: str) -> bool:
    """Tell whether a change goes through a whole instance, and the question before is in it too."""
    around = instance_around(conversation.open)
    return (
        conversation.open.startswith(f"{around}/")
        and before.startswith(f"{around}/")
        and not conversation.changing.startswith(f"{around}/")
    )


def _pressed_late(sitting: Sitting, press: Press) -> Sitting:
    """Leave every answer as it is; at most offer to change one."""
    conversation = sitting.conversation
    ref = conversation.put.get(press.turn, "")
    if isinstance(press, Keep):
        return _keep_old(sitting, ref)
    was_question = ref in conversation.passed and not asks_for_another(ref)
    if isinstance(press, Chosen | Day) and was_question and ref != conversation.open:
        return _picked_late(sitting, press, ref)
    gone = sitting.reply(
        Toast(sitting.words.say(N_("That button belongs to an earlier question.")))
    )
    # The second of two quick taps: the next question stands below already.
    if press.turn == conversation.turn - 1:
        return gone
    return put_open(gone, problem="", recap="")


def _picked_late(sitting: Sitting, press: Chosen | Day, ref: str) -> Sitting:
    prompt = sitting.prompt(ref) if sitting.is_asked(ref) else None
    if prompt is None:
        words = sitting.words.say(N_("That question is no longer needed."))
        return put_open(sitting.reply(Toast(words)), problem="", recap="")
    if _is_answer(sitting, prompt, press):
        shown = show(prompt, prompt.answer, sitting.words)
        return sitting.reply(
            Toast(sitting.words.say(N_("Already noted: {answer}"), answer=shown[:150]))
        )
    return sitting.reply(putting.offer(sitting, press.turn, prompt))


def _is_answer(sitting: Sitting, prompt: Prompt, press: Chosen | Day) -> bool:
    """Tell whether the press says what was answered: the second of two quick taps."""
    if isinstance(press, Day):
        on = day_of(press)
        return on is not None and on == putting.date_of(prompt)
    values = [option.value for option in options(prompt, sitting.words)]
    return 0 <= press.choice < len(values) and values[press.choice] in prompt.answer.split()


def _keep_old(sitting: Sitting, ref: str) -> Sitting:
    kept = sitting
    if sitting.is_asked(ref) and not asks_for_another(ref):
        kept = sitting.reply(answered(sitting, sitting.prompt(ref)))
    return put_open(kept, problem="", recap="")


def _replace(sitting: Sitting, press: Replace) -> Sitting:
    conversation = sitting.conversation
    ref = conversation.put.get(press.turn, "")
    open_or_gone = ref == conversation.open or not sitting.is_asked(ref)
    if open_or_gone or asks_for_another(ref) or ref not in conversation.passed:
        return put_open(sitting, problem="", recap="")
    if conversation.written:
        return joining.unfinished(sitting)
    return _reopen(sitting.reply(answered(sitting, sitting.prompt(ref))), ref)


def _reopen(sitting: Sitting, ref: str) -> Sitting:
    if sitting.conversation.mode is Mode.ASKING:
        return put(sitting, ref, problem="")
    return put(sitting.move(mode=Mode.CHANGING, changing=ref), ref, problem="")


def _pressed_at_review(sitting: Sitting, press: Press) -> Sitting:
    match press:
        case Send():
            return send(sitting)
        case Change():
            return change(sitting, press.question)
        case Add():
            return add_at_review(sitting, press.question)
        case _:
            return put_open(sitting, problem="", recap="")


def send(sitting: Sitting) -> Sitting:
    if not is_ready(sitting):
        return go_on(sitting.move(mode=Mode.CHANGING))
    sitting.entry.finish()
    completed = Completed(sitting.conversation.form.form_id, reviewing.sent_card(sitting))
    return sitting.move(mode=Mode.CLOSED, sent=True).reply(completed)


def change(sitting: Sitting, question: int) -> Sitting:
    asked = sitting.asked()
    if not 0 <= question < len(asked):
        return put_open(sitting, problem="", recap="")
    return _reopen(sitting, asked[question])


def add_at_review(sitting: Sitting, question: int) -> Sitting:
    asked = sitting.asked()
    if not 0 <= question < len(asked) or not asks_for_another(asked[question]):
        return put_open(sitting, problem="", recap="")
    return add(sitting, asked[question])
