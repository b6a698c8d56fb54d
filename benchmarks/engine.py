"""How long the form engine takes for a turn, for a form, and to be imported.

`python -m benchmarks` runs this in processes of its own, and writes the figures down.
"""

import compileall
import json
import pkgutil
import sys
from datetime import UTC, datetime

import pyperf

import conversations
import locales
from benchmarks.forms import form_of
from conversations.xforms.compiler import CompiledForm, compile_form
from conversations.xforms.entry import FormEntry
from conversations.xforms.formdef import FormDef, Kind

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
FORM_LENGTHS = (15, 500)


def compiled(length: int) -> FormDef:
    made = compile_form(form_of(length))
    assert isinstance(made, CompiledForm), made
    return made.form


def half_filled(form: FormDef) -> str:
    """Answer half of a form, and give it as it is stored."""
    entry = FormEntry.begin(form, now=NOW, seed=1)
    for _ in range(len(form.questions) // 2):
        _answer(entry)
    return json.dumps(entry.dump())


def turn(form: FormDef, stored: str) -> str:
    """Do what one message does: restore, answer, recompute, go on, prompt, and store."""
    entry = FormEntry.restore(form, json.loads(stored), now=NOW, lists={})
    _answer(entry)
    if entry.at is not None:
        entry.prompt(entry.at, form.default_language)
    return json.dumps(entry.dump())


def _answer(entry: FormEntry) -> None:
    assert entry.at is not None
    answers = {Kind.INTEGER: "7", Kind.SELECT_ONE: "m", Kind.SELECT_MULTIPLE: "s l"}
    entry.answer_question(entry.at, answers.get(entry.question(entry.at).kind, "some words"))
    entry.step_to_next_event()


def import_all() -> str:
    """Write the command that imports every module of conversations/, and pyxform with none.

    The modules are compiled before, as they are where a program was installed.
    """
    for package in (conversations, locales):
        compileall.compile_dir(package.__path__[0], quiet=1)
    names = (
        module.name for module in pkgutil.walk_packages(conversations.__path__, "conversations.")
    )
    return f"import sys, {', '.join(names)}; assert 'pyxform' not in sys.modules"


def main() -> None:
    runner = pyperf.Runner(program_args=("-m", "benchmarks.engine"))
    for length in FORM_LENGTHS:
        form = compiled(length)
        runner.bench_func(f"a turn, {length} questions", turn, form, half_filled(form))
    workbook = form_of(FORM_LENGTHS[-1])
    runner.bench_func(f"compile, {FORM_LENGTHS[-1]} questions", compile_form, workbook)
    runner.bench_command("start of Python", [sys.executable, "-c", "pass"])
    runner.bench_command("start and import", [sys.executable, "-c", import_all()])


if __name__ == "__main__":
    main()
