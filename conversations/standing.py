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
    the path changes, what was never passed is asked. `marked` are the toggled
    choices of an open multi-select, `offered` the choices as they were put:
    a list may change before the press comes.
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
    page: int
    total: int

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
            "page": self.page,
            "total": self.total,
        }

    @classmethod
    def from_state(cls, form: FormDef, state: Mapping[str, Any]) -> Self:
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
            page=state["page"],
            total=state["total"],
        )
