"""What a participant can do in a turn: write, press a button, or stop and come back.

A press carries the number of the turn in which its question was put, so that
a button of an older question is told from one of the open question.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Typed:
    """A text message, as it came."""

    text: str


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice or video note, which cannot be taken as an answer yet."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo, file, sticker or anything else that is not an answer."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice under a question; `choice` counts from 0 over all pages."""

    turn: int
    choice: int


@dataclass(frozen=True, slots=True)
class Page:
    """Another page of a long list of choices, counted from 0."""

    turn: int
    page: int


@dataclass(frozen=True, slots=True)
class Done:
    """The marked choices are the answer."""

    turn: int


@dataclass(frozen=True, slots=True)
class Skip:
    """No answer to an optional question; an earlier answer is taken away."""

    turn: int


@dataclass(frozen=True, slots=True)
class Back:
    turn: int


@dataclass(frozen=True, slots=True)
class Keep:
    """Leave the answer as it is: of a reopened question, or in reply to an Offer."""

    turn: int


@dataclass(frozen=True, slots=True)
class Replace:
    """Open the question of an older turn again, in reply to an Offer."""

    turn: int


@dataclass(frozen=True, slots=True)
class Change:
    """Open a question again from the review card."""

    turn: int
    question: int


@dataclass(frozen=True, slots=True)
class Send:
    turn: int


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop here; the answers are kept and Resume goes on."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Come back after a while: the open question again, with a recap."""


Press = Chosen | Page | Done | Skip | Back | Keep | Replace | Change | Send
Input = Typed | Voice | Attachment | Press | Cancel | Resume
