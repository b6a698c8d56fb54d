"""docs/conformance.md: the figures of a day, and where engines differ."""

import platform
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.conformance.comparison import Compared
from tests.conformance.floors import FILES, FLOORS
from tests.conformance.known import KNOWN
from tests.conformance.verdicts import Outcome, Tally

PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"
_ABOUT: Mapping[str, str] = {
    "xpath": "Expressions, with the values that ODK Web Forms gives them",
    "traces": "Forms being filled in, with the state of every node after each step, by ODK Web Forms",
    "markdown": "XLSForms of pyxform's own tests: to be walked to their end, or to be refused",
}


def written(tallies: Mapping[str, Tally], compared: Compared | None) -> str:
    return "\n".join((*_figures(tallies), *_reference(compared), *_known(), *_how(), ""))


def _figures(tallies: Mapping[str, Tally]) -> Iterator[str]:
    yield "# How far the form engine does what others do\n"
    today = datetime.fromtimestamp(time.time(), UTC).date().isoformat()
    yield f"Written by `make conformance` on {today}: Python {platform.python_version()}, pyxform "
    yield f"{version('pyxform')}. Facts recorded from other engines' own tests are run against ours.\n"
    yield "| what | class | passed | failed | share | at least | refused on purpose | out of scope |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for name, tally in tallies.items():
        for group, floor in FLOORS[name].items():
            yield _row(name, tally, group, floor)
    yield ""
    for name in tallies:
        yield f"- **{name}**: {_ABOUT[name]}."
    yield "\nOut of scope, and counted apart: axes, attributes and namespaces of the DOM; chance and the"
    yield "clock; `jr:itext`; what is wrong in a branch that is not taken; what a reference declares wrong"
    yield "in itself; forms with attached files; answers told by their position. Refused on purpose is what"
    yield "a chat cannot ask or should not, each with its place and a remedy"
    yield "(see [the types](organisers/README.md)).\n"
    yield from _failures(tallies)


def _row(name: str, tally: Tally, group: str, floor: float) -> str:
    passed, failing, outside, refused = (
        tally.count(outcome, group)
        for outcome in (Outcome.PASSED, Outcome.FAILED, Outcome.OUT_OF_SCOPE, Outcome.REFUSED)
    )
    share = f"{tally.share(group):.2f} %"
    cells = (name, group or "all", passed, failing, share, f"{floor:g} %", refused, outside)
    return f"| {' | '.join(map(str, cells))} |"


def _failures(tallies: Mapping[str, Tally]) -> Iterator[str]:
    yield "## What fails\n"
    failures = [(name, one) for name, tally in tallies.items() for one in tally.failures()]
    yield (
        "\n".join(f"- {name}, {one.group}: `{_short(one.item)}`" for name, one in failures)
        or "Nothing."
    )
    yield ""


def _short(item: str) -> str:
    return " ".join(item.replace("`", "'").split())[:160]


def _reference(compared: Compared | None) -> Iterator[str]:
    yield "## Beside the reference engine\n"
    if compared is None:
        yield "JavaRosa was not run: there was no Java runtime.\n"
        return
    yield "JavaRosa, as it stands in the validator that pyxform brings, walks through the built-in forms,"
    yield "forms drawn by chance and those of pyxform's tests, with the answers that ours was given. Every"
    yield "event is compared: ref, label, required, readonly, choices and what became of the answer."
    yield f"{compared.say()}.\n"
    for difference in compared.differences:
        yield f"- {_short(difference.say())}"
    yield ""


def _known() -> Iterator[str]:
    yield "## Known differences\n"
    for known in KNOWN:
        yield f"- {known.what} {known.why}"
    yield ""


def _how() -> Iterator[str]:
    yield "## To run it\n"
    yield "`make test` holds the floors above where the recordings lie beside the project's folder;"
    yield "`make conformance` runs all and writes this page. One file, with the reasons of its failures:\n"
    yield "```"
    for name, file in FILES.items():
        yield f"python -m tests.conformance {name} {file} --failures"
    yield "python -m tests.conformance walk FORM.xml ANSWERS.json"
    yield "```"
