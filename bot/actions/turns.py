"""Telling: a form is begun, its questions are answered one a turn, and it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.actions import files
from bot.actions.around import Around, messages_of, of_version, open_kind, toast_of
from bot.actions.offers import list_begun, put_menu, thank
from bot.actions.visits import Refusal, Visit
from bot.actions.wording import LESSON, PRACTICE, PROFILE
from bot.markup import bold
from bot.render import Note, take_location_button
from bot.taps import FormTap, ResumeTap
from bot.updates import Toast
from conversations.conversation import Told, Turn
from conversations.inputs import Cancel, Input, Resume
from conversations.replies import Answered, Reply
from conversations.standing import Conversation
from conversations.xforms.formdef import Kind
from locales import N_
from storage import conversations, forms, hotlines, participants, submissions, workshops
from storage.answers import AnswerIn, forget_others, save_answers
from storage.conversations import ConversationStatus, StoredConversation
from storage.participants import Participant
from storage.submissions import SubmissionStatus
from storage.workshops import Workshop

AWAY = timedelta(hours=12)  # after a night people no longer have the last question in mind


class WorkshopClosed(Refusal):
    sentence = N_("This workshop no longer takes answers. Thank you for having been here.")


class NotOpenYet(Refusal):
    sentence = N_(
        "The workshop is not open yet: its team is still checking where to call for help. I will"
        " write to you when it opens."
    )


class NotAsked(Refusal):
    sentence = N_("This workshop does not ask for that.")


def put_open_question(visit: Visit, participant: Participant) -> None:
    """Put what is open once more; the profile where it is missing; else say what can be told."""
    stored = conversations.find_open_conversation(visit.db, participant_id=participant.id)
    if refusal := _why_not(visit, _workshop(visit, participant)):
        visit.say(refusal.sentence)  # not raised: what was done on the way here stays done
    elif stored is not None:
        _put_again(visit, participant, stored)
    elif _has_profile(visit, participant):
        put_menu(visit, N_("What would you like to tell us?"))
    else:
        _put_profile(visit, participant)


def begin_form(visit: Visit, participant: Participant, tap: FormTap) -> None:
    """Begin a form; where it was begun before, ask whether to go on or to start over."""
    if tap.form_id == PROFILE or not _has_profile(visit, participant):
        put_open_question(visit, participant)
        return
    begun = _unfinished(visit, participant, tap.form_id)
    if begun is None:
        _begin(visit, participant, tap.form_id)
    elif tap.afresh:
        _put_aside(visit, begun)
        _begin(visit, participant, tap.form_id)
    else:
        _offer_to_go_on(visit, begun)
    visit.drop_buttons()


def resume(visit: Visit, participant: Participant, conversation_id: int) -> Toast | None:
    """Go on with a conversation that was left or stopped."""
    stored = _own(visit, participant, conversation_id)
    if stored is None or stored.status is ConversationStatus.CANCELLED:
        return Toast(visit.words.say(N_("This button no longer works.")))
    if stored.status is ConversationStatus.COMPLETED:
        return Toast(visit.words.say(N_("This was sent already.")))
    toast = take_input(visit, participant, stored, Resume())
    visit.drop_buttons()
    return toast


def find_open_kind(visit: Visit, participant: Participant) -> Kind | None:
    """Return the type of the open question; None where none is open."""
    stored = conversations.find_open_conversation(visit.db, participant_id=participant.id)
    return _open_kind(visit, stored) if stored else None


def _open_kind(visit: Visit, stored: StoredConversation) -> Kind | None:
    form = visit.house.forms.get(visit.db, stored.form_version_id)
    return open_kind(form, stored.state)


def answer_open_question(visit: Visit, participant: Participant, came_in: Input) -> Toast | None:
    """Take what was written or sent as the answer to the open question."""
    stored = conversations.find_open_conversation(visit.db, participant_id=participant.id)
    if stored is None:
        put_menu(
            visit,
            N_("No question is open now, so I did not keep that. What would you like to tell us?"),
        )
        return None
    return take_input(visit, participant, stored, came_in)


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
    stored = conversations.find_open_conversation(visit.db, participant_id=participant.id)
    if stored is not None:
        take_input(visit, participant, stored, Cancel())
    put_menu(visit, N_("What would you like to tell us?"))


def take_input(
    visit: Visit, participant: Participant, stored: StoredConversation, came_in: Input
) -> Toast | None:
    """Do one turn of a conversation: take, keep, and promise what comes next."""
    around = of_version(visit, _open_workshop(visit, participant), stored.form_version_id)
    before = around.restored(stored.state)
    turn = around.take(before, came_in)
    if visit.now - stored.updated_at > AWAY and _went_on(before, turn):
        # Who comes back after a while sees what was just taken as an answer, and to what.
        again = around.take(turn.conversation, Resume())
        turn = replace(again, replies=(*_tidying(turn), *again.replies))
    status = ConversationStatus.OPEN
    if turn.completed:
        status = ConversationStatus.COMPLETED
    elif isinstance(came_in, Cancel):
        status = ConversationStatus.PARKED
    _keep(visit, around, stored, turn, status)
    files.keep_up(visit, stored.submission_id, turn.conversation, came_in)
    if turn.completed:
        thank(visit, stored.form_id)
    return toast_of(turn)


def _went_on(before: Conversation, turn: Turn) -> bool:
    return not turn.completed and before.turn < turn.conversation.turn


def _tidying(turn: Turn) -> tuple[Reply, ...]:
    return tuple(reply for reply in turn.replies if isinstance(reply, Answered))


def _put_again(visit: Visit, participant: Participant, stored: StoredConversation) -> None:
    """Put the open question in the language of now; a recap helps who was away."""
    if stored.language == visit.language:
        take_input(visit, participant, stored, Resume())
        return
    around = of_version(visit, _open_workshop(visit, participant), stored.form_version_id)
    turn = around.put_again(around.restored(stored.state), language=visit.language)
    _keep(visit, around, stored, turn, ConversationStatus.OPEN)


def _put_profile(visit: Visit, participant: Participant) -> None:
    """Begin the profile, or go on with it where it was stopped."""
    begun = _unfinished(visit, participant, PROFILE)
    if begun is None:
        _begin(visit, participant, PROFILE)
    else:
        take_input(visit, participant, begun, Resume())


def _begin(visit: Visit, participant: Participant, form_id: str) -> None:
    workshop = _open_workshop(visit, participant)
    version = forms.asked_version(visit.db, workshop_id=workshop.id, form_id=form_id)
    if version is None:
        raise NotAsked
    around = of_version(visit, workshop, version.id)
    submission = submissions.begin_submission(
        visit.db,
        participant_id=participant.id,
        form_id=form_id,
        form_version_id=version.id,
        now=visit.now,
    )
    turn = around.begin(language=visit.language, seed=submission.id)
    stored = conversations.begin_conversation(
        visit.db,
        participant_id=participant.id,
        form_version_id=version.id,
        submission_id=submission.id,
        turn=0,
        state=turn.conversation.to_state(),
        language=visit.language,
        now=visit.now,
    )
    _park_others(visit, stored)
    _promise(visit, around, stored, turn)


def _keep(
    visit: Visit,
    around: Around,
    stored: StoredConversation,
    turn: Turn,
    status: ConversationStatus,
) -> None:
    """Save the answers and the state of a turn, and promise its replies, in one transaction."""
    conversations.save_conversation(
        visit.db,
        id=stored.id,
        expected_turn=stored.turn,
        turn=stored.turn + 1,
        state=turn.conversation.to_state(),
        status=status,
        language=turn.conversation.language,
        now=visit.now,
    )
    if stored.status is not ConversationStatus.OPEN:
        _park_others(visit, stored)
    told = around.answers(turn.conversation)
    save_answers(
        visit.db,
        submission_id=stored.submission_id,
        answers=_to_save(stored, turn, told),
        now=visit.now,
    )
    _promise(visit, around, stored, turn)
    refs = [one.ref for one in told]
    if turn.completed or not stored.state["entry"]["answers"].keys() <= set(refs):
        forget_others(visit.db, submission_id=stored.submission_id, refs=refs)
    if turn.completed:
        _complete(visit, stored, told)


def _to_save(stored: StoredConversation, turn: Turn, told: Sequence[Told]) -> list[AnswerIn]:
    """Return what this turn has changed; at the end all, for only then relevance is settled.

    All is changed as well where instances were set aside: the state holds their answers, which are
    told again where the form comes to count them again.
    """
    entry = stored.state["entry"]
    before: Mapping[str, str] = {} if turn.completed or "aside" in entry else entry["answers"]
    return [
        AnswerIn(one.ref, one.name, one.kind, one.value, one.relevant)
        for one in told
        if before.get(one.ref, "") != one.value
    ]


def _complete(visit: Visit, stored: StoredConversation, told: Sequence[Told]) -> None:
    """Count what was sent. What SQL may read is a code of our own forms, never a person's words."""
    files.keep_sent(visit, stored.submission_id, told)
    chosen = {one.name: one.value for one in told if one.relevant and _is_code(stored, one)}
    submissions.complete_submission(
        visit.db,
        submission_id=stored.submission_id,
        level=chosen.get("level") or None,
        share=chosen.get("share") or None,
        now=visit.now,
    )
    if stored.form_id == PROFILE:
        participants.set_country(
            visit.db,
            participant_id=stored.participant_id,
            country=chosen.get("country") or None,
        )


def _is_code(stored: StoredConversation, told: Told) -> bool:
    """Tell whether a value is one of a list, or worked out by a form that comes with the bot."""
    return told.kind is Kind.SELECT_ONE or (
        told.name == "level" and stored.form_id in (PRACTICE, LESSON)
    )


def _offer_to_go_on(visit: Visit, begun: StoredConversation) -> None:
    question = visit.words.say(N_("You have begun this already. Go on where you were?"))
    visit.show(
        Note(
            bold(question),
            (
                (visit.words.say(N_("Go on")), ResumeTap(begun.id)),
                (visit.words.say(N_("Start over")), FormTap(begun.form_id, afresh=True)),
            ),
        )
    )


def _unfinished(visit: Visit, participant: Participant, form_id: str) -> StoredConversation | None:
    begun = list_begun(visit, participant)
    return next((one for one in begun if one.form_id == form_id), None)


def _park_others(visit: Visit, stored: StoredConversation) -> None:
    """Leave this conversation as the only open one; what waits for a place waits no longer."""
    left = conversations.list_conversations(
        visit.db, participant_id=stored.participant_id, status=ConversationStatus.OPEN
    )
    if any(one.id != stored.id and _open_kind(visit, one) is Kind.GEOPOINT for one in left):
        visit.promise([take_location_button()])
    conversations.park_others(
        visit.db, participant_id=stored.participant_id, id=stored.id, now=visit.now
    )


def _put_aside(visit: Visit, begun: StoredConversation) -> None:
    conversations.save_conversation(
        visit.db,
        id=begun.id,
        expected_turn=begun.turn,
        turn=begun.turn + 1,
        state=begun.state,
        status=ConversationStatus.CANCELLED,
        language=begun.language,
        now=visit.now,
    )


def _own(visit: Visit, participant: Participant, conversation_id: int) -> StoredConversation | None:
    stored = conversations.find_conversation(visit.db, id=conversation_id)
    return stored if stored and stored.participant_id == participant.id else None


def _has_profile(visit: Visit, participant: Participant) -> bool:
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


def _workshop(visit: Visit, participant: Participant) -> Workshop:
    return workshops.get_workshop(visit.db, workshop_id=participant.workshop_id)


def _open_workshop(visit: Visit, participant: Participant) -> Workshop:
    workshop = _workshop(visit, participant)
    if refusal := _why_not(visit, workshop):
        raise refusal
    return workshop


def _why_not(visit: Visit, workshop: Workshop) -> Refusal | None:
    """Return why nothing can be told in this workshop now, if that is so."""
    if workshop.closed_at is not None:
        return WorkshopClosed()
    return None if hotlines.is_open(visit.db, workshop) else NotOpenYet()


def _promise(visit: Visit, around: Around, stored: StoredConversation, turn: Turn) -> None:
    messages = messages_of(visit, around, turn, conversation=stored.id)
    visit.promise(messages, conversation_id=stored.id)
