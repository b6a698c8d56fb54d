"""Lists that the program hands to a form: the workshop's countries, the practices told so far."""

from bot.actions.visits import Visit
from conversations.builtin import country_rows
from conversations.xforms.formdef import FormDef
from storage import practices
from storage.workshops import Workshop

Rows = list[dict[str, str]]


def for_form(visit: Visit, workshop: Workshop, form: FormDef) -> dict[str, Rows]:
    """Return the rows of each file that `form` names, in the language of the visit."""
    wanted = form.files.values()
    known = {"countries.csv": _countries, "practices.csv": _practices}
    return {name: known[name](visit, workshop) if name in known else [] for name in wanted}


def _countries(visit: Visit, workshop: Workshop) -> Rows:
    return country_rows(workshop.countries, visit.words)


def _practices(visit: Visit, workshop: Workshop) -> Rows:
    """Return the practices which their tellers share with the other participants."""
    titles = practices.list_shared_titles(visit.db, workshop_id=workshop.id)
    return [{"name": str(told.submission_id), "label": told.title} for told in titles]
