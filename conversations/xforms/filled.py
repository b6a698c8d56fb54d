"""A form with answers in it: conditions hold or not, values are computed, words are filled in."""

import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final, TypeAlias, assert_never

from conversations.xforms.canonical import computed
from conversations.xforms.formdef import (
    LAST_SAVED,
    FormDef,
    ItemsetBinding,
    Preload,
    QuestionDef,
    RepeatDef,
    Wording,
)
from conversations.xforms.instance import TreeElement
from conversations.xforms.itext import MEDIA, PLAIN, render
from conversations.xforms.lists import Rows, items_of, submission_of
from conversations.xforms.values import (
    EvaluationContext,
    TooCostly,
    random_uuid,
    there,
    to_boolean,
    to_number,
    to_string,
)
from conversations.xforms.xpath.evaluation import Compiled

Lists: TypeAlias = Mapping[str, Rows | TreeElement]
"""By the names of files their rows, or the tree of these: it is not made anew in every turn."""
NO_LISTS: Final[Lists] = MappingProxyType({})
MOST_EFFORT: Final = 1_000_000
"""How many nodes one turn may look at: about a second, whatever is done with them."""
MOST_INSTANCES: Final = 50
"""How many instances one repeat may have."""
MOST_ELEMENTS: Final = 20_000
"""How many elements the answers may have: repeats inside repeats multiply."""


class FilledForm:
    """The tree of one person's answers and everything that follows from them.

    `language` is that of words which become values; None is the form's own.
    """

    def __init__(
        self,
        form: FormDef,
        *,
        now: datetime,
        seed: int,
        lists: Lists,
        language: str | None = None,
    ) -> None:
        self.form = form
        self.root = form.template.copy()
        self.now = now
        self.seed = seed
        self.language = language
        self.lists = lists
        self._listed: dict[str, TreeElement] = {}
        self.elements = 0
        self._zone = now.tzinfo or UTC
        self._surroundings: dict[str | None, _Surroundings] = {}
        self._aside: dict[tuple[TreeElement, str], list[TreeElement]] = {}
        self.effort = MOST_EFFORT

    def node(self, ref: str) -> TreeElement:
        """Find the node of a ref, or raise KeyError."""
        found = self.root.find(ref)
        if found is None:
            raise KeyError(ref)
        return found

    def set_aside(self, repeat: RepeatDef, parent: TreeElement) -> list[TreeElement]:
        """Give the instances that a form wanted once and does not now, the next one last."""
        return self._aside.setdefault((parent, repeat.name), [])

    def new_instance(self, repeat: RepeatDef) -> TreeElement:
        """Copy the pattern of a repeat; raise TooCostly where the answers become too many."""
        self.elements = self.elements or sum(1 for _element in self.root.descendants())
        self.elements += 1 + sum(1 for _element in repeat.pattern.descendants())
        if self.elements > MOST_ELEMENTS:
            raise TooCostly
        return repeat.pattern.copy()

    # Conditions and values

    def holds(self, condition: Compiled | None, node: TreeElement) -> bool:
        """Say whether a condition holds at a node; one that is not written does not."""
        return condition is not None and to_boolean(condition.evaluate(self._at(node)))

    def is_readonly(self, node: TreeElement) -> bool:
        """Say whether a node is for reading only, by itself or by a group around it."""
        reference = node.reference()
        if reference not in self.form.readonly:
            return False
        around = zip(reference.lineage(), (node, *node.ancestors()), strict=False)
        return any(
            self.holds(self.form.binds[ref].readonly, element)
            for ref, element in around
            if ref in self.form.binds
        )

    def found(self, path: Compiled, node: TreeElement) -> list[TreeElement]:
        """Give the nodes that a path leads to from a node."""
        nodes = path.evaluate(self._at(node))
        assert isinstance(nodes, list)
        return nodes

    def computed(
        self, expression: Compiled, node: TreeElement, *, at: TreeElement | None = None
    ) -> str:
        """Give the value of an expression, at another node or this, as this one's type keeps it."""
        here = self._at(at or node)
        return computed(expression.evaluate(here), self.form.binds.get(node.reference()), here)

    def counted(self, repeat: RepeatDef, parent: TreeElement) -> int:
        """Say how many instances a form wants: while it cannot tell, those that it begins with."""
        assert repeat.count is not None
        here = self._at(would_be(repeat, parent))
        number = to_number(repeat.count.evaluate(here), here.zone)
        if math.isfinite(number):
            return min(max(int(number), 0), MOST_INSTANCES)
        at_first = self.form.template.find(parent.ref())
        return 0 if at_first is None else len(at_first.named(repeat.name))

    def preloaded(self, preload: Preload, node: TreeElement) -> str:
        match preload:
            case Preload.START | Preload.END:
                return self.now.isoformat(timespec="milliseconds")
            case Preload.TODAY:
                return self.now.date().isoformat()
            case Preload.UID:
                return f"uuid:{random_uuid(self.randomness(node))}"
            case _:
                assert_never(preload)

    # Choices

    def offered(self, question: QuestionDef, node: TreeElement) -> list[str]:
        """Give the values of the choices as they stand, in the form's order; what has none is none."""
        if question.itemset is None:
            return [choice.value for choice in question.choices if choice.value]
        return [value for value, _ in self._items(node, question.itemset, None) if value]

    def choices(
        self, question: QuestionDef, node: TreeElement, language: str | None
    ) -> list[tuple[str, str]]:
        """Give values and labels of the choices of a question at its node, as they stand."""
        itemset = question.itemset
        if itemset is None:
            return [
                (choice.value, self.say(choice.label, node, language))
                for choice in question.choices
            ]
        return [
            (value, self._label(itemset, item, language))
            for value, item in self._items(node, itemset, language)
        ]

    def all_choices(
        self, question: QuestionDef, node: TreeElement, language: str | None
    ) -> list[tuple[str, str]]:
        """Give values and labels of the whole list, whatever of it a filter would offer."""
        itemset = question.itemset
        read = itemset.nodeset.references if itemset else ()
        listed = next(filter(None, (self.instance(one.instance or "") for one in read)), None)
        if itemset is None or listed is None:
            return self.choices(question, node, language)
        items = [item for root in listed.children for item in root.children]
        values = [self._text(itemset.value, item, language) for item in items]
        return [
            (value, self._label(itemset, item, language) or value)
            for value, item in zip(values, items, strict=True)
        ]

    def _items(
        self, node: TreeElement, itemset: ItemsetBinding, language: str | None
    ) -> Iterator[tuple[str, TreeElement]]:
        items = itemset.nodeset.evaluate(self._at(node, language))
        assert isinstance(items, list)
        self.spend(len(items))
        for item in there(items):
            yield self._text(itemset.value, item, language), item

    def _label(self, itemset: ItemsetBinding, item: TreeElement, language: str | None) -> str:
        found = self._text(itemset.label, item, language)
        return self.say(Wording(text_id=found), item, language) if itemset.label_is_id else found

    def _text(self, expression: Compiled, item: TreeElement, language: str | None) -> str:
        """Give the text of an expression at an item, quickly where that is one of its children."""
        if expression.child is not None:
            return to_string(item.named(expression.child))
        return to_string(expression.evaluate(self._at(item, language)))

    # Words

    def say(
        self, wording: Wording, node: TreeElement, language: str | None, *, form: str = PLAIN
    ) -> str:
        """Write words in a language, None being the form's own, with values filled in."""
        pieces = wording.pieces if form == PLAIN else ()
        if wording.text_id is not None:
            code = language or self.form.default_language
            pieces = self.form.localizer.pieces(wording.text_id, form=form, language=code)
        if not pieces:
            return ""
        return render(
            pieces, lambda compiled: to_string(compiled.evaluate(self._at(node, language)))
        )

    def media(
        self, wording: Wording, node: TreeElement, language: str
    ) -> Iterator[tuple[str, str]]:
        """Give the kind and the name of each picture, sound and film of a text."""
        said = ((MEDIA[form], self.say(wording, node, language, form=form)) for form in MEDIA)
        shown = {kind: source for kind, source in said if source}
        return ((kind, source.rpartition("/")[2]) for kind, source in shown.items())

    # What expressions may ask for

    def _at(self, node: TreeElement, language: str | None = None) -> EvaluationContext:
        if language not in self._surroundings:
            self._surroundings[language] = _Surroundings(self, language)
        surroundings = self._surroundings[language]
        return EvaluationContext(node, root=self.root, surroundings=surroundings, zone=self._zone)

    def instance(self, name: str) -> TreeElement | None:
        """Find a list by its id; the rows of a file become a tree when first asked for."""
        if name in self.form.files and name not in self._listed:
            listed = self.lists.get(self.form.files[name], ())
            if not isinstance(listed, TreeElement):
                is_submission = self.form.files[name] == LAST_SAVED
                listed = submission_of(listed) if is_submission else items_of(listed)
            self._listed[name] = listed
        return self.form.instances.get(name) or self._listed.get(name)

    def spend(self, nodes: int) -> None:
        self.effort -= nodes
        if self.effort < 0:
            raise TooCostly

    def randomness(self, node: TreeElement) -> random.Random:
        """Give chance that is the same each time this node is computed in this entry."""
        import hashlib  # noqa: PLC0415 - slow to import

        seed = f"{self.seed}:{node.ref()}".encode()
        # Chance in a form decides the order of questions, never anything secret.
        return random.Random(hashlib.sha256(seed).digest())  # noqa: S311


@dataclass(frozen=True, slots=True)
class _Surroundings:
    filled: FilledForm
    language: str | None

    @property
    def now(self) -> datetime:
        return self.filled.now

    @property
    def _spoken(self) -> str | None:
        return self.language or self.filled.language

    def instance(self, name: str) -> TreeElement | None:
        return self.filled.instance(name)

    def itext(self, text_id: str) -> str:
        return self.filled.say(Wording(text_id=text_id), self.filled.root, self._spoken)

    def choice_name(self, value: str, path: str, node: TreeElement) -> str:
        """Give the label of a choice of another question, or its value where it has no label.

        That is "" where there is no such choice.
        """
        reference = node.reference().along(path)
        question = self.filled.form.by_ref.get(str(reference))
        found = node.near(reference)
        if question is None or not found:
            return ""
        labels = dict(self.filled.choices(question, found[0], self._spoken))
        return (labels[value] or value) if value in labels else ""

    def spend(self, nodes: int) -> None:
        self.filled.spend(nodes)

    def randomness(self, node: TreeElement) -> random.Random:
        return self.filled.randomness(node)


def would_be(repeat: RepeatDef, parent: TreeElement) -> TreeElement:
    """Make the place of an instance that is not there: what is said about it is said here."""
    place = TreeElement(repeat.name)
    place.parent = parent
    return place
