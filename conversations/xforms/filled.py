"""A form with answers in it: conditions hold or not, values are computed, words are filled in."""

import hashlib
import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeAlias, assert_never

from conversations.xforms.dates import DateTime
from conversations.xforms.formdef import Bind, FormDef, ItemsetBinding, QuestionDef, Wording
from conversations.xforms.instance import NodeKind, TreeElement, TreeReference
from conversations.xforms.itext import PLAIN, render
from conversations.xforms.triggerables import Effect, Triggerable
from conversations.xforms.values import (
    LONGEST_TEXT,
    EvaluationContext,
    TooCostly,
    Value,
    number_text,
    to_boolean,
    to_number,
    to_string,
)
from conversations.xforms.xpath.evaluation import Compiled

Lists: TypeAlias = Mapping[str, Sequence[Mapping[str, str]]]
MOST_EFFORT: Final = 1_000_000
"""How many nodes one turn may look at: about a second."""
_WHOLE: Final = frozenset({"int", "integer"})


class FilledForm:
    """The tree of one person's answers and everything that follows from them."""

    def __init__(self, form: FormDef, *, now: datetime, seed: int, lists: Lists) -> None:
        self.form = form
        self.root = form.template.copy()
        self.now = now
        self.seed = seed
        self._lists = lists
        self._listed: dict[str, TreeElement] = {}
        self.effort = MOST_EFFORT

    def node(self, ref: str) -> TreeElement:
        """Find the node of a ref, or raise KeyError."""
        found = self.root.resolve(TreeReference.parse(ref))
        if not found:
            raise KeyError(ref)
        return found[0]

    def leaves(self) -> Iterator[tuple[TreeReference, TreeElement, TreeElement]]:
        """Give each leaf with its twin in the form, which holds the default."""
        for ref in self.form.leaves:
            twins = zip(self.root.resolve(ref), self.form.template.resolve(ref), strict=True)
            for node, default in twins:
                yield ref, node, default

    # Conditions and values

    def holds(self, condition: Compiled | None, node: TreeElement) -> bool:
        """Say whether a condition holds at a node; one that is not written does not."""
        return condition is not None and to_boolean(condition.evaluate(self._at(node)))

    def compute(self, expression: Compiled, node: TreeElement) -> None:
        """Set a node to the value of an expression, as its type keeps it."""
        here = self._at(node)
        bind = self.form.binds.get(node.reference())
        node.value = _kept(expression.evaluate(here), bind, here)

    def recompute(self, triggerables: Iterable[Triggerable]) -> None:
        for triggerable in triggerables:
            for node in self.root.resolve(triggerable.target):
                self._apply(triggerable, node)

    def _apply(self, triggerable: Triggerable, node: TreeElement) -> None:
        match triggerable.effect:
            case Effect.RELEVANT:
                relevant = self.holds(triggerable.expression, node)
                if relevant != node.own:
                    node.set_relevant(relevant)
            case Effect.CALCULATE:
                self.compute(triggerable.expression, node)
            case Effect.CHOICES:
                self._withdraw(str(triggerable.target), node)
            case _:
                assert_never(triggerable.effect)

    def _withdraw(self, ref: str, node: TreeElement) -> None:
        """Let a chosen value count only while the filter offers it."""
        given = node.answer()
        if given:
            offered = set(self.offered(self.form.by_ref[ref]))
            node.value = " ".join(value for value in given.split() if value in offered)
            node.given = given

    # Choices

    def offered(self, question: QuestionDef) -> list[str]:
        """Give the values of the choices as they stand, in the form's order."""
        if question.itemset is None:
            return [choice.value for choice in question.choices]
        return [value for value, _ in self._items(question, question.itemset, None)]

    def choices(self, question: QuestionDef, language: str | None) -> list[tuple[str, str]]:
        """Give values and labels of the choices as they stand."""
        itemset = question.itemset
        if itemset is None:
            node = self.node(question.ref)
            return [
                (choice.value, self.say(choice.label, node, language))
                for choice in question.choices
            ]
        return [
            (value, self._label(itemset, item, language) or value)
            for value, item in self._items(question, itemset, language)
        ]

    def _items(
        self, question: QuestionDef, itemset: ItemsetBinding, language: str | None
    ) -> Iterator[tuple[str, TreeElement]]:
        items = itemset.nodeset.evaluate(self._at(self.node(question.ref), language))
        assert isinstance(items, list)
        for item in items:
            yield to_string(itemset.value.evaluate(self._at(item, language))), item

    def _label(self, itemset: ItemsetBinding, item: TreeElement, language: str | None) -> str:
        found = to_string(itemset.label.evaluate(self._at(item, language)))
        return self.say(Wording(text_id=found), item, language) if itemset.label_is_id else found

    # Words

    def say(
        self, wording: Wording, node: TreeElement, language: str | None, *, form: str = PLAIN
    ) -> str:
        """Write words in a language, None being the form's own, with values filled in."""
        pieces = wording.pieces if form == PLAIN else ()
        if wording.text_id is not None:
            code = language or self.form.default_language
            pieces = self.form.localizer.pieces(wording.text_id, form=form, language=code)
        return render(
            pieces, lambda compiled: to_string(compiled.evaluate(self._at(node, language)))
        )

    # What expressions may ask for

    def _at(self, node: TreeElement, language: str | None = None) -> EvaluationContext:
        zone = self.now.tzinfo or UTC
        surroundings = _Surroundings(self, language)
        return EvaluationContext(node, root=self.root, surroundings=surroundings, zone=zone)

    def instance(self, name: str) -> TreeElement | None:
        """Find a list by its id; the rows of a file become a tree when first asked for."""
        if name in self.form.files and name not in self._listed:
            self._listed[name] = _listed(self._lists.get(self.form.files[name], ()))
        return self.form.instances.get(name) or self._listed.get(name)

    def spend(self, nodes: int) -> None:
        self.effort -= nodes
        if self.effort < 0:
            raise TooCostly


@dataclass(frozen=True, slots=True)
class _Surroundings:
    filled: FilledForm
    language: str | None

    @property
    def now(self) -> datetime:
        return self.filled.now

    def instance(self, name: str) -> TreeElement | None:
        return self.filled.instance(name)

    def itext(self, text_id: str) -> str:
        return self.filled.say(Wording(text_id=text_id), self.filled.root, self.language)

    def choice_name(self, value: str, path: str) -> str:
        """Give the label of a choice of another question, "" where there is no such choice."""
        question = self.filled.form.by_ref.get(path.strip())
        if question is None:
            return ""
        return dict(self.filled.choices(question, self.language)).get(value, "")

    def spend(self, nodes: int) -> None:
        self.filled.spend(nodes)

    def randomness(self, node: TreeElement) -> random.Random:
        seed = f"{self.filled.seed}:{node.reference()}".encode()
        # Chance in a form decides the order of questions, never anything secret.
        return random.Random(hashlib.sha256(seed).digest())  # noqa: S311


def _listed(rows: Sequence[Mapping[str, str]]) -> TreeElement:
    root = TreeElement("", kind=NodeKind.ROOT)
    items = root.append(TreeElement("root"))
    for row in rows:
        item = items.append(TreeElement("item"))
        for column, value in row.items():
            item.append(TreeElement(column, value=value))
    return root


def _kept(value: Value, bind: Bind | None, here: EvaluationContext) -> str:
    """Write a computed value as its node keeps it: not-a-number is empty, an int is cut."""
    kind = "string" if bind is None else bind.type
    if kind in _WHOLE:
        number = to_number(value, here.zone)
        return number_text(float(math.trunc(number))) if math.isfinite(number) else ""
    if isinstance(value, float) and math.isnan(value):
        return ""
    if kind == "date" and isinstance(value, DateTime):
        moment = value.moment()
        return "" if moment is None else moment.date().isoformat()
    return to_string(value)[:LONGEST_TEXT]
