"""Word what is put where a repeat may grow: what was told so far, and whether there is more."""

from dataclasses import replace
from typing import Final

from conversations.choosing import count_pages, page_of, turns
from conversations.inputs import (
    Add,
    Back,
    GoOn,
    Instance,
    Instances,
    Keep,
    OfferRemoval,
    Remove,
    Revise,
)
from conversations.leading import heading_of_repeat, instance_in_words, notes, repeat_in_words
from conversations.replies import Ask, Button
from conversations.shown import clip, show
from conversations.sitting import Sitting
from conversations.xforms.prompts import RepeatInstance, RepeatPrompt
from locales import N_

_NAME: Final = 60  # characters that tell one instance from another
_MORE: Final = N_("Is there more to add? If not, press “{go_on}”.")


def ask_for_another(sitting: Sitting) -> Ask:
    """Word the open question of a repeat as it is first put."""
    conversation, words = sitting.conversation, sitting.words
    prompt = sitting.repeat_prompt(conversation.open)
    read = notes(sitting, before=conversation.open)
    return Ask(
        turn=conversation.turn,
        recap="",
        problem="",
        position=0,
        total=0,
        earlier=(),
        group=heading_of_repeat(sitting, conversation.open),
        notes=read.texts,
        label=saved(sitting, prompt),
        hint=words.say(_MORE, go_on=words.say(N_("Go on"))) if prompt.instances else "",
        answer="",
        grid=(),
        choices=(),
        pages=(),
        controls=controls(sitting, prompt),
        media=read.media,
        several=False,
        in_order=False,
        wants_location=False,
        in_place=False,
    )


def controls(sitting: Sitting, prompt: RepeatPrompt) -> tuple[Button, ...]:
    words, turn = sitting.words, sitting.conversation.turn
    change = [Button(words.say(N_("Edit")), Instances(turn, 0))] if prompt.instances else []
    back = [Button(words.say(N_("Back")), Back(turn))] if sitting.may_go_back() else []
    return (
        Button(add_label(sitting, prompt), Add(turn, 0)),
        *change,
        Button(words.say(N_("Go on")), GoOn(turn)),
        *back,
    )


def saved(sitting: Sitting, prompt: RepeatPrompt) -> str:
    """Say what was told last: Practice 1 saved: Ruta segura."""
    words = sitting.words
    if not prompt.instances:
        return words.say(N_("{label}: none so far."), label=repeat_in_words(prompt.label, words))
    number = len(prompt.instances)
    told = instance_in_words(prompt.instances[-1].label, number, words)
    name = name_of(sitting, prompt.instances[-1])
    if not name:
        return words.say(N_("{what} saved."), what=told)
    return words.say(N_("{what} saved: {name}."), what=told, name=name)


def add_label(sitting: Sitting, prompt: RepeatPrompt) -> str:
    return sitting.words.say(N_("Add another") if prompt.instances else N_("Add one"))


def unchanged(sitting: Sitting) -> Ask:
    """Word the open question of a repeat in its own message again."""
    return replace(ask_for_another(sitting), notes=(), media=(), in_place=True)


def instances(sitting: Sitting, page: int) -> Ask:
    """Word the list of what was told, to choose one from."""
    turn = sitting.conversation.turn
    prompt = sitting.repeat_prompt(sitting.conversation.open)
    buttons = tuple(
        Button(_entry(sitting, prompt, number), Instance(turn, number))
        for number in range(1, len(prompt.instances) + 1)
    )
    shown = max(0, min(page, count_pages(len(buttons)) - 1))
    return replace(
        _aside(sitting, sitting.words.say(N_("Which one do you want to change?"))),
        choices=page_of(buttons, shown),
        pages=turns(len(buttons), shown, lambda other: Instances(turn, other)),
        controls=(_return(sitting),),
    )


def instance(sitting: Sitting, number: int) -> Ask:
    """Word what can be done with one of the instances."""
    words, turn = sitting.words, sitting.conversation.turn
    prompt = sitting.repeat_prompt(sitting.conversation.open)
    return replace(
        _aside(sitting, _entry(sitting, prompt, number)),
        controls=(
            Button(words.say(N_("Change its answers")), Revise(turn, number)),
            Button(words.say(N_("Remove it")), OfferRemoval(turn, number)),
            _return(sitting),
        ),
    )


def removal(sitting: Sitting, number: int) -> Ask:
    """Ask once more before an instance is removed: its answers go with it."""
    words, turn = sitting.words, sitting.conversation.turn
    prompt = sitting.repeat_prompt(sitting.conversation.open)
    question = words.say(
        N_("Remove “{what}” with all its answers?"), what=_entry(sitting, prompt, number)
    )
    return replace(
        _aside(sitting, question),
        controls=(
            Button(words.say(N_("Yes, remove it")), Remove(turn, number)),
            Button(words.say(N_("No, keep it")), Keep(turn)),
        ),
    )


def instance_of(sitting: Sitting, ref: str) -> str:
    """Name the instance `ref` of the open repeat."""
    prompt = sitting.repeat_prompt(sitting.conversation.open)
    return _entry(sitting, prompt, 1 + [told.ref for told in prompt.instances].index(ref))


def name_of(sitting: Sitting, told: RepeatInstance) -> str:
    """Return the first answer of an instance: it tells one from another best."""
    if not told.first:
        return ""
    prompt = sitting.prompt(told.first)
    return clip(show(prompt, prompt.answer, sitting.words), most=_NAME)


def _entry(sitting: Sitting, prompt: RepeatPrompt, number: int) -> str:
    told = prompt.instances[number - 1]
    what = instance_in_words(told.label, number, sitting.words)
    name = name_of(sitting, told)
    return sitting.words.say(N_("{what}: {name}"), what=what, name=name) if name else what


def _aside(sitting: Sitting, label: str) -> Ask:
    """Word another face of the open question, in the message that was pressed."""
    asked = ask_for_another(sitting)
    return replace(asked, label=label, notes=(), hint="", media=(), in_place=True)


def _return(sitting: Sitting) -> Button:
    return Button(sitting.words.say(N_("Leave as it is")), Keep(sitting.conversation.turn))
