"""Forms drawn by chance and filled in by chance: every state is as if computed from nothing."""

import json

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from conversations.xforms.entry import FormEntry, Outcome
from tests.conversations.xforms.drawn import ANSWERS, workbooks
from tests.conversations.xforms.given import NOW, begin, compiled

PLACES = st.integers(0, 40)


class FormBeingFilledIn(RuleBasedStateMachine):
    """A person who answers, goes back, edits, and adds and removes instances of repeats."""

    entry: FormEntry

    @initialize(source=workbooks())
    def begin(self, source: str) -> None:
        self.form = compiled(source).form
        self.entry = begin(self.form)

    @rule(value=ANSWERS)
    def answer_what_is_open(self, value: str) -> None:
        at = self.entry.at
        if at is not None and not self.entry.is_repeat_prompt(at):
            self._answer(at, value)
        self.entry.step_to_next_event()

    @rule(place=PLACES, value=ANSWERS)
    def edit_what_was_answered(self, place: int, value: str) -> None:
        questions = self.entry.relevant_questions()
        if questions:
            ref = questions[place % len(questions)]
            self.entry.jump(ref)
            self._answer(ref, value)

    def _answer(self, ref: str, value: str) -> None:
        before = self.entry.dump()
        outcome = self.entry.answer_question(ref, value)
        assert outcome is Outcome.OK or self.entry.dump() == before

    @rule()
    def go_back(self) -> None:
        self.entry.step_to_previous_event()

    @precondition(lambda self: self._prompts())
    @rule(place=PLACES)
    def add_an_instance(self, place: int) -> None:
        prompts = self._prompts()
        ref = prompts[place % len(prompts)]
        self.entry.jump(ref)
        assert self.entry.add_repeat(ref) == ref

    @precondition(lambda self: self._instances())
    @rule(place=PLACES)
    def remove_an_instance(self, place: int) -> None:
        instances = self._instances()
        self.entry.remove_repeat(instances[place % len(instances)])

    def _prompts(self) -> list[str]:
        return [ref for ref in self.entry.events() if self.entry.is_repeat_prompt(ref)]

    def _instances(self) -> list[str]:
        prompts = (self.entry.repeat_prompt(ref, "en") for ref in self._prompts())
        return [one.ref for prompt in prompts if prompt.may_remove for one in prompt.instances]

    @invariant()
    def it_is_as_if_computed_from_nothing(self) -> None:
        stored = json.loads(json.dumps(self.entry.dump()))
        assert _seen(FormEntry.restore(self.form, stored, now=NOW)) == _seen(self.entry)

    @invariant()
    def what_is_open_can_be_answered(self) -> None:
        events = self.entry.events()
        assert self.entry.at is None or self.entry.at in events or not events


def _seen(entry: FormEntry) -> dict[str, object]:
    """Tell all that a person or a programme can see of an entry."""
    return {
        "prompts": [
            entry.repeat_prompt(ref, "en")
            if entry.is_repeat_prompt(ref)
            else entry.prompt(ref, "en")
            for ref in entry.events()
        ],
        "questions": entry.relevant_questions(),
        "answers": entry.answers(),
        "all answers": entry.answers(relevant_only=False),
        "missing": entry.missing(),
        "longest": entry.longest_remaining(),
        "stored": entry.dump(),
    }


TestFormBeingFilledIn = FormBeingFilledIn.TestCase
TestFormBeingFilledIn.settings = settings(
    max_examples=settings().max_examples,
    stateful_step_count=12,
    suppress_health_check=[HealthCheck.too_slow],
)
