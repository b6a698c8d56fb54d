"""Where two engines part, and which of it is known and meant."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from conversations.xforms.filled import MOST_INSTANCES
from conversations.xforms.formdef import generic
from tests.conformance.javarosa import SameForm

_TIMES = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.+-]+)?|\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two walks through one form part: the number of the event and what differs in it."""

    form: SameForm
    number: int
    ours: Mapping[str, object]
    theirs: Mapping[str, object]

    def parts(self) -> set[str]:
        return {
            part
            for part in self.ours.keys() | self.theirs.keys()
            if self.ours.get(part) != self.theirs.get(part)
        }

    def say(self) -> str:
        if "error" in self.theirs:
            return f"{self.form.name}: {str(self.theirs['error']).splitlines()[0]}"
        parts = sorted(self.parts())
        at = self.ours.get("ref") or self.theirs.get("ref") or "the end"
        said = (
            f"{part} {self.ours.get(part)!r}, theirs {self.theirs.get(part)!r}" for part in parts
        )
        return f"{self.form.name}, event {self.number} ({at}): {'; '.join(said)}"


@dataclass(frozen=True, slots=True)
class Known:
    """A difference which is meant, or which lies in what is compared."""

    what: str
    why: str
    is_this: Callable[[Difference], bool] = lambda _difference: False


def _bind(difference: Difference) -> str:
    ref = re.escape(generic(str(difference.ours.get("ref"))))
    found = re.search(rf'<bind [^>]*nodeset="{ref}"[^>]*>', difference.form.xform)
    return "" if found is None else found[0]


def _timeless(label: object) -> str:
    return _TIMES.sub("", str(label))


def _squeezed(label: object) -> str:
    return "".join(str(label).split())


KNOWN: Sequence[Known] = (
    Known(
        "An unknown function or a wrong number of arguments is refused when a form is compiled.",
        "ODK Web Forms notices only where the branch is taken; an organiser should know before.",
    ),
    Known(
        "An answer that breaks a constraint is not stored.",
        "JavaRosa does the same; ODK Web Forms stores it and marks it.",
    ),
    Known(
        "Without a seed, randomize() gives another order in each engine.",
        "Here it is the same for one person as long as the form is open.",
        lambda one: "randomize(" in one.form.xform and one.parts() == {"choices"},
    ),
    Known(
        "A space that stands alone between two values in a label is kept.",
        "JavaRosa drops it, so that two values run together.",
        lambda one: (
            one.parts() == {"label"}
            and _squeezed(one.ours["label"]) == _squeezed(one.theirs["label"])
        ),
    ),
    Known(
        "regex() looks for the pattern anywhere in the text, as in ODK Web Forms and XPath 2.",
        "JavaRosa wants the whole text to fit; the compiler advises to write ^ and $.",
        lambda one: one.parts() == {"status"} and "regex(" in _bind(one),
    ),
    Known(
        "Where a language has no text, the form's own language is shown.",
        "JavaRosa shows the dash that pyxform writes.",
        lambda one: one.theirs.get("label") == "-" and one.parts() == {"label"},
    ),
    Known(
        "A time in a label is written as it is kept.",
        "JavaRosa writes a day instead.",
        lambda one: (
            one.parts() == {"label"}
            and _timeless(one.ours["label"]) == _timeless(one.theirs["label"])
        ),
    ),
    Known(
        f"A repeat grows to {MOST_INSTANCES} instances and no further.",
        "In a chat that is already long; JavaRosa has no end.",
        lambda one: str(one.theirs.get("ref", "")).endswith(f"[{MOST_INSTANCES + 1}]"),
    ),
    Known(
        "sum(), min() and max() give nothing where one of their values is missing.",
        "So it is in ODK Web Forms and XPath; JavaRosa passes over what was not answered.",
    ),
    Known(
        "pulldata() is computed.",
        "JavaRosa leaves it to the program around it, so such forms are not compared.",
    ),
)


def known(difference: Difference) -> Known | None:
    return next((one for one in KNOWN if one.is_this(difference)), None)
