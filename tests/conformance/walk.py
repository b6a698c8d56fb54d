"""A walk through a form, event by event, as any engine of forms can tell it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from conversations.xforms.entry import FormEntry, Outcome, Prompt
from conversations.xforms.formdef import Kind

MOST_EVENTS = 2_000
_CHOSEN = frozenset({Kind.SELECT_ONE, Kind.SELECT_MULTIPLE, Kind.RANK})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was put; `status` is what became of the last answer that was tried."""

    ref: str
    label: str
    required: bool
    readonly: bool
    choices: tuple[tuple[str, str], ...]
    status: str


@dataclass(frozen=True, slots=True)
class NewRepeatPrompted:
    """“Add another?” was put; `ref` is that of the instance that would be added."""

    ref: str


@dataclass(frozen=True, slots=True)
class Ended:
    pass


Event: TypeAlias = Asked | NewRepeatPrompted | Ended


class Answers(Protocol):
    def to(self, prompt: Prompt) -> Iterable[str]:
        """Give answers, which are tried in turn until one is taken."""
        ...

    def adds(self, ref: str) -> bool:
        """Say whether the instance `ref` is to be added to an open repeat."""
        ...


class EndlessWalk(Exception):
    """A form goes on and on."""


def walk(entry: FormEntry, answers: Answers, *, language: str) -> Iterator[Event]:
    """Go through a form, answer by answer; what is refused is passed over unanswered."""
    for _ in range(MOST_EVENTS):
        if entry.at is None:
            yield Ended()
            return
        if entry.is_repeat_prompt(entry.at):
            yield NewRepeatPrompted(entry.at)
            if not answers.adds(entry.at) or entry.add_repeat(entry.at) is None:
                entry.step_to_next_event()
        else:
            prompt = entry.prompt(entry.at, language)
            yield _asked(prompt, _answer(entry, prompt, answers))
            entry.step_to_next_event()
    raise EndlessWalk


def _answer(entry: FormEntry, prompt: Prompt, answers: Answers) -> Outcome:
    """Answer a question; what is for reading only is as it should be."""
    outcome = Outcome.OK
    for answer in () if prompt.readonly else tuple(answers.to(prompt)) or ("",):
        outcome = entry.answer_question(prompt.ref, answer)
        if outcome is Outcome.OK:
            break
    return outcome


def _asked(prompt: Prompt, outcome: Outcome) -> Asked:
    chosen = prompt.kind in _CHOSEN  # the marks of a range are no choices
    choices = tuple((choice.value, choice.label) for choice in prompt.choices if chosen)
    return Asked(prompt.ref, prompt.label, prompt.required, prompt.readonly, choices, outcome.value)
