"""A practice or a lesson as others may read it: its name, and its main answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from bot.actions.visits import House, Visit
from bot.actions.wording import LESSON, PRACTICE, questions_of, shown_answer, title_of
from bot.markup import bold, cut, plain
from conversations.shown import clip, is_voice
from locales import N_, Words
from reports.columns import Question
from storage import redactions, submissions, workshops
from storage.answers import Answer
from storage.database import Session
from storage.submissions import Submission, SubmissionStatus
from storage.workshops import Workshop

NAMED_BY: Final = MappingProxyType({PRACTICE: "title", LESSON: "lesson"})
MAIN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {PRACTICE: ("stage", "what", "result"), LESSON: ("kind", "happened")}
)
LONGEST_NAME: Final = 80
LONGEST: Final = 3600  # characters: with what stands around it, it is one message


def may_be_read(told: Submission) -> bool:
    """Tell whether other participants may read this: it was sent, and its author said so."""
    return (
        told.form_id in NAMED_BY
        and told.status is SubmissionStatus.COMPLETED
        and told.share in submissions.SHARED
    )


def name_of(db: Session, told: Submission, *, house: House, said: Words) -> str:
    """Return what a contribution is called; of one whose name is not for others, what it is."""
    answers = _for_others(db, told)
    name = answers.get(NAMED_BY.get(told.form_id, ""))
    title = title_of(house.forms.get(db, told.form_version_id), said)
    return title if name is None or is_voice(name.value) else clip(name.value, most=LONGEST_NAME)


def describe(
    db: Session, told: Submission, workshop: Workshop, *, house: House, said: Words
) -> str:
    """Return, in Telegram's HTML, the name and the main answers as their author gave them.

    What a screening found something in is left out: its author may not have seen what it gives
    away.
    """
    form = house.forms.get(db, told.form_version_id)
    answers = _for_others(db, told)
    asked = questions_of(
        form, words=said, countries=workshop.countries, now=told.completed_at or told.begun_at
    )
    named = bold(name_of(db, told, house=house, said=said))
    wanted = MAIN.get(told.form_id, ())
    first, *rest = cut("\n\n".join([named, *_paragraphs(asked, answers, wanted, said)]), LONGEST)
    return f"{first}\n…" if rest else first


def questions_in(visit: Visit, told: Submission) -> Mapping[str, Question]:
    """Return by ref what was asked where this was told, in the language of the visit."""
    workshop = workshops.get_workshop(visit.db, workshop_id=told.workshop_id)
    form = visit.house.forms.get(visit.db, told.form_version_id)
    attached = visit.house.forms.lists(visit.db, told.form_version_id) if form.files else {}
    questions = questions_of(
        form,
        words=visit.words,
        countries=workshop.countries,
        now=told.begun_at,
        attached=attached,
    )
    return {question.ref: question for question in questions}


def comment_of(db: Session, told: Submission) -> str:
    """Return what a comment says, "" where it is not for its reader."""
    answers = _for_others(db, told)
    comment = answers.get("comment")
    return "" if comment is None or is_voice(comment.value) else comment.value


def _for_others(db: Session, told: Submission) -> dict[str, Answer]:
    """Return by name the answers that others may read, as they may read them."""
    taken_out = redactions.shown_in(db, submission_id=told.id)
    return {
        one.name: replace(one, value=taken_out.get(one.ref, one.value))
        for one in submissions.get_answers(db, submission_id=told.id)
        if one.relevant and one.value and not one.screened
    }


def _paragraphs(
    asked: Sequence[Question], answers: Mapping[str, Answer], wanted: Sequence[str], said: Words
) -> Iterator[str]:
    questions = {question.name: question for question in asked}
    for name in wanted:
        if name in questions and name in answers:
            question, value = questions[name], answers[name].value
            shown = plain(_shown(question, value, said))
            yield f"<i>{plain(question.label)}</i>\n{shown}"


def _shown(question: Question, value: str, said: Words) -> str:
    """Write an answer in the reader's language; free text is as it was told."""
    if is_voice(value):
        return said.say(N_("A voice note, which only the organisers hear."))
    return shown_answer(question, value, said)
