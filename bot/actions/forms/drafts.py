"""What an organiser does with a draft: try it, publish it, throw it away."""

from bot.actions.forms import previewing, publishing, versions
from bot.actions.forms.publishing import Opened
from bot.actions.forms.versions import Assessment
from bot.actions.roles import Deed, require
from bot.actions.visits import Visit
from bot.actions.wording import title_of
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import DraftTap
from bot.updates import Toast
from locales import N_
from storage import drafts, forms, tallies
from storage.drafts import DraftState
from storage.forms import FormVersion


def press(visit: Visit, tap: DraftTap) -> Toast | None:
    """Do what the button says, while the draft is still what was shown."""
    opened = publishing.open_draft(visit, tap.draft)
    if opened is None:
        return Toast(visit.words.say(N_("This draft was replaced or thrown away.")))
    require(visit, Deed.CHANGE_FORMS, workshop_id=opened.workshop.id)
    if opened.draft.state is DraftState.PUBLISHED:
        return Toast(visit.words.say(N_("This draft was published already.")))
    visit.drop_buttons()
    match tap.act:
        case "show":
            publishing.show_draft(visit, opened, publishing.assess(visit, opened))
        case "preview":
            previewing.begin_draft(visit, opened)
        case "discard":
            drafts.discard(visit.db, id=tap.draft)
            visit.say(N_("Thrown away. What is published stays as it is."))
        case _:
            _publish(visit, opened, tap)
    return None


def _publish(visit: Visit, opened: Opened, tap: DraftTap) -> None:
    """Publish, unless something must be said or sent before.

    The form is held first: what is compared here is still the newest version when it is published.
    """
    form_id = opened.form.form_id
    forms.hold_form(visit.db, workshop_id=opened.workshop.id, form_id=form_id)
    assessment = publishing.assess(visit, opened)
    if assessment.based_on != opened.draft.based_on:
        _say_moved_on(visit, opened, assessment)
    elif not assessment.may_be_published:
        publishing.show_draft(visit, opened, assessment)
    elif assessment.concerned and tap.act != "confirm":
        _ask_twice(visit, opened, assessment)
    else:
        _do_publish(visit, opened, assessment)


def _do_publish(visit: Visit, opened: Opened, assessment: Assessment) -> None:
    version = versions.publish(
        visit.db,
        candidate=opened.candidate,
        workshop_id=opened.workshop.id,
        based_on=assessment.based_on,
        by=opened.organiser,
        note=assessment.note(visit.words),
        now=visit.now,
    )
    drafts.mark_published(visit.db, id=opened.draft.id, now=visit.now)
    if version.number == assessment.based_on:
        visit.say(N_("Nothing is different from version {number}."), number=version.number)
        return
    versions.announce(
        visit.db,
        version,
        opened.workshop,
        form=opened.form,
        by=opened.organiser,
        now=visit.now,
        house=visit.house,
    )
    _say_published(visit, version, title_of(opened.form, visit.words))


def _say_published(visit: Visit, version: FormVersion, title: str) -> None:
    sentences = [
        visit.words.say(
            N_("Published: “{title}”, version {number}. Who begins now is asked this one."),
            title=title,
            number=version.number,
        )
    ]
    told = tallies.tally_forms(visit.db, workshop_id=version.workshop_id)
    begun = told.get(version.form_id, tallies.NOTHING).begun
    if begun:
        sentences.append(
            visit.words.say_many(
                "{count} person is in the middle of an earlier version and finishes that one.",
                "{count} people are in the middle of an earlier version and finish that one.",
                begun,
            )
        )
    visit.show(Note(plain(" ".join(sentences))))


def _say_moved_on(visit: Visit, opened: Opened, assessment: Assessment) -> None:
    visit.say(
        N_(
            "Another version of this form was published meanwhile. Compare your draft with it once"
            " more:"
        )
    )
    publishing.show_draft(visit, opened, assessment)


def _ask_twice(visit: Visit, opened: Opened, assessment: Assessment) -> None:
    """Ask once more where answers that people gave lose their question."""
    names = visit.words.list(tuple(assessment.concerned))
    question = visit.words.say(N_("Publish although answers lose their question?"))
    explained = visit.words.say(
        N_(
            "The new version has no place for answers which people gave to: {names}. They stay in"
            " the export, in columns of their own."
        ),
        names=names,
    )
    confirm = visit.words.say_many(
        "Publish all the same: {count} answer",
        "Publish all the same: {count} answers",
        sum(assessment.concerned.values()),
    )
    discard = visit.words.say(N_("Throw the draft away"))
    visit.show(
        Note(
            f"{bold(question)}\n\n{plain(explained)}",
            (
                (confirm, DraftTap("confirm", opened.draft.id)),
                (discard, DraftTap("discard", opened.draft.id)),
            ),
        )
    )
