"""The panel of a workshop's waves, as it is read in the chat."""

from bot.actions.visits import Visit
from bot.actions.wave_labels import labels_of
from reports.panel import panel_text
from storage import panels
from storage.workshops import Workshop


def text_of(visit: Visit, workshop: Workshop) -> str:
    known = labels_of(visit.db, workshop, visit.house.forms, visit.words, visit.now)
    panel = panels.read_panel(visit.db, workshop_id=workshop.id)
    return panel_text(panel, words=visit.words, labels=known)
