"""Notices: what organisers hear at once, because the evening would be too late for it.

They come from the same events as the digest, which therefore does not count them as new again. Who
is told, and whether they want to be, is asked when the notice is promised.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeAlias

from bot.actions.roles import Deed, Organiser, may
from bot.actions.visits import House, Visit, promise
from bot.commands import Verb, name_of
from bot.markup import bold, plain
from bot.render import Message, Note, note
from locales import N_, Words, words
from storage import deliveries, organisers
from storage.database import Session
from storage.events import EventKind, record_told
from storage.submissions import Submission

TextOf: TypeAlias = Callable[[Words], Note]


def notify_organisers(
    db: Session,
    *,
    workshop_id: int,
    deed: Deed,
    text_of: TextOf,
    house: House | None,
    now: datetime,
    key: str,
) -> None:
    """Tell at once, and once for each `key`, those of the team whose role allows `deed`."""
    for organiser in organisers.list_organisers(db, workshop_id=workshop_id):
        if organiser.reachable and organiser.notices and may(organiser.role, deed):
            said = note(text_of(words(organiser.language)))
            tell_organiser(db, organiser, said, house=house, now=now, about=key)


def tell_organiser(
    db: Session,
    organiser: Organiser,
    messages: Iterable[Message],
    *,
    house: House | None,
    now: datetime,
    about: object = None,
) -> None:
    """Promise what somebody hears as one of the team; once where it says what it is about."""
    promise(
        db,
        messages,
        chat_id=organiser.chat_id,
        now=now,
        house=house,
        key=organisers.notice_key(organiser, about),
        priority=deliveries.NOTICE,
    )


def tell_of_flagged(visit: Visit, sent: Submission) -> None:
    """Log that something was found in what was sent, and let the organisers look at it soon."""
    record_told(visit.db, sent, kind=EventKind.FLAGGED, at=visit.now)
    notify_organisers(
        visit.db,
        workshop_id=sent.workshop_id,
        deed=Deed.REVIEW,
        text_of=_flagged,
        house=visit.house,
        now=visit.now,
        key=f"flagged:{sent.id}:{sent.revision}",
    )


def _flagged(said: Words) -> Note:
    """Say that it is there and where, never what it says: this may be read over a shoulder."""
    heading = said.say(N_("Something was sent that may tell who somebody is."))
    what_to_do = said.say(
        N_("Only the organisers can read it. Please look at it soon: {review}"),
        review=name_of(Verb.REVIEW, said),
    )
    return Note(f"{bold(heading)}\n{plain(what_to_do)}")
