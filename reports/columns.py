"""Which columns a form has in an export: one a question, over all versions that were answered.

What is told several times is in tables of its own: one a repeat.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

SELECT_MULTIPLE: Final = "select_multiple"
_POSITION: Final = re.compile(r"\[\d+\]", re.ASCII)
_INSTANCE: Final = re.compile(r"([^/\[]+)\[(\d+)\]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part of a form that is told several times, as the reader calls it."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question of one version in the reader's language; `choices` are codes and labels.

    `repeats` are those around it, the outermost first.
    """

    ref: str
    name: str
    kind: str
    label: str
    choices: Mapping[str, str]
    repeats: tuple[Repeat, ...] = ()

    @property
    def table(self) -> tuple[str, ...]:
        """The names of the repeats around it, by which versions have them in common."""
        return tuple(repeat.name for repeat in self.repeats)


@dataclass(frozen=True, slots=True)
class Column:
    """A question as the export has it: `refs` tells where each version had put it."""

    name: str
    kind: str
    label: str
    choices: Mapping[str, str]
    refs: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer stands: its question's ref, the repeats around it, and which of each."""

    ref: str
    table: tuple[str, ...]
    numbers: tuple[int, ...]


def place_of(ref: str) -> Place:
    """Part the ref of an answer; only the steps of repeats carry a position."""
    instances = _INSTANCE.findall(ref)
    return Place(
        ref=_POSITION.sub("", ref),
        table=tuple(name for name, _ in instances),
        numbers=tuple(int(number) for _, number in instances),
    )


def columns_of(versions: Mapping[int, Sequence[Question]]) -> tuple[Column, ...]:
    """Merge the versions: the newest one's order and words, then what only older ones asked.

    A question is the same in two versions where it has the same name, whatever its group. Only
    where a version uses a name twice the groups stand before it, as in "mother/age".
    """
    found: dict[str, list[tuple[int, Question]]] = {}
    for number in sorted(versions, reverse=True):
        for name, question in _named(versions[number]):
            found.setdefault(name, []).append((number, question))
    return tuple(_merge(name, asked) for name, asked in found.items())


def _named(questions: Sequence[Question]) -> Iterable[tuple[str, Question]]:
    often = Counter(question.name for question in questions)
    for question in questions:
        path = "/".join(question.ref.split("/")[2:])
        yield question.name if often[question.name] == 1 else path, question


def _merge(name: str, asked: Sequence[tuple[int, Question]]) -> Column:
    newest = asked[0][1]
    choices: dict[str, str] = {}
    for _, question in asked:
        choices = {**choices, **{c: t for c, t in question.choices.items() if c not in choices}}
    was_multiple = any(question.kind == SELECT_MULTIPLE for _, question in asked)
    return Column(
        name=name,
        kind=SELECT_MULTIPLE if was_multiple else newest.kind,
        label=newest.label,
        choices=choices,
        refs={number: question.ref for number, question in asked},
    )
