"""A comment on what somebody else at the table told: a conversation of its own."""

from bot.actions.table_mode import tables
from bot.actions.telling import beginning
from bot.actions.visits import Participant, Visit
from bot.actions.wording import COMMENT
from bot.taps import TableTap
from bot.updates import Toast


def begin(visit: Visit, participant: Participant, tap: TableTap) -> Toast | None:
    """Ask what is to be added; what was open waits, and is offered again afterwards."""
    told = tables.find_shown(visit, participant, tap)
    if told is None:
        visit.drop_buttons()
        return tables.say_changed(visit)
    beginning.begin(visit, participant, COMMENT, about=told.id)
    return None
