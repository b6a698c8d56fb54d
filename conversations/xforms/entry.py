"""Where one person stands in one form: the open question, the answers, and what follows from them."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from conversations.xforms.filled import FilledForm, Lists
from conversations.xforms.formdef import FormDef, Kind, QuestionDef
from conversations.xforms.instance import TreeElement
from conversations.xforms.itext import GUIDANCE
from conversations.xforms.values import number_text

LONGEST_ANSWER: Final = 4_096

NO_LISTS: Final[Lists] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ChoiceShown:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question as it stands now, in one language.

    `answer` is the canonical value, "" where there is none; choices that were selected stand
    with spaces between them. `group` is the label of the nearest group that has one.
    """

    ref: str
    name: str
    kind: Kind
    label: str
    hint: str
    required: bool
    readonly: bool
    choices: tuple[ChoiceShown, ...]
    answer: str
    group: str
    appearance: str
    required_message: str
    constraint_message: str
    guidance: str = ""


class Outcome(StrEnum):
    """What became of an answer; only OK stores it.

    UNREADABLE: the text is no value of this question (not a number, not a date, not one of the
    choices as they stand, too long), or the question is for reading only or not asked now.
    """

    OK = "ok"
    REQUIRED_BUT_EMPTY = "required_but_empty"
    CONSTRAINT_VIOLATED = "constraint_violated"
    UNREADABLE = "unreadable"


class FormEntry:
    """One person's way through a form.

    Refs that the form does not have are errors of the program: KeyError. What people type or
    tap is never an error but an Outcome.
    """

    def __init__(self, filled: FilledForm) -> None:
        self._filled = filled
        self._form = filled.form
        self.at: str | None = None

    @classmethod
    def begin(
        cls, form: FormDef, *, now: datetime, seed: int, lists: Lists = NO_LISTS
    ) -> "FormEntry":
        """Begin a form: defaults are set, and the first question is open.

        `now` is aware and in the workshop's zone; `lists` are the rows of files by their names.
        """
        filled = FilledForm(form, now=now, seed=seed, lists=lists)
        filled.recompute(form.triggerables.ordered)
        for action in form.first_load:
            for node in filled.root.resolve(action.ref):
                filled.compute(action.value, node)
            filled.recompute(form.triggerables.after(action.ref))
        entry = cls(filled)
        entry.at = next(iter(entry.relevant_questions()), None)
        return entry

    @classmethod
    def restore(
        cls, form: FormDef, state: Mapping[str, object], *, now: datetime, lists: Lists = NO_LISTS
    ) -> "FormEntry":
        """Go on from what dump() gave; everything that follows from answers is computed anew."""
        answers, at, seed = state["answers"], state["at"], state["seed"]
        assert isinstance(answers, Mapping)
        assert isinstance(seed, int)
        filled = FilledForm(form, now=now, seed=seed, lists=lists)
        for ref, value in answers.items():
            filled.node(ref).set_answer(value)
        filled.recompute(form.triggerables.ordered)
        entry = cls(filled)
        entry.at = None if at is None else form.by_ref[str(at)].ref
        return entry

    def dump(self) -> dict[str, object]:
        """Give all that must be kept, as JSON can hold it; what is not relevant is kept, too."""
        kept = {
            str(ref): node.answer()
            for ref, node, default in self._filled.leaves()
            if node.answer() != default.value
        }
        return {"answers": kept, "at": self.at, "seed": self._filled.seed}

    # Questions

    def relevant_questions(self) -> tuple[str, ...]:
        """Give the questions to be asked, notes among them, in order and as things stand."""
        return tuple(
            question.ref for question in self._form.questions if self._is_relevant(question)
        )

    def prompt(self, ref: str, language: str) -> Prompt:
        filled, question = self._filled, self._form.by_ref[ref]
        bind, node = question.bind, filled.node(ref)
        return Prompt(
            ref=ref,
            name=question.name,
            kind=question.kind,
            label=filled.say(question.label, node, language),
            hint=filled.say(question.hint, node, language),
            required=filled.holds(bind.required, node),
            readonly=filled.holds(bind.readonly, node),
            choices=tuple(
                ChoiceShown(value, label) for value, label in filled.choices(question, language)
            ),
            answer=node.value,
            group=self._group(question, node, language),
            appearance=question.appearance,
            required_message=filled.say(bind.required_message, node, language),
            constraint_message=filled.say(bind.constraint_message, node, language),
            guidance=filled.say(question.hint, node, language, form=GUIDANCE),
        )

    def _group(self, question: QuestionDef, node: TreeElement, language: str) -> str:
        labels = (
            self._filled.say(group.label, node, language) for group in reversed(question.groups)
        )
        return next((label for label in labels if label), "")

    def answer_question(self, ref: str, value: str) -> Outcome:
        """Take an answer, "" for none; compute anew what follows from it."""
        question = self._form.by_ref[ref]
        node = self._filled.node(ref)
        if not node.relevant:
            return Outcome.UNREADABLE
        if self._filled.holds(question.bind.readonly, node):
            return Outcome.OK if value in {"", node.value} else Outcome.UNREADABLE
        if not value:
            if self._filled.holds(question.bind.required, node):
                return Outcome.REQUIRED_BUT_EMPTY
            return self._store(question, node, "")
        canonical = self._canonical(question, value)
        if canonical is None:
            return Outcome.UNREADABLE
        return self._store(question, node, canonical)

    def _store(self, question: QuestionDef, node: TreeElement, value: str) -> Outcome:
        before, given = node.value, node.given
        node.set_answer(value)
        constraint = question.bind.constraint
        # As everywhere in XForms, a constraint says nothing about a question left empty.
        if value and constraint is not None and not self._filled.holds(constraint, node):
            node.value, node.given = before, given
            return Outcome.CONSTRAINT_VIOLATED
        if value != before:
            self._filled.recompute(self._form.triggerables.after(question.reference))
        return Outcome.OK

    def _canonical(self, question: QuestionDef, value: str) -> str | None:
        """Write a value in its one form; None where it is no value of this question."""
        if question.kind in {Kind.SELECT_ONE, Kind.SELECT_MULTIPLE}:
            offered = self._filled.offered(question)
            chosen = [value] if question.kind is Kind.SELECT_ONE else value.split()
            if not chosen or not set(chosen) <= set(offered):
                return None
            return " ".join(choice for choice in dict.fromkeys(offered) if choice in chosen)
        return _CANONICAL[question.kind](value)

    # Going on and back

    def step_to_next_event(self) -> str | None:
        """Open the next question, or none at the end."""
        self.at = next(self._asked_after(self.at), None)
        return self.at

    def step_to_previous_event(self) -> str | None:
        """Open the question before; at the first one, stay there."""
        earlier: str | None = None
        for question in self._form.questions:
            if question.ref == self.at:
                break
            if self._is_relevant(question):
                earlier = question.ref
        if earlier is not None:
            self.at = earlier
        return self.at

    def jump(self, ref: str) -> None:
        """Open a question; that it is relevant is the caller's business."""
        self.at = self._form.by_ref[ref].ref

    def _asked_after(self, ref: str | None) -> Iterator[str]:
        """Give what is asked after a question, relevant or not itself; after the end, nothing."""
        passed = False
        for question in self._form.questions:
            if passed and self._is_relevant(question):
                yield question.ref
            passed = passed or question.ref == ref

    # Answers

    def answers(self, *, relevant_only: bool = True) -> dict[str, str]:
        """Give all values that are not empty, calculated and hidden ones among them."""
        return {
            str(ref): node.value
            for ref, node, _ in self._filled.leaves()
            if node.value and (node.relevant or not relevant_only)
        }

    def missing(self) -> tuple[str, ...]:
        """Give the questions which must be answered and are not."""
        return tuple(
            question.ref
            for question in self._form.questions
            if self._is_relevant(question)
            and not self._filled.node(question.ref).value
            and question.kind is not Kind.NOTE
            and self._filled.holds(question.bind.required, self._filled.node(question.ref))
        )

    def longest_remaining(self) -> int:
        """Count the questions from the open one on, with all that may yet become relevant.

        Notes do not count. A question counts that is relevant now, or whose relevance depends
        on one that counts.
        """
        reached: set[int] = set()
        count = 0
        begun = False
        for question in self._form.questions:
            begun = begun or question.ref == self.at
            if begun and self._may_be_asked(question, reached):
                count += question.kind is not Kind.NOTE
                self._form.triggerables.spread(question.reference, reached)
        return count

    def _may_be_asked(self, question: QuestionDef, reached: set[int]) -> bool:
        node = self._filled.node(question.ref)
        around = zip(question.reference.lineage(), (node, *node.ancestors()), strict=False)
        relevance = self._form.triggerables.relevance
        return all(element.own or relevance(ref) in reached for ref, element in around)

    def _is_relevant(self, question: QuestionDef) -> bool:
        return self._filled.root.resolve(question.reference)[0].relevant


# What a value must look like


_INTEGER: Final = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_DECIMAL: Final = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _text(value: str) -> str | None:
    return value if len(value) <= LONGEST_ANSWER else None


def _integer(value: str) -> str | None:
    return str(int(value)) if _INTEGER.fullmatch(value) else None


def _decimal(value: str) -> str | None:
    return number_text(float(value)) if _DECIMAL.fullmatch(value) else None


def _day(value: str) -> str | None:
    if not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return None


_CANONICAL: Final[Mapping[Kind, Callable[[str], str | None]]] = MappingProxyType(
    {
        Kind.TEXT: _text,
        Kind.INTEGER: _integer,
        Kind.DECIMAL: _decimal,
        Kind.DATE: _day,
    }
)
