"""How long a form is for those who answer it."""

from dataclasses import dataclass
from typing import Final

from conversations.xforms.formdef import FormDef, Kind, QuestionDef, Wording
from conversations.xforms.itext import PLAIN
from conversations.xforms.problems import Location, Problem, Severity
from locales import N_

MOST_ASKED: Final = 13
"""Length of a flow: up to so many asked questions are answered to the end in a chat."""

_READ_A_SECOND: Final = 200 / 60
_TYPED_A_SECOND: Final = 36.2 / 60 / 1.25
_TO_CHOOSE: Final = 4.0
_TO_READ_CHOICES: Final = 5.0
_ON_THE_WAY: Final = 1.0
_WORDS_OF_A_TEXT: Final = 25
_CHOSEN: Final = frozenset({Kind.SELECT_ONE, Kind.SELECT_MULTIPLE, Kind.RANK, Kind.ACKNOWLEDGE})


@dataclass(frozen=True, slots=True)
class Estimate:
    asked: int
    minutes: int


def estimate(form: FormDef) -> Estimate:
    """Estimate how many questions most people are asked, and in how many minutes they answer.

    A model, not people: 200 words read a minute, 36.2 typed (measured with phones) and a quarter
    more to think, nine seconds to read choices and choose, one on the way. A text has 25 words.
    Groups with a condition are extra.
    """
    conditional = {str(bind.ref) for bind in form.binds.values() if bind.relevant is not None}
    put = [question for question in form.questions if not _is_extra(question, conditional)]
    seconds = sum(_seconds(form, question) for question in put)
    asked = sum(question.kind is not Kind.NOTE for question in put)
    return Estimate(asked, max(1, round(seconds / 60)))


def too_long(form: FormDef) -> tuple[Problem, ...]:
    """Warn of a form with more questions than people complete in a chat."""
    found = estimate(form)
    if found.asked <= MOST_ASKED:
        return ()
    warning = Problem(
        Location(),
        N_("{count} questions are asked, which takes about {minutes} minutes"),
        N_(
            "Up to {limit}, people go to the end. Put the others into a group that they choose to open."
        ),
        {
            "count": str(found.asked),
            "minutes": str(found.minutes),
            "limit": str(MOST_ASKED),
        },
        Severity.WARNING,
    )
    return (warning,)


def _is_extra(question: QuestionDef, conditional: set[str]) -> bool:
    around = question.ref.split("/")[:-1]
    return any("/".join(around[: end + 1]) in conditional for end in range(len(around)))


def _seconds(form: FormDef, question: QuestionDef) -> float:
    read = (_words(form, question.label) + _words(form, question.hint)) / _READ_A_SECOND
    if question.kind is Kind.NOTE:
        return read
    if question.kind in _CHOSEN:
        return read + _TO_READ_CHOICES + _TO_CHOOSE + _ON_THE_WAY
    typed = _WORDS_OF_A_TEXT if question.kind is Kind.TEXT else 1
    return read + typed / _TYPED_A_SECOND + _ON_THE_WAY


def _words(form: FormDef, wording: Wording) -> int:
    pieces = wording.pieces
    if wording.text_id is not None:
        localizer = form.localizer
        language = localizer.default_language
        pieces = localizer.pieces(wording.text_id, form=PLAIN, language=language)
    return sum(len(piece.split()) if isinstance(piece, str) else 1 for piece in pieces)
