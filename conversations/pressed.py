"""What a press does: of an open button, of one that belongs to an older turn, of the review card."""

from conversations import putting
from conversations.answers import show
from conversations.going_on import answer, answered, go_on, is_ready, put, put_open
from conversations.inputs import Back, Change, Chosen, Done, Keep, Page, Press, Replace, Send, Skip
from conversations.replies import Completed, Toast
from conversations.sitting import Sitting
from conversations.standing import Mode
from conversations.xforms.formdef import Kind
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
    match press:
        case Chosen():
            return _choose(sitting, press.choice)
        case Page():
            return _turn_page(sitting, press.page)
        case Done():
            return _done(sitting)
        case _:
            return _moved_on(sitting, press)


def _moved_on(sitting: Sitting, press: Press) -> Sitting:
    match press:
        case Skip():
            return answer(sitting, "", in_place=True)
        case Back():
            return _back(sitting)
        case Keep():
            return _keep(sitting)
        case _:  # a press of the review card, under a question: forged
            return put_open(sitting, problem="", recap="")


def _choose(sitting: Sitting, choice: int) -> Sitting:
    conversation = sitting.conversation
    prompt = sitting.prompt(conversation.open)
    offered = conversation.offered
    # The list may have changed since: what was offered counts, if it is still there.
    still_there = {shown.value for shown in prompt.choices}
    if not 0 <= choice < len(offered) or offered[choice] not in still_there:
        words = sitting.words.say(N_("That choice is no longer there. Please choose again."))
        return put_open(sitting, problem=words, recap="")
    if prompt.kind is not Kind.SELECT_MULTIPLE:
        return answer(sitting, offered[choice], in_place=True)
    toggled = _marking(sitting, set(conversation.marked) ^ {offered[choice]}, offered[choice])
    return toggled.reply(putting.ask_again(toggled, problem="", in_place=True))


def mark(sitting: Sitting, value: str) -> Sitting:
    """Mark a choice that was written, and show the question below it again."""
    marked = _marking(sitting, {*sitting.conversation.marked, value}, value)
    return marked.reply(putting.ask_again(marked, problem="", in_place=False))


def _marking(sitting: Sitting, marked: set[str], last: str) -> Sitting:
    values = [choice.value for choice in sitting.prompt(sitting.conversation.open).choices]
    return sitting.move(
        marked=tuple(value for value in values if value in marked),
        page=putting.page_of_choice(values.index(last), len(values)),
    )


def _turn_page(sitting: Sitting, page: int) -> Sitting:
    choices = sitting.prompt(sitting.conversation.open).choices
    last = putting.count_pages(len(choices)) - 1
    turned = sitting.move(page=max(0, min(page, last)))
    return turned.reply(putting.ask_again(turned, problem="", in_place=True))


def _done(sitting: Sitting) -> Sitting:
    if sitting.prompt(sitting.conversation.open).kind is not Kind.SELECT_MULTIPLE:
        return put_open(sitting, problem="", recap="")
    return answer(sitting, " ".join(sitting.conversation.marked), in_place=True)


def _keep(sitting: Sitting) -> Sitting:
    return answer(sitting, sitting.prompt(sitting.conversation.open).answer, in_place=True)


def _back(sitting: Sitting) -> Sitting:
    conversation = sitting.conversation
    if not putting.may_go_back(sitting):
        return put_open(sitting, problem="", recap="")
    left = sitting.reply(answered(sitting, sitting.prompt(conversation.open)))
    if conversation.mode is Mode.ASKING:
        return put(left, _before(sitting, conversation.open), problem="")
    if conversation.open != conversation.changing and sitting.is_asked(conversation.changing):
        return put(left, conversation.changing, problem="")
    return go_on(left)


def _before(sitting: Sitting, ref: str) -> str:
    asked = sitting.asked()
    return asked[asked.index(ref) - 1]


def _pressed_late(sitting: Sitting, press: Press) -> Sitting:
    """Leave every answer as it is; at most offer to change one."""
    conversation = sitting.conversation
    ref = conversation.put.get(press.turn, "")
    if isinstance(press, Keep):
        return _keep_old(sitting, ref)
    if isinstance(press, Chosen) and ref in conversation.passed and ref != conversation.open:
        return _chosen_late(sitting, press, ref)
    gone = sitting.reply(
        Toast(sitting.words.say(N_("That button belongs to an earlier question.")))
    )
    # The second of two quick taps: the next question stands below already.
    if press.turn == conversation.turn - 1:
        return gone
    return put_open(gone, problem="", recap="")


def _chosen_late(sitting: Sitting, press: Chosen, ref: str) -> Sitting:
    prompt = sitting.prompt(ref) if sitting.is_asked(ref) else None
    if prompt is None:
        words = sitting.words.say(N_("That question is no longer needed."))
        return put_open(sitting.reply(Toast(words)), problem="", recap="")
    values = [choice.value for choice in prompt.choices]
    if 0 <= press.choice < len(values) and values[press.choice] in prompt.answer.split():
        shown = show(prompt, prompt.answer, sitting.words)
        return sitting.reply(
            Toast(sitting.words.say(N_("Already noted: {answer}"), answer=shown[:150]))
        )
    return sitting.reply(putting.offer(sitting, press.turn, prompt))


def _keep_old(sitting: Sitting, ref: str) -> Sitting:
    kept = sitting
    if sitting.is_asked(ref):
        kept = sitting.reply(answered(sitting, sitting.prompt(ref)))
    return put_open(kept, problem="", recap="")


def _replace(sitting: Sitting, press: Replace) -> Sitting:
    conversation = sitting.conversation
    ref = conversation.put.get(press.turn, "")
    if ref == conversation.open or ref not in conversation.passed or not sitting.is_asked(ref):
        return put_open(sitting, problem="", recap="")
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
        case _:
            return put_open(sitting, problem="", recap="")


def send(sitting: Sitting) -> Sitting:
    if not is_ready(sitting):
        return go_on(sitting.move(mode=Mode.CHANGING))
    return sitting.move(mode=Mode.CLOSED).reply(Completed(sitting.conversation.form.form_id))


def change(sitting: Sitting, question: int) -> Sitting:
    asked = sitting.asked()
    if not 0 <= question < len(asked):
        return put_open(sitting, problem="", recap="")
    return _reopen(sitting, asked[question])
