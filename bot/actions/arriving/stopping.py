"""Stop and start: who wants no messages gets none but replies, until they press Start again."""

from bot.actions.arriving import welcome
from bot.actions.visits import Visit
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import EraseTap
from locales import N_
from storage import deliveries, participants, waves
from storage.events import EventKind, record_event
from storage.memberships import list_memberships


def stop(visit: Visit) -> None:
    """Send this chat nothing more by itself, in any workshop; what was told is theirs to decide."""
    if visit.participant is None:
        visit.say(
            N_("You take part in no workshop here, so there is nothing I would send you by myself.")
        )
        return
    _log(visit)
    participants.set_stopped(visit.db, chat_id=visit.came.chat_id, at=visit.now)
    deliveries.cancel_open(visit.db, chat_id=visit.came.chat_id, now=visit.now)
    waves.refuse_open(visit.db, chat_id=visit.came.chat_id)
    workshop_id = visit.participant.workshop_id
    visit.record("participant", "participant_stopped", workshop_id=workshop_id)
    done = visit.words.say(N_("All right: from now on I only reply when you write to me."))
    rest = visit.words.say(
        N_("What you told is kept, and counts. If you want my messages again: /start")
    )
    visit.show(
        Note(
            f"{bold(done)}\n{plain(rest)}",
            (
                (visit.words.say(N_("Keep it")), EraseTap("no", visit.participant.id)),
                (visit.words.say(N_("Erase all")), EraseTap("ask", visit.participant.id)),
            ),
        )
    )


def start(visit: Visit, argument: str) -> None:
    """Take up again what was stopped, and take the invitation or go on."""
    if visit.participant is not None and visit.participant.stopped:
        participants.set_stopped(visit.db, chat_id=visit.came.chat_id, at=None)
        workshop_id = visit.participant.workshop_id
        visit.record("participant", "participant_started", workshop_id=workshop_id)
    welcome.start(visit, argument)


def _log(visit: Visit) -> None:
    """Log in each workshop of this chat that it is written to no more."""
    for one in list_memberships(visit.db, chat_id=visit.came.chat_id):
        if not one.stopped:
            record_event(
                visit.db,
                workshop_id=one.workshop_id,
                kind=EventKind.STOPPED,
                at=visit.now,
                participant_id=one.id,
            )
