"""`tertulia export`: all that was sent, as a workbook and as one CSV file a form."""

from pathlib import Path
from typing import Annotated

import typer

from bot.actions import exports as actions
from bot.app import utc_now
from bot.cli.operator import fail, opened, operator_words, settings_or_fail
from bot.cli.workshops import UNKNOWN_LANGUAGE, choose
from locales import LANGUAGES, N_, words
from reports.as_csv import as_csv
from reports.as_xlsx import as_xlsx


def export(
    folder: Annotated[Path, typer.Argument(help="Where to write; it is made where it is missing")],
    workshop: Annotated[
        int | None, typer.Option(help="Its number, where there are several")
    ] = None,
    language: Annotated[str, typer.Option(help="Of headings and labels: es, fr or en")] = "",
) -> None:
    """Write all submissions: tertulia.xlsx, and FORM.csv for each form."""
    now = utc_now()
    if folder.exists() and not folder.is_dir():
        fail(
            operator_words().say(N_("{name} is a file. Name a folder to write into."), name=folder)
        )
    if language and language not in LANGUAGES:
        fail(operator_words().say(UNKNOWN_LANGUAGE))
    with opened(settings_or_fail()) as database:
        found = choose(database, workshop)
        speaking = words(language or found.default_language)
        sheets, by_form = database.transact_now(
            actions.export, workshop=found, words=speaking, now=now
        )
    folder.mkdir(parents=True, exist_ok=True)
    workbook = folder / "tertulia.xlsx"
    _write(workbook, as_xlsx(sheets, words=speaking, created_at=now))
    typer.echo(str(workbook))
    for form_id, sheet in by_form.items():
        table = folder / f"{form_id}.csv"
        _write(table, as_csv(sheet))
        typer.echo(str(table))


def _write(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, as the database is."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(content)
