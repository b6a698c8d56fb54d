"""`tertulia forms` and `tertulia rehearse`: forms are checked and played before people see them."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.app import utc_now
from bot.cli.operator import fail, operator_words
from bot.cli.workshops import UNKNOWN_LANGUAGE
from conversations.builtin import BUILTIN_FORMS, compile_builtin
from conversations.dialogue import Rehearsal
from conversations.xforms.compiler import CompiledForm, compile_form
from conversations.xforms.formdef import FormDef
from conversations.xforms.problems import Problem
from conversations.xforms.workbook import Workbook, read_markdown
from locales import LANGUAGES, N_

LARGEST_FILE = 1_000_000  # bytes; a form of 500 questions in three languages has some 200,000
group = typer.Typer(no_args_is_help=True, help="Look after forms.")


@group.callback()
def forms() -> None:
    """Look after forms."""


@group.command("check")
def check(file: Annotated[Path, typer.Argument(help="A workbook, as .md")]) -> None:
    """Say what is wrong with a form; with 0 where it can be asked."""
    compiled = _compile(file)
    for warning in compiled.warnings:
        typer.echo(warning.say(operator_words()))
    form = compiled.form
    typer.echo(
        operator_words().say_many(
            "{form} {version}: {count} question, can be asked.",
            "{form} {version}: {count} questions, can be asked.",
            len(form.questions),
            form=form.form_id,
            version=form.version,
        )
    )


def rehearse(
    form: Annotated[str, typer.Argument(help="A built-in form, as practice, or a file")],
    language: Annotated[str, typer.Option(help="es, fr or en")] = LANGUAGES[0],
    record: Annotated[
        Path | None, typer.Option(help="Leave the dialogue behind here, as a test")
    ] = None,
) -> None:
    """Play a form in the terminal: write answers, [press] buttons, leave with an empty line."""
    if language not in LANGUAGES:
        fail(operator_words().say(UNKNOWN_LANGUAGE))
    played = _form(form)
    now = utc_now().astimezone(ZoneInfo("UTC"))
    rehearsal = Rehearsal.begin(played, language=language, lists=_lists(played), now=now)
    typer.echo(rehearsal.blocks[-1])
    while not rehearsal.completed:
        said = typer.prompt("", prompt_suffix="> ", default="", show_default=False)
        if not said:
            break
        rehearsal = rehearsal.take("Ana", said)
        typer.echo("\n" + rehearsal.blocks[-1])
    if record is not None:
        record.write_text("\n\n".join(rehearsal.blocks) + "\n", encoding="utf-8")
        typer.echo(str(record))


def _lists(form: FormDef) -> dict[str, list[dict[str, str]]]:
    """Return a short list for each file that the form names: the program would hand in its own."""
    rows = [{"name": "1", "label": "1"}, {"name": "2", "label": "2"}]
    return dict.fromkeys(form.files.values(), rows)


def _form(name: str) -> FormDef:
    if name in BUILTIN_FORMS:
        return compile_builtin(name)[1].form
    return _compile(Path(name)).form


def _compile(file: Path) -> CompiledForm:
    """Compile a workbook, or end the command with what is wrong, a line each."""
    read = _read(file)
    compiled = compile_form(read) if isinstance(read, Workbook) else read
    if not isinstance(compiled, CompiledForm):
        fail("\n".join(problem.say(operator_words()) for problem in compiled))
    return compiled


def _read(file: Path) -> Workbook | tuple[Problem, ...]:
    say = operator_words().say
    if not file.is_file():
        fail(say(N_("There is no file {name}."), name=file))
    if file.stat().st_size > LARGEST_FILE:
        fail(say(N_("{name} is larger than 1 MB: that is no form."), name=file))
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        fail(say(N_("{name} is not a text in UTF-8. Save the workbook as Markdown."), name=file))
    return read_markdown(text, file.stem)
