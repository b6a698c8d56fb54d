"""Which columns a form has in an export: one a question, over all versions that were answered."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SELECT_MULTIPLE = "select_multiple"


@dataclass(frozen=True, slots=True)
class Question:
    """A question of one version in the reader's language; `choices` are codes and labels."""

    ref: str
    name: str
    kind: str
    label: str
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """A question as the export has it: `refs` tells where each version had put it."""

    name: str
    kind: str
    label: str
    choices: Mapping[str, str]
    refs: Mapping[int, str]


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
