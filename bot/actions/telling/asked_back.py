"""What the organisers ask about a contribution, as its author meets it: answered, changed, or left.

An answer is a note about the contribution: a conversation of its own, screened like any other. What
was open waits meanwhile. No name goes with it: the organisers see it on the card, and nowhere else.
"""

from bot.actions.telling import beginning, changes, mine
from bot.actions.visits import Participant, Visit
from bot.actions.wording import NOTE
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import QuestionTap, Tap
from bot.updates import Toast
from locales import N_, Words
from storage import questions
from storage.questions import AskedBack


def question_note(asked: AskedBack, title: str, said: Words) -> Note:
    """Return the question as its author reads it."""
    parts = (
        bold(said.say(N_("The organisers have a question about “{title}”:"), title=title)),
        f"<blockquote>{plain(asked.text)}</blockquote>",
        plain(said.say(N_("They do not learn from your answer who you are."))),
    )
    return Note("\n".join(parts), tuple(_buttons(asked, said)))


def press(visit: Visit, participant: Participant, tap: QuestionTap) -> Toast | None:
    """Begin the answer or a change, or leave the question for later."""
    asked = questions.find_question(visit.db, id=tap.question)
    told = mine.find_told(visit, participant, asked.submission_id) if asked else None
    if asked is None or told is None:
        return visit.no_longer()
    match tap.act:
        case "later":
            visit.drop_buttons()
            return Toast(visit.words.say(N_("It waits for you under what you told.")))
        case "change":
            visit.drop_buttons()
            return changes.change(visit, participant, told.conversation, at="")
        case _:
            return _begin_answer(visit, participant, asked)


def _begin_answer(visit: Visit, participant: Participant, asked: AskedBack) -> Toast | None:
    if asked.answered_at is not None:
        visit.drop_buttons()
        return Toast(visit.words.say(N_("You have answered this already. Thank you!")))
    beginning.begin(visit, participant, NOTE, about=asked.submission_id)
    return None


def _buttons(asked: AskedBack, said: Words) -> tuple[tuple[str, Tap], ...]:
    return (
        (said.say(N_("Answer")), QuestionTap("answer", asked.id)),
        (said.say(N_("Change my contribution")), QuestionTap("change", asked.id)),
        (said.say(N_("Not now")), QuestionTap("later", asked.id)),
    )
