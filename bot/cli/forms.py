"""`tertulia forms`: forms are checked, compared, published and written out."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.actions.forms import draft_words, listed, versions, workbooks
from bot.actions.forms.versions import Assessment, MovedOn
from bot.actions.shelf import FormShelf
from bot.actions.wording import title_of
from bot.actions.workshops import Workshop
from bot.app import Database, utc_now
from bot.cli.operator import fail, opened, operator_words, say, settings_or_fail
from bot.cli.workbooks import Brought, bring
from bot.cli.workshops import Number, choose
from conversations.xforms.difference import compare
from conversations.xforms.formdef import Kind
from locales import N_

group = typer.Typer(no_args_is_help=True, help="Look after forms.")

File = Annotated[Path, typer.Argument(help="A workbook: .md, .xlsx or .csv")]


class Format(StrEnum):
    MD = "md"
    XLSX = "xlsx"


@group.callback()
def forms() -> None:
    """Look after forms."""


@group.command("check")
def check(file: File) -> None:
    """Say what is wrong with a form; with 0 where it can be asked."""
    brought = bring(file)
    _refuse_obstacles(brought, protected=True)
    _say_warnings(brought, protected=False)
    typer.echo(_verdict(brought))


def _verdict(brought: Brought) -> str:
    form = brought.form
    count = sum(one.kind is not Kind.NOTE for one in form.questions)
    name = f"{form.form_id} {form.version}".strip()
    if brought.inspection.victim_fields:
        return operator_words().say_many(
            "{form}: {count} question, can be asked in a protected workshop only.",
            "{form}: {count} questions, can be asked in a protected workshop only.",
            count,
            form=name,
        )
    return operator_words().say_many(
        "{form}: {count} question, can be asked.",
        "{form}: {count} questions, can be asked.",
        count,
        form=name,
    )


@group.command("diff")
def diff(
    file: File,
    other: Annotated[Path | None, typer.Argument(help="A newer workbook of the form")] = None,
    workshop: Number = None,
) -> None:
    """Say what a form changes: OTHER of FILE, or FILE of what is published in the workshop."""
    brought = bring(file)
    if other is not None:
        _print(compare(brought.form, bring(other).form).say(operator_words()))
        return
    with opened(settings_or_fail()) as database:
        found = choose(database, workshop)
        _say_changes(brought, _assess(database, brought, found))


@group.command("publish")
def publish(
    file: File,
    workshop: Number = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing")] = False,
) -> None:
    """Publish a form in a workshop: whoever begins it from now on is asked this version."""
    brought = bring(file)
    with opened(settings_or_fail()) as database:
        found = choose(database, workshop)
        _refuse_obstacles(brought, protected=found.protected)
        assessment = _assess(database, brought, found)
        _say_warnings(brought, protected=True)
        _print(tuple(draft_words.about_documents(brought.form, found, operator_words())))
        _say_changes(brought, assessment)
        if assessment.problems:
            fail("\n".join(one.say(operator_words()) for one in assessment.problems))
        _confirm(assessment, yes=yes)
        try:
            version = database.transact_now(
                versions.publish_and_announce,
                candidate=brought.candidate,
                workshop=found,
                based_on=assessment.based_on,
                note=assessment.note(operator_words()),
                now=utc_now(),
            )
        except MovedOn:
            fail(say(N_("Another version was published meanwhile. Please look at it first.")))
    if version.number == assessment.based_on:
        typer.echo(say(N_("Nothing is different from version {number}."), number=version.number))
        return
    typer.echo(
        say(
            N_("Published: “{title}”, version {number}. Who begins now is asked this one."),
            title=title_of(brought.form, operator_words()),
            number=version.number,
        )
    )


@group.command("list")
def list_(workshop: Number = None) -> None:
    """List the forms of a workshop: version, day, submissions sent and in the middle, title."""
    with opened(settings_or_fail()) as database:
        found = choose(database, workshop)
        for one, told in database.transact_now(listed.list_tallied, workshop_id=found.id):
            version = one.version
            form = database.transact_now(FormShelf().get, version_id=version.id)
            day = version.published_at.astimezone(ZoneInfo(found.zone)).date()
            line = (
                f"{version.form_id}  v{version.number}  {day}  {told.completed}+{told.begun}"
                f"  {title_of(form, operator_words())}"
            )
            stopped = say(N_("It is not asked now.")) if one.stopped_at else ""
            typer.echo(f"{line}  {stopped}".rstrip())


@group.command("write")
def write(
    form: Annotated[str, typer.Argument(help="Its form_id, as practice")],
    workshop: Number = None,
    as_: Annotated[Format, typer.Option("--as", help="Markdown or Excel")] = Format.XLSX,
    folder: Annotated[Path, typer.Option("--to", help="A folder")] = Path(),
) -> None:
    """Write the workbook of a published form, to be edited, and what is attached to it."""
    if not folder.is_dir():
        fail(say(N_("There is no folder {name}."), name=folder.resolve()))
    with opened(settings_or_fail()) as database:
        found = choose(database, workshop)
        published = database.transact_now(
            versions.find_published, workshop_id=found.id, form_id=form
        )
    if published is None:
        fail(say(N_("This workshop has no form {form}."), form=form))
    version, files = published
    written = {workbooks.name_of(version, as_): workbooks.content_of(version, as_), **files}
    for name, content in written.items():
        path = folder / Path(name).name  # an organiser's form may name a file elsewhere
        path.write_bytes(content)
        typer.echo(str(path))


def _assess(database: Database, brought: Brought, workshop: Workshop) -> Assessment:
    return database.transact_now(
        versions.assess,
        candidate=brought.candidate,
        workshop_id=workshop.id,
        shelf=FormShelf(),
    )


def _refuse_obstacles(brought: Brought, *, protected: bool) -> None:
    victims = () if protected else brought.inspection.victim_fields
    problems = (*versions.defects(brought.inspection), *victims)
    if problems:
        lines = [problem.say(operator_words()) for problem in problems]
        fail("\n".join([*lines, say(ONLY_PROTECTED)] if victims else lines))


ONLY_PROTECTED = N_(
    "Questions about identified victims are asked in a protected workshop only: tertulia workshop"
    " create --protected"
)


def _say_warnings(brought: Brought, *, protected: bool) -> None:
    victims = () if protected else brought.inspection.victim_fields
    _print(tuple(one.say(operator_words()) for one in (*brought.inspection.warnings, *victims)))
    if victims:
        typer.echo(say(ONLY_PROTECTED))


def _say_changes(brought: Brought, assessment: Assessment) -> None:
    if assessment.difference is None:
        typer.echo(say(N_("{form} would be a new form here."), form=brought.form.form_id))
        return
    _print(assessment.difference.say(operator_words()))


def _confirm(assessment: Assessment, *, yes: bool) -> None:
    """Ask whether to go on, and once more where answers lose their question."""
    if yes:
        return
    questions = [say(N_("Publish it?"))]
    if assessment.concerned:
        questions.append(
            operator_words().say_many(
                "{count} answer would lose its question; it stays in the export. Publish it all the same?",
                "{count} answers would lose their question; they stay in the export. Publish it all the same?",
                sum(assessment.concerned.values()),
            )
        )
    for question in questions:
        typer.confirm(question, abort=True)


def _print(lines: tuple[str, ...]) -> None:
    for line in lines:
        typer.echo(line)
