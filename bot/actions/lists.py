"""Lists that a form names: the program's own, the person's last answers, and what is attached."""

from collections.abc import Sequence
from typing import Final

from bot.actions.attachments import Rows
from bot.actions.visits import Visit
from bot.actions.wording import COMMITMENT, questions_of, shown_answer
from conversations.builtin import country_rows
from conversations.xforms.filled import Lists
from conversations.xforms.formdef import LAST_SAVED, FormDef
from locales import N_
from reports.columns import Question
from storage import adoptions, practices, submissions
from storage.adoptions import Adoption
from storage.submissions import SubmissionStatus
from storage.workshops import Workshop

COUNTRIES: Final = "countries.csv"
PRACTICES: Final = "practices.csv"
PERSON: Final = "person.csv"
ADOPTED: Final = "adopted.csv"

_SHOWN_AGAIN: Final = ("status", "barriers", "adaptations", "support")

OWN: Final = frozenset({COUNTRIES, PRACTICES, PERSON, ADOPTED, LAST_SAVED})
"""What the program hands in itself, so that nobody attaches it."""


def for_form(visit: Visit, workshop: Workshop, form: FormDef, attached: Lists) -> Lists:
    """Return the rows of each file that `form` names, in the language of the visit."""
    known = {
        COUNTRIES: lambda: country_rows(workshop.countries, visit.words),
        PRACTICES: lambda: _practices(visit, workshop, form),
        PERSON: lambda: _person(visit),
        ADOPTED: lambda: _adopted(visit, workshop, form),
        LAST_SAVED: lambda: _last_saved(visit, form),
    }
    return {
        name: known[name]() if name in known else attached.get(name, [])
        for name in form.files.values()
    }


def _practices(visit: Visit, workshop: Workshop, form: FormDef) -> Rows:
    """Return the practices which their tellers share with the other participants.

    Nobody commits to their own, nor to one of their own country.
    """
    who = visit.participant if form.form_id == COMMITMENT else None
    titles = practices.list_shared_titles(
        visit.db,
        workshop_id=workshop.id,
        not_by=who.id if who else None,
        not_in=who.country if who else None,
    )
    return [{"name": str(told.submission_id), "label": told.title} for told in titles]


def _adopted(visit: Visit, workshop: Workshop, form: FormDef) -> Rows:
    """Return the practices this person chose: what each is called, and what was told of it last.

    Nothing of this is kept with the answers: a title belongs to who told the practice.
    """
    if visit.participant is None:
        return []
    asked = questions_of(form, words=visit.words, countries=workshop.countries, now=visit.now)
    return [
        {
            "name": str(chosen.practice_id),
            "chosen": _chosen(visit, chosen),
            "last": _last_told(visit, chosen, asked),
        }
        for chosen in adoptions.list_adoptions(visit.db, participant_id=visit.participant.id)
    ]


def _chosen(visit: Visit, chosen: Adoption) -> str:
    title = practices.find_shared_title(visit.db, submission_id=chosen.practice_id)
    if title is None:
        return visit.words.say(
            N_("At the workshop you chose a practice that its author no longer shares.")
        )
    return visit.words.say(N_("At the workshop you chose “{title}”."), title=title)


def _last_told(visit: Visit, chosen: Adoption, asked: Sequence[Question]) -> str:
    """Return what this person told of a practice in the wave before, question by question."""
    told = adoptions.find_told_before(visit.db, adoption_id=chosen.id)
    if told is None:
        return ""
    answers = {one.name: one for one in submissions.get_answers(visit.db, submission_id=told)}
    lines = [
        f"{one.label} {shown_answer(one, answers[one.name].value, visit.words)}"
        for one in asked
        if one.name in _SHOWN_AGAIN and one.name in answers and answers[one.name].relevant
    ]
    return "\n".join([visit.words.say(N_("Last time you told me:")), *lines])


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
