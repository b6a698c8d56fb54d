"""A form on its way to becoming a version: what stands against it, what it changes, and publishing it.

The chat and the command line both go this way, with the same checks and words.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.actions import attachments
from bot.actions.lists import OWN
from bot.actions.shelf import FormShelf
from bot.actions.visits import House, promise
from bot.actions.wording import title_of
from bot.actions.workshops import Workshop
from bot.inspection import Inspection
from bot.render import say
from conversations.xforms.costs import TOO_COSTLY, is_too_costly
from conversations.xforms.difference import Difference, compare
from conversations.xforms.formdef import FormDef, generic
from conversations.xforms.problems import Location, Problem
from locales import N_, Words, words
from storage import audit, forms, organisers, tallies
from storage.database import Session
from storage.forms import FormVersion
from storage.organisers import Organiser

LONGEST_NOTE: Final = 1_000  # characters
_FORM_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,49}")


class MovedOn(Exception):
    """Another version was published since this one was compared; nothing was done."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A form that could be published, with the files that were attached to it."""

    form: FormDef
    source: str
    xform: str
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What publishing would mean.

    `missing` are the files to be sent still, `problems` come from the lists among those that
    are there. `concerned` counts the answers which have no place any more, by question.
    """

    published: FormVersion | None
    difference: Difference | None
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]
    concerned: Mapping[str, int]

    @property
    def may_be_published(self) -> bool:
        return not self.missing and not self.problems

    @property
    def based_on(self) -> int | None:
        return self.published.number if self.published else None

    def note(self, speaking: Words) -> str | None:
        """Say what is new, to be kept with the version."""
        lines = self.difference.say(speaking) if self.difference else ()
        return "\n".join(lines)[:LONGEST_NOTE] or None


def defects(inspection: Inspection) -> tuple[Problem, ...]:
    """Return why a workbook cannot become a form anywhere; nothing where it can."""
    if inspection.problems or _FORM_ID.fullmatch(inspection.form_id):
        return inspection.problems
    return (_bad_id(inspection.form_id),)


def _bad_id(form_id: str) -> Problem:
    return Problem(
        Location("settings", None, "form_id"),
        N_("{form_id} cannot be the form's id here"),
        N_("Use at most 50 letters without accents, digits, and _ . - between them."),
        {"form_id": form_id},
    )


def assess(db: Session, candidate: Candidate, *, workshop_id: int, shelf: FormShelf) -> Assessment:
    """Compare with what is published, and count the answers that are concerned."""
    form = candidate.form
    published = forms.latest_version(db, workshop_id=workshop_id, form_id=form.form_id)
    before = shelf.get(db, published.id) if published else None
    difference = compare(before, form) if before else None
    concerned = _concerned(db, difference, form, workshop_id=workshop_id) if difference else {}
    missing = _missing(candidate)
    problems = () if missing else _problems(candidate)
    return Assessment(published, difference, missing, problems, concerned)


def _problems(candidate: Candidate) -> tuple[Problem, ...]:
    """Look again at what the form costs, now that its lists are there."""
    lists = attachments.lists_in(candidate.files)
    return (TOO_COSTLY,) if lists and is_too_costly(candidate.form, lists) else ()


def _concerned(
    db: Session, difference: Difference, form: FormDef, *, workshop_id: int
) -> Mapping[str, int]:
    """Count the answers for which there is no place: no such question, or no such choice."""
    names = {ref.rpartition("/")[2] for ref in difference.endangered}
    given = tallies.list_given(db, workshop_id=workshop_id, form_id=form.form_id, names=names)
    gone = {*difference.removed, *difference.moved, *(one.ref for one in difference.retyped)}
    counted: Counter[str] = Counter()
    for one in given:
        ref = generic(one.ref).split("/", 2)[2]  # as differences name it
        counted[ref] += ref in gone or any(
            choice in one.choices for choice in difference.choices_removed.get(ref, ())
        )
    return {ref: counted[ref] for ref in difference.endangered if counted[ref]}


def _missing(candidate: Candidate) -> tuple[str, ...]:
    """Return the files to be sent still: a list of an earlier version may lack a column now."""
    form, files = candidate.form, candidate.files
    needed = attachments.names_of(form, own=OWN)
    return tuple(
        name
        for name in needed
        if name not in files or not attachments.is_usable(name, files[name], form=form)
    )


def inherited_files(db: Session, form: FormDef, *, workshop_id: int) -> dict[str, bytes]:
    """Return the files of the published version which this form names too."""
    published = forms.latest_version(db, workshop_id=workshop_id, form_id=form.form_id)
    attached = forms.get_files(db, form_version_id=published.id) if published else {}
    needed = attachments.names_of(form, own=OWN)
    return {name: attached[name] for name in needed if name in attached}


def publish(
    db: Session,
    *,
    candidate: Candidate,
    workshop_id: int,
    based_on: int | None,
    by: Organiser | None,
    note: str | None,
    now: datetime,
) -> FormVersion:
    """Make it the version in which the form is begun from now on, and ask the form.

    Raises MovedOn where `based_on` is no longer the newest. `by` is None for the operator.
    """
    form_id = candidate.form.form_id
    newest = forms.hold_form(db, workshop_id=workshop_id, form_id=form_id)
    if (newest.number if newest else None) != based_on:
        raise MovedOn
    version = forms.publish_form(
        db,
        workshop_id=workshop_id,
        form_id=form_id,
        source=candidate.source,
        xform=candidate.xform,
        now=now,
        files=candidate.files,
        published_by=by.id if by else None,
        note=note,
    )
    for one in forms.list_forms(db, workshop_id=workshop_id):
        if one.version.id == version.id:
            forms.ask_again(db, id=one.id)
    record(db, "form_published", f"form_version {version.id}", workshop_id, by=by, now=now)
    return version


def publish_and_announce(
    db: Session,
    *,
    candidate: Candidate,
    workshop: Workshop,
    based_on: int | None,
    note: str | None,
    now: datetime,
) -> FormVersion:
    """Publish on the operator's word, and tell the organisers."""
    version = publish(
        db,
        candidate=candidate,
        workshop_id=workshop.id,
        based_on=based_on,
        by=None,
        note=note,
        now=now,
    )
    if version.number != based_on:
        announce(db, version, workshop, form=candidate.form, by=None, now=now, house=None)
    return version


def find_published(
    db: Session, *, workshop_id: int, form_id: str
) -> tuple[FormVersion, dict[str, bytes]] | None:
    """Return the newest version of a form with what is attached to it."""
    version = forms.latest_version(db, workshop_id=workshop_id, form_id=form_id)
    if version is None:
        return None
    return version, forms.get_files(db, form_version_id=version.id)


def record(
    db: Session,
    action: str,
    subject: str,
    workshop_id: int,
    *,
    by: Organiser | None,
    now: datetime,
) -> None:
    """Write what was done to a form into the audit trail."""
    audit.record(
        db,
        at=now,
        role="organiser" if by else "operator",
        actor_chat_id=by.chat_id if by else None,
        action=action,
        subject=subject,
        workshop_id=workshop_id,
    )


def announce(
    db: Session,
    version: FormVersion,
    workshop: Workshop,
    *,
    form: FormDef,
    by: Organiser | None,
    now: datetime,
    house: House | None,
) -> None:
    """Tell the other organisers; without a house it is whichever process runs that sends it."""
    for one in organisers.list_organisers(db, workshop_id=version.workshop_id):
        if not one.reachable or (by and one.chat_id == by.chat_id):
            continue
        speaking = words(one.language)
        said = speaking.say(
            N_("“{workshop}”: the form “{title}” was published, version {number}."),
            workshop=workshop.title,
            title=title_of(form, speaking),
            number=version.number,
        )
        promise(db, [say(said)], chat_id=one.chat_id, now=now, house=house)
