"""Hotlines: an organiser confirms each, and with the last the workshop opens."""

from datetime import datetime

from bot.actions.suggested_lines import SUGGESTIONS
from storage import audit, hotlines
from storage.database import Session
from storage.organisers import Organiser
from storage.workshops import Workshop


def confirm(
    db: Session,
    workshop: Workshop,
    *,
    country: str,
    line: str | None,
    organiser: Organiser | None,
    now: datetime,
) -> None:
    """Keep what an organiser, or the operator, says of a country; `line` None: there is none."""
    hotlines.confirm_hotline(
        db,
        workshop_id=workshop.id,
        country=country,
        line=line,
        confirmed_by=organiser.id if organiser else None,
        now=now,
    )
    audit.record(
        db,
        at=now,
        role="organiser" if organiser else "operator",
        actor_chat_id=organiser.chat_id if organiser else None,
        action="hotline_confirmed" if line else "no_hotline_confirmed",
        subject=f"hotline {country}",
        workshop_id=workshop.id,
    )


def confirm_suggested(db: Session, workshop: Workshop, *, now: datetime) -> None:
    """Confirm every country as it is suggested: where nobody in danger can come, as in a demo."""
    for country in workshop.countries:
        suggestion = SUGGESTIONS.get(country)
        line = suggestion.line if suggestion else None
        confirm(db, workshop, country=country, line=line, organiser=None, now=now)
