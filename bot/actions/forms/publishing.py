"""A workbook that an organiser sends: fetched, looked through, told of, and shown as a draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from bot.actions import attachments
from bot.actions.attachments import NotUsable
from bot.actions.forms import draft_words, versions
from bot.actions.forms.versions import Assessment, Candidate
from bot.actions.lists import OWN
from bot.actions.visits import Refusal, Visit
from bot.attached import File
from bot.inspection import Inspection
from bot.render import Message, Note
from bot.taps import DraftTap, Tap
from bot.uploads import upload
from conversations.xforms.formdef import FormDef
from conversations.xforms.problems import Problem
from locales import N_
from storage import drafts, files, organisers, workshops
from storage.drafts import DraftState, FormDraft
from storage.files import Purpose
from storage.organisers import Organiser
from storage.workshops import Workshop

WORKBOOKS: Final = frozenset({".md", ".markdown", ".txt", ".xlsx", ".xlsm", ".xls", ".csv"})


class ForOrganisers(Refusal):
    sentence = N_("The forms are for the organisers of the workshop.")


class WorkbookTooLarge(Refusal):
    sentence = N_(
        "This file is larger than 1 MB. Please take out pictures and sheets that the form does not"
        " need."
    )


class ListTooLarge(Refusal):
    sentence = N_("The list is larger than 1 MB.")


class AttachmentTooLarge(Refusal):
    sentence = N_("This file is larger than 5 MB. Please make it smaller.")


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft with what is around it."""

    draft: FormDraft
    organiser: Organiser
    workshop: Workshop
    candidate: Candidate

    @property
    def form(self) -> FormDef:
        return self.candidate.form


def receive_document(visit: Visit, organiser: Organiser, sent: File) -> None:
    """Take a document of an organiser as a workbook, or as a file which one of them names."""
    asking = drafts.list_ready(visit.db, chat_id=visit.came.chat_id)
    needed = ((one, name) for one in asking for name in _needed(visit, one))
    found = next((pair for pair in needed if attachments.is_meant(pair[1], sent.name)), None)
    if found:
        _want_attachment(visit, *found, sent)
    elif not _is_workbook_alone(sent) and drafts.is_on_the_way(
        visit.db, chat_id=visit.came.chat_id
    ):
        visit.say(
            N_("I am still reading your form. Once I have shown it, please send {name} again."),
            name=sent.name or "?",
        )
    elif PurePath(sent.name).suffix.lower() in WORKBOOKS:
        _want_workbook(visit, organiser, sent)
    else:
        visit.say(
            N_("No form of yours names the file {name}. A form comes as .xlsx, .md or .csv."),
            name=sent.name or "?",
        )


def name_of_workbook(visit: Visit, draft_id: int) -> str | None:
    """Return what the organiser called the file; None where the draft was thrown away."""
    draft = drafts.find_draft(visit.db, id=draft_id)
    return draft.file_name if draft else None


def take_inspection(visit: Visit, draft_id: int, inspection: Inspection) -> None:
    """Tell the organiser what was found in the workbook, and keep it where it can be published."""
    draft = drafts.find_draft(visit.db, id=draft_id)
    if draft is None or draft.state is not DraftState.WANTED:
        return
    workshop = workshops.get_workshop(visit.db, workshop_id=draft.workshop_id)
    problems = versions.defects(inspection)
    victims = () if workshop.protected else inspection.victim_fields
    if problems or victims:
        drafts.refuse_draft(visit.db, id=draft.id, now=visit.now)
        _refuse(visit, draft, problems, victims)
        return
    if drafts.is_replaced(visit.db, id=draft.id, form_id=inspection.form_id):
        drafts.discard(visit.db, id=draft.id)
        return
    form = visit.house.forms.compiled(draft.id, inspection.xform)
    inherited = versions.inherited_files(visit.db, form, workshop_id=workshop.id)
    for name, content in inherited.items():
        drafts.attach(visit.db, draft_id=draft.id, name=name, content=content)
    drafts.save_inspected(
        visit.db,
        id=draft.id,
        form_id=inspection.form_id,
        source=inspection.source,
        xform=inspection.xform,
        remarks="\n".join(one.say(visit.words) for one in inspection.warnings),
        now=visit.now,
    )
    put_draft(visit, draft.id)


def take_attachment(visit: Visit, draft_id: int, name: str, content: bytes) -> None:
    """Keep a list or a picture which the draft's form names, where it is what it should be."""
    opened = open_draft(visit, draft_id)
    if opened is None or opened.draft.state is not DraftState.READY:
        return
    try:
        attachments.check(name, content, form=opened.form)
    except NotUsable as problem:
        visit.say(N_("{name}: {text}"), name=name, text=problem.say(visit.words))
        return
    drafts.attach(visit.db, draft_id=draft_id, name=name, content=content)
    missing = [one for one in assess(visit, opened).missing if one != name]
    if missing:
        said = N_("I have {name}. Still missing: {names}")
        visit.say(said, name=name, names=visit.words.list(missing))
    else:
        put_draft(visit, draft_id)


def not_received(visit: Visit, draft_id: int) -> None:
    """Say that a file never came: the workbook itself, or one that it names."""
    _give_up(
        visit,
        draft_id,
        workbook=N_("“{name}” did not reach me. Please send it once more."),
        attachment=N_("A file for “{name}” did not reach me. Please send it once more."),
    )


def not_used(visit: Visit, draft_id: int) -> None:
    """Say that a file has come and met a bug, which sending it again will not mend."""
    failed = N_(
        "Something failed on my side while I looked at “{name}”, and I have given it up. Please"
        " tell the person who runs the bot. What is published stays as it is."
    )
    _give_up(visit, draft_id, workbook=failed, attachment=failed)


def _give_up(visit: Visit, draft_id: int, *, workbook: str, attachment: str) -> None:
    """Say of a file that nothing becomes of it; a draft without its workbook goes."""
    draft = drafts.find_draft(visit.db, id=draft_id)
    if draft is None:
        return
    if draft.state is DraftState.WANTED:
        drafts.discard(visit.db, id=draft.id)
        visit.say(workbook, name=draft.file_name)
    else:
        visit.say(attachment, name=draft.file_name)


def open_draft(visit: Visit, draft_id: int) -> Opened | None:
    """Return a draft that was looked through, where it belongs to an organiser of this chat."""
    draft = drafts.find_draft(visit.db, id=draft_id)
    if draft is None or not draft.xform:
        return None
    organiser = organisers.get_organiser(visit.db, organiser_id=draft.organiser_id)
    if organiser.chat_id != visit.came.chat_id:
        return None
    candidate = Candidate(
        form=visit.house.forms.compiled(draft.id, draft.xform),
        source=draft.source,
        xform=draft.xform,
        files=drafts.get_files(visit.db, draft_id=draft.id),
    )
    workshop = workshops.get_workshop(visit.db, workshop_id=draft.workshop_id)
    return Opened(draft, organiser, workshop, candidate)


def assess(visit: Visit, opened: Opened) -> Assessment:
    return versions.assess(
        visit.db,
        candidate=opened.candidate,
        workshop_id=opened.workshop.id,
        shelf=visit.house.forms,
    )


def put_draft(visit: Visit, draft_id: int) -> None:
    """Show a draft as it is kept now."""
    opened = open_draft(visit, draft_id)
    if opened is not None:
        show_draft(visit, opened, assess(visit, opened))


def show_draft(visit: Visit, opened: Opened, assessment: Assessment) -> None:
    """Show what publishing the draft would mean, and what can be done with it."""
    drafts.save_based_on(visit.db, id=opened.draft.id, based_on=assessment.based_on)
    html = draft_words.card(
        opened.form, opened.workshop, assessment, opened.draft.remarks, words=visit.words
    )
    visit.show(Note(html, draft_buttons(visit, opened, assessment), compact=True))


def draft_buttons(
    visit: Visit, opened: Opened, assessment: Assessment
) -> tuple[tuple[str, Tap], ...]:
    """Return what can be done with a draft: it is published once its files are there and fit."""
    draft, say = opened.draft.id, visit.words.say
    preview = (say(N_("Preview")), DraftTap("preview", draft))
    publish = (say(N_("Publish")), DraftTap("publish", draft))
    discard = (say(N_("Throw away")), DraftTap("discard", draft))
    return (preview, publish, discard) if assessment.may_be_published else (preview, discard)


def ask_for_document(visit: Visit) -> None:
    """Say how an organiser sends what a form needs: a photo comes without its name."""
    visit.say(
        N_(
            "Please send it as a file, so that it keeps its name: a form as .xlsx, .md or .csv, a"
            " picture or sound under the name that the form gives it."
        )
    )


def _needed(visit: Visit, draft: FormDraft) -> tuple[str, ...]:
    form = visit.house.forms.compiled(draft.id, draft.xform)
    return attachments.names_of(form, own=OWN)


def _is_workbook_alone(sent: File) -> bool:
    """Tell what can only be a workbook, from what may be a file that one names."""
    suffix = PurePath(sent.name).suffix.lower()
    return suffix in WORKBOOKS and not attachments.is_list(sent.name)


def _want_workbook(visit: Visit, organiser: Organiser, sent: File) -> None:
    if (sent.size or 0) > attachments.MOST_CSV_BYTES:
        raise WorkbookTooLarge
    draft_id = drafts.begin_draft(
        visit.db,
        organiser_id=organiser.id,
        workshop_id=organiser.workshop_id,
        file_name=sent.name,
        now=visit.now,
    )
    workshop = workshops.get_workshop(visit.db, workshop_id=organiser.workshop_id)
    _want(visit, draft_id, Purpose.WORKBOOK, f"workbook{PurePath(sent.name).suffix.lower()}", sent)
    visit.say(
        N_("I am reading “{name}” for “{title}”. This takes a moment."),
        name=sent.name,
        title=workshop.title,
    )


def _want_attachment(visit: Visit, draft: FormDraft, name: str, sent: File) -> None:
    """Want a file under the name that the form has for it."""
    is_list = attachments.is_list(name)
    most = attachments.MOST_CSV_BYTES if is_list else attachments.MOST_MEDIA_BYTES
    if (sent.size or 0) > most:
        raise ListTooLarge if is_list else AttachmentTooLarge
    _want(visit, draft.id, Purpose.ATTACHMENT, name, sent)


def _want(visit: Visit, draft_id: int, purpose: Purpose, name: str, sent: File) -> None:
    files.want_file(
        visit.db,
        chat_id=visit.came.chat_id,
        purpose=purpose,
        name=name,
        file_id=sent.file_id,
        mime_type=sent.mime_type,
        size=sent.size,
        now=visit.now,
        form_draft_id=draft_id,
    )


def _refuse(
    visit: Visit, draft: FormDraft, problems: Sequence[Problem], victims: Sequence[Problem]
) -> None:
    """Say what is wrong, the first of it here, all of it in a file where that is more."""
    visit.show(Note(draft_words.refused(draft.file_name, problems, victims, words=visit.words)))
    if draft_words.is_cut(problems, visit.words):
        name = visit.words.say(N_("problems.txt"))
        content = "\n".join(one.say(visit.words) for one in problems).encode()
        visit.promise([Message("sendDocument", {"document": upload(name, content)})])
