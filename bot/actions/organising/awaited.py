"""What an organiser's next words are awaited for, as long as that is not long ago."""

from datetime import timedelta
from typing import Final

from bot.actions.visits import Visit
from storage import expected
from storage.expected import Expected
from storage.organisers import Organiser

WAITED_FOR: Final = timedelta(hours=1)  # then what is typed means something else
CODE: Final = "code"  # of the second factor: that is no words


def find(visit: Visit, organiser: Organiser) -> Expected | None:
    since = visit.now - WAITED_FOR
    asked = expected.find_expected(visit.db, organiser_id=organiser.id, since=since)
    return None if asked is None or asked.kind == CODE else asked


def take_away(visit: Visit, organiser: Organiser) -> Expected | None:
    """Expect no words any more; return what they would have been for."""
    asked = find(visit, organiser)
    expected.expect_nothing(visit.db, organiser_id=organiser.id)
    return asked


def put_aside(visit: Visit) -> None:
    """Expect no words any more from who goes on with something else."""
    if visit.organiser is not None:
        expected.expect_nothing(visit.db, organiser_id=visit.organiser.id)
