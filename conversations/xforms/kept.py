"""What is kept of a form with answers in it, and how it becomes such a form again."""

from collections.abc import Iterator, Mapping

from conversations.xforms.filled import FilledForm
from conversations.xforms.formdef import RepeatDef
from conversations.xforms.instance import TreeElement, TreeReference
from conversations.xforms.names import NAMESPACES

_META = frozenset({"meta", f"{{{NAMESPACES['orx']}}}meta"})
"""What is about the submission and not an answer."""


def answered(filled: FilledForm) -> Iterator[tuple[str, TreeElement]]:
    """Give all that has a value, calculated and hidden nodes among them, with its ref."""
    kept = _Kept(filled, aside=False)
    return ((ref, node) for ref, node, _ in kept.leaves if node.value)


def keep(filled: FilledForm) -> dict[str, object]:
    """Give the answers and the numbers of instances that are not those of the form itself.

    The last instances of some repeats may be set aside: how many those are is kept, too.
    """
    kept = _Kept(filled, aside=True)
    answers = {
        ref: node.answer() for ref, node, default in kept.leaves if node.answer() != default.value
    }
    state: dict[str, object] = {"answers": answers, "repeats": kept.counts}
    return {**state, "aside": kept.asides} if kept.asides else state


def recall(filled: FilledForm, state: Mapping[str, object]) -> None:
    """Put back what keep() gave. Nothing is computed yet."""
    answers, counts = state["answers"], state.get("repeats", {})
    asides = state.get("aside", {})
    assert isinstance(answers, Mapping)
    assert isinstance(counts, Mapping)
    assert isinstance(asides, Mapping)
    # The ref of a repeat inside another is longer than that of the other.
    for ref in sorted(counts, key=len):
        _have(filled, ref, counts[ref])
    for ref, value in answers.items():
        filled.node(ref).set_answer(value)
    for ref, count in asides.items():
        _set_aside(filled, ref, count)


def _have(filled: FilledForm, ref: str, count: int) -> None:
    repeat = filled.form.repeat(ref)
    parent = filled.node(ref.rpartition("/")[0])
    alike = parent.named(repeat.name)
    new = (repeat.pattern.copy() for _missing in range(count - len(alike)))
    parent.arrange(repeat.name, (*alike[:count], *new), before=repeat.later)


def _set_aside(filled: FilledForm, ref: str, count: int) -> None:
    repeat = filled.form.repeat(ref)
    parent = filled.node(ref.rpartition("/")[0])
    aside = filled.set_aside(repeat, parent)
    for instance in reversed(parent.named(repeat.name)[-count:]):
        parent.remove(instance)
        aside.append(instance)


class _Kept:
    """The leaves beside their twins in the form, which hold the defaults, and the counts."""

    def __init__(self, filled: FilledForm, *, aside: bool) -> None:
        self._filled = filled
        self._aside = aside
        self._repeats: dict[TreeReference, list[RepeatDef]] = {}
        for repeat in filled.form.repeats.values():
            self._repeats.setdefault(repeat.reference.parent(), []).append(repeat)
        self.leaves: list[tuple[str, TreeElement, TreeElement]] = []
        self.counts: dict[str, int] = {}
        self.asides: dict[str, int] = {}
        self._look(filled.root, filled.form.template, "", ())

    def _look(self, node: TreeElement, twin: TreeElement, ref: str, steps: tuple[str, ...]) -> None:
        repeats = self._repeats.get(TreeReference(steps), ()) if self._repeats else ()
        names = {repeat.name for repeat in repeats}
        for child, default in zip(
            (child for child in node.children if child.name not in names),
            (child for child in twin.children if child.name not in names),
            strict=True,
        ):
            self._add(child, default, f"{ref}/{child.name}", steps)
        for repeat in repeats:
            self._look_into(repeat, node, twin, ref, steps)

    def _add(self, node: TreeElement, twin: TreeElement, ref: str, around: tuple[str, ...]) -> None:
        if node.children or twin.children:
            if len(around) != 1 or node.name not in _META:
                self._look(node, twin, ref, (*around, node.name))
        else:
            self.leaves.append((ref, node, twin))

    def _look_into(
        self,
        repeat: RepeatDef,
        node: TreeElement,
        twin: TreeElement,
        ref: str,
        steps: tuple[str, ...],
    ) -> None:
        instances, own = list(node.named(repeat.name)), twin.named(repeat.name)
        aside = self._filled.set_aside(repeat, node) if self._aside else []
        if aside:
            instances += reversed(aside)
            self.asides[f"{ref}/{repeat.name}"] = len(aside)
        if len(instances) != len(own):
            self.counts[f"{ref}/{repeat.name}"] = len(instances)
        for at, instance in enumerate(instances):
            default = own[at] if at < len(own) else repeat.pattern
            self._add(instance, default, f"{ref}/{repeat.name}[{at + 1}]", steps)
