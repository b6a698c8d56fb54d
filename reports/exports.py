"""Completed submissions as sheets: for reading, for software, and what it all means.

A form makes two sheets with the same columns: one in the reader's language, one with the names
and codes of the form, as KoboToolbox and ODK give them. A codebook and notes follow. Everything
is here whatever its sharing level, for exports are for organisers; the level stands in each row.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from locales import N_, Words
from reports.columns import SELECT_MULTIPLE, Column, Question, columns_of
from reports.levels import level_name
from reports.sheets import Sheet, Value
from storage.exports import ExportRow
from storage.submissions import Answer
from storage.workshops import Workshop

# What is known of a submission besides its answers, as software and as people call it. The
# underscores keep these names apart from those of questions.
_ABOUT = (
    ("_id", N_("Submission")),
    ("_workshop", N_("Workshop")),
    ("_form", N_("Form")),
    ("__version__", N_("Version of the form")),
    ("_completed_at", N_("Completed at (the workshop's time)")),
    ("_submission_time", N_("Completed at (with the zone)")),
    ("_participant", N_("Participant (a code)")),
    ("_country", N_("Country (code)")),
    ("_country_name", N_("Country")),
    ("_table", N_("Table")),
    ("_share", N_("Who may see it")),
    ("_level", N_("Level")),
)
_LONGEST_PLAIN_NUMBER = 30  # digits before or after the point; beyond that it stays text
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U: read aloud without doubt


@dataclass(frozen=True, slots=True)
class FormAnswers:
    """One form's completed submissions, and its versions by number as far as they are known."""

    form_id: str
    title: str
    versions: Mapping[int, Sequence[Question]]
    rows: Sequence[ExportRow]


def export_sheets(
    forms: Sequence[FormAnswers], *, workshop: Workshop, words: Words, exported_at: datetime
) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook: two for each form, then the codebook and the notes."""
    tables = [
        sheet(form, workshop=workshop, words=words)
        for form in forms
        for sheet in (labels_sheet, data_sheet)
    ]
    return (*tables, _codebook(forms, words), _notes(forms, workshop, words, exported_at))


def labels_sheet(form: FormAnswers, *, workshop: Workshop, words: Words) -> Sheet:
    """Return the submissions in words, one a row."""
    columns = _columns(form)
    headings = [words.say(label) for _, label in _ABOUT]
    for column in columns:
        headings += [column.label, *(f"{column.label}/{label}" for _, label in _apart(column))]
    shares = next((column.choices for column in columns if column.name == "share"), {})
    rows = []
    for row in form.rows:
        share = shares.get(row.share or "", row.share)
        level = level_name(row.level, words=words) if row.level else None
        about = (*_about(row, form.title, workshop, words), share, level)
        rows.append((*about, *_answered(row, columns, in_words=True)))
    return Sheet(form.title, tuple(headings), tuple(rows))


def data_sheet(form: FormAnswers, *, workshop: Workshop, words: Words) -> Sheet:
    """Return the submissions in names and codes, one a row: what software reads."""
    columns = _columns(form)
    headings = [name for name, _ in _ABOUT]
    for column in columns:
        headings += [column.name, *(f"{column.name}/{code}" for code, _ in _apart(column))]
    rows = []
    for row in form.rows:
        about = (*_about(row, form.form_id, workshop, words), row.share, row.level)
        rows.append((*about, *_answered(row, columns, in_words=False)))
    name = words.say(N_("Data: {form}"), form=form.form_id)
    return Sheet(name, tuple(headings), tuple(rows))


def short_id(submission_id: int) -> str:
    """Write an id so that it fits a cell and can be read out; no two are alike."""
    written = ""
    while submission_id:
        submission_id, digit = divmod(submission_id, len(_DIGITS))
        written = _DIGITS[digit] + written
    return written


def _columns(form: FormAnswers) -> tuple[Column, ...]:
    """Return the columns; an answer whose question is not known gets one of its own."""
    versions = {number: list(questions) for number, questions in form.versions.items()}
    known = {(number, asked.ref) for number, questions in versions.items() for asked in questions}
    for row in form.rows:
        for answer in row.answers:
            if (row.version, answer.ref) not in known:
                known.add((row.version, answer.ref))
                unknown = Question(answer.ref, answer.name, answer.kind, answer.name, {})
                versions.setdefault(row.version, []).append(unknown)
    return columns_of(versions)


def _apart(column: Column) -> Iterable[tuple[str, str]]:
    """Return the choices which have a column of their own."""
    return column.choices.items() if column.kind == SELECT_MULTIPLE else ()


def _about(row: ExportRow, form: str, workshop: Workshop, words: Words) -> tuple[Value, ...]:
    """Return what stands under the first headings, all but share and level."""
    local = row.completed_at.astimezone(ZoneInfo(workshop.zone))
    return (
        short_id(row.submission_id),
        workshop.title,
        form,
        row.version,
        local,
        local.isoformat(timespec="seconds"),
        row.participant,
        row.country,
        words.country(row.country) if row.country else None,
        row.table_name,
    )


def _answered(row: ExportRow, columns: Sequence[Column], *, in_words: bool) -> Iterator[Value]:
    """Return the answer to each question, and 1 or 0 for each choice of a multiple one."""
    by_ref = {answer.ref: answer for answer in row.answers if answer.value}
    for column in columns:
        answer = by_ref.get(column.refs.get(row.version, ""))
        chosen = answer.value.split() if answer and column.choices else []
        if answer is None:
            yield None
        elif in_words and chosen:
            yield ", ".join(column.choices.get(code, code) for code in chosen)
        else:
            yield _typed(answer)
        for code, _ in _apart(column):
            yield int(code in chosen) if answer else None


def _typed(answer: Answer) -> Value:
    """Return a number or a day where the answer is one that a spreadsheet can hold."""
    try:
        if answer.kind == "date":
            return date.fromisoformat(answer.value)
        if answer.kind in {"integer", "decimal"}:
            number = Decimal(answer.value)
            plain = number.is_finite() and abs(number.adjusted()) < _LONGEST_PLAIN_NUMBER
            return number if plain else answer.value
    except (ValueError, ArithmeticError):
        pass
    return answer.value


def _codebook(forms: Sequence[FormAnswers], words: Words) -> Sheet:
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
    rows: list[tuple[Value, ...]] = []
    for form in forms:
        rows += [(form.form_id, name, words.say(label)) + (None,) * 4 for name, label in _ABOUT]
        for column in _columns(form):
            versions = ", ".join(str(number) for number in sorted(column.refs))
            asked = (form.form_id, column.name, column.label, column.kind)
            rows.append((*asked, None, None, versions))
            rows += [(*asked, code, label, None) for code, label in column.choices.items()]
    return Sheet(words.say(N_("Questions")), tuple(map(words.say, headings)), tuple(rows))


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
        N_("In the CSV file"),
        N_("An apostrophe stands before a text that a spreadsheet would run as a formula."),
    ),
)
