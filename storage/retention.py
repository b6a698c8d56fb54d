"""Retention: what has served its purpose is forgotten."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from storage.broadcasts import forget_drafts as forget_announcement_drafts
from storage.captures import forget_captures
from storage.deliveries import forget_farewells, forget_settled
from storage.drafts import forget_drafts
from storage.files import forget_given_up
from storage.held import forget_held
from storage.jobs import ALBUM, forget_done, forget_ended
from storage.previews import forget_previews
from storage.updates import forget_old

# Telegram keeps an update for a day; a week more is for a machine whose clock was wrong.
_UPDATES_KEPT: Final = timedelta(days=8)
_DELIVERIES_KEPT: Final = timedelta(days=30)
_JOBS_KEPT: Final = timedelta(days=7)  # then no run of the same day can be planned any more
_MARKS_KEPT: Final = timedelta(days=400)
_FILES_KEPT: Final = timedelta(days=30)  # of those that never came; the others stay with answers
_DRAFTS_KEPT: Final = timedelta(days=30)
_CAPTURES_KEPT: Final = timedelta(days=30)
_PREVIEWS_KEPT: Final = timedelta(days=1)


def forget(db: Session, *, now: datetime) -> None:
    """Remove marks, settled messages, done jobs and what was left which nobody needs any more."""
    forget_old(db, before=now - _UPDATES_KEPT)
    forget_farewells(db)
    forget_settled(db, before=now - _DELIVERIES_KEPT)
    forget_ended(db, before=now - _JOBS_KEPT)
    forget_done(db, before=now - _MARKS_KEPT)
    forget_done(db, before=now - _UPDATES_KEPT, kind=ALBUM)
    forget_given_up(db, before=now - _FILES_KEPT)
    forget_drafts(db, before=now - _DRAFTS_KEPT)
    forget_announcement_drafts(db, before=now - _DRAFTS_KEPT)
    forget_captures(db, before=now - _CAPTURES_KEPT)
    forget_held(db, before=now - _CAPTURES_KEPT)
    forget_previews(db, before=now - _PREVIEWS_KEPT)
