"""The words of a form outside of its conversation: its name, its questions, its choices."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from conversations.builtin import country_rows, form_title
from conversations.markdown import unmarked
from conversations.xforms.filled import FilledForm, Lists
from conversations.xforms.formdef import Body, FormDef, Kind, QuestionDef, RepeatDef
from conversations.xforms.instance import TreeElement
from locales import Words
from reports.columns import SELECT_MULTIPLE, Question, Repeat

PROFILE, PRACTICE, LESSON = "profile", "practice", "lesson"
NOTE, COMMENT = "note", "comment"
COMMITMENT, FOLLOW_UP = "commitment", "followup"
IN_NO_MENU = frozenset({PROFILE, NOTE, COMMENT, COMMITMENT, FOLLOW_UP})  # begun in their own ways
NO_CONTRIBUTION = frozenset({PROFILE, COMMENT, COMMITMENT, FOLLOW_UP})  # about a person or on one


def title_of(form: FormDef, words: Words) -> str:
    return form_title(form.form_id, form.title(words.language), words)


def questions_of(
    form: FormDef,
    *,
    words: Words,
    countries: Sequence[str],
    now: datetime,
    attached: Lists = MappingProxyType({}),
) -> list[Question]:
    """Return the questions of a version with their labels, as an export names its columns.

    The lists a form names are those attached to it and the workshop's countries: practices are
    named by their number in an export. What a filter leaves out now somebody else was offered.
    """
    known = {**attached, "countries.csv": country_rows(countries, words)}
    lists = {name: known.get(name, []) for name in form.files.values()}
    filled = FilledForm(form, now=now, seed=0, lists=lists)
    reader = _Reader(filled, words.language)
    return list(reader.questions(form.body, filled.root, ()))


def shown_answer(question: Question, value: str, words: Words) -> str:
    """Return a choice in the words of its form; all else is as it was told."""
    if not question.choices:
        return value
    codes = value.split() if question.kind == SELECT_MULTIPLE else [value]
    return words.list([question.choices.get(code, code) for code in codes])


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the words of a form that nobody has answered, in one language."""

    filled: FilledForm
    language: str

    def questions(
        self, body: Body, around: TreeElement, repeats: tuple[Repeat, ...]
    ) -> Iterator[Question]:
        for asked in body:
            if isinstance(asked, RepeatDef):
                yield from self._repeated(asked, around, repeats)
            elif asked.kind is not Kind.NOTE:
                yield self._question(asked, around.below(asked.way.steps)[0], repeats)

    def _repeated(
        self, repeat: RepeatDef, around: TreeElement, repeats: tuple[Repeat, ...]
    ) -> Iterator[Question]:
        """Read what is asked in a repeat at an instance that is in no form."""
        instance = repeat.pattern.copy()
        instance.parent = around.below(repeat.way.steps[:-1])[0]
        label = unmarked(self.filled.say(repeat.label, instance, self.language))
        inside = (*repeats, Repeat(repeat.name, label or repeat.name))
        yield from self.questions(repeat.body, instance, inside)

    def _question(
        self, asked: QuestionDef, node: TreeElement, repeats: tuple[Repeat, ...]
    ) -> Question:
        choices = self.filled.all_choices(asked, node, self.language)
        return Question(
            ref=asked.ref,
            name=asked.name,
            kind=asked.kind.value,
            label=unmarked(self.filled.say(asked.label, node, self.language)),
            choices={value: unmarked(label) for value, label in choices},
            repeats=repeats,
        )
