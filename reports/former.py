"""Former answers: what stood there before its author changed it after sending, as a sheet."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from locales import N_, Words
from reports.cells import cells_of
from reports.columns import Column, columns_of, place_of
from reports.sheets import Sheet, Value
from reports.tables import FormAnswers, short_id
from storage.revisions import FormerAnswer
from storage.submissions import Answer
from storage.workshops import Workshop

# As software and as people call them.
HEADINGS = (
    ("_id", N_("Submission")),
    ("_form", N_("Form")),
    ("_revision", N_("Revision")),
    ("_name", N_("Column")),
    ("_label", N_("Question")),
    ("_former", N_("Former answer")),
    ("_changed_at", N_("Changed at (the workshop's time)")),
)


def former_sheet(forms: Sequence[FormAnswers], *, workshop: Workshop, words: Words) -> Sheet:
    """Return the former answers in words, the earliest change first; empty where there was none."""
    headings = tuple(words.say(label) for _, label in HEADINGS)
    rows = _rows(forms, workshop, words)
    return Sheet(words.say(N_("Former answers")), headings, tuple(rows))


def former_data(forms: Sequence[FormAnswers], *, workshop: Workshop) -> Sheet:
    """Return the former answers in names and codes: what software reads."""
    headings = tuple(name for name, _ in HEADINGS)
    return Sheet("former_answers", headings, tuple(_rows(forms, workshop, None)))


def _rows(
    forms: Sequence[FormAnswers], workshop: Workshop, words: Words | None
) -> Iterator[tuple[Value, ...]]:
    zone = ZoneInfo(workshop.zone)
    for form in forms:
        for former in form.former:
            column = _column(form, former)
            yield (
                short_id(former.submission_id),
                former.form_id if words is None else form.title,
                former.revision,
                former.name,
                column.label,
                _value(former, column, words),
                former.changed_at.astimezone(zone),
            )


def _column(form: FormAnswers, former: FormerAnswer) -> Column:
    """Return the column of this question; one of its own where the version is not known."""
    ref = place_of(former.ref).ref
    asked = [one for one in form.versions.get(former.version, ()) if one.ref == ref]
    if asked:
        return columns_of({former.version: asked})[0]
    return Column(former.name, former.kind, former.name, {}, {former.version: ref})


def _value(former: FormerAnswer, column: Column, words: Words | None) -> Value:
    if not former.value:
        return None
    stood = Answer(former.ref, former.name, former.kind, former.value, True, former.changed_at)
    return next(iter(cells_of(column, stood, words)))
