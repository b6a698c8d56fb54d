"""Edited messages: whoever changes what they wrote changes the answer that it gave."""

from collections.abc import Iterator
from dataclasses import replace

from bot.actions import offers
from bot.actions.arriving import welcome
from bot.actions.safeguarding import safety
from bot.actions.telling import memberships
from bot.actions.telling.around import of_version
from bot.actions.telling.taking import keep_turn, open_workshop, status_after
from bot.actions.visits import Participant, Visit
from bot.markup import plain
from bot.render import Note
from conversations.conversation import Turn
from conversations.inputs import Edited, Reworded
from conversations.replies import Ask, Disclosed, Reply, Review, Say
from conversations.screening.disclosure import cues
from conversations.standing import Conversation
from locales import N_
from storage import captures, conversations
from storage.conversations import ConversationStatus, StoredConversation


def read(visit: Visit, text: str) -> Edited:
    return Edited(visit.came.message_id or 0, text)


def take_edit(visit: Visit, text: str) -> None:
    """Change what the message gave, in whichever conversation and workshop of this chat."""
    if visit.participant is None:
        return
    edited = read(visit, text)
    if not text:
        _say_how(visit)
    elif heard := next(_hearing(visit, edited.message), None):
        correct(visit, *heard, edited)
    elif not _reword_capture(visit, visit.participant, edited) and not text.startswith("/"):
        _say_none(visit, visit.participant, text)


def _say_none(visit: Visit, participant: Participant, text: str) -> None:
    """Say that nothing is changed; whoever may speak of a danger learns all the same where help is."""
    if cues(text):
        visit.show(safety.card_of(visit, participant))
    sentence = N_("That message gave no answer that stands now, so I have changed nothing.")
    visit.show(Note(plain(visit.words.say(sentence)), offers.way_back(visit)))


def _hearing(visit: Visit, message: int) -> Iterator[tuple[Participant, StoredConversation]]:
    """Yield the conversations which this message gave an answer to, and who is in them.

    Each is held as it is found, so that no other replica takes a turn of it meanwhile.
    """
    here = () if visit.participant is None else (visit.participant,)
    for participant in (*here, *memberships.others(visit)):
        listed = conversations.list_conversations(visit.db, participant_id=participant.id)
        held = (
            conversations.get_conversation(visit.db, id=one.id)
            for one in listed
            if _is_heard(visit, one, message)
        )
        yield from ((participant, one) for one in held if _is_heard(visit, one, message))


def _is_heard(visit: Visit, stored: StoredConversation, message: int) -> bool:
    """Tell whether a message gave an answer there, or waits there for a decision about it."""
    if stored.status is ConversationStatus.CANCELLED:
        return False
    form = visit.house.forms.get(visit.db, stored.form_version_id)
    conversation = Conversation.from_state(form, stored.state)
    waits = conversation.held is not None and conversation.held.message == message
    return waits or bool(conversation.heard_in(message))


def correct(
    visit: Visit, participant: Participant, stored: StoredConversation, edited: Edited | Reworded
) -> None:
    """Change the answer there; the person goes there only where something is to be decided."""
    there = replace(visit, participant=participant, language=participant.language)
    if welcome.may_answer(there) is None:
        return
    around = of_version(there, open_workshop(there, participant), stored.form_version_id)
    turn = around.take(around.restored(stored.state), edited)
    status = status_after(turn)
    decides = turn.completed or turn.conversation.held is not None
    if _is_elsewhere(visit, stored) and not decides:
        status, turn = stored.status, _in_passing(there, stored, turn)
    elif status is ConversationStatus.OPEN:
        there = memberships.at_participant(visit, participant.id)
    keep_turn(there, around, stored, turn, status, edited)


def _is_elsewhere(visit: Visit, stored: StoredConversation) -> bool:
    """Tell whether this waits to be gone on with while the person is somewhere else."""
    assert visit.participant is not None  # who has edited something
    is_here = stored.participant_id == visit.participant.id
    if stored.status is ConversationStatus.OPEN:
        return not is_here
    return stored.status is ConversationStatus.PARKED


def _in_passing(visit: Visit, stored: StoredConversation, turn: Turn) -> Turn:
    """Say what was changed, and where; the question that waits there is not put."""
    help_ = (reply for reply in turn.replies if isinstance(reply, Disclosed))
    said = (Say(text) for reply in turn.replies if (text := _text_of(reply)))
    changed = replace(stored, state=turn.conversation.to_state())
    where = visit.words.say(N_("In: {title}"), title=offers.called(visit, changed))
    return replace(turn, replies=(*help_, *said, Say(where)))


def _text_of(reply: Reply) -> str:
    """Return what a reply says of a change, also above a question that is not put here."""
    if isinstance(reply, Ask | Review):
        return reply.recap or reply.problem
    return reply.text if isinstance(reply, Say) else ""


def _reword_capture(visit: Visit, participant: Participant, edited: Edited) -> bool:
    """Change the words of what was sent outside of any conversation and waits for a word.

    As when it was sent first, it takes a consent, and words that may speak of a danger are not kept.
    """
    kept = captures.list_captures(visit.db, participant_id=participant.id)
    changed = next((one for one in kept if one.message == edited.message), None)
    if changed is None:
        return False
    if welcome.may_answer(visit) is None:
        return True
    if cues(edited.text):
        visit.show(safety.card_of(visit, participant))
        visit.say(N_("I have not kept what you wrote."))
        return True
    captures.reword_capture(visit.db, id=changed.id, text=edited.text)
    visit.say(N_("I have changed what I kept for you."))
    return True


def _say_how(visit: Visit) -> None:
    """Say how what is no text is changed: Telegram tells of the change, but not of what."""
    sentence = N_(
        "I saw that you edited a message. To change an answer that is not a text, use Back or the"
        " review card."
    )
    visit.show(Note(plain(visit.words.say(sentence)), offers.way_back(visit)))
