"""Where one participant stands in one form: everything that is kept between two turns."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import Any, Self

from conversations.xforms.formdef import FormDef, generic


class Mode(StrEnum):
    ASKING = "asking"
    REVIEWING = "reviewing"
    CHANGING = "changing"  # one answer, on the way back to the review
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that gave an answer, or so many characters of one that came in several."""

    message: int
    ref: str
    length: int


class Pause(StrEnum):
    """Why a text waits for a decision before it is an answer."""

    FOUND = "found"  # somebody could be recognised by it
    REWRITING = "rewriting"  # it was found so, and is being written anew
    DISCLOSED = "disclosed"  # it may speak of a person in danger


class Way(StrEnum):
    """How a text was on its way to an answer."""

    TYPED = "typed"
    EDITED = "edited"
    REWORDED = "reworded"
    DONE = "done"  # written in several messages
    BACK = "back"  # the same, and left for an earlier question
    KEPT = "kept"  # proposed, and taken as it is


class Decision(StrEnum):
    """What somebody decided about a text of which they were asked to look at it once more."""

    LEFT = "left"
    ORGANISERS = "organisers"  # nobody but the organisers may see it
    KEPT = "kept"  # what it discloses is part of the answer


@dataclass(frozen=True, slots=True)
class Held:
    """A text that is no answer yet: `ref` is the question it is for, `message` where it came in.

    `said` is what was written there, which may be a part of the text.
    """

    ref: str
    text: str
    pause: Pause
    way: Way
    said: str
    message: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """`turn` numbers what was put: it grows with each question and review card.

    `open` is the open question, "" at the review. `put` tells which question
    each turn put, so that old buttons are known. `passed` holds the questions
    that were answered or skipped, in the order in which it happened: where
    the path changes, what was never passed is asked. `marked` are the pressed
    choices of an open question that takes several, in the order of a ranking;
    `offered` are the choices as they were put, for a list may change before the
    press comes, and `found` those that a search has left in view. `page` is the
    page of a long list, or the month of a calendar; `day` the date of a moment
    whose time is still open, and `written` what there is of a text that may come in
    several messages and is not Done yet, its `parts` these messages. `heard` are those that gave
    the answers which stand; `refused` is one that gave none to the open question, and may be put
    right. `position` of `total` questions are put. `sent` stays true once the
    form was sent, also while it is open again. `held` is a text on whose way to an answer
    somebody must decide, `decided` what was decided about texts, by their fingerprints: it is
    forgotten of itself as soon as the answer is another.
    """

    form: FormDef
    entry: Mapping[str, Any]
    language: str
    turn: int
    mode: Mode
    open: str
    changing: str
    put: Mapping[int, str]
    passed: tuple[str, ...]
    marked: tuple[str, ...]
    offered: tuple[str, ...]
    found: tuple[str, ...]
    page: int
    day: str
    written: str
    parts: tuple[Heard, ...]
    heard: tuple[Heard, ...]
    refused: int
    position: int
    total: int
    sent: bool
    held: Held | None
    decided: Mapping[str, Decision]

    @classmethod
    def new(cls, form: FormDef, entry: Mapping[str, Any], *, language: str) -> Self:
        """Return a conversation in which nothing was put yet."""
        return cls(
            form=form,
            entry=entry,
            language=language,
            turn=0,
            mode=Mode.ASKING,
            open="",
            changing="",
            put={},
            passed=(),
            marked=(),
            offered=(),
            found=(),
            page=0,
            day="",
            written="",
            parts=(),
            heard=(),
            refused=0,
            position=0,
            total=0,
            sent=False,
            held=None,
            decided={},
        )

    def heard_in(self, message: int) -> str:
        """Return the question that a message answers, or was to answer, "" where there is none."""
        if not message:
            return ""
        if message == self.refused:
            return self.open
        if self.held is not None and message == self.held.message:
            return self.held.ref
        found = (heard.ref for heard in (*self.parts, *self.heard) if heard.message == message)
        return next(found, "")

    def decision_about(self, ref: str, value: str) -> Decision | None:
        """Return what was decided about an answer as it stands."""
        return self.decided.get(fingerprint(ref, value)) if self.decided else None

    def to_state(self) -> dict[str, Any]:
        """Return what `from_state` needs besides the form, ready for JSON."""
        return {
            "entry": dict(self.entry),
            "language": self.language,
            "turn": self.turn,
            "mode": self.mode.value,
            "open": self.open,
            "changing": self.changing,
            "put": {str(turn): ref for turn, ref in self.put.items()},
            "passed": list(self.passed),
            "marked": list(self.marked),
            "offered": list(self.offered),
            "found": list(self.found),
            "page": self.page,
            "day": self.day,
            "written": self.written,
            "parts": [list(astuple(part)) for part in self.parts],
            "heard": [list(astuple(heard)) for heard in self.heard],
            "refused": self.refused,
            "position": self.position,
            "total": self.total,
            "sent": self.sent,
            "held": None if self.held is None else list(astuple(self.held)),
            "decided": dict(self.decided),
        }

    @classmethod
    def from_state(cls, form: FormDef, state: Mapping[str, Any]) -> Self:
        """Take up a conversation, also one that was kept before there was all of this in it."""
        return cls(
            form=form,
            entry=state["entry"],
            language=state["language"],
            turn=state["turn"],
            mode=Mode(state["mode"]),
            open=state["open"],
            changing=state["changing"],
            put={int(turn): ref for turn, ref in state["put"].items()},
            passed=tuple(state["passed"]),
            marked=tuple(state["marked"]),
            offered=tuple(state["offered"]),
            found=tuple(state.get("found", ())),
            page=state["page"],
            day=state.get("day", ""),
            written=state.get("written", ""),
            parts=tuple(Heard(*part) for part in state.get("parts", ())),
            heard=tuple(Heard(*heard) for heard in state.get("heard", ())),
            refused=state.get("refused", 0),
            position=state.get("position", 0),
            total=state["total"],
            sent=state.get("sent", state["mode"] == Mode.CLOSED),
            held=_held(state.get("held")),
            decided={print_: Decision(what) for print_, what in state.get("decided", {}).items()},
        )


def fingerprint(ref: str, value: str) -> str:
    """Name a text without telling it; an instance that moves up keeps what was decided."""
    return blake2b(f"{generic(ref)}\n{value}".encode(), digest_size=12).hexdigest()


def _held(kept: Sequence[Any] | None) -> Held | None:
    if kept is None:
        return None
    ref, text, pause, way, said, message = kept
    return Held(ref, text, Pause(pause), Way(way), said, message)
