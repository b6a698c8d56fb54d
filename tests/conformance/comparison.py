"""Both engines over the same forms with the same answers, and where they part."""

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from conversations.xforms.entry import FormEntry, Prompt
from conversations.xforms.formdef import FormDef
from tests.conformance.answering import Fitting, Nothing
from tests.conformance.differences import Difference, known
from tests.conformance.javarosa import ZONE, JavaRosa, SameForm
from tests.conformance.walk import Answers, Event, walk

_BY_CHANCE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_FIRST = re.compile(r"\[1\]")


@dataclass(slots=True)
class _Noted:
    """Answers as they fit, and notes what was tried, so that both engines get the same."""

    answers: Answers
    tries: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def to(self, prompt: Prompt) -> Iterable[str]:
        self.tries[prompt.ref] = tuple(self.answers.to(prompt))
        return self.tries[prompt.ref]

    def adds(self, ref: str) -> bool:
        return self.answers.adds(ref)


def compare(same: SameForm, form: FormDef, engine: JavaRosa, answers: Answers) -> Difference | None:
    """Walk through a form in both engines; give what is known only where nothing else differs."""
    now = datetime.fromtimestamp(time.time(), ZoneInfo(ZONE))
    noted = _Noted(answers)
    ours = _all_of(_walk(same, form, noted, now))
    theirs = _all_of(engine.walk(same, noted.tries, noted.adds))
    expected = None
    for number in range(max(len(ours), len(theirs))):
        mine, its = (_told(events[number : number + 1]) for events in (ours, theirs))
        if mine != its:
            found = Difference(same, number, mine, its)
            # Behind an event that only one of them puts, nothing stands beside its like.
            if known(found) is None or "event" in found.parts():
                return found
            expected = expected or found
    return expected


def _walk(same: SameForm, form: FormDef, noted: _Noted, now: datetime) -> Iterator[Event]:
    entry = FormEntry.begin(form, now=now, seed=7, lists=same.lists, language=same.language)
    yield from walk(entry, noted, language=same.language)


def _all_of(events: Iterator[Event]) -> list[Mapping[str, object] | Event]:
    """Take events up to the end, or to what an engine cannot do."""
    found: list[Mapping[str, object] | Event] = []
    try:
        found.extend(events)
    except Exception as error:  # noqa: BLE001 - anything may come out of Java
        found.append({"error": str(error) or repr(error)})
    return found


def _told(events: list[Mapping[str, object] | Event]) -> Mapping[str, object]:
    """Write an event as a dictionary; the first instance of a repeat may go without position."""
    if not events:
        return {}
    (event,) = events
    if isinstance(event, Mapping):
        return event
    told = {"event": type(event).__name__, **asdict(event)}
    if "label" in told:
        told["label"] = _BY_CHANCE.sub("uuid", str(told["label"]))
    return {**told, "ref": _FIRST.sub("", str(told.get("ref", "")))}


@dataclass(frozen=True, slots=True)
class Compared:
    """How many walks were the same in both engines, and where the others part.

    `untold` are forms which the reference engine does not run by itself, with its reason.
    """

    same: int
    differences: tuple[Difference, ...]
    untold: tuple[Difference, ...]

    def unexpected(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if known(one) is None)

    def say(self) -> str:
        walks = self.same + len(self.differences)
        expected = len(self.differences) - len(self.unexpected())
        return (
            f"{self.same} of {walks} walks are the same in both engines, {expected} differ in what "
            f"is known; {len(self.untold)} more are not run by the reference engine itself"
        )


def compare_all(forms: Iterable[tuple[SameForm, FormDef]]) -> Compared:
    same, differences, untold = 0, list[Difference](), list[Difference]()
    with TemporaryDirectory() as folder:
        engine = JavaRosa(Path(folder))
        kinds: tuple[Answers, ...] = (Fitting(), Nothing())
        for (given, form), answers in product(forms, kinds):
            found = compare(given, form, engine, answers)
            if found is None:
                same += 1
            elif "error" in found.theirs and "error" not in found.ours:
                untold.append(found)
            else:
                differences.append(found)
    return Compared(same, tuple(differences), tuple(untold))
