import re
from functools import cache
from pathlib import Path

import pytest

from conversations import builtin
from conversations.builtin import (
    BUILTIN_FORMS,
    BuiltinBroken,
    builtin_sources,
    compile_builtin,
    country_rows,
    form_title,
)
from conversations.conversation import begin
from conversations.xforms.entry import FormEntry, Outcome, Prompt
from conversations.xforms.formdef import FormDef
from locales import LANGUAGES, words
from tests.conversations.talks import labels
from tests.dialogue import COUNTRIES, NOW, lists

LONGEST_QUESTION = 240
LONGEST_CHOICE = 34
MOST_WORDS = 20


@cache
def form(form_id: str) -> FormDef:
    return compile_builtin(form_id)[1].form


def prompts(form_id: str, language: str) -> list[Prompt]:
    entry = FormEntry.begin(form(form_id), now=NOW, seed=1, lists=lists(language))
    return [entry.prompt(question.ref, language) for question in form(form_id).questions]


EACH = pytest.mark.parametrize(
    ("form_id", "language"),
    [(form_id, language) for form_id in BUILTIN_FORMS for language in LANGUAGES],
)


def test_a_published_form_is_whole_in_itself() -> None:
    sources = builtin_sources()

    assert tuple(sources) == BUILTIN_FORMS
    assert all(compile_builtin(form_id)[0] == source for form_id, source in sources.items())


@pytest.mark.parametrize("form_id", BUILTIN_FORMS)
def test_a_form_compiles_without_warnings_and_speaks_spanish_first(form_id: str) -> None:
    compiled = compile_builtin(form_id)[1]

    assert compiled.warnings == ()
    assert compiled.form.default_language == "es"
    assert set(compiled.form.languages) == set(LANGUAGES)


@EACH
def test_a_question_fits_a_phone(form_id: str, language: str) -> None:
    too_long = [
        prompt.name
        for prompt in prompts(form_id, language)
        if len(prompt.label) + len(prompt.hint) > LONGEST_QUESTION
    ]

    assert too_long == []


@EACH
def test_a_choice_fits_a_button(form_id: str, language: str) -> None:
    too_long = [
        choice.label
        for prompt in prompts(form_id, language)
        for choice in prompt.choices
        if len(choice.label) > LONGEST_CHOICE
    ]

    assert too_long == []


@EACH
def test_sentences_are_short(form_id: str, language: str) -> None:
    texts = [
        text
        for prompt in prompts(form_id, language)
        for text in (prompt.label, prompt.hint, prompt.constraint_message)
    ]

    too_long = [
        sentence
        for text in texts
        for sentence in re.split(r"[.?!]\s", text)
        if len(sentence.split()) > MOST_WORDS
    ]

    assert too_long == []


@EACH
def test_every_constraint_says_what_to_do(form_id: str, language: str) -> None:
    silent = [
        question.name
        for question, prompt in zip(
            form(form_id).questions, prompts(form_id, language), strict=True
        )
        if question.bind.constraint is not None and not prompt.constraint_message
    ]

    assert silent == []


LEVELS = [
    ("idea", "", "prevention protection", "idea"),
    ("pilot", "evaluated", "prevention protection", "emerging"),
    ("running", "none", "prevention protection", "emerging"),
    ("running", "observed", "prevention protection", "emerging"),
    ("running", "feedback", "prevention awareness training", "emerging"),
    ("running", "feedback", "prevention rights", "good"),
    ("institutional", "monitored", "identification protection", "good"),
    ("ended", "evaluated", "identification prevention protection rights", "good"),
]


@pytest.mark.parametrize(("stage", "evidence", "components", "level"), LEVELS)
def test_the_level_is_derived(stage: str, evidence: str, components: str, level: str) -> None:
    entry = FormEntry.begin(form("practice"), now=NOW, seed=1)
    told = {"stage": stage, "evidence": evidence, "components": components}

    outcomes = {
        entry.answer_question(f"/practice/{name}", told[name]) for name in told if told[name]
    }

    assert outcomes == {Outcome.OK}
    assert entry.answers()["/practice/level"] == level


def test_nothing_is_said_of_the_level_before_the_stage_is_known() -> None:
    entry = FormEntry.begin(form("practice"), now=NOW, seed=1)

    assert "/practice/level" not in entry.answers()


def test_a_practice_that_turns_out_to_be_an_idea_is_an_idea() -> None:
    entry = FormEntry.begin(form("practice"), now=NOW, seed=1)
    for name, value in {
        "components": "prevention protection",
        "stage": "running",
        "evidence": "evaluated",
    }.items():
        entry.answer_question(f"/practice/{name}", value)

    entry.answer_question("/practice/stage", "idea")

    assert entry.answers()["/practice/level"] == "idea"
    assert "/practice/evidence" not in entry.answers()


def test_countries_stand_by_name_and_any_other_last() -> None:
    rows = country_rows(COUNTRIES, words("es"))

    assert [row["name"] for row in rows] == ["CO", "CR", "GT", "HN", "MX", "DO", "other"]
    assert [row["label"] for row in rows][-2:] == ["República Dominicana", "Otro país"]


def test_a_built_in_form_has_its_title_in_each_language() -> None:
    assert [form_title("practice", "", words(language)) for language in LANGUAGES] == [
        "Buena práctica",
        "Bonne pratique",
        "Good practice",
        "Boa prática",
    ]
    assert form_title("ours", "Our own form", words("fr")) == "Our own form"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("| type |\n", "line 1: this table belongs to no sheet"),
        ("## survey\n\n| type | name |\n| --- | --- |\n| txt | a |\n", "unknown type"),
    ],
)
def test_a_broken_form_of_ours_is_said(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "practice.md").write_text(text, encoding="utf-8")
    monkeypatch.setattr(builtin, "_FOLDER", tmp_path)

    with pytest.raises(BuiltinBroken) as broken:
        compile_builtin("practice")

    assert said in str(broken.value)


def test_a_practice_is_offered_for_a_lesson_once_the_catalogue_holds_one() -> None:
    rows = [{"name": "1", "label": "A school"}]
    empty = begin(form("lesson"), language="en", now=NOW, seed=1, lists={})
    filled = begin(form("lesson"), language="en", now=NOW, seed=1, lists={"practices.csv": rows})

    assert labels(empty.replies[0]) == ["Our work in general", "This workshop"]
    assert labels(filled.replies[0]) == [
        "A practice in the catalogue",
        "Our work in general",
        "This workshop",
    ]
