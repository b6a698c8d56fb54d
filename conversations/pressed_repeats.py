"""What a press does where a repeat may grow: add, go on, change or remove an instance."""

from conversations import repeating
from conversations.going_on import go_on, passing
from conversations.inputs import (
    Add,
    GoOn,
    Instance,
    Instances,
    Keep,
    OfferRemoval,
    Press,
    Remove,
    Revise,
)
from conversations.remembering import renumber
from conversations.replies import Answered
from conversations.sitting import Sitting, instance_around
from conversations.standing import Conversation, Mode
from conversations.xforms.formdef import generic
from conversations.xforms.instance import renumbered
from locales import N_


def pressed_repeat(sitting: Sitting, press: Press) -> Sitting | None:
    """Do what a press under the open repeat does, None where it is none of these."""
    match press:
        case Add():
            return add(sitting, sitting.conversation.open)
        case GoOn():
            left = passing(sitting, sitting.conversation.open)
            return go_on(left.reply(noted(sitting, sitting.words.say(N_("Go on")))))
        case Keep():
            return sitting.reply(repeating.unchanged(sitting))
        case Instances(page=page):
            return sitting.reply(repeating.instances(sitting, page))
        case Instance() | Revise() | OfferRemoval() | Remove():
            return _pressed_instance(sitting, press)
        case _:
            return None


def add(sitting: Sitting, ref: str) -> Sitting:
    """Add the instance that would be `ref`, which is asked about, and ask its questions."""
    label = repeating.add_label(sitting, sitting.repeat_prompt(ref))
    tidied = (noted(sitting, label),) if ref == sitting.conversation.open else ()
    sitting.entry.add_repeat(ref)
    added = sitting.reply(*tidied)
    if sitting.conversation.mode is Mode.ASKING:
        return go_on(added)
    return go_on(added.move(mode=Mode.CHANGING, changing=_next(ref)))


def noted(sitting: Sitting, shown: str) -> Answered:
    """Tell what the message of the open repeat becomes."""
    prompt = sitting.repeat_prompt(sitting.conversation.open)
    return Answered(sitting.conversation.turn, repeating.saved(sitting, prompt), shown)


def added_and_untold(sitting: Sitting) -> str:
    """Return the instance that was just added at its repeat, "" where something is told in it.

    One whose answers are asked again has passed none of its questions either: it holds answers, or
    others stand behind it.
    """
    conversation = sitting.conversation
    around = instance_around(conversation.open)
    inside = [ref for ref in sitting.asked() if ref.startswith(f"{around}/")]
    was_added = around and around in conversation.put.values()
    if not was_added or inside[:1] != [conversation.open] or _is_told(conversation, around):
        return ""
    return "" if sitting.entry.is_there(_next(around)) else around


def _is_told(conversation: Conversation, instance: str) -> bool:
    """Tell whether a question in the instance was passed, or has an answer, be it asked or not."""
    answered = (
        ref for ref in conversation.entry["answers"] if generic(ref) in conversation.form.by_ref
    )
    return any(ref.startswith(f"{instance}/") for ref in (*conversation.passed, *answered))


def _next(ref: str) -> str:
    """Return where a repeat may grow further once the instance `ref` is there."""
    stem, _, number = ref.removesuffix("]").rpartition("[")
    return f"{stem}[{int(number) + 1}]"


def _pressed_instance(
    sitting: Sitting, press: Instance | Revise | OfferRemoval | Remove
) -> Sitting | None:
    prompt = sitting.repeat_prompt(sitting.conversation.open)
    if not 1 <= press.number <= len(prompt.instances):
        return None
    ref = prompt.instances[press.number - 1].ref
    match press:
        case Instance():
            return sitting.reply(repeating.instance(sitting, press.number))
        case Revise():
            return _revise(sitting, ref)
        case OfferRemoval():
            return sitting.reply(repeating.removal(sitting, press.number))
        case _:
            return _remove(sitting, ref)


def _revise(sitting: Sitting, ref: str) -> Sitting:
    """Ask the questions of an instance again, each with its answer."""
    passed = sitting.conversation.passed
    kept = tuple(one for one in passed if not one.startswith(f"{ref}/"))
    return go_on(sitting.move(passed=kept))


def _remove(sitting: Sitting, ref: str) -> Sitting:
    """Take an instance away; what is kept about the later ones moves up with them."""
    conversation = sitting.conversation
    what = repeating.instance_of(sitting, ref)
    sitting.entry.remove_repeat(ref)
    moved = {turn: renumbered(put, ref) for turn, put in conversation.put.items()}
    removed = sitting.move(
        passed=tuple(new for old in conversation.passed if (new := renumbered(old, ref))),
        put={turn: new for turn, new in moved.items() if new is not None},
        changing=renumbered(conversation.changing, ref) or "",
    ).reply(Answered(conversation.turn, sitting.words.say(N_("{what} removed."), what=what), ""))
    return go_on(_asking_again(renumber(removed, ref), renumbered(conversation.open, ref)))


def _asking_again(sitting: Sitting, place: str | None) -> Sitting:
    """Let the repeat be put once more, however often it was left before."""
    return sitting.move(passed=tuple(ref for ref in sitting.conversation.passed if ref != place))
