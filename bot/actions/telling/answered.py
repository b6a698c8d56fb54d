"""The answer of an author to what the organisers asked: it goes onto the card of the contribution."""

from bot.actions.roles import Deed, may
from bot.actions.visits import Visit, promise_one
from bot.actions.wording import NOTE
from bot.markup import plain
from bot.render import Note, note
from bot.taps import ReviewTap
from locales import N_, words
from storage import organisers, questions, reviews, submissions
from storage.deliveries import NOTICE
from storage.events import EventKind, record_event
from storage.questions import AskedBack
from storage.submissions import Submission


def take(visit: Visit, sent: Submission) -> None:
    """Let the contribution wait again, with the answer on its card; who asked hears of it."""
    if sent.form_id != NOTE or sent.subject_id is None:
        return
    told = submissions.get_submission(visit.db, submission_id=sent.subject_id)
    asked = questions.find_unanswered(visit.db, submission_id=told.id)
    questions.answer_questions(visit.db, submission_id=told.id, answer_id=sent.id, now=visit.now)
    reviews.await_review(visit.db, submission_id=told.id, revision=told.revision, now=visit.now)
    record_event(
        visit.db,
        workshop_id=told.workshop_id,
        kind=EventKind.ANSWERED,
        at=visit.now,
        submission_id=told.id,
        form_code=told.form_id,
    )
    if asked is not None:
        _tell_who_asked(visit, asked, told)


def _tell_who_asked(visit: Visit, asked: AskedBack, told: Submission) -> None:
    team = organisers.list_organisers(visit.db, workshop_id=told.workshop_id)
    asker = next((one for one in team if one.id == asked.asked_by), None)
    if asker is None or not asker.reachable or not may(asker.role, Deed.REVIEW):
        return
    said = words(asker.language)
    text = plain(said.say(N_("An answer to your question has come.")))
    read = (said.say(N_("Read it")), ReviewTap("open", told.id, told.revision))
    for message in note(Note(text, (read,))):
        promise_one(
            visit.db,
            message,
            chat_id=asker.chat_id,
            now=visit.now,
            house=visit.house,
            key=organisers.notice_key(asker, f"answered:{asked.id}"),
            priority=NOTICE,
        )
