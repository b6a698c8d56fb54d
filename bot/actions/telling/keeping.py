"""Keeping a turn: its answers and its state, and what is promised, in one transaction.

What was sent once counts as it was sent, until it is sent again: while it is being changed the
answers stay as they are, and the state carries the one in which it was sent.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.actions import files, notices, purposes
from bot.actions.telling import answered, wave_forms
from bot.actions.telling.around import Around
from bot.actions.visits import Visit
from bot.actions.wording import LESSON, NO_CONTRIBUTION, PRACTICE, PROFILE
from conversations.conversation import Told, Turn
from conversations.xforms.formdef import Kind
from storage import conversations, participants, redactions, reviews, revisions, submissions
from storage.answers import AnswerIn, forget_others, save_answers
from storage.conversations import ConversationStatus, StoredConversation
from storage.events import EventKind, record_told

_AS_SENT = "as_sent"


def state_as_sent(stored: StoredConversation) -> Mapping[str, Any] | None:
    """Return the state in which this was sent last; None where it never was."""
    if stored.status is ConversationStatus.COMPLETED:
        return stored.state
    state: Mapping[str, Any] | None = stored.state.get(_AS_SENT)
    return state


def answers_as_sent(stored: StoredConversation) -> Mapping[str, str]:
    """Return the answers that count while others are tried in their place."""
    as_sent = state_as_sent(stored)
    answers: Mapping[str, str] = as_sent["entry"]["answers"] if as_sent else {}
    return answers


def with_answer(state: Mapping[str, Any], ref: str, value: str) -> dict[str, Any]:
    """Return a state with one answer changed, also as it was sent; nothing is computed anew."""
    entry = state["entry"]
    changed = {**state, "entry": {**entry, "answers": {**entry["answers"], ref: value}}}
    if _AS_SENT in state:
        changed[_AS_SENT] = with_answer(state[_AS_SENT], ref, value)
    return changed


def save_state(
    visit: Visit,
    stored: StoredConversation,
    state: Mapping[str, Any],
    status: ConversationStatus,
    *,
    language: str | None = None,
) -> None:
    """Save where a conversation stands now, as its next turn."""
    conversations.save_conversation(
        visit.db,
        id=stored.id,
        expected_turn=stored.turn,
        turn=stored.turn + 1,
        state=state,
        status=status,
        language=language,
        now=visit.now,
    )


def keep(
    visit: Visit,
    around: Around,
    stored: StoredConversation,
    turn: Turn,
    status: ConversationStatus,
) -> bool:
    """Save the state of a turn, and its answers where they count already, or from now on.

    Returns whether something counts that did not count before.
    """
    as_sent = state_as_sent(stored)
    _save_turn(visit, stored, turn, status)
    told = around.answers(turn.conversation)
    if as_sent is not None and not turn.completed:
        return False
    is_news = as_sent is None or _keep_former(visit, stored, told)
    _save_answers(visit, stored, turn, told)
    if turn.completed:
        _complete(visit, stored, told, is_news=is_news)
    return is_news


def _save_turn(
    visit: Visit, stored: StoredConversation, turn: Turn, status: ConversationStatus
) -> None:
    is_open_again = status is not ConversationStatus.COMPLETED and state_as_sent(stored) is not None
    as_sent = {_AS_SENT: state_as_sent(stored)} if is_open_again else {}
    state = turn.conversation.to_state() | as_sent
    save_state(visit, stored, state, status, language=turn.conversation.language)


def _save_answers(
    visit: Visit, stored: StoredConversation, turn: Turn, told: Sequence[Told]
) -> None:
    save_answers(
        visit.db,
        submission_id=stored.submission_id,
        answers=_to_save(stored, turn, told),
        now=visit.now,
    )
    refs = [one.ref for one in told]
    if turn.completed or not stored.state["entry"]["answers"].keys() <= set(refs):
        forget_others(visit.db, submission_id=stored.submission_id, refs=refs)


def _to_save(stored: StoredConversation, turn: Turn, told: Sequence[Told]) -> list[AnswerIn]:
    """Return what this turn has changed; at the end all, for only then relevance is settled.

    All is changed as well where instances were set aside: the state holds their answers, which are
    told again where the form comes to count them again. A decision may be about an answer that was
    there before.
    """
    entry = stored.state["entry"]
    before: Mapping[str, str] = {} if turn.completed or "aside" in entry else entry["answers"]
    is_decided = stored.state.get("decided", {}) != turn.conversation.decided
    return [
        _as_kept(one)
        for one in told
        if before.get(one.ref, "") != one.value or (one.screened and is_decided)
    ]


def _as_kept(told: Told) -> AnswerIn:
    return AnswerIn(told.ref, told.name, told.kind, told.value, told.relevant, told.screened)


def _keep_former(visit: Visit, stored: StoredConversation, told: Sequence[Told]) -> bool:
    """Keep what is about to be replaced; False where what is sent again is what was sent."""
    revision = submissions.get_submission(visit.db, submission_id=stored.submission_id).revision
    return revisions.keep_former(
        visit.db,
        submission_id=stored.submission_id,
        revision=revision,
        answers=map(_as_kept, told),
        now=visit.now,
    )


def _complete(
    visit: Visit, stored: StoredConversation, told: Sequence[Told], *, is_news: bool
) -> None:
    """Count what was sent. What SQL may read is a code of our own forms, never a person's words."""
    files.keep_sent(visit, stored.submission_id, told)
    chosen = {one.name: one.value for one in told if one.relevant and _is_code(stored, one)}
    if is_news:
        submissions.complete_submission(
            visit.db,
            submission_id=stored.submission_id,
            level=chosen.get("level") or None,
            share=chosen.get("share") or None,
            now=visit.now,
        )
        _tell_organisers(visit, stored, told)
    if stored.form_id == PROFILE:
        participants.set_country(
            visit.db,
            participant_id=stored.participant_id,
            country=chosen.get("country") or None,
        )
    wave_forms.keep(visit, stored, chosen)
    purposes.keep_consents(visit, stored, chosen)


def _tell_organisers(visit: Visit, stored: StoredConversation, told: Sequence[Told]) -> None:
    """Log what was sent; a contribution waits for the organisers, in the revision that it has now."""
    sent = submissions.get_submission(visit.db, submission_id=stored.submission_id)
    redactions.carry_over(visit.db, submission_id=sent.id, revision=sent.revision)
    kind = EventKind.CHANGED if sent.changed_at else EventKind.COMPLETED
    record_told(visit.db, sent, kind=kind, at=visit.now)
    if sent.subject_id is not None:
        answered.take(visit, sent)
    if stored.form_id in NO_CONTRIBUTION or sent.subject_id is not None:
        return
    reviews.await_review(visit.db, submission_id=sent.id, revision=sent.revision, now=visit.now)
    if any(one.screened for one in told if one.relevant):
        notices.tell_of_flagged(visit, sent)


def _is_code(stored: StoredConversation, told: Told) -> bool:
    """Tell whether a value is one of a list, or worked out by a form that comes with the bot."""
    return told.kind is Kind.SELECT_ONE or (
        told.name == "level" and stored.form_id in (PRACTICE, LESSON)
    )
