"""Forms being filled in, with the state of every node after each step, as ODK Web Forms tells it."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from conversations.xforms.entry import FormEntry, Outcome
from conversations.xforms.formdef import Kind, generic
from conversations.xforms.itext import language_code
from conversations.xforms.parsing.defects import XFormRefused
from conversations.xforms.parsing.parser import load_xform
from tests.conformance.given_instances import given_state, is_given
from tests.conformance.node_states import difference, find
from tests.conformance.suites import Item, Suite
from tests.conformance.verdicts import PASSED, Finding, failed
from tests.conformance.verdicts import Outcome as Judged

ZONE = ZoneInfo("America/Phoenix")
_ATTACHED = re.compile(r"\bsrc\s*=\s*[\"']jr://(file|file-csv|images|audio|video)/")
_SOME_FILE = "[object File]"
"""What stands for a file in a recording; the file's name is its value afterwards."""


class Departure(Exception):
    """The entry is not as the trace says."""


def identify(_number: int, item: Item) -> tuple[str, str]:
    return f"{item['id']} {item['name']}", str(item["test"]).removesuffix(".test.ts")


def judge(item: Item) -> Finding:
    outside = _out_of_scope(item)
    if outside:
        return Finding(Judged.OUT_OF_SCOPE, outside)
    try:
        replay = Replay(item)
        for number, step in enumerate(item["steps"]):
            replay.take(step, number)
    except XFormRefused as refused:
        return failed(f"refused: {refused}")
    except Departure as departure:
        return failed(str(departure))
    return PASSED


def _out_of_scope(item: Item) -> str:
    if item.get("reference_known_wrong"):
        return "known to be wrong in the reference"
    if _ATTACHED.search(item["form"]):
        return "external files"
    if any(step["op"] == "answer" and len(step["args"]) < 2 for step in item["steps"]):
        return "positional answers"
    return ""


class Replay:
    """An entry that takes the steps of a trace, each as a turn of its own: restored and dumped."""

    def __init__(self, item: Item) -> None:
        self._form = load_xform(item["form"])
        self._language = self._form.default_language
        first = item["steps"][0]
        self._entry = FormEntry.begin(self._form, now=_moment(first), seed=1)
        self._at_start = True
        states = first.get("changed", {})
        if is_given(self._entry, states):
            self._restore(given_state(self._entry, states), first)

    def take(self, step: Mapping[str, Any], number: int) -> None:
        if number:
            self._restore(self._entry.dump(), step)
        act = _ACTS.get(step["op"])
        if act is None:
            raise Departure(f"step {number}: unknown operation {step['op']}")
        try:
            act(self, step)
            self._compare(step)
        except Departure as departure:
            arguments = " ".join(map(str, step["args"]))
            said = f"step {number} ({step['op']} {arguments}): {departure}"
            raise Departure(said) from departure

    def _restore(self, state: Mapping[str, object], step: Mapping[str, Any]) -> None:
        stored = json.loads(json.dumps(state))
        now, language = _moment(step), self._language
        self._entry = FormEntry.restore(self._form, stored, now=now, language=language)

    def _compare(self, step: Mapping[str, Any]) -> None:
        if "error" in step:
            return
        for ref, state in step.get("changed", {}).items():
            said = difference(self._entry, ref, state, language=self._language)
            if said:
                raise Departure(f"{ref} {said}")
        for ref in step.get("gone", ()):
            if not _is_range(ref, step) and find(self._entry, ref) is not None:
                raise Departure(f"{ref} is still there")

    # Operations

    def begin(self, _step: Mapping[str, Any]) -> None:
        pass

    def answer(self, step: Mapping[str, Any]) -> None:
        ref, *given = step["args"]
        if given == [_SOME_FILE]:
            given = [step.get("changed", {}).get(ref, {}).get("value")]
        value = _written(self._kind(ref), given)
        outcome = self._entry.answer_question(ref, value)
        if outcome is not Outcome.OK:
            self._write(ref, value, outcome, step)
        self._entry.jump(ref)
        self._at_start = False

    def _kind(self, ref: str) -> Kind:
        question = self._form.by_ref.get(generic(ref))
        if question is None:
            raise Departure("there is no such question")
        return question.kind

    def _write(self, ref: str, value: str, outcome: Outcome, step: Mapping[str, Any]) -> None:
        """Write what the reference reports where ours, on purpose, does not take an answer."""
        reported = step.get("changed", {}).get(ref, {}).get("value")
        if reported is None:
            return
        text = _written(self._kind(ref), [reported])
        if outcome is Outcome.UNREADABLE:
            if self._entry.answer_question(ref, text) is not Outcome.OK:
                raise Departure(f"{value!r} is not taken")
            return
        state = self._entry.dump()
        answers = state["answers"]
        assert isinstance(answers, dict)
        restored = {**state, "answers": {**answers, ref: text}}
        self._restore(restored, step)

    def add_repeat(self, step: Mapping[str, Any]) -> None:
        """Add the instance that is new afterwards: the recorded argument may not name it."""
        states = step.get("changed", {})
        new = [
            ref
            for ref, state in states.items()
            if state["type"] == "repeat-instance" and find(self._entry, ref) is None
        ]
        if not new:
            return
        ref = min(new, key=len)
        if ref not in self._entry.events():
            raise Departure(f"{ref} is not put")
        self._entry.jump(ref)
        if self._entry.add_repeat(ref) is None:
            raise Departure(f"{ref} may not be added")
        self._at_start = (self._entry.at or "").startswith(f"{ref}/")

    def remove_repeat(self, step: Mapping[str, Any]) -> None:
        self._entry.remove_repeat(step["args"][0])

    def set_language(self, step: Mapping[str, Any]) -> None:
        self._language = language_code(step["args"][0])
        self._restore(self._entry.dump(), step)

    def step_forward(self, step: Mapping[str, Any]) -> None:
        if self._steps_on_an_event(step):
            at = self._entry.at if self._at_start else self._entry.step_to_next_event()
            self._at_start = False
            self._expect(at, step)

    def step_back(self, step: Mapping[str, Any]) -> None:
        if self._steps_on_an_event(step):
            self._expect(self._entry.step_to_previous_event(), step)

    def _steps_on_an_event(self, step: Mapping[str, Any]) -> bool:
        """Tell whether the reference steps on a thing that is an event for us, no container."""
        if "error" in step:
            return False
        return any(
            _same_event(event, ref) for event in self._entry.events() for ref in step["args"]
        )

    def _expect(self, at: str | None, step: Mapping[str, Any]) -> None:
        if at is None or not _same_event(at, step["args"][0]):
            raise Departure(f"{at} is open")


_ACTS: Mapping[str, Callable[[Replay, Mapping[str, Any]], None]] = MappingProxyType(
    {
        "init": Replay.begin,
        "answer": Replay.answer,
        "createNewRepeat": Replay.add_repeat,
        "proposed_addExplicitCreateNewRepeatCallHere": Replay.add_repeat,
        "removeRepeat": Replay.remove_repeat,
        "setLanguage": Replay.set_language,
        "next": Replay.step_forward,
        "prev": Replay.step_back,
    }
)


def _same_event(ours: str, theirs: str) -> bool:
    """Compare refs; the reference names the repeat where we name the instance to be added."""
    return theirs in {ours, ours.rpartition("[")[0]}


def _is_range(ref: str, step: Mapping[str, Any]) -> bool:
    """Tell whether a ref that is gone was a repeat as such, which is no node here."""
    return f"{ref}[1]" in step.get("gone", ())


def _moment(step: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(step["now"]).astimezone(ZONE)


def _written(kind: Kind, given: Sequence[object]) -> str:
    return " ".join(filter(None, (_text(kind, one) for one in given)))


def _text(kind: Kind, value: object) -> str:
    match value:
        case None:
            return ""
        case bool() if kind is Kind.ACKNOWLEDGE:
            return "OK" if value else ""
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer():
            return str(int(value))
        case list():
            return " ".join(map(str, value))
        case _:
            return str(value)


TRACES = Suite("traces", "forms being filled in, step by step, by ODK Web Forms", identify, judge)
