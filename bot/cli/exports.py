"""`tertulia export`: all that was sent, as a workbook and as one CSV file a form."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

from bot.actions import exports as actions
from bot.actions.workshops import Workshop
from bot.app import Database, utc_now
from bot.cli.operator import fail, opened, operator_words, say, settings_or_fail
from bot.cli.workshops import UNKNOWN_LANGUAGE, Number, choose
from locales import LANGUAGES, N_, words
from reports.as_csv import as_csv
from reports.as_xlsx import as_xlsx

_WILD = re.compile(r"[^\w.-]")


def export(
    folder: Annotated[Path, typer.Argument(help="Where to write; it is made where it is missing")],
    workshop: Number = None,
    language: Annotated[str, typer.Option(help="Of headings and labels: es, fr, en or pt")] = "",
    files: Annotated[
        bool, typer.Option("--files", help="Write what people sent as well, into FOLDER/files")
    ] = False,
) -> None:
    """Write all submissions: tertulia.xlsx, and FORM.csv for each form and each repeat in it."""
    now = utc_now()
    if folder.exists() and not folder.is_dir():
        fail(say(N_("{name} is a file. Name a folder to write into."), name=folder))
    if language and language not in LANGUAGES:
        fail(say(UNKNOWN_LANGUAGE))
    with opened(settings_or_fail()) as database:
        found = choose(database, workshop)
        speaking = words(language or found.default_language)
        sheets, by_name = database.transact_now(
            actions.export, workshop=found, words=speaking, now=now
        )
        folder.mkdir(parents=True, exist_ok=True)
        before = {*folder.glob("*.csv"), *folder.glob("files/*")}
        written = _write_files(database, found, folder / "files") if files else set()
    workbook = folder / "tertulia.xlsx"
    _write(workbook, as_xlsx(sheets, words=speaking, created_at=now))
    typer.echo(str(workbook))
    for name, sheet in by_name.items():
        table = folder / f"{_tame(name)}.csv"
        _write(table, as_csv(sheet))
        written.add(table)
        typer.echo(str(table))
    _warn_of_leftovers(before - written)


def _write_files(database: Database, workshop: Workshop, folder: Path) -> set[Path]:
    """Write the kept files, one after the other: together they may not fit into memory."""
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = database.transact_now(actions.list_files, workshop=workshop)
    written = {folder / _tame(name): id_ for id_, name in kept}
    for path, id_ in written.items():
        _write(path, database.transact_now(actions.get_file, id=id_))
    typer.echo(f"{folder} ({len(kept)})")
    return set(written)


def _warn_of_leftovers(paths: Collection[Path]) -> None:
    """Say what this export did not write: an earlier one may hold what was erased since."""
    if paths:
        names = operator_words().list(sorted(str(path) for path in paths))
        typer.echo(say(LEFT_OVER, names=names), err=True)


LEFT_OVER = N_(
    "Not of this export, and perhaps withdrawn or erased since an earlier one: {names}. Delete it, or"
    " export into an empty folder."
)


def _tame(name: str) -> str:
    """Return a name that stays in its folder and shows, whoever has given it."""
    return _WILD.sub("_", name).lstrip(".") or "_"


def _write(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, as the database is."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(content)
