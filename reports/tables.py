"""A form's answers as tables: one row a submission, and for each repeat one row an instance.

Both a sheet in the reader's words and one in the names and codes of the form are made of a table.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from locales import N_, Words
from reports.cells import cells_of, parts_of
from reports.columns import Column, Question, Repeat, columns_of, place_of
from reports.levels import level_name
from reports.sheets import Sheet, Value
from storage.exports import ExportRow
from storage.revisions import FormerAnswer
from storage.submissions import Answer
from storage.workshops import Workshop

# What is known of a submission besides its answers, as software and as people call it. The
# underscores keep these names apart from those of questions.
ABOUT = (
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
    ("_revision", N_("Revision")),
    ("_changed_at", N_("Changed at (the workshop's time)")),
    ("_about", N_("About the submission")),
    ("_confirmed", N_("Confirmed at the table, in these words")),
    ("_screened", N_("With care: what was found in it")),
    ("_review", N_("Review")),
    ("_merged_into", N_("Counts together with")),
    ("_redacted", N_("Answers with a passage taken out")),
)
# How a contribution stands with the organisers, as `storage.reviews` calls it and people do.
REVIEWS = {
    "waiting": N_("waits"),
    "published": N_("published"),
    "seen": N_("read by the organisers"),
    "asked": N_("a question is with its author"),
    "merged": N_("merged"),
}
# What the author of a text wanted in which something was found, told apart from any answer.
SCREENED = {
    "organisers": N_("{question}: only for the organisers"),
    "left": N_("{question}: left as it is"),
}
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U: read aloud without doubt
_NUMBER = N_("{repeat}: number")


@dataclass(frozen=True, slots=True)
class FormAnswers:
    """One form's completed submissions, and its versions by number as far as they are known.

    `former` is what stood in these submissions before it was changed.
    """

    form_id: str
    title: str
    versions: Mapping[int, Sequence[Question]]
    rows: Sequence[ExportRow]
    former: Sequence[FormerAnswer] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """What is asked of a form outside of all `repeats`, or inside of them."""

    form: FormAnswers
    repeats: tuple[Repeat, ...]
    columns: tuple[Column, ...]

    @property
    def name(self) -> str:
        """The name by which software knows it, and which its file has."""
        return ".".join((self.form.form_id, *(repeat.name for repeat in self.repeats)))

    @property
    def title(self) -> str:
        return ": ".join((self.form.title, *(repeat.label for repeat in self.repeats)))

    def about(self, words: Words) -> list[tuple[str, str]]:
        """Return the names and labels of the columns that no question has."""
        if not self.repeats:
            return [(name, words.say(label)) for name, label in ABOUT]
        name, label = ABOUT[0]
        numbers = [
            (f"_number_{repeat.name}", words.say(_NUMBER, repeat=repeat.label))
            for repeat in self.repeats
        ]
        return [(name, words.say(label)), *numbers]


def tables_of(form: FormAnswers) -> tuple[Table, ...]:
    """Return the form's own table, and then one for each of its repeats.

    An answer whose question is not known, as what a form calculates, gets a column of its own.
    """
    by_table: dict[tuple[str, ...], dict[int, list[Question]]] = {(): {}}
    for version, questions in _with_unknown(form).items():
        for question in questions:
            by_table.setdefault(question.table, {}).setdefault(version, []).append(question)
    return tuple(
        Table(form, _newest_repeats(versions), columns_of(versions))
        for versions in by_table.values()
    )


def labels_sheet(table: Table, *, workshop: Workshop, words: Words) -> Sheet:
    """Return a table in words."""
    headings = [label for _, label in table.about(words)]
    for column in table.columns:
        labels = (label for _, label in parts_of(column, words))
        headings += [column.label, *(f"{column.label}/{label}" for label in labels)]
    shares = next((column.choices for column in table.columns if column.name == "share"), {})
    rows = []
    for row, numbers, answers in _instances(table):
        share = shares.get(row.share or "", row.share)
        level = level_name(row.level, words=words) if row.level else None
        about = (
            *_about(row, table.form.title, workshop, words),
            *(share, level),
            *_changes(row, workshop),
            _screened(row, table.columns, words),
            *_reviewed(row, table.columns, words),
        )
        known = (about[0], *numbers) if table.repeats else about
        rows.append((*known, *_answered(row.version, table.columns, answers, words)))
    return Sheet(table.title, tuple(headings), tuple(rows))


def data_sheet(table: Table, *, workshop: Workshop, words: Words) -> Sheet:
    """Return a table in names and codes: what software reads."""
    headings = [name for name, _ in table.about(words)]
    for column in table.columns:
        codes = (code for code, _ in parts_of(column, words))
        headings += [column.name, *(f"{column.name}/{code}" for code in codes)]
    rows = []
    for row, numbers, answers in _instances(table):
        about = (
            *_about(row, table.form.form_id, workshop, words),
            *(row.share, row.level),
            *_changes(row, workshop),
            _screened(row, table.columns, None),
            *_reviewed(row, table.columns, None),
        )
        known = (about[0], *numbers) if table.repeats else about
        rows.append((*known, *_answered(row.version, table.columns, answers, None)))
    return Sheet(words.say(N_("Data: {form}"), form=table.name), tuple(headings), tuple(rows))


def short_id(submission_id: int) -> str:
    """Write an id so that it fits a cell and can be read out; no two are alike."""
    written = ""
    while submission_id:
        submission_id, digit = divmod(submission_id, len(_DIGITS))
        written = _DIGITS[digit] + written
    return written


def _with_unknown(form: FormAnswers) -> dict[int, list[Question]]:
    versions = {number: list(questions) for number, questions in form.versions.items()}
    repeats = {
        repeat.name: repeat
        for questions in form.versions.values()
        for question in questions
        for repeat in question.repeats
    }
    known = {(number, asked.ref) for number, questions in versions.items() for asked in questions}
    for row in form.rows:
        for answer in row.answers:
            place = place_of(answer.ref)
            if (row.version, place.ref) not in known:
                known.add((row.version, place.ref))
                around = tuple(repeats.get(name, Repeat(name, name)) for name in place.table)
                unknown = Question(place.ref, answer.name, answer.kind, answer.name, {}, around)
                versions.setdefault(row.version, []).append(unknown)
    return versions


def _newest_repeats(versions: Mapping[int, Sequence[Question]]) -> tuple[Repeat, ...]:
    """Return the repeats of a table in the words of the newest version that has it."""
    return versions[max(versions)][0].repeats if versions else ()


def _instances(
    table: Table,
) -> Iterator[tuple[ExportRow, tuple[int, ...], Mapping[str, Answer]]]:
    """Yield each row of a table: its submission, the numbers of its instances, and its answers."""
    path = tuple(repeat.name for repeat in table.repeats)
    for row in table.form.rows:
        found: dict[tuple[int, ...], dict[str, Answer]] = {} if path else {(): {}}
        placed = ((place_of(answer.ref), answer) for answer in row.answers if answer.value)
        for place, answer in placed:
            if place.table == path:
                found.setdefault(place.numbers, {})[place.ref] = answer
        for numbers in sorted(found):
            yield row, numbers, found[numbers]


def _answered(
    version: int, columns: Sequence[Column], answers: Mapping[str, Answer], words: Words | None
) -> Iterator[Value]:
    for column in columns:
        yield from cells_of(column, answers.get(column.refs.get(version, "")), words)


def _about(row: ExportRow, form: str, workshop: Workshop, words: Words) -> tuple[Value, ...]:
    """Return what stands under the first headings, up to the working table."""
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


def _changes(row: ExportRow, workshop: Workshop) -> tuple[Value, ...]:
    """Return how often it was sent, changed when, about what, and how many others confirm it."""
    changed_at = row.changed_at.astimezone(ZoneInfo(workshop.zone)) if row.changed_at else None
    subject = None if row.subject_id is None else short_id(row.subject_id)
    return row.revision, changed_at, subject, row.confirmed


def _reviewed(
    row: ExportRow, columns: Sequence[Column], words: Words | None
) -> tuple[Value, Value, Value]:
    """Return how it stands with the organisers, with what it counts, and what lacks a passage."""
    state = words.say(REVIEWS[row.review]) if words and row.review else row.review
    into = None if row.merged_into is None else short_id(row.merged_into)
    labels = {column.refs.get(row.version, ""): column.label for column in columns}
    names = [
        one.name if words is None else labels.get(place_of(one.ref).ref, one.name)
        for one in row.answers
        if one.ref in row.redacted
    ]
    return state, into, (" " if words is None else "; ").join(names) or None


def _screened(row: ExportRow, columns: Sequence[Column], words: Words | None) -> Value:
    """Return in which answers something was found, and what their author then wanted."""
    labels = {column.refs.get(row.version, ""): column.label for column in columns}
    found = [
        f"{one.name}:{one.screened}"
        if words is None
        else words.say(SCREENED[one.screened], question=labels.get(place_of(one.ref).ref, one.name))
        for one in row.answers
        if one.screened in SCREENED
    ]
    return (" " if words is None else "; ").join(found) or None
