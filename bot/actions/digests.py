"""The digest: asked for with /digest, or due each day at the organiser's hour."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.actions.shelf import FormShelf
from bot.actions.visits import House, Refusal, Visit, promise
from bot.actions.wording import PRACTICE, questions_of, title_of
from bot.render import Message, send
from conversations.builtin import country_rows
from locales import N_, Words, words
from reports.digest import write_digest
from storage import forms, organisers, workshops
from storage.database import Session
from storage.digests import facts_since
from storage.organisers import Organiser
from storage.workshops import Workshop

SETTLED = timedelta(minutes=1)  # by then every transaction begun before has ended


class ForOrganisers(Refusal):
    sentence = N_("The digest is for the organisers of the workshop.")


def put_digest(visit: Visit) -> None:
    """Send the digest now; the daily one still comes, and tells the same news once more."""
    organiser = visit.organiser
    if organiser is None:
        raise ForOrganisers
    visit.promise(_digest(visit.db, organiser, house=visit.house, now=visit.now, asked=True))


def promise_daily_digest(db: Session, organiser: Organiser, *, house: House, now: datetime) -> None:
    """Promise what is new to an organiser whose hour has come.

    What is being committed at this moment belongs to the next digest, or it would be in none.
    """
    until = now - SETTLED
    told = _digest(db, organiser, house=house, now=until, asked=False)
    organisers.save_digest_sent(db, organiser_id=organiser.id, at=until)
    promise(db, told, chat_id=organiser.chat_id, now=now, house=house)


def hour_of(organiser: Organiser, workshop: Workshop) -> int:
    """Return the local hour of this organiser's digest."""
    return workshop.digest_hour if organiser.digest_hour is None else organiser.digest_hour


def _digest(
    db: Session, organiser: Organiser, *, house: House, now: datetime, asked: bool
) -> list[Message]:
    """Return the digest as a message; none where there is nothing to tell and nobody asked."""
    workshop = workshops.get_workshop(db, workshop_id=organiser.workshop_id)
    speaking = words(organiser.language)
    labels = _choice_labels(db, workshop, house.forms, speaking, now)
    facts = facts_since(
        db,
        workshop_id=workshop.id,
        since=organiser.last_digest_at,
        until=now,
        on=now.astimezone(ZoneInfo(workshop.zone)).date(),
        target_groups=tuple(labels.get("target_groups", ())),
    )
    text = write_digest(facts, words=speaking, choice_labels=labels, asked=asked)
    return [send(text)] if text else []


def _choice_labels(
    db: Session, workshop: Workshop, shelf: FormShelf, speaking: Words, now: datetime
) -> dict[str, dict[str, str]]:
    """Return the labels of the practice form's choices by question, and the names of all forms."""
    asked = {
        version.form_id: shelf.get(db, version.id)
        for version in forms.list_latest_versions(db, workshop_id=workshop.id)
    }
    labels = {
        "form": {form_id: title_of(form, speaking) for form_id, form in asked.items()},
        "country": {row["name"]: row["label"] for row in country_rows((), speaking)},
    }
    practice = [form for form_id, form in asked.items() if form_id == PRACTICE]
    return labels | {
        question.name: dict(question.choices)
        for form in practice
        for question in questions_of(form, words=speaking, countries=(), now=now)
    }
