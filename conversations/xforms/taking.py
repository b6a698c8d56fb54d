"""What becomes of an answer: it is read, and held against what the form asks of it."""

from enum import StrEnum
from typing import Final

from conversations.xforms.canonical import canonical, chosen, within
from conversations.xforms.filled import FilledForm
from conversations.xforms.formdef import Kind, QuestionDef
from conversations.xforms.instance import TreeElement

_CHOSEN: Final = frozenset({Kind.SELECT_ONE, Kind.SELECT_MULTIPLE, Kind.RANK})


class Outcome(StrEnum):
    """What became of an answer; only OK stores it.

    UNREADABLE: the text is no value of this question (not a number, not a date, not one of the
    choices as they stand, too long), or the question is for reading only or not asked now.
    """

    OK = "ok"
    REQUIRED_BUT_EMPTY = "required_but_empty"
    CONSTRAINT_VIOLATED = "constraint_violated"
    UNREADABLE = "unreadable"


def read_answer(
    filled: FilledForm, question: QuestionDef, node: TreeElement, value: str
) -> str | Outcome:
    """Give the answer as it is kept, or why it is none. "" stands for no answer."""
    taken = _canonical(filled, question, node, value) if value else ""
    if not node.relevant or taken is None:
        return Outcome.UNREADABLE
    if filled.is_readonly(node):
        return node.answer() if value in {"", node.value} else Outcome.UNREADABLE
    if not value and filled.holds(question.bind.required, node):
        return Outcome.REQUIRED_BUT_EMPTY
    if value and not _fits(filled, question, node, taken):
        return Outcome.CONSTRAINT_VIOLATED
    return taken


def _canonical(
    filled: FilledForm, question: QuestionDef, node: TreeElement, value: str
) -> str | None:
    """Write a value in its one form; None where it is no value of this question."""
    if question.kind in _CHOSEN:
        return chosen(question.kind, value, filled.offered(question, node))
    taken = canonical(question.kind, value, now=filled.now)
    bounds = question.bounds
    if taken is None or bounds is None or within(bounds, taken):
        return taken
    return None


def _fits(filled: FilledForm, question: QuestionDef, node: TreeElement, value: str) -> bool:
    """Say whether a value meets the constraint; one that is left empty always does."""
    constraint = question.bind.constraint
    if constraint is None:
        return True
    before, given = node.value, node.given
    node.set_answer(value)
    try:
        return filled.holds(constraint, node)
    finally:
        node.restore(before, given)
