"""A question to the author of a contribution: typed by an organiser, answered as the author likes."""

from typing import Final

from bot.actions.organising.reviewing.decided import author_of, tell, write_down
from bot.actions.organising.reviewing.told_lines import title_of
from bot.actions.purposes import may_be_told
from bot.actions.telling.asked_back import question_note
from bot.actions.visits import Visit
from bot.commands import Verb, name_of
from conversations.cleaning import clean, is_seen
from locales import N_
from storage import expected, questions, reviews
from storage.events import EventKind
from storage.expected import Expected
from storage.organisers import Organiser
from storage.reviews import ReviewState
from storage.submissions import Submission

ASK: Final = "ask"  # what is expected: the words of a question
LONGEST: Final = 600  # characters of a question


def expect_question(visit: Visit, organiser: Organiser, told: Submission) -> None:
    """Let the next words be the question, where its author can still be asked."""
    author, _ = author_of(visit, told)
    if not may_be_told(visit, author):
        visit.say(N_("The author wants no messages, or cannot be reached: nobody can be asked."))
        return
    expected.expect(
        visit.db,
        organiser_id=organiser.id,
        kind=ASK,
        about={"submission": told.id, "revision": told.revision},
        now=visit.now,
    )
    visit.say(
        N_(
            "What would you like to ask about “{title}”? Your next message goes to the author, who"
            " does not learn who asks. {cancel} leaves it."
        ),
        title=title_of(visit, told),
        cancel=name_of(Verb.CANCEL, visit.words),
    )


def take_question(
    visit: Visit, organiser: Organiser, told: Submission, asked: Expected, written: str
) -> bool:
    """Send the question; False where it is to be written again, or was decided meanwhile."""
    text = clean(written)
    if not is_seen(text):
        visit.say(N_("There is nothing to read in that. Please write your question."))
        return False
    if len(text) > LONGEST:
        visit.say(
            N_("Your question has {count} characters; {most} fit. Please write it shorter."),
            count=visit.words.number(len(text)),
            most=visit.words.number(LONGEST),
        )
        return False
    expected.expect_nothing(visit.db, organiser_id=organiser.id)
    sent = reviews.decide(
        visit.db,
        submission_id=told.id,
        state=ReviewState.ASKED,
        revision=asked.about["revision"],
        organiser_id=organiser.id,
        now=visit.now,
    )
    if not sent:
        visit.say(N_("It was changed or decided meanwhile, so your question was not sent."))
        return False
    _send(visit, organiser, told, text)
    return True


def _send(visit: Visit, organiser: Organiser, told: Submission, text: str) -> None:
    one = questions.ask(
        visit.db, submission_id=told.id, organiser_id=organiser.id, text=text, now=visit.now
    )
    author, said = author_of(visit, told)
    tell(visit, author, question_note(one, title_of(visit, told), said), key=f"asked:{one.id}")
    write_down(visit, told, "author_asked", kind=EventKind.ASKED)
    visit.say(N_("Your question is on its way. The answer comes back here, and the card with it."))
