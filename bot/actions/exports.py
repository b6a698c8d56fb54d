"""The export: all that was sent in a workshop, as sheets in the reader's language.

Whoever makes one, it stands in the audit trail, and the whole team hears of it.
"""

from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.actions.notices import tell_organiser
from bot.actions.shelf import FormShelf
from bot.actions.visits import House
from bot.actions.wave_labels import labels_of
from bot.actions.wording import questions_of, title_of
from bot.render import say
from locales import N_, Words, words
from reports.columns import Question
from reports.exports import data_sheets, export_sheets
from reports.former import former_data
from reports.panel import PANEL_FILES, panel_sheets
from reports.sheets import Sheet
from reports.tables import FormAnswers
from storage import (
    audit,
    exports,
    files,
    forms,
    organisers,
    panels,
    revisions,
    transcripts,
)
from storage.database import Session
from storage.events import EventKind, record_event
from storage.organisers import Organiser, OrganiserRole
from storage.workshops import Workshop

Gathered: TypeAlias = tuple[tuple[Sheet, ...], dict[str, Sheet]]


def export(db: Session, *, workshop: Workshop, words: Words, now: datetime) -> Gathered:
    """Gather what the operator takes out of the bot, and let the team know."""
    announce(db, workshop=workshop, by=None, house=None, now=now)
    return gather(db, workshop=workshop, words=words, now=now)


def announce(
    db: Session,
    *,
    workshop: Workshop,
    by: Organiser | None,
    house: House | None,
    now: datetime,
) -> None:
    """Tell the whole team who has made an export, as a role; without an organiser, the operator."""
    audit.record(
        db,
        at=now,
        role=by.role.value if by else "operator",
        actor_chat_id=by.chat_id if by else None,
        action="exported",
        subject=f"workshop {workshop.id}",
        workshop_id=workshop.id,
    )
    record_event(db, workshop_id=workshop.id, kind=EventKind.EXPORTED, at=now)
    for organiser in organisers.list_organisers(db, workshop_id=workshop.id):
        if organiser.reachable:
            said = say(_announcement(words(organiser.language), workshop, by, now))
            tell_organiser(db, organiser, [said], house=house, now=now)


def _announcement(said: Words, workshop: Workshop, by: Organiser | None, now: datetime) -> str:
    """Say who has all that was sent, and since when; the chat of nobody is told."""
    sentence = N_("“{title}”, {day}, {time}: the person who runs the bot has exported all answers.")
    if by is not None and by.role is OrganiserRole.OWNER:
        sentence = N_("“{title}”, {day}, {time}: an owner has downloaded all answers.")
    elif by is not None:
        sentence = N_("“{title}”, {day}, {time}: an organiser has downloaded all answers.")
    local = now.astimezone(ZoneInfo(workshop.zone))
    return said.say(
        sentence, title=workshop.title, day=said.date(local.date()), time=f"{local:%H:%M}"
    )


def gather(db: Session, *, workshop: Workshop, words: Words, now: datetime) -> Gathered:
    """Return the sheets of the workbook, and those that become a CSV file each, by its name."""
    shelf = FormShelf()
    told = [
        _form_answers(db, form_id, workshop=workshop, shelf=shelf, words=words, now=now)
        for form_id in exports.list_form_ids(db, workshop_id=workshop.id)
    ]
    sheets = export_sheets(told, workshop=workshop, words=words, exported_at=now)
    by_name: dict[str, Sheet] = {}
    for one in told:
        by_name |= data_sheets(one, workshop=workshop, words=words)
    if any(one.former for one in told):
        by_name["former_answers"] = former_data(told, workshop=workshop)
    panel = panel_sheets(
        panels.read_panel(db, workshop_id=workshop.id),
        words=words,
        labels=labels_of(db, workshop, shelf, words, now),
    )
    by_name |= dict(zip(PANEL_FILES, panel, strict=False))
    return (*sheets, *panel), by_name


def list_files(db: Session, *, workshop: Workshop) -> tuple[tuple[int, str], ...]:
    """Return ids and names of the files which belong to what was exported.

    One that was sent for a change belongs to it once the change is sent.
    """
    told = {
        answer.value
        for form_id in exports.list_form_ids(db, workshop_id=workshop.id)
        for row in exports.list_rows(db, workshop_id=workshop.id, form_id=form_id)
        for answer in row.answers
    }
    beside = transcripts.list_beside_text(db, workshop_id=workshop.id)
    kept = files.list_kept(db, workshop_id=workshop.id)
    return tuple((id_, name) for id_, name in kept if name in told or id_ in beside)


def get_file(db: Session, *, id: int) -> bytes:  # noqa: A002 -- as in storage
    return files.get_content(db, id=id)


def _form_answers(
    db: Session, form_id: str, *, workshop: Workshop, shelf: FormShelf, words: Words, now: datetime
) -> FormAnswers:
    rows = exports.list_rows(db, workshop_id=workshop.id, form_id=form_id)
    versions = forms.list_versions(db, workshop_id=workshop.id, form_id=form_id)
    questions: dict[int, list[Question]] = {
        version.number: questions_of(
            shelf.get(db, version.id),
            words=words,
            countries=workshop.countries,
            now=now,
            attached=shelf.lists(db, version.id),
        )
        for version in versions
    }
    newest = shelf.get(db, versions[-1].id)
    former = revisions.list_former(db, workshop_id=workshop.id, form_id=form_id)
    return FormAnswers(form_id, title_of(newest, words), questions, rows, former)
