"""A text that is written in several messages: each is kept as it comes, and Done makes them the answer.

The first message takes the place of an earlier answer, the next are added on lines of their own.
What is written is let go only by who starts over.
"""

from conversations import guarding, putting
from conversations.answers import LONGEST
from conversations.going_on import answer, put_open, taken_in
from conversations.inputs import Done, Keep, Press, Skip, StartOver
from conversations.remembering import remember
from conversations.sitting import Sitting
from conversations.standing import Heard, Way
from locales import N_


def add(sitting: Sitting, text: str) -> Sitting:
    """Add a message, unless all of it could not be shown any more in one."""
    joined = "\n".join(filter(None, [sitting.conversation.written, text]))
    if len(joined) > LONGEST:
        problem = sitting.words.say(
            N_("Together that is more than {most} characters: I have not added your last message."),
            most=sitting.words.number(LONGEST),
        )
        return put_open(guarding.hear_danger(sitting, text), problem=problem, recap="")
    if held := guarding.hold_part(sitting, text, Way.TYPED):
        return held
    part = Heard(sitting.message, sitting.conversation.open, len(text))
    added = sitting.move(written=joined, parts=(*_parts(sitting), part))
    return added.reply(putting.ask_for_more(added))


def _parts(sitting: Sitting) -> tuple[Heard, ...]:
    """Return what was written so far; an older program did not keep in which messages."""
    conversation = sitting.conversation
    if conversation.written and not conversation.parts:
        return (Heard(0, conversation.open, len(conversation.written)),)
    return conversation.parts


def pressed_joining(sitting: Sitting, press: Press) -> Sitting | None:
    """Do what a press does once something is written, None where it is none of these."""
    written = sitting.conversation.written
    if not written:
        return None
    match press:
        case Done():
            prompt = sitting.prompt(sitting.conversation.open)
            held = guarding.hold(sitting, prompt, written, Way.DONE)
            return held or answer(sitting, written, in_place=True)
        case StartOver():
            return put_open(sitting.move(written="", parts=()), problem="", recap="")
        case Skip() | Keep():  # under the question as it was first put
            return unfinished(sitting)
        case _:
            return None


def unfinished(sitting: Sitting) -> Sitting:
    """Stay with what is written: another way would lose it."""
    problem = sitting.words.say(N_("Please finish this answer first."))
    return put_open(sitting, problem=problem, recap="")


def kept(sitting: Sitting) -> Sitting:
    """Make what is written the answer, for the person goes back; it stays open where it is refused."""
    conversation = sitting.conversation
    if not conversation.written:
        return sitting
    before = sitting.prompt(conversation.open)
    if held := guarding.hold(sitting, before, conversation.written, Way.BACK):
        return held
    problem = taken_in(sitting, before, conversation.written)
    if problem:
        return put_open(sitting, problem=problem, recap="")
    return remember(sitting, before).move(entry=sitting.entry.dump(), written="")
