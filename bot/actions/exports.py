"""The export: all that was sent in a workshop, as sheets in the reader's language."""

from datetime import datetime

from bot.actions.shelf import FormShelf
from bot.actions.wording import questions_of, title_of
from locales import Words
from reports.columns import Question
from reports.exports import FormAnswers, data_sheet, export_sheets
from reports.sheets import Sheet
from storage import audit, exports, forms
from storage.database import Session
from storage.workshops import Workshop


def export(
    db: Session, *, workshop: Workshop, words: Words, now: datetime
) -> tuple[tuple[Sheet, ...], dict[str, Sheet]]:
    """Return the sheets of the workbook, and for each form the one that becomes a CSV file.

    The export stands in the audit trail.
    """
    shelf = FormShelf()
    told = [
        _form_answers(db, form_id, workshop=workshop, shelf=shelf, words=words, now=now)
        for form_id in exports.list_form_ids(db, workshop_id=workshop.id)
    ]
    audit.record(
        db,
        at=now,
        role="operator",
        actor_chat_id=None,
        action="exported",
        subject=f"workshop {workshop.id}",
        workshop_id=workshop.id,
    )
    sheets = export_sheets(told, workshop=workshop, words=words, exported_at=now)
    return sheets, {one.form_id: data_sheet(one, workshop=workshop, words=words) for one in told}


def _form_answers(
    db: Session, form_id: str, *, workshop: Workshop, shelf: FormShelf, words: Words, now: datetime
) -> FormAnswers:
    rows = exports.list_rows(db, workshop_id=workshop.id, form_id=form_id)
    versions = forms.list_versions(db, workshop_id=workshop.id, form_id=form_id)
    questions: dict[int, list[Question]] = {
        version.number: questions_of(
            shelf.get(db, version.id), words=words, countries=workshop.countries, now=now
        )
        for version in versions
    }
    newest = shelf.get(db, versions[-1].id)
    return FormAnswers(form_id, title_of(newest, words), questions, rows)
