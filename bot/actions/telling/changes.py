"""Changes of what was sent: it is opened again, sent again, left as it was, or withdrawn."""

from collections.abc import Mapping
from typing import Any

from bot.actions import files, purposes
from bot.actions.table_mode import feedback
from bot.actions.telling import keeping
from bot.actions.telling.around import of_version
from bot.actions.telling.taking import (
    keep_turn,
    kind_of_open,
    open_workshop,
    take_input,
    workshop_of,
)
from bot.actions.visits import Participant, Visit
from bot.actions.wording import PROFILE
from bot.render import take_location_button
from bot.updates import Toast
from conversations.inputs import Resume
from conversations.xforms.formdef import Kind
from storage import adoptions, audit, participants, reviews, submissions
from storage.conversations import ConversationStatus, StoredConversation
from storage.events import EventKind, record_told


def is_being_changed(stored: StoredConversation) -> bool:
    """Tell whether this was sent and is open again."""
    completed = stored.status is ConversationStatus.COMPLETED
    return not completed and keeping.state_as_sent(stored) is not None


def as_sent(stored: StoredConversation) -> Mapping[str, Any]:
    """Return the state of what counts: that in which it was sent last."""
    return keeping.state_as_sent(stored) or stored.state


def change(
    visit: Visit, participant: Participant, stored: StoredConversation, *, at: str
) -> Toast | None:
    """Put the review card of what was sent, or the question `at` which is to be answered anew."""
    if stored.status is not ConversationStatus.COMPLETED:
        return take_input(visit, participant, stored, Resume())
    around = of_version(visit, open_workshop(visit, participant), stored.form_version_id)
    turn = around.reopen(around.restored(stored.state), language=visit.language, at=at)
    keep_turn(visit, around, stored, turn, ConversationStatus.OPEN)
    return None


def discard(visit: Visit, participant: Participant, stored: StoredConversation) -> None:
    """Leave what was sent as it is; what was changed and not sent again is forgotten."""
    as_sent = keeping.state_as_sent(stored)
    if as_sent is None or not is_being_changed(stored):
        return
    _take_location_button(visit, stored)
    around = of_version(visit, workshop_of(visit, participant), stored.form_version_id)
    # The numbers of turns go on: a button of the change must not be taken for one put later.
    state = {**as_sent, "turn": stored.state["turn"]}
    keeping.save_state(visit, stored, state, ConversationStatus.COMPLETED)
    files.keep_up(
        visit,
        stored.submission_id,
        around.restored(state),
        None,
        before=stored.state["entry"]["answers"],
        as_sent={},
    )


def withdraw(visit: Visit, participant: Participant, stored: StoredConversation) -> None:
    """Take what was sent out of every count and export, and end what was being changed in it."""
    _take_location_button(visit, stored)
    told = submissions.get_submission(visit.db, submission_id=stored.submission_id)
    feedback.take_back(visit, told)
    purposes.end_publication(visit, told)
    adoptions.forget_submission(visit.db, submission_id=stored.submission_id)
    submissions.withdraw_submission(visit.db, submission_id=stored.submission_id, now=visit.now)
    record_told(visit.db, told, kind=EventKind.WITHDRAWN, at=visit.now)
    reviews.drop_review(visit.db, submission_id=stored.submission_id)
    keeping.save_state(visit, stored, stored.state, ConversationStatus.CANCELLED)
    if stored.form_id == PROFILE:
        participants.set_country(visit.db, participant_id=participant.id, country=None)
    audit.record(
        visit.db,
        at=visit.now,
        role="participant",
        actor_chat_id=None,
        action="submission_withdrawn",
        subject=f"submission {stored.submission_id}",
        workshop_id=participant.workshop_id,
    )


def _take_location_button(visit: Visit, stored: StoredConversation) -> None:
    """Take the phone's own button away where it waits for a place that is no longer asked for."""
    is_open = stored.status is ConversationStatus.OPEN
    if is_open and kind_of_open(visit, stored) is Kind.GEOPOINT:
        visit.promise([take_location_button()])
