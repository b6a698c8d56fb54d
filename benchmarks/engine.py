"""How long the form engine takes for a turn, for a form, and to be imported.

`python -m benchmarks` runs this in processes of its own, and writes the figures down.
"""

import compileall
import json
import pkgutil
import sys

import pyperf

import conversations
import locales
from benchmarks.forms import PLACES, cascade, form_of
from benchmarks.talks import NOW, half_through, talk_through, typed
from conversations.xforms.compiler import CompiledForm, compile_form
from conversations.xforms.entry import FormEntry
from conversations.xforms.formdef import FormDef, Kind
from conversations.xforms.lists import items_of
from conversations.xforms.workbooks.workbook import Workbook

FORM_LENGTHS = (15, 500)
START = "start of Python"


def compiled(workbook: Workbook) -> FormDef:
    made = compile_form(workbook)
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
    """Write the command that imports every module of conversations/, and pyxform with none."""
    names = (
        module.name for module in pkgutil.walk_packages(conversations.__path__, "conversations.")
    )
    return f"import sys, {', '.join(names)}; assert 'pyxform' not in sys.modules"


def import_conversation() -> str:
    return "import conversations.conversation"


IMPORTS = {
    "import of the conversation": import_conversation,
    "import of all that is in conversations/": import_all,
}
"""What is imported in a new process; the start of Python is not counted."""


def main() -> None:
    runner = pyperf.Runner(program_args=("-m", "benchmarks.engine"))
    for length in FORM_LENGTHS:
        form = compiled(form_of(length))
        talk = half_through(form)
        runner.bench_func(
            f"a turn of the engine, {length} questions", turn, form, half_filled(form)
        )
        runner.bench_func(f"a turn of the conversation, {length} questions", talk.go_on)
    inputs = [typed("r1"), typed("Place 1"), typed("Place 51")]
    talk = talk_through(compiled(cascade()), inputs, lists={"places.csv": items_of(PLACES)})
    runner.bench_func("a turn of a cascade, 5,000 rows", talk.go_on)
    workbook = form_of(FORM_LENGTHS[-1])
    runner.bench_func(f"compile, {FORM_LENGTHS[-1]} questions", compile_form, workbook)
    for package in (conversations, locales):  # as they are where a program was installed
        compileall.compile_dir(package.__path__[0], quiet=1)
    runner.bench_command(START, [sys.executable, "-c", "pass"])
    for what, command in IMPORTS.items():
        runner.bench_command(what, [sys.executable, "-c", command()])


if __name__ == "__main__":
    main()
