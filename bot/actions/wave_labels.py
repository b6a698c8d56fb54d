"""What stages and barriers are called in the form that waves ask."""

from datetime import datetime

from bot.actions.shelf import FormShelf
from bot.actions.wording import FOLLOW_UP, questions_of
from locales import Words
from reports.labels import Labels
from storage import forms
from storage.database import Session
from storage.workshops import Workshop


def labels_of(
    db: Session, workshop: Workshop, shelf: FormShelf, words: Words, now: datetime
) -> Labels:
    """Return the choices of the newest version, by the names of their questions."""
    version = forms.latest_version(db, workshop_id=workshop.id, form_id=FOLLOW_UP)
    if version is None:
        return {}
    asked = questions_of(
        shelf.get(db, version.id), words=words, countries=workshop.countries, now=now
    )
    return {one.name: one.choices for one in asked}
