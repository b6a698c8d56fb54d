"""What leads up to a question: notes to be read, its group, and which instance of a repeat it is in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from conversations.markdown import unmarked
from conversations.shown import show
from conversations.sitting import Sitting, asks_for_another, instance_around
from conversations.xforms.entry import Prompt
from conversations.xforms.prompts import MediaShown, RepeatPlace
from locales import N_, Words


def heading(sitting: Sitting, prompt: Prompt, *, alone: bool) -> str:
    """Return what begins with this question: an instance, a group, or both; "" for neither.

    A question that is put `alone`, not after the one before it, tells anew where it stands.
    """
    asked = sitting.asked()
    at = asked.index(prompt.ref)
    before = asked[at - 1] if at and not alone else ""
    begun = [place for place in prompt.repeats if not before.startswith(f"{place.ref}/")]
    places = [place_in_words(place, sitting.words) for place in prompt.repeats] if begun else []
    return " · ".join([*places, *_group(sitting, prompt, before)])


def heading_of_repeat(sitting: Sitting, ref: str) -> str:
    """Return which instance of others a repeat may grow in, "" where it is in none."""
    around = instance_around(ref.rpartition("[")[0])
    inside = (one for one in sitting.asked() if one.startswith(f"{around}/"))
    question = next((one for one in inside if not asks_for_another(one)), "") if around else ""
    places = sitting.prompt(question).repeats if question else ()
    outer = (place for place in places if ref.startswith(f"{place.ref}/"))
    return " · ".join(place_in_words(place, sitting.words) for place in outer)


def place_in_words(place: RepeatPlace, words: Words) -> str:
    """Name an instance: Practice 2, or Practice 2 of 3 where the form says how many there are."""
    name = instance_in_words(place.label, place.number, words)
    if not place.fixed:
        return name
    return words.say(N_("{name} of {count}"), name=name, count=place.count)


def repeat_in_words(label: str, words: Words) -> str:
    """Name a repeat, also one that the form leaves without a name."""
    return unmarked(label) or words.say(N_("Part"))


def instance_in_words(label: str, number: int, words: Words) -> str:
    name = repeat_in_words(label, words)
    if re.search(rf"\b{number}\b", name):  # the form counts them itself
        return name
    return words.say(N_("{name} {number}"), name=name, number=number)


@dataclass(frozen=True, slots=True)
class Notes:
    """What is to be read before something is put: words, and what they show.

    `earlier` are the words that stand before its group or its instance begins.
    """

    earlier: tuple[str, ...]
    texts: tuple[str, ...]
    media: tuple[MediaShown, ...]


def notes(sitting: Sitting, *, before: str) -> Notes:
    """Return what is to be read between the question before and this one ("": the end)."""
    prompts = tuple(_read_before(sitting, before))
    texts = tuple(_note(sitting, prompt) for prompt in prompts)
    outside = 0
    if before and not asks_for_another(before):
        here = _within(sitting.prompt(before))
        outside = sum(1 for _ in takewhile(lambda prompt: _within(prompt) != here, prompts))
    media = tuple(shown for prompt in prompts for shown in prompt.media)
    return Notes(texts[:outside], texts[outside:], media)


def _within(prompt: Prompt) -> tuple[str, tuple[str, ...]]:
    return prompt.group, tuple(place.ref for place in prompt.repeats)


def _group(sitting: Sitting, prompt: Prompt, before: str) -> Iterator[str]:
    """Yield the label of the group unless the question before stood under it, or a repeat says it."""
    named = {place.label for place in prompt.repeats}
    if before and not asks_for_another(before):
        named.add(sitting.prompt(before).group)
    if prompt.group and prompt.group not in named:
        yield prompt.group


def _read_before(sitting: Sitting, before: str) -> Iterator[Prompt]:
    refs: list[str] = []
    for ref in takewhile(lambda ref: ref != before, sitting.entry.events()):
        refs = [] if sitting.wants_answer(ref) else [*refs, ref]
    prompts = (prompt for prompt in map(sitting.prompt, refs) if prompt.readonly)
    return (prompt for prompt in prompts if not _was_read(prompt, before))


def _was_read(prompt: Prompt, before: str) -> bool:
    """Tell a note that ends another instance: it stood where one more was asked for."""
    others = (place for place in prompt.repeats if not before.startswith(f"{place.ref}/"))
    stems = (place.ref.rpartition("[")[0] for place in others if not place.fixed)
    return any(before.startswith(f"{stem}[") and "/" in before[len(stem) :] for stem in stems)


def _note(sitting: Sitting, prompt: Prompt) -> str:
    shown = show(prompt, prompt.answer, sitting.words)
    return " ".join(filter(None, [prompt.label, shown]))
