"""What was told, line by line, as organisers read it: numbered, with what the screening found."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bot.actions import contributions
from bot.actions.contributions import NAMED_BY
from bot.actions.visits import Visit
from bot.actions.wording import shown_answer
from conversations.guarding import findings_in_words
from conversations.shown import RECEIVED, clip, is_voice
from conversations.xforms.formdef import Kind, generic
from locales import N_
from reports.columns import Question
from storage import redactions, submissions, workshops
from storage.answers import Answer
from storage.submissions import Submission

LONGEST_NAME: Final = 80
_SCREENED: Final = {
    "organisers": N_("The author keeps this for the organisers: nobody else reads it."),
    "left": N_("The author has left it as it is. Nobody but the organisers reads it."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An answer in words; `text` is as others read it, `value` as its author told it."""

    number: int
    ref: str
    label: str = field(repr=False)
    text: str = field(repr=False)
    value: str = field(repr=False)
    remarks: tuple[str, ...] = field(repr=False)
    is_text: bool


def lines_of(visit: Visit, told: Submission) -> list[Line]:
    """Return all answers that count, in the order in which the form asks."""
    return list(_lines(visit, told))


def title_of(visit: Visit, told: Submission) -> str:
    """Return what an organiser knows a contribution by: its name, or else its form."""
    name = NAMED_BY.get(told.form_id, "")
    answers = submissions.get_answers(visit.db, submission_id=told.id)
    named = next((one for one in answers if one.name == name and one.value), None)
    if named is None or is_voice(named.value):
        return visit.title_of(told.form_version_id)
    shown = redactions.shown(visit.db, told.id, named.ref, named.value)
    return clip(shown, most=LONGEST_NAME)


def _lines(visit: Visit, told: Submission) -> Iterator[Line]:
    asked = contributions.questions_in(visit, told)
    order = {ref: place for place, ref in enumerate(asked)}
    answers = [
        one
        for one in submissions.get_answers(visit.db, submission_id=told.id)
        if one.relevant and one.value and generic(one.ref) in order
    ]
    taken_out = redactions.shown_in(visit.db, submission_id=told.id)
    regions = workshops.get_workshop(visit.db, workshop_id=told.workshop_id).countries
    in_order = sorted(answers, key=lambda one: order[generic(one.ref)])
    for number, one in enumerate(in_order, start=1):
        question = asked[generic(one.ref)]
        yield Line(
            number=number,
            ref=one.ref,
            label=question.label or one.name,
            text=_shown(visit, question, taken_out.get(one.ref, one.value), one.kind),
            value=one.value,
            remarks=tuple(_remarks(visit, one, regions)),
            is_text=one.kind == Kind.TEXT and not is_voice(one.value),
        )


def _shown(visit: Visit, question: Question, value: str, kind: str) -> str:
    if is_voice(value):
        return visit.words.say(N_("🎤 Voice note"))
    received = {of_kind.value: said for of_kind, said in RECEIVED.items()}
    if kind in received:
        return visit.words.say(received[kind])
    return shown_answer(question, value, visit.words)


def _remarks(visit: Visit, one: Answer, regions: tuple[str, ...]) -> Iterator[str]:
    """Yield what the screening found in an answer, and what its author then wanted."""
    if one.screened in _SCREENED:
        yield visit.words.say(_SCREENED[one.screened])
        yield from findings_in_words(one.value, regions=regions, words=visit.words)
