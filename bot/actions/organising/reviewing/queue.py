"""The queue of what waits: where an organiser stands in it, and the card that comes next."""

from datetime import datetime

from bot.actions.organising.reviewing.card import card_of
from bot.actions.visits import Visit
from bot.markup import plain
from bot.render import Note
from bot.taps import ReviewTap
from locales import N_
from storage import reviews
from storage.organisers import Organiser
from storage.reviews import Review


def place_of(visit: Visit, organiser: Organiser, one: Review) -> int:
    """Return where a contribution stands in the queue, or would stand there, from 0."""
    queue = reviews.list_waiting(visit.db, workshop_id=organiser.workshop_id, now=visit.now)
    return sum(_order(other) < _order(one) for other in queue)


def put_card(visit: Visit, organiser: Organiser, *, place: int) -> None:
    """Put the card at this place; after the last one the queue is at its end."""
    queue = reviews.list_waiting(visit.db, workshop_id=organiser.workshop_id, now=visit.now)
    if place < len(queue):
        visit.show(card_of(visit, queue[place], place=place + 1, total=len(queue)))
    elif queue:
        _say_end(visit, len(queue))
    else:
        visit.say(N_("Nothing waits to be reviewed. Thank you!"))


def _order(one: Review) -> tuple[bool, datetime, int]:
    """Return what the queue is in order of, as the database has it."""
    return not one.flagged, one.waiting_since, one.submission_id


def _say_end(visit: Visit, left: int) -> None:
    text = visit.words.say_many(
        "That was the last one. {count} contribution still waits.",
        "That was the last one. {count} contributions still wait.",
        left,
    )
    again = visit.words.say(N_("From the beginning"))
    visit.show(Note(plain(text), ((again, ReviewTap("queue", 0, 0)),)))
