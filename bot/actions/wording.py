"""The words of a form outside of its conversation: its name, its questions, its choices."""

from collections.abc import Iterable
from datetime import datetime

from conversations.xforms.entry import FormEntry
from conversations.xforms.formdef import FormDef, Kind
from locales import N_, Words
from reports.columns import Question

PROFILE, PRACTICE, LESSON = "profile", "practice", "lesson"

# An XLSForm has one title for all languages, so those of the built-in forms are translated here.
TITLES = {PROFILE: N_("Profile"), PRACTICE: N_("Good practice"), LESSON: N_("Lesson learned")}


def title_of(form: FormDef, words: Words) -> str:
    if form.form_id in TITLES:
        return words.say(TITLES[form.form_id])
    return form.title(words.language)


def questions_of(
    form: FormDef, *, language: str, countries: Iterable[tuple[str, str]], now: datetime
) -> list[Question]:
    """Return the questions of a version with their labels, as an export names its columns.

    The lists a form names are filled with the workshop's countries only: practices are named by
    their number in an export.
    """
    rows = [{"name": code, "label": name} for code, name in countries]
    lists = {name: rows if name == "countries.csv" else [] for name in form.files.values()}
    entry = FormEntry.begin(form, now=now, seed=0, lists=lists)
    prompts = [entry.prompt(one.ref, language) for one in form.questions]
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
