"""docs/conformance.md: the figures of a day, and where engines differ."""

import platform
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.conformance.comparison import Compared
from tests.conformance.differences import KNOWN, known
from tests.conformance.floors import FILES, FLOORS
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
    yield f"Written by `make conformance-report` on {today}, with Python {platform.python_version()} and"
    yield f"pyxform {version('pyxform')}. Facts recorded from other engines' own tests are run against ours.\n"
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
    failures = [(name, one.group) for name, tally in tallies.items() for one in tally.failures()]
    for (name, group), count in Counter(failures).items():
        judged = tallies[name].count(Outcome.PASSED, group) + count
        yield f"- {name}, {group}: {count} of {judged}"
    yield "" if failures else "Nothing.\n"


def _reference(compared: Compared | None) -> Iterator[str]:
    yield "## Beside the reference engine\n"
    if compared is None:
        yield "JavaRosa was not run: there was no Java runtime.\n"
        return
    yield "JavaRosa, as it stands in the validator that pyxform brings, walks through the built-in forms in"
    yield "all languages, forms drawn by chance, and those of pyxform's tests, with the answers that ours"
    yield "is given. Every event is compared: ref, label, required, readonly, choices, and what became of"
    yield f"the answer. {compared.say()}.\n"
    reasons = Counter(
        "unknown" if reason is None else reason.what for reason in map(known, compared.differences)
    )
    for what, count in reasons.items():
        yield f"- {count} of them: {what}"
    yield ""


def _known() -> Iterator[str]:
    yield "## Known differences\n"
    for one in KNOWN:
        yield f"- {one.what} {one.why}"
    yield ""


def _how() -> Iterator[str]:
    yield "## To run it\n"
    yield "`make test` holds the floors above where the recordings lie beside the project's folder, and says"
    yield "so where they do not. `make conformance` goes beside JavaRosa, with FORMS=folder through forms of"
    yield "your own; `make conformance-report` runs all and writes this page. One file, with reasons:\n"
    yield "```"
    for name, file in FILES.items():
        yield f"python -m tests.conformance {name} {file} --failures"
    yield "python -m tests.conformance walk FORM.xml ANSWERS.json"
    yield "```"
