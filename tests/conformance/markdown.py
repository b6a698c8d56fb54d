"""XLSForms in pyxform's Markdown dialect: the valid ones are filled in, the others refused."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from conversations.xforms.compiler import CompiledForm, compile_form
from conversations.xforms.entry import FormEntry
from conversations.xforms.formdef import FormDef
from conversations.xforms.problems import Problem
from conversations.xforms.workbooks.question_types import REFUSED_TYPES, read_type
from conversations.xforms.workbooks.workbook import Workbook
from locales import words
from tests.conformance.answering import Fitting, made_up_lists
from tests.conformance.dialect import read_dialect
from tests.conformance.suites import Item, Suite
from tests.conformance.verdicts import PASSED, Finding, Outcome, failed
from tests.conformance.walk import walk

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("America/Tegucigalpa"))
_ROW = re.compile(r"\[row : (\d+)\]")


def identify(number: int, item: Item) -> tuple[str, str]:
    kind = "invalid" if item["errored"] else "valid"
    return f"#{number} {item['test']}", f"{kind}/{item['test'].split('.')[1]}"


def judge(item: Item) -> Finding:
    workbook = read_dialect(item["md"], item["name"] or "data")
    compiled = compile_form(workbook)
    if isinstance(compiled, CompiledForm):
        return failed("accepted") if item["errored"] else _filled_in(compiled.form)
    if item["errored"]:
        return _refused_rightly(compiled, item["error"])
    if all(is_on_purpose(problem, workbook) for problem in compiled):
        return Finding(Outcome.REFUSED, _said(compiled))
    return failed(f"refused: {_said(compiled)}")


def _said(problems: tuple[Problem, ...]) -> str:
    return " / ".join(problem.say(words("en")) for problem in problems)


# Valid forms


def _filled_in(form: FormDef) -> Finding:
    """Walk to the end in every language."""
    for language in form.languages:
        entry = FormEntry.begin(form, now=NOW, seed=7, lists=made_up_lists(form))
        for _ in walk(entry, Fitting(), language=language):
            if json.loads(json.dumps(entry.dump())) != entry.dump():
                return failed("what is stored does not come back from JSON")
        entry.finish()
    return PASSED


# What is refused


def _refused_rightly(problems: tuple[Problem, ...], expected: list[str]) -> Finding:
    """Accept an expected text, or a problem of ours at the row that is expected."""
    said = _said(problems)
    if any(text in said for text in expected):
        return PASSED
    rows = {int(row) for text in expected for row in _ROW.findall(text)}
    found = set().union(*map(_rows, problems))
    if not rows or rows & found:
        return PASSED
    return failed(f"row {sorted(rows)} is expected: {said}")


def _rows(problem: Problem) -> set[int | None]:
    """Give the rows that name the place: pyxform calls the one row of settings 1 or 2."""
    place = problem.location
    return {1, 2} if place.sheet == "settings" and place.row == 2 else {place.row}


_REFUSED_CELLS: Mapping[str, re.Pattern[str]] = {
    "type": re.compile(r".*\.(xml|geojson)\b"),
    "appearance": re.compile(r".*\b(ex:|intent|printer:|search\()"),
    "calculation": re.compile(r".*search\("),
    **dict.fromkeys(("save_to", "public_key", "submission_url"), re.compile("")),
    **dict.fromkeys(("auto_send", "auto_delete"), re.compile("")),
}
_REFUSED_SHEETS = frozenset({"entities", "external_choices", "osm"})


def is_on_purpose(problem: Problem, workbook: Workbook) -> bool:
    """Tell whether a problem is about what the documentation says is refused."""
    place = problem.location
    if place.sheet in _REFUSED_SHEETS:
        return True
    return any(_is_refused(column, cell) for column, cell in _cells_at(problem, workbook))


def _is_refused(column: str, cell: str) -> bool:
    pattern = _REFUSED_CELLS.get(column)
    if column == "type" and read_type(cell).name in REFUSED_TYPES:
        return True
    return pattern is not None and pattern.match(cell) is not None


def _cells_at(problem: Problem, workbook: Workbook) -> Iterator[tuple[str, str]]:
    """Give the cells a problem is about: its own, or those of its row where it names no column."""
    place = problem.location
    for row in workbook.rows(place.sheet or ""):
        if row.number == place.row:
            for heading, cell in row.cells.items():
                column = heading.partition("::")[0].strip().lower()
                if place.column is None or heading == place.column:
                    yield column, cell


MARKDOWN = Suite(
    "markdown",
    "XLSForms of pyxform's tests: to be walked through, or to be refused",
    identify,
    judge,
)
