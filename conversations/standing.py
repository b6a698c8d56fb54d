"""Where one participant stands in one form: everything that is kept between two turns."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from conversations.xforms.formdef import FormDef


class Mode(StrEnum):
    ASKING = "asking"
    REVIEWING = "reviewing"
    CHANGING = "changing"  # one answer, on the way back to the review
    CLOSED = "closed"


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
    several messages and is not Done yet. `position` of `total` questions are put.
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
    position: int
    total: int

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
            position=0,
            total=0,
        )

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
            "position": self.position,
            "total": self.total,
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
            position=state.get("position", 0),
            total=state["total"],
        )
