"""What is put to a person: a question, or whether there is one more of what is told in a repeat."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import dropwhile
from types import MappingProxyType
from typing import NamedTuple

from conversations.xforms.filled import MOST_INSTANCES, FilledForm, would_be
from conversations.xforms.formdef import Body, Bounds, Kind, QuestionDef, RepeatDef
from conversations.xforms.instance import TreeElement
from conversations.xforms.itext import GUIDANCE


@dataclass(frozen=True, slots=True)
class ChoiceShown:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class MediaShown:
    """A picture, sound or film of a label; `kind` is "image", "audio" or "video"."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class RepeatPlace:
    """The instance of a repeat that a question is in: the `number`th of `count`.

    Where it is fixed, the form says how many there are.
    """

    ref: str
    label: str
    number: int
    count: int
    fixed: bool


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question as it stands now, in one language.

    `answer` is the canonical value, "" where there is none; choices that were selected stand
    with spaces between them. `group` is the label of the nearest group that has one, `repeats`
    are those around it, the outermost first. `attributes` are those of other namespaces.
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
    bounds: Bounds | None = None
    media: tuple[MediaShown, ...] = ()
    repeats: tuple[RepeatPlace, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class RepeatInstance:
    """One instance; `first` is the ref of its first answered question, "" where there is none."""

    ref: str
    label: str
    first: str


@dataclass(frozen=True, slots=True)
class RepeatPrompt:
    """Whether to add one more to the instances of a repeat; `ref` is what its ref would be."""

    ref: str
    name: str
    label: str
    instances: tuple[RepeatInstance, ...]
    may_add: bool
    may_remove: bool


class Event(NamedTuple):
    """A question, or the place of an instance that may be added, as they follow in a form."""

    ref: str
    node: TreeElement
    asks: QuestionDef | RepeatDef

    @property
    def parent(self) -> TreeElement:
        assert self.node.parent is not None
        return self.node.parent


def walk(filled: FilledForm) -> Iterator[Event]:
    """Give all that may be put, in order, whether it is relevant now or not."""
    return _walk(filled.form.body, filled.root, "")


def _walk(body: Body, around: TreeElement, prefix: str) -> Iterator[Event]:
    for asked in body:
        if isinstance(asked, QuestionDef):
            # Asked outside a repeat, a question in it is about the first instance, if any.
            for node in around.below(asked.way.steps)[:1]:
                yield Event(f"{prefix}{asked.way.text}", node, asked)
        else:
            yield from _walk_repeat(asked, around, prefix)


def _walk_repeat(repeat: RepeatDef, around: TreeElement, prefix: str) -> Iterator[Event]:
    for parent in around.below(repeat.way.steps[:-1]):
        instances = parent.named(repeat.name)
        for number, instance in enumerate(instances, 1):
            yield from _walk(repeat.body, instance, f"{prefix}{repeat.way.text}[{number}]")
        if not repeat.fixed:
            ref = f"{prefix}{repeat.way.text}[{len(instances) + 1}]"
            yield Event(ref, would_be(repeat, parent), repeat)


def is_put(filled: FilledForm, event: Event) -> bool:
    """Say whether an event is put as things stand; irrelevant ones and full repeats are not."""
    if isinstance(event.asks, QuestionDef):
        return event.node.relevant
    return may_add(filled, event.asks, event.node)


def count_ahead(filled: FilledForm, events: Iterable[Event], at: str | None) -> int:
    """Count the questions from a ref on, with all that may yet be put.

    A question counts that is relevant now, or whose relevance depends on one that counts.
    """
    triggerables = filled.form.triggerables
    reached: set[int] = set()
    count = 0
    for event in dropwhile(lambda event: event.ref != at, events):
        if isinstance(event.asks, QuestionDef) and _may_be_put(filled, event, reached):
            count += event.asks.kind is not Kind.NOTE
            triggerables.spread(event.asks.reference, reached)
    return count


def _may_be_put(filled: FilledForm, event: Event, reached: set[int]) -> bool:
    if event.node.relevant:
        return True
    relevance = filled.form.triggerables.relevance
    elements = (event.node, *event.node.ancestors())
    around = zip(event.node.reference().lineage(), elements, strict=False)
    return all(element.own or relevance(ref) in reached for ref, element in around)


def may_add(filled: FilledForm, repeat: RepeatDef, place: TreeElement) -> bool:
    parent = place.parent
    assert parent is not None
    if repeat.fixed or not parent.relevant or len(parent.named(repeat.name)) >= MOST_INSTANCES:
        return False
    bind = filled.form.binds.get(repeat.reference)
    return bind is None or bind.relevant is None or filled.holds(bind.relevant, place)


def prompt_of(
    filled: FilledForm, question: QuestionDef, node: TreeElement, language: str
) -> Prompt:
    bind = question.bind
    return Prompt(
        ref=node.ref(),
        name=question.name,
        kind=question.kind,
        label=filled.say(question.label, node, language),
        hint=filled.say(question.hint, node, language),
        required=filled.holds(bind.required, node),
        readonly=filled.is_readonly(node),
        choices=tuple(
            ChoiceShown(value, label) for value, label in filled.choices(question, node, language)
        ),
        answer=node.value,
        group=_group(filled, question, node, language),
        appearance=question.appearance,
        required_message=filled.say(bind.required_message, node, language),
        constraint_message=filled.say(bind.constraint_message, node, language),
        guidance=filled.say(question.hint, node, language, form=GUIDANCE),
        bounds=question.bounds,
        media=tuple(
            MediaShown(kind, name) for kind, name in filled.media(question.label, node, language)
        ),
        repeats=_places(filled, node, language),
        attributes=question.attributes,
    )


def _group(filled: FilledForm, question: QuestionDef, node: TreeElement, language: str) -> str:
    labels = (filled.say(group.label, node, language) for group in reversed(question.groups))
    return next((label for label in labels if label), "")


def _places(filled: FilledForm, node: TreeElement, language: str) -> tuple[RepeatPlace, ...]:
    instances = [element for element in node.ancestors() if element.repeats]
    return tuple(_place(filled, instance, language) for instance in reversed(instances))


def _place(filled: FilledForm, instance: TreeElement, language: str) -> RepeatPlace:
    repeat = filled.form.repeats[instance.reference()]
    assert instance.parent is not None
    return RepeatPlace(
        instance.ref(),
        filled.say(repeat.label, instance, language),
        number=instance.position(),
        count=len(instance.parent.named(repeat.name)),
        fixed=repeat.fixed,
    )


def repeat_prompt_of(
    filled: FilledForm, repeat: RepeatDef, place: TreeElement, language: str
) -> RepeatPrompt:
    parent = place.parent
    assert parent is not None
    instances = parent.named(repeat.name)
    return RepeatPrompt(
        f"{parent.ref()}/{repeat.name}[{len(instances) + 1}]",
        repeat.name,
        filled.say(repeat.label, place, language),
        instances=tuple(_instance(filled, repeat, node, language) for node in instances),
        may_add=may_add(filled, repeat, place),
        may_remove=bool(instances) and not repeat.fixed,
    )


def _instance(
    filled: FilledForm, repeat: RepeatDef, instance: TreeElement, language: str
) -> RepeatInstance:
    ref = instance.ref()
    answered = (event.ref for event in _walk(repeat.body, instance, ref) if event.node.value)
    first = next(answered, "")
    return RepeatInstance(ref, filled.say(repeat.label, instance, language), first)
