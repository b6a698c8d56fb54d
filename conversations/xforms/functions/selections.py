"""Functions of select questions and their words: selected, count-selected, jr:choice-name."""

from conversations.xforms.functions.arguments import Here, as_whole
from conversations.xforms.values import Value, to_string


def selected(_here: Here, value: Value, choice: Value) -> Value:
    return to_string(choice).strip() in (to_string(value).split() or [""])


def selected_at(here: Here, value: Value, index: Value) -> Value:
    chosen = to_string(value).split()
    at = as_whole(here, index)
    return chosen[at] if at is not None and 0 <= at < len(chosen) else ""


def count_selected(_here: Here, value: Value) -> Value:
    return float(len(to_string(value).split()))


def choice_name(here: Here, value: Value, path: Value) -> Value:
    return here.surroundings.choice_name(to_string(value), to_string(path), here.current)


def itext(here: Here, text_id: Value) -> Value:
    return here.surroundings.itext(to_string(text_id))
