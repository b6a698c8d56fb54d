"""The events of a walk as JSON, for answers that somebody wrote down."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from conversations.xforms.entry import FormEntry, Prompt
from conversations.xforms.formdef import FormDef, generic
from conversations.xforms.instance import TreeReference
from conversations.xforms.itext import language_code
from conversations.xforms.parsing.parser import load_xform
from tests.conformance.walk import Answers, Asked, Ended, Event, NewRepeatPrompted, walk

HELP = """\
Walk through an XForm and print its events as a JSON array:

    {"event": "question", "ref": "/data/person[2]/age", "label": "Age?", "required": true,
     "readonly": false, "choices": [["y", "Yes"]], "status": "ok"}
    {"event": "prompt-new-repeat", "ref": "/data/person[3]"}
    {"event": "end"}

A ref has a position at every step that repeats, and nowhere else. `status` is ok, required_but_empty,
constraint_violated or unreadable; what is not ok is passed over unanswered. A note and a question
for reading only are passed with ok. The label and the choices are in the language of the walk.

ANSWERS is a JSON file:

    a list      its values are given to the events one after the other: null or "" answers
                nothing, true and false say whether an instance is added to an open repeat
    an object   values by ref; one without positions stands for all instances, and where it is a
                list, for one after the other. At the ref of a repeat, the number of its instances.
                Positions at steps that do not repeat are passed over.

An object that has "answers" holds one of these there, and may have "language" (a name or a code),
"now" (an ISO date and time with its offset), "seed", and "lists": rows of CSV files by name. Files
that are not there are looked for beside the form.
"""


@dataclass(slots=True)
class InOrder:
    """Values for the events one after the other."""

    values: Sequence[object]
    _next: int = 0

    def to(self, _prompt: Prompt) -> tuple[str, ...]:
        return (_text(self._take()),)

    def adds(self, _ref: str) -> bool:
        return bool(self._take())

    def _take(self) -> object:
        self._next += 1
        return self.values[self._next - 1] if self._next <= len(self.values) else None


@dataclass(slots=True)
class ByRef:
    """Values by ref, with or without positions."""

    values: Mapping[str, object]
    _asked: dict[str, int] = field(default_factory=dict)

    def to(self, prompt: Prompt) -> tuple[str, ...]:
        found = self.values.get(prompt.ref, self.values.get(generic(prompt.ref)))
        if not isinstance(found, list):
            return (_text(found),)
        at = self._asked.get(generic(prompt.ref), 0)
        self._asked[generic(prompt.ref)] = at + 1
        return (_text(found[at] if at < len(found) else None),)

    def adds(self, ref: str) -> bool:
        stem, _, position = ref.removesuffix("]").rpartition("[")
        wanted = self.values.get(stem, self.values.get(generic(stem), 0))
        return isinstance(wanted, int) and int(position) <= wanted


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case list():
            return " ".join(map(_text, value))
        case _:
            return str(value)


def written_walk(xform: Path, answers: Path) -> str:
    """Write the events as JSON, or raise XFormRefused."""
    given: Any = json.loads(answers.read_text(encoding="utf-8"))
    has_settings = isinstance(given, dict) and "answers" in given
    settings: Mapping[str, Any] = given if has_settings else {"answers": given}
    form = load_xform(xform.read_text(encoding="utf-8"))
    now = datetime.fromisoformat(settings.get("now", "2026-11-24T10:30:00-06:00"))
    entry = FormEntry.begin(
        form,
        now=now if now.tzinfo is not None else now.replace(tzinfo=UTC),
        seed=int(settings.get("seed", 7)),
        lists={**_files_beside(form, xform.parent), **settings.get("lists", {})},
    )
    values = settings["answers"]
    if isinstance(values, Mapping):
        chosen: Answers = ByRef({_as_ours(form, ref): value for ref, value in values.items()})
    else:
        chosen = InOrder(values)
    language = language_code(settings.get("language") or form.default_language)
    return "[\n" + ",\n".join(_lines(walk(entry, chosen, language=language))) + "\n]"


def _files_beside(form: FormDef, folder: Path) -> dict[str, list[dict[str, str]]]:
    found = {}
    for name in form.files.values():
        if (folder / name).is_file():
            with (folder / name).open(encoding="utf-8-sig", newline="") as file:
                found[name] = list(csv.DictReader(file))
    return found


def _as_ours(form: FormDef, ref: str) -> str:
    """Leave positions only at steps that repeat."""
    steps: list[str] = []
    for step in filter(None, ref.split("/")):
        way = TreeReference.parse(generic("/".join((*steps, step))))
        steps.append(step if way in form.repeats else generic(step))
    return "/" + "/".join(steps)


def _lines(events: Iterator[Event]) -> Iterator[str]:
    for event in events:
        yield json.dumps(_told(event), ensure_ascii=False)


def _told(event: Event) -> dict[str, object]:
    match event:
        case Asked():
            return {
                "event": "question",
                "ref": event.ref,
                "label": event.label,
                "required": event.required,
                "readonly": event.readonly,
                "choices": [list(choice) for choice in event.choices],
                "status": event.status,
            }
        case NewRepeatPrompted(ref):
            return {"event": "prompt-new-repeat", "ref": ref}
        case Ended():
            return {"event": "end"}
