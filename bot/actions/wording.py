"""The words of a form outside of its conversation: its name, its questions, its choices."""

from collections.abc import Sequence
from datetime import datetime

from conversations.builtin import country_rows, form_title
from conversations.xforms.entry import FormEntry
from conversations.xforms.formdef import FormDef, Kind
from locales import Words
from reports.columns import Question

PROFILE, PRACTICE, LESSON = "profile", "practice", "lesson"


def title_of(form: FormDef, words: Words) -> str:
    return form_title(form.form_id, form.title(words.language), words)


def questions_of(
    form: FormDef, *, words: Words, countries: Sequence[str], now: datetime
) -> list[Question]:
    """Return the questions of a version with their labels, as an export names its columns.

    The lists a form names are filled with the workshop's countries only: practices are named by
    their number in an export.
    """
    rows = country_rows(countries, words)
    lists = {name: rows if name == "countries.csv" else [] for name in form.files.values()}
    entry = FormEntry.begin(form, now=now, seed=0, lists=lists)
    prompts = [entry.prompt(one.ref, words.language) for one in form.questions]
    return [
        Question(
            ref=prompt.ref,
            name=prompt.name,
            kind=prompt.kind.value,
            label=prompt.label,
            choices={choice.value: choice.label for choice in prompt.choices},
        )
        for prompt in prompts
        if prompt.kind is not Kind.NOTE
    ]
