"""`tertulia rehearse`: a form is played in the terminal before people see it."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.actions.attachments import lists_in
from bot.app import utc_now
from bot.cli.operator import fail, operator_words, say
from bot.cli.workbooks import bring
from bot.cli.workshops import UNKNOWN_LANGUAGE
from conversations.builtin import BUILTIN_FORMS, compile_builtin
from conversations.dialogue import Rehearsal
from conversations.xforms.filled import Lists
from conversations.xforms.formdef import LAST_SAVED, FormDef
from locales import LANGUAGES, N_


def rehearse(
    form: Annotated[str, typer.Argument(help="A built-in form, as practice, or a file")],
    language: Annotated[str, typer.Option(help="es, fr, en or pt")] = LANGUAGES[0],
    record: Annotated[
        Path | None, typer.Option(help="Leave the dialogue behind here, as a test")
    ] = None,
) -> None:
    """Play a form in the terminal: write answers, [press] buttons, leave with an empty line."""
    if language not in LANGUAGES:
        fail(say(UNKNOWN_LANGUAGE))
    played, lists = _form(form)
    now = utc_now().astimezone(ZoneInfo("UTC"))
    rehearsal = Rehearsal.begin(played, language=language, lists=lists, now=now)
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


def _form(name: str) -> tuple[FormDef, Lists]:
    """Return a form and its lists: those beside its file, and short ones for the program's own."""
    if name in BUILTIN_FORMS:
        form = compile_builtin(name)[1].form
        return form, _own_lists(form)
    if not Path(name).suffix:
        sentence = N_("There is no form {name}. Give a file, or one of {names}.")
        names = operator_words().list(sorted(BUILTIN_FORMS))
        fail(say(sentence, name=name, names=names))
    brought = bring(Path(name))
    return brought.form, {**_own_lists(brought.form), **lists_in(brought.files)}


def _own_lists(form: FormDef) -> dict[str, list[dict[str, str]]]:
    rows = [{"name": "1", "label": "1"}, {"name": "2", "label": "2"}]
    return {name: rows for name in form.files.values() if name != LAST_SAVED}
