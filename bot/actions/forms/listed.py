"""/forms: the forms of a workshop as its organisers see them."""

from zoneinfo import ZoneInfo

from bot.actions.forms import previewing, versions, workbooks
from bot.actions.forms.publishing import ForOrganisers
from bot.actions.roles import Deed, require
from bot.actions.visits import Visit
from bot.actions.wording import IN_NO_MENU, title_of
from bot.markup import bold, plain
from bot.render import Message, Note
from bot.taps import DraftTap, ListedFormTap, Tap, VersionTap
from bot.updates import Toast
from bot.uploads import upload
from locales import N_
from storage import drafts, forms, tallies, workshops
from storage.database import Session
from storage.forms import FormVersion, ListedForm
from storage.organisers import Organiser
from storage.tallies import Tally
from storage.workshops import Workshop

MOST_VERSIONS = 10


def put_forms(visit: Visit) -> None:
    """Show each form of the workshop with what can be done with it, and how a new one comes."""
    organiser = require(visit, Deed.CHANGE_FORMS, otherwise=ForOrganisers)
    workshop = workshops.get_workshop(visit.db, workshop_id=organiser.workshop_id)
    visit.show(Note(bold(visit.words.say(N_("Forms of “{title}”"), title=workshop.title))))
    for one, told in list_tallied(visit.db, workshop_id=workshop.id):
        _put_form(visit, workshop, one, told)
    _say_how(visit)


def list_tallied(db: Session, *, workshop_id: int) -> list[tuple[ListedForm, Tally]]:
    """Return the forms of a workshop, and how far people have come in each.

    What is in no menu comes first: the newest form of their own is what organisers look for, and
    stands nearest to where they write.
    """
    told = tallies.tally_forms(db, workshop_id=workshop_id)
    listed = sorted(
        forms.list_forms(db, workshop_id=workshop_id),
        key=lambda one: one.version.form_id not in IN_NO_MENU,
    )
    return [(one, told.get(one.version.form_id, tallies.NOTHING)) for one in listed]


def press(visit: Visit, tap: ListedFormTap) -> Toast | None:
    found = forms.find_form(visit.db, id=tap.form)
    if found is None:
        return visit.no_longer()
    organiser = _organiser(visit, found.version)
    if tap.act == "versions":
        _put_versions(visit, found)
        return None
    visit.drop_buttons()
    if tap.act == "stop":
        _stop(visit, found, organiser)
    else:
        forms.ask_again(visit.db, id=found.id)
        _record(visit, "form_asked_again", found, organiser)
        visit.say(N_("“{title}” is asked again."), title=visit.title_of(found.version.id))
    return None


def press_version(visit: Visit, tap: VersionTap) -> Toast | None:
    version = forms.find_form_version(visit.db, form_version_id=tap.version)
    if version is None:
        return visit.no_longer()
    organiser = _organiser(visit, version)
    if tap.act == "preview":
        previewing.begin_version(visit, organiser, version)
        return None
    files = (
        upload(workbooks.name_of(version, suffix), workbooks.content_of(version, suffix))
        for suffix in workbooks.SUFFIXES
    )
    visit.promise(Message("sendDocument", {"document": file}) for file in files)
    return None


def _put_form(visit: Visit, workshop: Workshop, one: ListedForm, told: Tally) -> None:
    version = one.version
    day = version.published_at.astimezone(ZoneInfo(workshop.zone)).date()
    lines = [
        visit.words.say(
            N_("{form}, version {number} since {day}"),
            form=version.form_id,
            number=version.number,
            day=visit.words.day(day),
        ),
        visit.words.say(
            N_("Sent: {completed}. In the middle: {begun}."),
            completed=visit.words.number(told.completed),
            begun=visit.words.number(told.begun),
        ),
    ]
    if one.stopped_at:
        lines.append(visit.words.say(N_("It is not asked now.")))
    html = "\n".join([bold(visit.title_of(version.id)), *map(plain, lines)])
    visit.show(Note(html, _buttons(visit, one), compact=True))


def _buttons(visit: Visit, one: ListedForm) -> tuple[tuple[str, Tap], ...]:
    say = visit.words.say
    looks: tuple[tuple[str, Tap], ...] = (
        (say(N_("Workbook")), VersionTap("workbook", one.version.id)),
        (say(N_("Preview")), VersionTap("preview", one.version.id)),
        (say(N_("Versions")), ListedFormTap("versions", one.id)),
    )
    if one.version.form_id in IN_NO_MENU:
        return looks
    if one.stopped_at:
        return (*looks, (say(N_("Ask again")), ListedFormTap("ask", one.id)))
    return (*looks, (say(N_("Stop asking")), ListedFormTap("stop", one.id)))


def _say_how(visit: Visit) -> None:
    """Say how a form is changed or a new one brought, and show what is not published yet."""
    how = visit.words.say(
        N_(
            "To change a form, send me its workbook, edited. A new form comes the same way, as"
            " .xlsx, .md or .csv."
        )
    )
    buttons: list[tuple[str, Tap]] = []
    for draft in drafts.list_ready(visit.db, chat_id=visit.came.chat_id):
        form = visit.house.forms.compiled(draft.id, draft.xform)
        title = title_of(form, visit.words)
        label = visit.words.say(N_("Not published yet: {title}"), title=title)
        buttons.append((label, DraftTap("show", draft.id)))
    visit.show(Note(plain(how), tuple(buttons)))


def _put_versions(visit: Visit, found: ListedForm) -> None:
    version = found.version
    workshop = workshops.get_workshop(visit.db, workshop_id=version.workshop_id)
    listed = forms.list_versions(visit.db, workshop_id=workshop.id, form_id=version.form_id)[
        : -MOST_VERSIONS - 1 : -1
    ]
    parts = [bold(visit.title_of(version.id))]
    for one in listed:
        day = one.published_at.astimezone(ZoneInfo(workshop.zone)).date()
        heading = visit.words.say(
            N_("Version {number}, {day}"), number=one.number, day=visit.words.day(day)
        )
        changes = [f"• {plain(line)}" for line in (one.note or "").splitlines()]
        parts.append("\n".join([plain(heading), *changes]))
    buttons = tuple(
        (
            visit.words.say(N_("Workbook of version {number}"), number=one.number),
            VersionTap("workbook", one.id),
        )
        for one in listed
    )
    visit.show(Note("\n\n".join(parts), buttons))


def _stop(visit: Visit, found: ListedForm, organiser: Organiser) -> None:
    if found.version.form_id in IN_NO_MENU:  # it has no such button
        return
    forms.stop_asking(visit.db, id=found.id, now=visit.now)
    _record(visit, "form_stopped", found, organiser)
    visit.say(
        N_(
            "“{title}” is not asked any more. Nothing is lost: who is in the middle can finish, and"
            " all answers stay."
        ),
        title=visit.title_of(found.version.id),
    )


def _record(visit: Visit, action: str, found: ListedForm, organiser: Organiser) -> None:
    versions.record(
        visit.db,
        action,
        f"form {found.id}",
        organiser.workshop_id,
        by=organiser,
        now=visit.now,
    )


def _organiser(visit: Visit, version: FormVersion) -> Organiser:
    """Return who this chat is, now, in the team of a form's workshop."""
    return require(visit, Deed.CHANGE_FORMS, workshop_id=version.workshop_id)
