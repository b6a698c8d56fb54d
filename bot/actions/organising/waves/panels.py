"""The panel of a workshop's waves, as it is read in the chat and at the terminal."""

from datetime import datetime

from bot.actions.shelf import FormShelf
from bot.actions.wave_labels import labels_of
from locales import Words
from reports.panel import panel_text
from storage import panels
from storage.database import Session
from storage.workshops import Workshop


def text_of(db: Session, workshop: Workshop, shelf: FormShelf, words: Words, now: datetime) -> str:
    panel = panels.read_panel(db, workshop_id=workshop.id)
    return panel_text(panel, words=words, labels=labels_of(db, workshop, shelf, words, now))
