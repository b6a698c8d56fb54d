"""The state of one node as ODK Web Forms tells it, beside what it is in our entry."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from conversations.xforms.entry import FormEntry
from conversations.xforms.formdef import Bind, generic
from conversations.xforms.instance import TreeElement

State: TypeAlias = Mapping[str, Any]

BY_CHANCE = re.compile(r"uuid:[0-9a-f-]{36}")
_MADE_UP = re.compile(r"/([\w-]+:)?meta(/([\w-]+:)?(instanceID|deprecatedID))?")
_STEP = re.compile(r"(?:[\w.-]+:)?([\w.-]+)(?:\[(\d+)\])?")
_A_TURN = timedelta(seconds=2)


def find(entry: FormEntry, ref: str) -> TreeElement | None:
    """Find a node by the local names on the way to it."""
    node = entry._filled.root
    for step in filter(None, ref.split("/")):
        found = _STEP.fullmatch(step)
        assert found is not None
        alike = [one for one in node.children if one.name.rpartition("}")[2] == found[1]]
        at = int(found[2] or 1)
        if at > len(alike):
            return None
        node = alike[at - 1]
    return node


def difference(entry: FormEntry, ref: str, state: State, *, language: str) -> str:
    """Say in what a node differs, "" where it is as it should be."""
    if str(state["type"]).startswith("repeat-range"):
        return ""  # the instances are nodes, and each is told by itself
    node = find(entry, ref)
    if node is None:
        # The reference adds what is kept about a submission to forms that have no place for it.
        return "" if _MADE_UP.search(ref) else "is not there"
    is_asked = generic(ref) in entry._form.by_ref
    found = _asked(entry, ref, state, language) if is_asked else _kept(entry, node, state)
    return next(found, "")


def _asked(entry: FormEntry, ref: str, state: State, language: str) -> Iterator[str]:
    node, prompt = entry._filled.node(ref), entry.prompt(ref, language)
    yield from _differing("relevant", state, node.relevant)
    yield from _differing("readonly", state, prompt.readonly)
    yield from _differing("required", state, prompt.required)
    yield from _differing_value(node, state)
    yield from _differing("label", _texts(state), prompt.label)
    yield from _differing("hint", _texts(state), prompt.hint)
    if state.get("choices") is not None:
        choices = [[choice.value, choice.label] for choice in prompt.choices]
        yield from _differing("choices", {"choices": _stripped(state["choices"])}, choices)
    yield from _validity(entry, node, entry.question(ref).bind, state)
    valid = state.get("valid") or {}
    if valid.get("msg"):
        said = prompt.constraint_message if valid["required"] else prompt.required_message
        yield from _differing("msg", valid, said)


def _kept(entry: FormEntry, node: TreeElement, state: State) -> Iterator[str]:
    """Compare a node that is not asked: a group, an instance of a repeat, a computed value."""
    filled = entry._filled
    yield from _differing("relevant", state, node.relevant)
    if "value" not in state:
        return
    yield from _differing_value(node, state)
    bind = entry._form.binds.get(node.reference())
    if bind is not None:
        yield from _differing("readonly", state, filled.is_readonly(node))
        yield from _differing("required", state, filled.holds(bind.required, node))
        yield from _validity(entry, node, bind, state)


def _validity(entry: FormEntry, node: TreeElement, bind: Bind, state: State) -> Iterator[str]:
    valid, filled = state.get("valid"), entry._filled
    if valid is None or not node.relevant:
        return
    holds = bind.constraint is None or not node.value or filled.holds(bind.constraint, node)
    given = bool(node.value) or not filled.holds(bind.required, node)
    yield from _differing("constraint", valid, holds)
    yield from _differing("required", valid, given)


def _differing_value(node: TreeElement, state: State) -> Iterator[str]:
    """Compare values; an id made by chance is equal to any other, and so is the time of a turn."""
    ours, theirs = node.value if node.relevant else "", as_text(state.get("value"))
    if BY_CHANCE.fullmatch(ours) and BY_CHANCE.fullmatch(theirs):
        return
    if not _is_same_turn(ours, theirs):
        yield from _differing("value", {"value": theirs}, ours)


def _is_same_turn(ours: str, theirs: str) -> bool:
    try:
        moments = [datetime.fromisoformat(text) for text in (ours, theirs)]
        return "T" in ours and "T" in theirs and abs(moments[0] - moments[1]) < _A_TURN
    except (TypeError, ValueError):
        return False


def _differing(part: str, state: State, ours: object) -> Iterator[str]:
    if state[part] != ours:
        yield f"{part} {ours!r} instead of {state[part]!r}"


def _texts(state: State) -> dict[str, str]:
    return {part: as_text(state.get(part)).strip() for part in ("label", "hint")}


def as_text(value: object) -> str:
    match value:
        case None:
            return ""
        case list():
            return " ".join(map(str, value))
        case _:
            return str(value)


def _stripped(choices: list[list[str]]) -> list[list[str]]:
    return [[value, (label or "").strip()] for value, label in choices]
