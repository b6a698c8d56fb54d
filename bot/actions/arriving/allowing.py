"""Changing what a person allows; where an answer of theirs gave the permission, the answer changes too."""

from bot.actions import wave_plans
from bot.actions.arriving import agreeing
from bot.actions.broadcasts import purpose_on
from bot.actions.purposes import (
    FOLLOW_UP_WORDS,
    MESSAGES_AFTER,
    SHARE,
    YES,
    follow_up_allowed,
    keep_consents,
    question_of,
)
from bot.actions.table_mode import feedback, tables
from bot.actions.telling import keeping, taking
from bot.actions.telling.around import of_version
from bot.actions.visits import Participant, Visit
from bot.actions.wording import PROFILE
from conversations.inputs import Reworded
from storage import consents, conversations, participants, reviews, submissions
from storage.consents import Purpose, Wording
from storage.conversations import StoredConversation
from storage.submissions import Submission, SubmissionStatus

NOBODY_ELSE = "organisers"  # the sharing level at which only the organisers read it


def take_back_workshop(visit: Visit, participant: Participant) -> None:
    consents.withdraw_consent(visit.db, participant_id=participant.id, now=visit.now)
    participants.write_no_more(visit.db, participant)
    agreeing.say_what_stays(visit)


def change_follow_up(visit: Visit, participant: Participant, *, wanted: bool) -> None:
    code = YES if wanted else "no"
    workshop = taking.workshop_of(visit, participant)
    if not wanted and purpose_on(workshop, visit.now) is Purpose.FOLLOW_UP:
        participants.write_no_more(visit.db, participant)
    for profile in submissions.list_submissions(
        visit.db,
        participant_id=participant.id,
        form_id=PROFILE,
        status=SubmissionStatus.COMPLETED,
    ):
        _answer_anew(visit, participant, profile, MESSAGES_AFTER[PROFILE], code)
    if follow_up_allowed(visit, participant.id) == wanted:
        return
    keep = consents.give_consent if wanted else consents.refuse_consent
    keep(
        visit.db,
        participant_id=participant.id,
        purpose=Purpose.FOLLOW_UP,
        wording=Wording(code, visit.words.say(FOLLOW_UP_WORDS), visit.language),
        update_id=visit.came.update_id,
        now=visit.now,
    )
    if wanted:
        wave_plans.let_in(
            visit.db,
            workshop_id=participant.workshop_id,
            participant_id=participant.id,
            now=visit.now,
        )


def change_publication(
    visit: Visit, participant: Participant, submission_id: int, level: str
) -> None:
    """Let those see a contribution whom the sharing level names."""
    told = submissions.get_submission(visit.db, submission_id=submission_id)
    stored = conversations.find_of_submission(visit.db, submission_id=submission_id)
    assert stored is not None  # what was sent was told in one
    assert told.share is not None  # what has no level is not on the screen
    # Of what was sent before consents had purposes the level is kept now, to be given again.
    keep_consents(visit, stored, {SHARE: told.share})
    _answer_anew(visit, participant, told, SHARE, level)


def _answer_anew(
    visit: Visit, participant: Participant, told: Submission, name: str, code: str
) -> None:
    """Change one answer of what was sent, at once, whatever stands open.

    Its author's next turn would do it, but in a workshop that is closed, or without a consent, no
    turn is taken; and while the form is being changed, the turn does not send it. Nobody has to
    agree to anything or to finish something to take something back, so what counts is changed.
    """
    stored = conversations.find_of_submission(visit.db, submission_id=told.id)
    question = question_of(visit, told, name, language=stored.language) if stored else None
    if stored is None or question is None:
        return
    takes_turns = taking.why_not(visit, taking.workshop_of(visit, participant)) is None
    if takes_turns and agreeing.has_agreed(visit, participant) and code in question.choices:
        _take(visit, participant, stored, Reworded(question.ref, question.choices[code]))
    else:
        _put_into_state(visit, stored, question.ref, code)
    _let_it_count(visit, stored, name, code)


def _take(
    visit: Visit, participant: Participant, stored: StoredConversation, came_in: Reworded
) -> None:
    """Take the answer as a turn; the screen shows what it changed, so nothing is said besides.

    Where the form asks something else now, or is open, its question is put.
    """
    workshop = taking.workshop_of(visit, participant)
    around = of_version(visit, workshop, stored.form_version_id)
    turn = around.take(around.restored(stored.state), came_in)
    status = taking.status_after(turn)
    if turn.completed:
        keeping.keep(visit, around, stored, turn, status)
        tables.after_sending(visit, stored.submission_id)
    else:
        taking.keep_turn(visit, around, stored, turn, status, came_in)


def _let_it_count(visit: Visit, stored: StoredConversation, name: str, code: str) -> None:
    """Change what counts where no turn has done so, and take it out of the chats of others."""
    told = submissions.get_submission(visit.db, submission_id=stored.submission_id)
    submissions.set_code(visit.db, submission_id=told.id, name=name, code=code)
    keep_consents(visit, stored, {name: code})
    if name == SHARE and told.share != code:
        # Whatever was decided was decided for other readers.
        reviews.await_review(visit.db, submission_id=told.id, revision=told.revision, now=visit.now)
    if told.share in submissions.SHARED and (name, code) == (SHARE, NOBODY_ELSE):
        feedback.take_back(visit, told)


def _put_into_state(visit: Visit, stored: StoredConversation, ref: str, code: str) -> None:
    """Let the form hold the answer too, so that sending it again does not bring the old one back."""
    state = keeping.with_answer(stored.state, ref, code)
    keeping.save_state(visit, stored, state, stored.status)
