"""Whether a form's expressions look at more than a conversation can bear."""

from datetime import UTC, datetime
from typing import Final

from conversations.xforms.changes import Changes
from conversations.xforms.filled import MOST_EFFORT, FilledForm
from conversations.xforms.formdef import FormDef, QuestionDef
from conversations.xforms.prompts import may_add, walk
from conversations.xforms.values import TooCostly

_ANY_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)


def is_too_costly(form: FormDef) -> bool:
    """Begin a form, with one more instance of each repeat, and list all its choices."""
    filled = FilledForm(form, now=_ANY_DAY, seed=0, lists={})
    try:
        with Changes(filled) as changes:
            changes.recompute()
            for event in tuple(walk(filled)):
                if not isinstance(event.asks, QuestionDef) and may_add(
                    filled, event.asks, event.node
                ):
                    filled.effort = MOST_EFFORT
                    changes.add(event.asks, event.parent)
        for event in walk(filled):
            if isinstance(event.asks, QuestionDef):
                filled.effort = MOST_EFFORT
                filled.offered(event.asks, event.node)
    except TooCostly:
        return True
    return False
