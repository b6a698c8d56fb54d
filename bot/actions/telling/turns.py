"""Telling: a form is begun, its questions are answered one a turn, and it is sent."""

from bot.actions.offers import put_menu
from bot.actions.telling.around import of_version
from bot.actions.telling.beginning import begin, find_unfinished, offer_to_go_on, put_aside
from bot.actions.telling.taking import (
    keep_turn,
    kind_of_open,
    open_workshop,
    take_input,
    why_not,
    workshop_of,
)
from bot.actions.visits import Visit
from bot.actions.wording import PROFILE
from bot.taps import FormTap
from bot.updates import Toast
from conversations.inputs import Cancel, Input, Resume
from conversations.xforms.formdef import Kind
from locales import N_
from storage import conversations, forms, submissions
from storage.conversations import ConversationStatus, StoredConversation
from storage.participants import Participant
from storage.submissions import SubmissionStatus


def put_open_question(visit: Visit, participant: Participant) -> None:
    """Put what is open once more; the profile where it is missing; else say what can be told."""
    stored = find_open(visit, participant)
    if refusal := why_not(visit, workshop_of(visit, participant)):
        visit.say(refusal.sentence)  # not raised: what was done on the way here stays done
    elif stored is not None:
        _put_again(visit, participant, stored)
    elif has_profile(visit, participant):
        put_menu(visit, N_("What would you like to tell us?"))
    else:
        _put_profile(visit, participant)


def begin_form(visit: Visit, participant: Participant, tap: FormTap) -> None:
    """Begin a form; where it was begun before, ask whether to go on or to start over."""
    if tap.form_id == PROFILE or not has_profile(visit, participant):
        if tap.form_id != PROFILE and _profile_is_next(visit, participant):
            visit.say(N_("First a few short questions about you, please. Then you can tell it."))
        put_open_question(visit, participant)
        return
    begun = find_unfinished(visit, participant, tap.form_id)
    if begun is None:
        begin(visit, participant, tap.form_id)
    elif tap.afresh:
        put_aside(visit, begun)
        begin(visit, participant, tap.form_id)
    else:
        offer_to_go_on(visit, begun)
    visit.drop_buttons()


def _profile_is_next(visit: Visit, participant: Participant) -> bool:
    stored = find_open(visit, participant)
    is_closed = why_not(visit, workshop_of(visit, participant)) is not None
    return not is_closed and (stored is None or stored.form_id == PROFILE)


def resume(visit: Visit, participant: Participant, conversation_id: int) -> Toast | None:
    """Go on with a conversation that was left or stopped."""
    stored = _own(visit, participant, conversation_id)
    if stored is None or stored.status is ConversationStatus.CANCELLED:
        return visit.no_longer()
    if stored.status is ConversationStatus.COMPLETED:
        return Toast(visit.words.say(N_("This was sent already.")))
    toast = take_input(visit, participant, stored, Resume())
    visit.drop_buttons()
    return toast


def find_open(visit: Visit, participant: Participant) -> StoredConversation | None:
    """Return the conversation whose question is answered by what is written now."""
    return conversations.find_open_conversation(visit.db, participant_id=participant.id)


def find_open_kind(visit: Visit, participant: Participant) -> Kind | None:
    """Return the type of the open question; None where none is open."""
    stored = find_open(visit, participant)
    return kind_of_open(visit, stored) if stored else None


def press(
    visit: Visit, participant: Participant, conversation_id: int, came_in: Input
) -> Toast | None:
    """Take a button of the open conversation.

    A button of one that was left brings it back first: its question is put again, so that nobody
    answers one question while another stands last in the chat.
    """
    stored = _own(visit, participant, conversation_id)
    if stored is not None and stored.status is ConversationStatus.OPEN:
        return take_input(visit, participant, stored, came_in)
    return resume(visit, participant, conversation_id)


def cancel(visit: Visit, participant: Participant) -> None:
    """Stop the open conversation; what was answered stays and can be resumed."""
    stored = find_open(visit, participant)
    if stored is not None:
        take_input(visit, participant, stored, Cancel())
    put_menu(visit, N_("What would you like to tell us?"))


def _put_again(visit: Visit, participant: Participant, stored: StoredConversation) -> None:
    """Put the open question in the language of now; a recap helps who was away."""
    if stored.language == visit.language:
        take_input(visit, participant, stored, Resume())
        return
    around = of_version(visit, open_workshop(visit, participant), stored.form_version_id)
    turn = around.put_again(around.restored(stored.state), language=visit.language)
    keep_turn(visit, around, stored, turn, ConversationStatus.OPEN)


def _put_profile(visit: Visit, participant: Participant) -> None:
    """Begin the profile, or go on with it where it was stopped."""
    begun = find_unfinished(visit, participant, PROFILE)
    if begun is None:
        begin(visit, participant, PROFILE)
    else:
        take_input(visit, participant, begun, Resume())


def _own(visit: Visit, participant: Participant, conversation_id: int) -> StoredConversation | None:
    stored = conversations.find_conversation(visit.db, id=conversation_id)
    return stored if stored and stored.participant_id == participant.id else None


def has_profile(visit: Visit, participant: Participant) -> bool:
    """Tell whether the profile was sent, or is not asked in this workshop."""
    asked = forms.latest_version(visit.db, workshop_id=participant.workshop_id, form_id=PROFILE)
    return asked is None or bool(
        submissions.list_submissions(
            visit.db,
            participant_id=participant.id,
            form_id=PROFILE,
            status=SubmissionStatus.COMPLETED,
        )
    )
