"""Taking: one turn of a conversation, and which of several a person is in."""

from dataclasses import replace
from datetime import timedelta

from bot.actions import files
from bot.actions.offers import called, list_begun, say_changed, say_unchanged, thank
from bot.actions.table_mode import tables
from bot.actions.telling import keeping, wave_forms
from bot.actions.telling.around import Around, messages_of, of_version, open_kind, toast_of
from bot.actions.visits import Refusal, Visit
from bot.render import take_location_button
from bot.updates import Toast
from conversations.conversation import Turn
from conversations.inputs import Cancel, Decisive, Edited, Input, Resume, Reworded
from conversations.replies import Answered, Ask, Completed, Reply, Review
from conversations.standing import Conversation, Mode
from conversations.xforms.formdef import Kind
from locales import N_
from storage import conversations, hotlines, workshops
from storage.conversations import ConversationStatus, StoredConversation
from storage.participants import Participant
from storage.workshops import Workshop

AWAY = timedelta(hours=12)  # after a night people no longer have the last question in mind


class WorkshopClosed(Refusal):
    sentence = N_("This workshop no longer takes answers. Thank you for having been here.")


class NotOpenYet(Refusal):
    sentence = N_(
        "The workshop is not open yet: its team is still checking where to call for help. I will"
        " write to you when it opens."
    )


def take_input(
    visit: Visit, participant: Participant, stored: StoredConversation, came_in: Input
) -> Toast | None:
    """Do one turn of a conversation: take, keep, and promise what comes next."""
    around = of_version(visit, open_workshop(visit, participant), stored.form_version_id)
    before = around.restored(stored.state)
    turn = around.take(before, came_in)
    if visit.now - stored.updated_at > AWAY and _went_on(before, turn, came_in):
        # Who comes back after a while sees what was just taken as an answer, and to what.
        again = around.take(turn.conversation, Resume())
        turn = replace(again, replies=(*_tidying(turn), *again.replies))
    status = status_after(turn)
    if isinstance(came_in, Cancel) and status is ConversationStatus.OPEN:
        status = ConversationStatus.PARKED
    keep_turn(visit, around, stored, turn, status, came_in)
    if isinstance(came_in, Decisive) and not any(map(_is_tidying, turn.replies)):
        visit.drop_buttons()  # what was held has been decided about: nothing is to be pressed twice
    return toast_of(turn)


def keep_turn(
    visit: Visit,
    around: Around,
    stored: StoredConversation,
    turn: Turn,
    status: ConversationStatus,
    came_in: Input | None = None,
) -> None:
    """Keep a turn and promise its replies, with a word where another conversation was left."""
    was_sent = keeping.state_as_sent(stored) is not None
    is_news = keeping.keep(visit, around, stored, turn, status)
    files.keep_up(
        visit,
        stored.submission_id,
        turn.conversation,
        came_in,
        before=stored.state["entry"]["answers"],
        as_sent=keeping.answers_as_sent(stored),
    )
    if status is ConversationStatus.OPEN is not stored.status:
        turn = with_recap(turn, _where(visit, stored))
        park_others(visit, stored)
    promise(visit, around, stored, turn)
    if turn.completed:
        _say_sent(visit, stored, was_sent=was_sent, is_news=is_news)


def _say_sent(visit: Visit, stored: StoredConversation, *, was_sent: bool, is_news: bool) -> None:
    """Thank for what was sent, or say what became of a change."""
    if not is_news:
        say_unchanged(visit)
        return
    if was_sent:
        say_changed(visit)
    elif not wave_forms.thank(visit, stored):
        thank(visit, stored.form_id)
    tables.after_sending(visit, stored.submission_id)


def status_after(turn: Turn) -> ConversationStatus:
    """Return what a conversation is after a turn; one with something to decide is not closed."""
    is_closed = turn.conversation.mode is Mode.CLOSED and turn.conversation.held is None
    return ConversationStatus.COMPLETED if is_closed else ConversationStatus.OPEN


def promise(visit: Visit, around: Around, stored: StoredConversation, turn: Turn) -> None:
    messages = messages_of(visit, around, turn, conversation=stored.id)
    visit.promise(messages, conversation_id=stored.id)


def park_others(visit: Visit, stored: StoredConversation) -> None:
    """Leave this conversation as the only open one; what waits for a place waits no longer."""
    left = conversations.list_conversations(
        visit.db, participant_id=stored.participant_id, status=ConversationStatus.OPEN
    )
    if any(one.id != stored.id and kind_of_open(visit, one) is Kind.GEOPOINT for one in left):
        visit.promise([take_location_button()])
    conversations.park_others(
        visit.db, participant_id=stored.participant_id, id=stored.id, now=visit.now
    )


def kind_of_open(visit: Visit, stored: StoredConversation) -> Kind | None:
    form = visit.house.forms.get(visit.db, stored.form_version_id)
    return open_kind(form, stored.state)


def workshop_of(visit: Visit, participant: Participant) -> Workshop:
    return workshops.get_workshop(visit.db, workshop_id=participant.workshop_id)


def open_workshop(visit: Visit, participant: Participant) -> Workshop:
    workshop = workshop_of(visit, participant)
    if refusal := why_not(visit, workshop):
        raise refusal
    return workshop


def why_not(visit: Visit, workshop: Workshop) -> Refusal | None:
    """Return why nothing can be told in this workshop now, if that is so."""
    if workshop.closed_at is not None:
        return WorkshopClosed()
    return None if hotlines.is_open(visit.db, workshop) else NotOpenYet()


def with_recap(turn: Turn, said: str) -> Turn:
    """Say `said` above the question that is put, before anything else that is said there."""
    return replace(turn, replies=tuple(_recapped(reply, said) for reply in turn.replies))


def _recapped(reply: Reply, said: str) -> Reply:
    if not said or not isinstance(reply, Ask | Review):
        return reply
    return replace(reply, recap="\n".join(filter(None, (said, reply.recap))))


def _where(visit: Visit, stored: StoredConversation) -> str:
    """Say which conversation this is, to whom there is another one to be mistaken for it."""
    assert visit.participant is not None  # who has a conversation
    others = [one for one in list_begun(visit, visit.participant) if one.id != stored.id]
    if not others:
        return ""
    return visit.words.say(N_("Now you are in: {title}"), title=called(visit, stored))


def _went_on(before: Conversation, turn: Turn, came_in: Input) -> bool:
    corrected = isinstance(came_in, Edited | Reworded)
    return not turn.completed and not corrected and before.turn < turn.conversation.turn


def _tidying(turn: Turn) -> tuple[Reply, ...]:
    return tuple(reply for reply in turn.replies if isinstance(reply, Answered))


def _is_tidying(reply: Reply) -> bool:
    """Tell whether a reply already turns the tapped message into what it becomes."""
    return isinstance(reply, Answered | Completed)
