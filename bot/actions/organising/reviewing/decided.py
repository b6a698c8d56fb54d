"""What follows from a decision: it is written down, and the author hears of it."""

from bot.actions.purposes import may_be_told
from bot.actions.visits import Participant, Visit, promise_one
from bot.render import Note, note
from locales import Words, words
from storage import audit, participants
from storage.deliveries import NOTICE
from storage.events import EventKind, record_event
from storage.submissions import Submission


def write_down(
    visit: Visit, told: Submission, action: str, *, kind: EventKind | None = None
) -> None:
    """Write a deed into the audit trail, and into the log of the workshop where it is news there."""
    audit.record(
        visit.db,
        at=visit.now,
        role="organiser",
        actor_chat_id=visit.came.chat_id,
        action=action,
        subject=f"submission {told.id}",
        workshop_id=told.workshop_id,
    )
    if kind is not None:
        record_event(
            visit.db,
            workshop_id=told.workshop_id,
            kind=kind,
            at=visit.now,
            submission_id=told.id,
            form_code=told.form_id,
        )


def author_of(visit: Visit, told: Submission) -> tuple[Participant, Words]:
    author = participants.get_participant(visit.db, participant_id=told.participant_id)
    return author, words(author.language)


def tell(visit: Visit, author: Participant, said: Note, *, key: str) -> None:
    """Let the author hear of it once, where they want messages."""
    if not may_be_told(visit, author):
        return
    [message] = note(said)  # what is said of one contribution is short
    promise_one(
        visit.db,
        message,
        chat_id=author.chat_id,
        now=visit.now,
        house=visit.house,
        key=key,
        priority=NOTICE,
    )
