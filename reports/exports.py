"""Completed submissions as sheets: for reading, for software, and what it all means.

Each table of a form makes two sheets with the same columns: one in the reader's language, one with
the names and codes of the form, as KoboToolbox and ODK give them. What was changed after sending, a
codebook and notes follow.
Everything is here whatever its sharing level, for exports are for organisers; the level stands in
each row.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from locales import N_, Words
from reports.former import former_sheet
from reports.sheets import Sheet, Value
from reports.tables import FormAnswers, Table, data_sheet, labels_sheet, tables_of
from storage.workshops import Workshop


def export_sheets(
    forms: Sequence[FormAnswers], *, workshop: Workshop, words: Words, exported_at: datetime
) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook: two for each table, then changes, codebook and notes."""
    tables = [table for form in forms for table in tables_of(form)]
    sheets = [
        sheet(table, workshop=workshop, words=words)
        for table in tables
        for sheet in (labels_sheet, data_sheet)
    ]
    former = former_sheet(forms, workshop=workshop, words=words)
    return (*sheets, former, _codebook(tables, words), _notes(forms, workshop, words, exported_at))


def data_sheets(form: FormAnswers, *, workshop: Workshop, words: Words) -> dict[str, Sheet]:
    """Return each table in names and codes, by the name of the file it becomes."""
    return {
        table.name: data_sheet(table, workshop=workshop, words=words) for table in tables_of(form)
    }


def _codebook(tables: Sequence[Table], words: Words) -> Sheet:
    """Return what each column means: one row a question, then one a choice."""
    headings = (
        N_("Form"),
        N_("Column"),
        N_("Question"),
        N_("Type"),
        N_("Choice (code)"),
        N_("Choice"),
        N_("Versions"),
    )
    rows = tuple(row for table in tables for row in _explained(table, words))
    return Sheet(words.say(N_("Questions")), tuple(map(words.say, headings)), rows)


def _explained(table: Table, words: Words) -> Iterator[tuple[Value, ...]]:
    for name, label in table.about(words):
        yield (table.name, name, label, None, None, None, None)
    for column in table.columns:
        versions = ", ".join(str(number) for number in sorted(column.refs))
        asked = (table.name, column.name, column.label, column.kind)
        yield (*asked, None, None, versions)
        for code, label in column.choices.items():
            yield (*asked, code, label, None)


def _notes(
    forms: Sequence[FormAnswers], workshop: Workshop, words: Words, exported_at: datetime
) -> Sheet:
    """Return what is in the file, and what was left out and why."""
    rows: list[tuple[Value, ...]] = [
        (words.say(N_("Workshop")), workshop.title),
        (words.say(N_("Exported at")), exported_at.astimezone(ZoneInfo(workshop.zone))),
        (words.say(N_("Time zone")), workshop.zone),
    ]
    for form in forms:
        versions = ", ".join(str(n) for n in sorted({row.version for row in form.rows})) or "-"
        said = words.say_many(
            "{count} submission, form versions: {versions}",
            "{count} submissions, form versions: {versions}",
            len(form.rows),
            versions=versions,
        )
        rows.append((form.title, said))
    rows += [(words.say(what), words.say(why)) for what, why in _LEFT_OUT]
    return Sheet(
        words.say(N_("Notes")), (words.say(N_("What")), words.say(N_("Note"))), tuple(rows)
    )


_LEFT_OUT = (
    (
        N_("What is in it"),
        N_(
            "Every completed submission, whatever its sharing level. Share only what its level allows."
        ),
    ),
    (
        N_("Left out: not sent, or taken back"),
        N_("Answers are here once the participant has sent them, and no longer once withdrawn."),
    ),
    (
        N_("What was changed after sending"),
        N_(
            "The row has what counts now, which revision it is and when it was changed last. What"
            " stood there before is in the sheet of former answers."
        ),
    ),
    (
        N_("Left out: answers off the path"),
        N_("If a correction made a question pointless, its answer is kept but is not exported."),
    ),
    (
        N_("Left out: who it was"),
        N_(
            "Names and Telegram accounts. A participant's code is the same throughout this"
            " workshop and different in every other."
        ),
    ),
    (
        N_("With care"),
        N_("Texts may still tell who somebody is. Read them before you pass this file on."),
    ),
    (
        N_("Photos, sounds and files"),
        N_(
            "Their names stand in the sheets. `tertulia export --files` writes the files beside this"
            " one."
        ),
    ),
    (
        N_("In the CSV file"),
        N_("An apostrophe stands before a text that a spreadsheet would run as a formula."),
    ),
)
