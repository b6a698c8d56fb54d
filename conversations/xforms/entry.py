"""Where one person stands in one form: the open question, the answers, and what follows from them."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from conversations.xforms.canonical import LONGEST_ANSWER
from conversations.xforms.changes import Changes
from conversations.xforms.filled import NO_LISTS, FilledForm, Lists
from conversations.xforms.formdef import FormDef, Kind, Moment, QuestionDef, RepeatDef, generic
from conversations.xforms.instance import TreeElement, renumbered
from conversations.xforms.kept import answered, keep, recall
from conversations.xforms.prompts import (
    ChoiceShown,
    Event,
    Prompt,
    RepeatPrompt,
    count_ahead,
    is_put,
    may_add,
    prompt_of,
    repeat_prompt_of,
    walk,
)
from conversations.xforms.taking import Outcome, read_answer

__all__ = ["LONGEST_ANSWER", "ChoiceShown", "FormEntry", "Outcome", "Prompt", "RepeatPrompt"]

T = TypeVar("T")


class FormEntry:
    """One person's way through a form.

    `at` is the ref of the open question or prompt, None at the end. Refs that the form does not
    have are errors of the program: KeyError. What people type or tap is never an error but an
    Outcome. A form whose expressions look at too much raises TooCostly, and all is as before.
    """

    def __init__(self, filled: FilledForm) -> None:
        self._filled = filled
        self._form = filled.form
        self._walked: tuple[Event, ...] | None = None
        self._worked_out: dict[Hashable, Any] = {}
        self.at: str | None = None

    @classmethod
    def begin(
        cls,
        form: FormDef,
        *,
        now: datetime,
        seed: int,
        lists: Lists = NO_LISTS,
        language: str | None = None,
    ) -> "FormEntry":
        """Begin a form: defaults are set, and the first question is open.

        `now` is aware and in the workshop's zone; `lists` are the rows of files by their names.
        Where the label of a choice becomes a value, it is in `language`, else in the form's own.
        """
        filled = FilledForm(form, now=now, seed=seed, lists=lists, language=language)
        with Changes(filled) as changes:
            changes.preload(filled.root)
            for moment in (Moment.FIRST_LOAD, Moment.READY, Moment.LOAD):
                changes.act(moment)
            changes.recompute()
        entry = cls(filled)
        entry.at = next(iter(entry.events()), None)
        return entry

    @classmethod
    def restore(
        cls,
        form: FormDef,
        state: Mapping[str, object],
        *,
        now: datetime,
        lists: Lists = NO_LISTS,
        language: str | None = None,
    ) -> "FormEntry":
        """Go on from what dump() gave; everything that follows from answers is computed anew."""
        at, seed = state["at"], state["seed"]
        assert isinstance(seed, int)
        filled = FilledForm(form, now=now, seed=seed, lists=lists, language=language)
        recall(filled, state)
        with Changes(filled) as changes:
            changes.recompute()
        entry = cls(filled)
        entry.at = None if at is None else entry._known(str(at))
        return entry

    def restored(self, state: Mapping[str, object]) -> "FormEntry":
        """Give the entry that was kept, as if nothing had been changed since."""
        filled = self._filled
        return FormEntry.restore(
            self._form, state, now=filled.now, lists=filled.lists, language=filled.language
        )

    def dump(self) -> dict[str, object]:
        """Give all that must be kept, as JSON can hold it; what is not relevant is kept, too."""
        return {**keep(self._filled), "at": self.at, "seed": self._filled.seed}

    # What follows from the answers as they stand

    def once(self, what: Hashable, work_out: Callable[[], T]) -> T:
        """Work something out, once for the answers as they stand: any change makes it forgotten."""
        if what not in self._worked_out:
            self._worked_out[what] = work_out()
        known: T = self._worked_out[what]
        return known

    @contextmanager
    def _changing(self) -> Iterator[Changes]:
        """Make changes. What is worked out from answers is forgotten here and nowhere else."""
        changes = Changes(self._filled)
        try:
            with changes:
                yield changes
        finally:
            if changes.any_made:
                self._worked_out.clear()
            if changes.instances_moved:
                self._walked = None

    # Questions

    def events(self) -> tuple[str, ...]:
        """Give all that is put, in order and as things stand.

        Those are the relevant questions, notes among them, and where one more instance of a
        repeat may be added, the place it would have.
        """
        return self.once("events", lambda: tuple(event.ref for event in self._put()))

    def relevant_questions(self) -> tuple[str, ...]:
        """Give the questions to be asked, notes among them, in order and as things stand."""
        return tuple(event.ref for event in self._put() if isinstance(event.asks, QuestionDef))

    def question(self, ref: str) -> QuestionDef:
        return self._form.by_ref[generic(ref)]

    def is_there(self, ref: str) -> bool:
        """Say whether a question is in the form, relevant or not: its instance may have gone."""
        return self._filled.root.find(ref) is not None

    def is_repeat_prompt(self, ref: str) -> bool:
        return ref.endswith("]") and ref in self.events()

    def prompt(self, ref: str, language: str) -> Prompt:
        return self.once(
            ("prompt", ref, language),
            lambda: prompt_of(self._filled, self.question(ref), self._filled.node(ref), language),
        )

    def repeat_prompt(self, ref: str, language: str) -> RepeatPrompt:
        return self.once(
            ("prompt", ref, language),
            lambda: repeat_prompt_of(self._filled, *self._place(ref), language),
        )

    def _put(self) -> Iterator[Event]:
        return (event for event in self._walk() if is_put(self._filled, event))

    def _walk(self) -> tuple[Event, ...]:
        if self._walked is None:
            self._walked = tuple(walk(self._filled))
        return self._walked

    def _known(self, ref: str) -> str:
        """Give a ref back if the form has such a question or prompt, or raise KeyError."""
        if generic(ref) not in self._form.by_ref:
            # The place of an instance: of what may be added, or of what was just added.
            self._form.repeat(ref)
        return ref

    # Instances

    def _place(self, ref: str) -> tuple[RepeatDef, TreeElement]:
        """Find the repeat of a prompt, and where its new instance would be."""
        for event in self._walk():
            if event.ref == ref and isinstance(event.asks, RepeatDef):
                return event.asks, event.node
        raise KeyError(ref)

    def add_repeat(self, ref: str) -> str | None:
        """Add the instance that a prompt is about, None where the repeat may not grow.

        Was the prompt open, the first question inside is open now.
        """
        repeat, place = self._place(ref)
        if place.parent is None or not may_add(self._filled, repeat, place):
            return None
        with self._changing() as changes:
            changes.add(repeat, place.parent)
        if self.at == ref:
            inside = (event.ref for event in self._put() if event.ref.startswith(f"{ref}/"))
            self.at = next(inside, None) or self._following(ref)
        return ref

    def remove_repeat(self, ref: str) -> None:
        """Take an instance away; the later ones move up, and what is open moves with them.

        Was something open inside, what follows is open now. What the form itself counts or
        holds fast stays.
        """
        instance = self._filled.node(ref)
        repeat = self._form.repeats[instance.reference()]
        if repeat.fixed:
            return
        following = self._following(ref)
        with self._changing() as changes:
            changes.remove(repeat, instance)
        if self.at is not None:
            self.at = renumbered(self.at, ref) or (following and renumbered(following, ref))

    # Answers

    def answer_question(self, ref: str, value: str) -> Outcome:
        """Take an answer, "" for none; compute anew what follows from it."""
        node = self._filled.node(ref)
        taken = read_answer(self._filled, self.question(ref), node, value)
        if isinstance(taken, Outcome):
            return taken
        with self._changing() as changes:
            changes.set_value(node, taken)
        return Outcome.OK

    def hand_in(self, name: str, value: str) -> None:
        """Set a value that nobody is asked for; a form which has no such place goes without it."""
        with self._changing() as changes:
            for reference in self._form.binds:
                ref = f"/{'/'.join(reference.steps)}"
                is_asked = ref in self._form.by_ref or reference.steps[-1] != name
                node = None if is_asked else self._filled.root.find(ref)
                if node is not None:
                    changes.set_value(node, value)

    def would_take(self, ref: str, value: str) -> bool:
        """Tell whether an answer would be taken, and take none."""
        node = self._filled.node(ref)
        taken = read_answer(self._filled, self.question(ref), node, value)
        return not isinstance(taken, Outcome)

    def answers(self, *, relevant_only: bool = True) -> dict[str, str]:
        """Give all values that are not empty, calculated and hidden ones among them."""
        return {
            ref: node.value
            for ref, node in answered(self._filled)
            if node.relevant or not relevant_only
        }

    def missing(self) -> tuple[str, ...]:
        """Give the questions which must be answered and are not."""
        return tuple(
            event.ref
            for event in self._put()
            if isinstance(event.asks, QuestionDef)
            and not event.node.value
            and event.asks.kind is not Kind.NOTE
            and self._filled.holds(event.asks.bind.required, event.node)
        )

    def finish(self) -> None:
        """Set what is set at the end, whenever the form is sent."""
        with self._changing() as changes:
            changes.preload(self._filled.root, at_end=True)

    # Going on and back

    def step_to_next_event(self) -> str | None:
        """Open what follows, or nothing at the end."""
        self.at = self._following(self.at)
        return self.at

    def step_to_previous_event(self) -> str | None:
        """Open what was before; at the beginning, stay there."""
        earlier: str | None = None
        for event in self._walk():
            if event.ref == self.at:
                break
            if is_put(self._filled, event):
                earlier = event.ref
        self.at = earlier or self.at
        return self.at

    def jump(self, ref: str) -> None:
        """Open a question or prompt; that it is put as things stand is the caller's business."""
        self.at = self._known(ref)

    def _following(self, ref: str | None) -> str | None:
        """Give what is put after a ref, which may itself be put or not; after the end, nothing.

        After an instance as a whole comes what stands behind all that is inside.
        """
        passed = False
        for event in self._walk():
            if event.ref == ref or event.ref.startswith(f"{ref}/"):
                passed = True
            elif passed and is_put(self._filled, event):
                return event.ref
        return None

    def longest_remaining(self) -> int:
        """Count the questions from the open one on, with all that may yet become relevant.

        Notes do not count.
        """
        return count_ahead(self._filled, self._walk(), self.at)
