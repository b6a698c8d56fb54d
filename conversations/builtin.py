"""The forms that come with the program, with their translations put in."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from conversations.xforms.catalog import merge
from conversations.xforms.compiler import CompiledForm, compile_form
from conversations.xforms.workbooks.workbook import Workbook, read_markdown, write_markdown
from locales import LANGUAGES, N_, Words, form_messages, words

BUILTIN_FORMS: Final = (
    "profile",
    "practice",
    "lesson",
    "note",
    "comment",
    "commitment",
    "followup",
)

_FOLDER: Final = Path(__file__).parent / "forms"
_WRITTEN_IN: Final = "en"


class BuiltinBroken(Exception):
    """A form of the program itself cannot be asked."""


def builtin_sources() -> dict[str, str]:
    """Return the text of each built-in form, whole in itself: with all its languages."""
    return {form_id: write_markdown(_workbook(form_id)) for form_id in BUILTIN_FORMS}


def compile_builtin(form_id: str) -> tuple[str, CompiledForm]:
    """Return a built-in form's text, and the form compiled from this very text."""
    source = write_markdown(_workbook(form_id))
    workbook = read_markdown(source, form_id)
    compiled = compile_form(workbook) if isinstance(workbook, Workbook) else workbook
    if not isinstance(compiled, CompiledForm):
        raise BuiltinBroken("; ".join(problem.say(words(_WRITTEN_IN)) for problem in compiled))
    return source, compiled


def country_rows(codes: Sequence[str], said: Words) -> list[dict[str, str]]:
    """Return the rows of countries.csv: those of the workshop by name, and any other."""
    named = sorted((said.country(code), code) for code in codes)
    rows = [{"name": code, "label": label} for label, code in named]
    return [*rows, {"name": "other", "label": said.say(N_("Another country"))}]


def form_title(form_id: str, title: str, said: Words) -> str:
    """Return a built-in form's title in the language of `said`; XLSForm has one title only."""
    texts = form_messages(said.language)
    titled = {
        english: texts.get((context, english), english)
        for context, english in form_messages("es")
        if context == f"{form_id}/settings/form_title"
    }
    return next(iter(titled.values()), title)


def _workbook(form_id: str) -> Workbook:
    text = (_FOLDER / f"{form_id}.md").read_text(encoding="utf-8")
    written = read_markdown(text, form_id)
    if isinstance(written, tuple):
        raise BuiltinBroken("; ".join(problem.say(words(_WRITTEN_IN)) for problem in written))
    translations = {
        _column(language): form_messages(language)
        for language in LANGUAGES
        if language != _WRITTEN_IN
    }
    return merge(written, translations, source=_column(_WRITTEN_IN)).workbook


def _column(language: str) -> str:
    """Name a language as XLSForm does: Español (es)."""
    name = words(language).language_name(language)
    return f"{name[0].upper()}{name[1:]} ({language})"
