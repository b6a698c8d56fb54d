"""What a participant can do in a turn: write, send something, press a button, stop and come back.

A press carries the number of the turn in which its question was put, so that
a button of an older question is told from one of the open question.
"""

from dataclasses import dataclass

from conversations.xforms.formdef import Kind


@dataclass(frozen=True, slots=True)
class Typed:
    """A text message, as it came; `message` is its number in the chat, 0 where that is unknown."""

    text: str
    message: int = 0


@dataclass(frozen=True, slots=True)
class Edited:
    """An own message was changed afterwards, and with it the answer that it gave."""

    message: int
    text: str


@dataclass(frozen=True, slots=True)
class Reworded:
    """Other words for an answer that was given, such as those that a speaker finds in a recording."""

    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """A voice note that may be the answer in one's own words; `name` is what the file is kept as."""

    name: str


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice or video note, which cannot be taken as an answer yet."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo, file, sticker or anything else that is not an answer."""


@dataclass(frozen=True, slots=True)
class Located:
    """A place: a pin, a venue, or where the phone is, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Sent:
    """A file, named by whoever keeps it; a voice note is an AUDIO, a video note a VIDEO.

    `kind` is IMAGE, AUDIO, VIDEO or FILE. Where the file is taken, `name` becomes the answer.
    """

    kind: Kind
    name: str


@dataclass(frozen=True, slots=True)
class _Press:
    """A press that says no more than which button it was. Nothing is made anew for each of them."""

    turn: int


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


class ShowAll(_Press):
    """All choices again, after a search."""

    __slots__ = ()


class Done(_Press):
    """The marked choices are the answer, in the order of a ranking."""

    __slots__ = ()


class StartOver(_Press):
    """Take every choice out of the ranking."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Day:
    """A day, month or year of the calendar; `day` is the ordinal of its first day."""

    turn: int
    day: int


@dataclass(frozen=True, slots=True)
class Month:
    """Another month of the calendar in view; `month` counts from the year 0: year * 12 + month - 1."""

    turn: int
    month: int


class Blank(_Press):
    """A place of the calendar that is no day: its heading, a weekday."""

    __slots__ = ()


class Skip(_Press):
    """No answer to an optional question; an earlier answer is taken away."""

    __slots__ = ()


class Back(_Press):
    __slots__ = ()


class Keep(_Press):
    """Leave the answer as it is: of a reopened question, or in reply to an Offer."""

    __slots__ = ()


class Replace(_Press):
    """Open the question of an older turn again, in reply to an Offer."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Change:
    """Open a question again from the review card."""

    turn: int
    question: int


@dataclass(frozen=True, slots=True)
class Add:
    """Another instance of a repeat; `question` counts as in Change, under the repeat it is 0."""

    turn: int
    question: int


class GoOn(_Press):
    """No further instance of the repeat."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Instances:
    """See the instances of the repeat, to change one; `page` counts from 0."""

    turn: int
    page: int


@dataclass(frozen=True, slots=True)
class Instance:
    """One of the instances of the repeat, counted from 1."""

    turn: int
    number: int


@dataclass(frozen=True, slots=True)
class Revise:
    """Go through the answers of an instance again."""

    turn: int
    number: int


@dataclass(frozen=True, slots=True)
class OfferRemoval:
    """Remove an instance; this is asked once more before it happens."""

    turn: int
    number: int


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove an instance, and mean it."""

    turn: int
    number: int


class Send(_Press):
    __slots__ = ()


class Rewrite(_Press):
    """Write a text again by which somebody could be recognised."""

    __slots__ = ()


class ForOrganisers(_Press):
    """Take the text as it is, for nobody to see but the organisers."""

    __slots__ = ()


class LeaveIt(_Press):
    """Take the text as it is."""

    __slots__ = ()


class KeepDisclosure(_Press):
    """Take as the answer what may speak of a person in danger."""

    __slots__ = ()


class DropDisclosure(_Press):
    """Forget what may speak of a person in danger."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop here; the answers are kept and Resume goes on."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Come back after a while: the open question again, with a recap."""


Numbered = (
    Chosen
    | Page
    | Day
    | Month
    | Change
    | Add
    | Instances
    | Instance
    | Revise
    | OfferRemoval
    | Remove
)
Decisive = Rewrite | ForOrganisers | LeaveIt | KeepDisclosure | DropDisclosure
Plain = ShowAll | Done | StartOver | Blank | GoOn | Skip | Back | Keep | Replace | Send | Decisive
Press = Numbered | Plain
Shown = Located | Sent | Spoken | Voice | Attachment
Corrected = Edited | Reworded
Input = Typed | Corrected | Shown | Press | Cancel | Resume
