"""Whether a form's expressions look at more than a conversation can bear."""

from datetime import UTC, datetime
from typing import Final

from conversations.xforms.changes import Changes
from conversations.xforms.filled import MOST_EFFORT, NO_LISTS, FilledForm, Lists
from conversations.xforms.formdef import FormDef, QuestionDef
from conversations.xforms.problems import Location, Problem
from conversations.xforms.prompts import may_add, walk
from conversations.xforms.values import TooCostly
from locales import N_

_ANY_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)


TOO_COSTLY: Final = Problem(
    Location(),
    N_("the form's expressions take too long to compute"),
    N_("Avoid // and conditions inside conditions; shorten the lists they filter."),
)
"""What is said of such a form."""


def is_too_costly(form: FormDef, lists: Lists = NO_LISTS) -> bool:
    """Begin a form, with one more instance of each repeat, and list all its choices.

    They are all listed where answers are read before they are sent, so that is one turn.
    """
    filled = FilledForm(form, now=_ANY_DAY, seed=0, lists=lists)
    try:
        with Changes(filled) as changes:
            changes.recompute()
            for event in tuple(walk(filled)):
                if not isinstance(event.asks, QuestionDef) and may_add(
                    filled, event.asks, event.node
                ):
                    filled.effort = MOST_EFFORT
                    changes.add(event.asks, event.parent)
        filled.effort = MOST_EFFORT
        for event in walk(filled):
            if isinstance(event.asks, QuestionDef):
                filled.offered(event.asks, event.node)
    except TooCostly:
        return True
    return False
