"""What an edited message does, and an answer in other words: one answer changes, and what follows from it.

The open question stays open, unless it is asked no more or one before it has come to be asked.
"""

from dataclasses import replace
from typing import Final

from conversations import guarding, joining, remembering
from conversations.answers import LONGEST, Ambiguous, Read, Unreadable, read, read_clock
from conversations.going_on import go_on, is_ready, passing, place_left_open, put_open, taken_in
from conversations.inputs import Corrected, Edited
from conversations.pressed import send
from conversations.replies import Answered, Say
from conversations.shown import clip, show
from conversations.sitting import Sitting, asks_for_another
from conversations.standing import Mode, Way
from conversations.typed import of_today, own_problem, with_recap
from conversations.xforms.entry import Prompt
from conversations.xforms.formdef import Kind
from locales import N_

_NO_ANSWER: Final = N_("That message gave no answer that stands now, so I have changed nothing.")
_NOT_NEEDED: Final = N_("That question is no longer needed.")
_UNCLEAR: Final = N_("I do not know which choice that is. Please write its words.")
_TOO_LONG: Final = N_("Together that is more than {most} characters.")


def corrected(sitting: Sitting, came_in: Corrected) -> Sitting:
    ref = _about(sitting, came_in)
    if not ref or asks_for_another(ref):
        return _say(sitting, sitting.words.say(_NO_ANSWER))
    if not sitting.is_asked(ref):
        return _say(sitting, sitting.words.say(_NOT_NEEDED))
    prompt = sitting.prompt(ref)
    outcome = _read(sitting, prompt, came_in.text)
    if isinstance(outcome, Unreadable):
        words = sitting.words.say(outcome.message, **outcome.values)
        return _refused(sitting, own_problem(prompt) or words, came_in.text)
    if isinstance(came_in, Edited):
        return _put_in(sitting, prompt, came_in.message, outcome.value)
    if held := guarding.hold(sitting, prompt, outcome.value, Way.REWORDED):
        return held
    return _changed(remembering.forget(sitting, ref), prompt, outcome.value)


def _about(sitting: Sitting, came_in: Corrected) -> str:
    if isinstance(came_in, Edited):
        return sitting.conversation.heard_in(came_in.message)
    return came_in.ref


def _read(sitting: Sitting, prompt: Prompt, text: str) -> Read | Unreadable:
    """Read other words for an answer; of a moment, what they leave open stays."""
    outcome = read(prompt, text, sitting.words, today=sitting.today)
    if isinstance(outcome, Ambiguous):
        return Unreadable(_UNCLEAR)
    on, _, clock = prompt.answer.partition("T")
    if isinstance(outcome, Unreadable):
        return read_clock(text, on=on) if prompt.kind is Kind.DATETIME else outcome
    if prompt.kind is Kind.DATETIME and "T" not in outcome.value:
        return Read(f"{outcome.value}T{clock[:8]}")  # without its zone: the other may be summer's
    return Read(of_today(sitting, prompt, outcome.value))


def _put_in(sitting: Sitting, prompt: Prompt, message: int, text: str) -> Sitting:
    """Put an edited text in its place: in the text that is being written, or in the answer."""
    conversation = sitting.conversation
    parts = remembering.parts_of(conversation, message)
    written = parts == conversation.parts
    joined = conversation.written if written else prompt.answer
    whole = remembering.with_part(parts, message, text, joined=joined)
    if whole is None:
        return _say(sitting, sitting.words.say(_NO_ANSWER))
    if whole == joined:
        return sitting  # Telegram tells of a message whose words are the same, too
    if len(whole) > LONGEST:
        most = sitting.words.number(LONGEST)
        return _refused(sitting, sitting.words.say(_TOO_LONG, most=most), text)
    hearing = replace(sitting, message=message)
    resized = remembering.resize(sitting, message, len(text))
    if written:
        held = guarding.hold_part(hearing, text, Way.EDITED)
        return held or _say(resized.move(written=whole), _noted(sitting, text))
    held = guarding.hold(hearing, prompt, whole, Way.EDITED, said=text)
    return held or _changed(resized, prompt, whole)


def _changed(sitting: Sitting, before: Prompt, value: str) -> Sitting:
    """Give a question another answer; where it comes to the same, nothing need be said."""
    left = place_left_open(sitting)
    problem = taken_in(sitting, before, value)
    if problem:
        return _refused(sitting, problem, value)
    after = sitting.prompt(before.ref)
    if after.answer == before.answer:
        return sitting
    noted = _noted(sitting, show(after, after.answer, sitting.words))
    return _settled(sitting, before.ref, noted, left)


def _settled(sitting: Sitting, ref: str, noted: str, left: tuple[Answered, ...]) -> Sitting:
    """Put what must be put now that an answer has changed, else only say that it has."""
    conversation = sitting.conversation
    if conversation.mode is Mode.CLOSED and is_ready(sitting):
        return send(_say(sitting, noted))
    if _stays_open(sitting, ref):
        put = put_open(sitting, problem="", recap="")
        # Its choices may have come to be others: then they stand under it anew.
        is_new = put.conversation.turn != conversation.turn
        return with_recap(put, noted) if is_new else _say(sitting, noted)
    if conversation.written:
        before = sitting.entry.restored(conversation.entry)
        return joining.unfinished(replace(sitting, entry=before))
    return _put_anew(sitting, ref, noted, left)


def _put_anew(sitting: Sitting, ref: str, noted: str, left: tuple[Answered, ...]) -> Sitting:
    """Put what comes next: before the review, at it, or in a form that was sent and so reopens."""
    match sitting.conversation.mode:
        case Mode.CLOSED:
            return with_recap(go_on(sitting.move(mode=Mode.CHANGING)), _reopened(sitting, noted))
        case Mode.REVIEWING:
            return with_recap(go_on(sitting.move(mode=Mode.CHANGING)), noted)
        case _:
            answered = passing(sitting, ref) if ref == sitting.conversation.open else sitting
            left = place_left_open(sitting) or left
            return with_recap(go_on(answered.reply(*left)), noted)


def _stays_open(sitting: Sitting, changed: str) -> bool:
    """Tell whether the open question is still the next: asked, not answered by this, none before it."""
    conversation, asked = sitting.conversation, sitting.asked()
    if conversation.open not in asked:
        return False
    before = asked[: asked.index(conversation.open)]
    answered = conversation.open == changed and not conversation.written
    return not answered and set(before) <= set(conversation.passed)


def _noted(sitting: Sitting, answer: str) -> str:
    return sitting.words.say(N_("Changed: {answer}"), answer=clip(answer))


def _reopened(sitting: Sitting, noted: str) -> str:
    more = N_("{changed}\nNow there is more to answer. After that, please send it again.")
    return sitting.words.say(more, changed=noted)


def _refused(sitting: Sitting, problem: str, text: str) -> Sitting:
    stays = N_("{problem} Your answer stays as it was.")
    heard = guarding.hear_danger(sitting, text)
    return _say(heard, sitting.words.say(stays, problem=problem))


def _say(sitting: Sitting, text: str) -> Sitting:
    return sitting.reply(Say(text))
