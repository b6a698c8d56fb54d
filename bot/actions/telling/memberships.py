"""One person in several workshops: what is done in another one leads there, with a word."""

from dataclasses import replace

from bot.actions.visits import Participant, Visit
from bot.taps import MineTap
from locales import N_
from storage import captures, conversations, memberships, questions, submissions, workshops


def at_conversation(visit: Visit, conversation_id: int) -> Visit:
    """Return the visit in the workshop of this conversation, where it is of the same chat."""
    owner = conversations.find_owner(visit.db, id=conversation_id)
    return visit if owner is None else at_participant(visit, owner)


def at_told(visit: Visit, tap: MineTap) -> Visit:
    """Return the visit in the workshop of what one told, or in that which was chosen."""
    if tap.act == "workshop":
        return at_participant(visit, tap.id)
    told = submissions.find_submission(visit.db, submission_id=tap.id)
    return visit if told is None else at_participant(visit, told.participant_id)


def at_workshop_of(visit: Visit, submission_id: int) -> Visit:
    """Return the visit in the workshop in which somebody told this, where this chat is in it."""
    told = submissions.find_submission(visit.db, submission_id=submission_id)
    if told is None or visit.participant is None:
        return visit
    known = (visit.participant, *others(visit))
    there = next((one for one in known if one.workshop_id == told.workshop_id), visit.participant)
    return at_participant(visit, there.id)


def at_question(visit: Visit, question: int) -> Visit:
    """Return the visit in the workshop of the contribution that this question is about."""
    asked = questions.find_question(visit.db, id=question)
    return visit if asked is None else at_told(visit, MineTap("card", asked.submission_id))


def at_capture(visit: Visit, capture_id: int) -> Visit:
    owner = captures.find_owner(visit.db, id=capture_id)
    return visit if owner is None else at_participant(visit, owner)


def at_participant(visit: Visit, participant_id: int) -> Visit:
    """Return the visit in the workshop in which this chat is that participant, and say so.

    It stays where it is for 0, by which a button leaves that open.
    """
    current = visit.participant
    if current is None or participant_id in (0, current.id):
        return visit
    there = next((one for one in others(visit) if one.id == participant_id), None)
    if there is None:
        return visit  # somebody else's button, or a forged one
    memberships.make_current(
        visit.db, chat_id=visit.came.chat_id, participant_id=there.id, now=visit.now
    )
    moved = replace(visit, participant=there, language=there.language)
    sentence = N_("You are now in the workshop “{title}”.")
    moved.say(sentence, title=title_of_workshop(visit, there))
    return moved


def others(visit: Visit) -> tuple[Participant, ...]:
    """Return what this chat is in its other workshops."""
    known = memberships.list_memberships(visit.db, chat_id=visit.came.chat_id)
    return tuple(one for one in known if visit.participant and one.id != visit.participant.id)


def title_of_workshop(visit: Visit, participant: Participant) -> str:
    return workshops.get_workshop(visit.db, workshop_id=participant.workshop_id).title
