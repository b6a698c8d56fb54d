"""Lists that a form names: the program's own, the person's last answers, and what is attached."""

from typing import Final

from bot.actions.attachments import Rows
from bot.actions.visits import Visit
from conversations.builtin import country_rows
from conversations.xforms.filled import Lists
from conversations.xforms.formdef import LAST_SAVED, FormDef
from storage import practices, submissions
from storage.submissions import SubmissionStatus
from storage.workshops import Workshop

COUNTRIES: Final = "countries.csv"
PRACTICES: Final = "practices.csv"
PERSON: Final = "person.csv"

OWN: Final = frozenset({COUNTRIES, PRACTICES, PERSON, LAST_SAVED})
"""What the program hands in itself, so that nobody attaches it."""


def for_form(visit: Visit, workshop: Workshop, form: FormDef, attached: Lists) -> Lists:
    """Return the rows of each file that `form` names, in the language of the visit."""
    known = {
        COUNTRIES: lambda: country_rows(workshop.countries, visit.words),
        PRACTICES: lambda: _practices(visit, workshop),
        PERSON: lambda: _person(visit),
        LAST_SAVED: lambda: _last_saved(visit, form),
    }
    return {
        name: known[name]() if name in known else attached.get(name, [])
        for name in form.files.values()
    }


def _practices(visit: Visit, workshop: Workshop) -> Rows:
    """Return the practices which their tellers share with the other participants."""
    titles = practices.list_shared_titles(visit.db, workshop_id=workshop.id)
    return [{"name": str(told.submission_id), "label": told.title} for told in titles]


def _person(visit: Visit) -> Rows:
    """Return what a form may know of who is asked: whether they are under 18."""
    known = visit.participant
    return [{"name": "me", "age": known.age}] if known is not None and known.age else []


def _last_saved(visit: Visit, form: FormDef) -> Rows:
    """Return what this person sent last in this form, as one row by ref; none where nothing."""
    if visit.participant is None:
        return []
    sent = submissions.list_submissions(
        visit.db,
        participant_id=visit.participant.id,
        form_id=form.form_id,
        status=SubmissionStatus.COMPLETED,
    )
    return [
        {
            one.ref: one.value
            for one in submissions.get_answers(visit.db, submission_id=told.id)
            if one.relevant
        }
        for told in sent[-1:]
    ]
