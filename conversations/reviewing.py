"""Word the review card: all answers before they are sent, those of an instance under its name."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from conversations.inputs import Add, Change, Send
from conversations.leading import notes, place_in_words, repeat_in_words
from conversations.repeating import add_label
from conversations.replies import Button, Review, ReviewLine
from conversations.shown import clip, show
from conversations.sitting import Sitting, asks_for_another
from conversations.standing import Decision
from conversations.xforms.entry import Prompt
from conversations.xforms.prompts import RepeatPlace
from locales import N_

MOST_BUTTONS: Final = 100  # under one message
_AFTER: Final = "———"  # what ends the last instance where no group begins


def review(sitting: Sitting, *, problem: str, recap: str) -> Review:
    turn, lines = sitting.conversation.turn, tuple(_lines(sitting, clip))
    controls = (*additions(sitting), Button(send_label(sitting), Send(turn)))
    numbers = tuple(
        Button(str(line.number), Change(turn, question)) for question, line in enumerate(lines)
    )
    return Review(
        turn=turn,
        recap=recap,
        problem=problem,
        notes=notes(sitting, before="").texts if not recap and not problem else (),
        title=sitting.words.say(N_("Please read your answers before you send them.")),
        lines=lines,
        changes=numbers if len(numbers) + len(controls) <= MOST_BUTTONS else (),
        controls=controls,
    )


def send_label(sitting: Sitting) -> str:
    return sitting.words.say(N_("Send the change") if sitting.conversation.sent else N_("Send"))


def sent_card(sitting: Sitting) -> Review:
    """Word the card once it is sent: nothing can be pressed on it any more."""
    title = sitting.words.say(N_("You have sent this:"))
    card = review(sitting, problem="", recap="")
    return replace(card, notes=(), title=title, changes=(), controls=())


def in_full(sitting: Sitting) -> Review:
    """Word all answers, none cut short, to be read and not pressed."""
    return replace(sent_card(sitting), lines=tuple(_lines(sitting, str.strip)))


def _lines(sitting: Sitting, write: Callable[[str], str]) -> Iterator[ReviewLine]:
    """Yield the answers in order; whatever begins or goes on with one has its name above it."""
    around: tuple[RepeatPlace, ...] = ()
    for number, ref in enumerate(sitting.asked(), start=1):
        before = _named(sitting, around)
        if asks_for_another(ref):
            around = tuple(place for place in around if ref.startswith(f"{place.ref}/"))
            group, line = "", _repeat(sitting, ref, number)
        else:
            prompt = sitting.prompt(ref)
            around, group = prompt.repeats, prompt.group
            line = _answer(sitting, prompt, number, write)
        name = _named(sitting, around)
        yield line if name == before else replace(line, heading=name or group or _AFTER)


def _named(sitting: Sitting, around: Sequence[RepeatPlace]) -> str:
    return " · ".join(place_in_words(place, sitting.words) for place in around)


def _answer(
    sitting: Sitting, prompt: Prompt, number: int, write: Callable[[str], str]
) -> ReviewLine:
    shown = write(show(prompt, prompt.answer, sitting.words))
    decision = sitting.conversation.decision_about(prompt.ref, prompt.answer)
    only = sitting.words.say("Only for the organisers") if decision is Decision.ORGANISERS else ""
    return ReviewLine(number, prompt.label or prompt.hint, shown or "—", remark=only)


def _repeat(sitting: Sitting, ref: str, number: int) -> ReviewLine:
    """Say how many instances were told: under this number one is added, changed or removed."""
    prompt = sitting.repeat_prompt(ref)
    told = sitting.words.say(N_("So far: {count}"), count=len(prompt.instances))
    return ReviewLine(number, repeat_in_words(prompt.label, sitting.words), told)


def additions(sitting: Sitting) -> Iterator[Button]:
    """Offer one more of each repeat that may grow, but for those inside of others."""
    turn = sitting.conversation.turn
    for question, ref in enumerate(sitting.asked()):
        if asks_for_another(ref) and ref.count("[") == 1:
            prompt = sitting.repeat_prompt(ref)
            what = repeat_in_words(prompt.label, sitting.words)
            label = sitting.words.say(
                N_("{what}: {name}"), what=add_label(sitting, prompt), name=what
            )
            yield Button(label, Add(turn, question))
