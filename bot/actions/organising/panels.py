"""The panel of a workshop's waves, in the words of the form that they ask."""

from datetime import datetime

from bot.actions.shelf import FormShelf
from bot.actions.visits import Visit
from bot.actions.wording import FOLLOW_UP, questions_of
from locales import Words
from reports.labels import Labels
from reports.panel import panel_text
from storage import forms, panels
from storage.database import Session
from storage.workshops import Workshop


def text_of(visit: Visit, workshop: Workshop) -> str:
    known = labels_of(visit.db, workshop, visit.house.forms, visit.words, visit.now)
    panel = panels.read_panel(visit.db, workshop_id=workshop.id)
    return panel_text(panel, words=visit.words, labels=known)


def labels_of(
    db: Session, workshop: Workshop, shelf: FormShelf, words: Words, now: datetime
) -> Labels:
    """Return what stages and barriers are called, by the names of their questions."""
    version = forms.latest_version(db, workshop_id=workshop.id, form_id=FOLLOW_UP)
    if version is None:
        return {}
    asked = questions_of(
        shelf.get(db, version.id), words=words, countries=workshop.countries, now=now
    )
    return {one.name: one.choices for one in asked}
