"""What the bot says in a turn, already worded in the conversation's language, not escaped."""

from dataclasses import dataclass

from conversations.inputs import Press
from conversations.xforms.prompts import MediaShown


@dataclass(frozen=True, slots=True)
class Button:
    """A label, and the input that pressing it is.

    `marked` tells a choice that is part of the answer as it stands.
    """

    label: str
    press: Press
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """Put a question. The parts stand in the order in which they are read.

    `position` and `total` are 0 where counting would mislead: while one
    answer is being changed. `answer` is what was answered so far, and
    `held` what was written instead: it is no answer yet.
    `earlier` is to be read before the group begins, `notes` in it. With `several`,
    choices are toggles; with `in_order`, they are placed one after the other. `grid` are buttons whose rows have a
    meaning: a calendar. `media` are shown before the words. `wants_location` asks
    for the button with which a phone tells where it is. With `in_place`, the
    message that was tapped is edited; else the question is a new message.
    """

    turn: int
    recap: str
    problem: str
    position: int
    total: int
    earlier: tuple[str, ...]
    group: str
    notes: tuple[str, ...]
    label: str
    hint: str
    answer: str
    grid: tuple[tuple[Button, ...], ...]
    choices: tuple[Button, ...]
    pages: tuple[Button, ...]
    controls: tuple[Button, ...]
    media: tuple[MediaShown, ...]
    several: bool
    in_order: bool
    wants_location: bool
    in_place: bool
    held: str = ""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One answer on the review card; `shown` is cut short where it is long.

    `heading` is what begins with it: an instance of a repeat, or what stands behind the last.
    `remark` says who alone may see it, where its person chose that.
    """

    number: int
    label: str
    shown: str
    heading: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """All answers before they are sent; `changes` are the numbers, as buttons, unless there are too many."""

    turn: int
    recap: str
    problem: str
    notes: tuple[str, ...]
    title: str
    lines: tuple[ReviewLine, ...]
    changes: tuple[Button, ...]
    controls: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """What the message of `turn` becomes: question and answer, the keyboard gone.

    `shown` is empty where the question was left without an answer. `wanted_location`
    tells that the button for the phone's place has served.
    """

    turn: int
    label: str
    shown: str
    wanted_location: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """Ask whether an earlier answer is to be changed; `turn` is its old turn."""

    turn: int
    text: str
    controls: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What was written may speak of a person in danger: where help is stands above this.

    The edge knows where that is. `text` asks whether it is to be kept as an answer.
    """

    turn: int
    text: str
    controls: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Say:
    text: str


@dataclass(frozen=True, slots=True)
class Toast:
    """A passing remark on a press; it may be lost."""

    text: str


@dataclass(frozen=True, slots=True)
class Completed:
    """The form was sent, or what was changed in it; the thanks are worded by who knows what comes next.

    `card` is the copy of what was told: the review card without its buttons.
    """

    form_id: str
    card: Review


Reply = Ask | Review | Answered | Offer | Disclosed | Say | Toast | Completed
