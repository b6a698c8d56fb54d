"""The forms that both engines are given."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from conversations.builtin import BUILTIN_FORMS, compile_builtin
from conversations.xforms.compiler import CompiledForm, compile_form
from conversations.xforms.formdef import FormDef
from conversations.xforms.parsing.defects import XFormRefused
from conversations.xforms.parsing.parser import load_xform
from conversations.xforms.workbooks.reader import read_workbook
from conversations.xforms.workbooks.workbook import Workbook, read_markdown
from locales import words
from tests.conformance.answering import made_up_lists
from tests.conformance.dialect import read_dialect
from tests.conformance.javarosa import SameForm
from tests.conversations.xforms.drawn import workbooks

SEED = 2026
_WORKBOOKS = frozenset({".md", ".xlsx", ".csv"})


def builtin_forms() -> Iterator[tuple[SameForm, FormDef]]:
    for form_id in BUILTIN_FORMS:
        yield from _in_all_languages(form_id, compile_builtin(form_id)[1])


def drawn_forms(count: int) -> Iterator[tuple[SameForm, FormDef]]:
    """Give forms drawn by chance, the same ones every time."""
    for number, source in enumerate(_drawn(count)):
        workbook = read_markdown(source, "drawn")
        assert isinstance(workbook, Workbook)
        compiled = compile_form(workbook)
        if isinstance(compiled, CompiledForm):
            yield from _in_all_languages(f"drawn {number}", compiled)


def _drawn(count: int) -> Sequence[str]:
    found: list[str] = []

    @seed(SEED)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(workbooks())
    def draw(source: str) -> None:
        found.append(source)

    draw()
    return found


def recorded_forms(path: Path) -> Iterator[tuple[SameForm, FormDef]]:
    """Give the forms in pyxform's dialect that are valid and that we take."""
    items: Sequence[Mapping[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    for number, item in enumerate(items):
        compiled = compile_form(read_dialect(item["md"], item["name"] or "data"))
        if isinstance(compiled, CompiledForm):
            yield from _in_all_languages(f"#{number} {item['test']}", compiled)


def forms_in(folder: Path) -> Iterator[tuple[SameForm, FormDef]]:
    """Give the XForms and workbooks of a folder that we take, and tell which we do not."""
    for path in sorted(folder.rglob("*")):
        if path.suffix not in {".xml", *_WORKBOOKS}:
            continue
        name = str(path.relative_to(folder))
        try:
            compiled = _compiled(path)
        except Exception as error:  # noqa: BLE001 - a form that breaks us is what is looked for
            print(f"{name}: broke: {error!r}")
            continue
        if isinstance(compiled, CompiledForm):
            yield from _in_all_languages(name, compiled)
        else:
            print(f"{name}: refused: {compiled}")


def _compiled(path: Path) -> CompiledForm | str:
    """Compile the form of a file, or tell why it is refused."""
    if path.suffix == ".xml":
        xform = path.read_text(encoding="utf-8")
        try:
            return CompiledForm(xform, (), load_xform(xform))
        except XFormRefused as refused:
            return str(refused)
    workbook = read_workbook(path.read_bytes(), path.name)
    compiled = compile_form(workbook) if isinstance(workbook, Workbook) else workbook
    if isinstance(compiled, CompiledForm):
        return compiled
    return " / ".join(problem.say(words("en")) for problem in compiled)


def _in_all_languages(name: str, compiled: CompiledForm) -> Iterator[tuple[SameForm, FormDef]]:
    form = compiled.form
    for language in form.languages:
        lists = made_up_lists(form)
        yield SameForm(f"{name} ({language})", compiled.xform, language, lists), form
