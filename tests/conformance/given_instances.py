"""Traces that begin from an instance which somebody filled in before, and which they do not hold.

It is known all the same: the state after the first step tells it.
"""

import re
from collections.abc import Iterator, Mapping

from conversations.xforms.entry import FormEntry
from conversations.xforms.formdef import FormDef, Preload, generic
from conversations.xforms.instance import TreeReference
from tests.conformance.node_states import BY_CHANCE, State, as_text, find

_META = re.compile(r"/([\w-]+:)?meta/")
_POSITION = re.compile(r"\[\d+\]")


def is_given(entry: FormEntry, states: Mapping[str, State]) -> bool:
    """Tell whether a value is there at the beginning which no form can give."""
    return any(
        _cannot_come_from(entry._form, ref, as_text(state["value"]))
        for ref, state in states.items()
        if state.get("value") and not _META.search(ref)
    )


def _cannot_come_from(form: FormDef, ref: str, value: str) -> bool:
    """Tell whether a node has no default and nothing sets it, or holds no id where it should."""
    reference = TreeReference.parse(generic(ref))
    if form.preloads.get(reference) is Preload.UID:
        return not BY_CHANCE.fullmatch(value)
    bind = form.binds.get(reference)
    computed = bind is not None and bind.calculate is not None
    is_set = reference in form.preloads or any(one.ref == reference for one in form.actions)
    defaults = (node.value for node in form.template.resolve(reference))
    return not computed and not is_set and not any(defaults)


def given_state(entry: FormEntry, states: Mapping[str, State]) -> dict[str, object]:
    """Give what would have been stored for the instance that the states tell."""
    answers = {
        ref: as_text(state["value"])
        for ref, state in states.items()
        if "value" in state and find(entry, ref) is not None and not _META.search(ref)
    }
    return {**entry.dump(), "answers": answers, "repeats": dict(_counts(states))}


def _counts(states: Mapping[str, State]) -> Iterator[tuple[str, int]]:
    for ref, state in states.items():
        if str(state["type"]).startswith("repeat-range"):
            yield ref, sum(one.startswith(f"{ref}[") and _is_last(one, ref) for one in states)


def _is_last(one: str, ref: str) -> bool:
    return _POSITION.fullmatch(one.removeprefix(ref)) is not None
