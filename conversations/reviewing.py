"""Word the review card: all answers before they are sent, those of an instance under its name."""

from collections.abc import Iterator
from typing import Final

from conversations.inputs import Add, Change, Send
from conversations.leading import notes, place_in_words
from conversations.markdown import unmarked
from conversations.repeating import add_label
from conversations.replies import Button, Review, ReviewLine
from conversations.shown import clip, show
from conversations.sitting import Sitting, asks_for_another
from conversations.xforms.entry import Prompt
from locales import N_

MOST_BUTTONS: Final = 100  # under one message
_AFTER: Final = "———"  # what ends the last instance where no group begins


def review(sitting: Sitting, *, problem: str, recap: str) -> Review:
    turn, lines = sitting.conversation.turn, tuple(_lines(sitting))
    controls = (*additions(sitting), Button(sitting.words.say(N_("Send")), Send(turn)))
    numbers = tuple(
        Button(str(line.number), Change(turn, question)) for question, line in enumerate(lines)
    )
    return Review(
        turn=turn,
        recap=recap,
        problem=problem,
        notes=notes(sitting, before="") if not recap and not problem else (),
        title=sitting.words.say(N_("Please read your answers before you send them.")),
        lines=lines,
        changes=numbers if len(numbers) + len(controls) <= MOST_BUTTONS else (),
        controls=controls,
    )


def _lines(sitting: Sitting) -> Iterator[ReviewLine]:
    under = ""
    for number, ref in enumerate(sitting.asked(), start=1):
        if asks_for_another(ref):
            yield _repeat(sitting, ref, number, under)
            under = ""
            continue
        prompt = sitting.prompt(ref)
        name = _instance(sitting, prompt)
        heading = name or prompt.group or _AFTER
        shown = clip(show(prompt, prompt.answer, sitting.words)) or "—"
        yield ReviewLine(number, prompt.label, shown, heading if name != under else "")
        under = name


def _repeat(sitting: Sitting, ref: str, number: int, under: str) -> ReviewLine:
    """Say how many instances were told: under this number one is added, changed or removed."""
    prompt = sitting.repeat_prompt(ref)
    told = sitting.words.say(N_("So far: {count}"), count=len(prompt.instances))
    return ReviewLine(number, prompt.label, told, _AFTER if under else "")


def _instance(sitting: Sitting, prompt: Prompt) -> str:
    return " · ".join(place_in_words(place, sitting.words) for place in prompt.repeats)


def additions(sitting: Sitting) -> Iterator[Button]:
    """Offer one more of each repeat that may grow, but for those inside of others."""
    turn = sitting.conversation.turn
    for question, ref in enumerate(sitting.asked()):
        if asks_for_another(ref) and ref.count("[") == 1:
            prompt = sitting.repeat_prompt(ref)
            what = unmarked(prompt.label)
            label = add_label(sitting, prompt)
            yield Button(f"{label}: {what}" if what else label, Add(turn, question))
