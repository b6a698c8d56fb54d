"""Checks of expressions as they stand in their cells, so that all faults are told at once."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

from conversations.xforms.checks.findings import Findings
from conversations.xforms.checks.mentions import (
    MENTION,
    MENTIONED,
    NOTHING,
    Names,
    as_paths,
    names_of,
)
from conversations.xforms.checks.standard import setting
from conversations.xforms.instance import TreeReference
from conversations.xforms.problems import Location, Problem, nearest, unknown
from conversations.xforms.workbooks.headings import EXPRESSIONS, TRANSLATED
from conversations.xforms.workbooks.question_types import BEGINNINGS, ENDS, read_type
from conversations.xforms.workbooks.workbook import Row, Workbook
from conversations.xforms.xpath.evaluation import compile_expression
from conversations.xforms.xpath.syntax import XPathError
from locales import N_

_NAME: Final = "instance_name"
_NO_QUESTIONS: Final = frozenset({"", "meta", NOTHING})
_TRUTHS: Final = frozenset({"yes", "no", "true", "false"})
_STRAIGHT: Final = str.maketrans("‘’“”", "''\"\"")  # noqa: RUF001 - pyxform makes them straight, too
_FROM_LIST: Final = "instance("
_ITEM: Final = TreeReference(("root", "item"), "")
_PATH: Final = re.compile(rf"(\()?child::{MENTIONED}:([\w.\-]+)(?(1)\))")
_SHOWN: Final = 40


def check_expressions(found: Findings, workbook: Workbook) -> None:
    """Tell the expressions that cannot be computed; a fault of several languages once."""
    known = _Known.of(workbook)
    for sheet in ("survey", "choices"):
        for row in workbook.rows(sheet):
            told: list[Problem] = []
            for column, source in _sources(row):
                fault = known.fault(source, _place(row, column), is_group=_is_group(row))
                if fault is not None and fault not in told:
                    told.append(fault)
                    found.problems.append(fault.at(found.at(row, column)))


def with_usable_instance_name(found: Findings, workbook: Workbook) -> Workbook:
    """Leave out a name of the answers that cannot be computed: nobody is asked by it."""
    source = setting(workbook, _NAME)
    if not source or _Known.of(workbook).can_compute(source):
        return workbook
    settings = workbook.rows("settings")
    found.warning(
        found.at(settings[0], _NAME),
        N_("instance_name cannot be computed, so it is left out"),
        N_("Put words into quotes and name questions: concat('Visit to ', ${{name}})."),
    )
    cells = {column: cell for column, cell in settings[0].cells.items() if column != _NAME}
    rows = (replace(settings[0], cells=cells), *settings[1:])
    sheets = (
        replace(sheet, rows=rows) if sheet.name == "settings" else sheet
        for sheet in workbook.sheets
    )
    return replace(workbook, sheets=tuple(sheets))


@dataclass(frozen=True, slots=True)
class _Known:
    """What expressions may name."""

    names: Names
    lists: frozenset[str]
    values: frozenset[str]

    @classmethod
    def of(cls, workbook: Workbook) -> "_Known":
        choices = workbook.rows("choices")
        return cls(
            names_of(workbook),
            frozenset(row.cell("list_name") for row in choices),
            frozenset(row.cell("name") for row in choices),
        )

    def can_compute(self, source: str) -> bool:
        return self.fault(source, TreeReference(("", _NAME))) is None

    def fault(self, source: str, at: TreeReference, *, is_group: bool = False) -> Problem | None:
        """Say what is wrong with an expression, without its place.

        A path that somebody wrote instead of ${name} is judged by its last name only: where
        other rows are wrong, so may be the groups around.
        """
        try:
            compiled = compile_expression(as_paths(source).strip(), at=at)
        except XPathError as error:
            return _fault(error.message, error.remedy, **_as_written(error, source))
        for read in compiled.references:
            name = read.steps[-1] if len(read.steps) > 1 else ""
            if read.instance is not None:
                meant = _meant(read.instance, self.lists)
                if meant not in {None, read.instance} and read.instance != at.instance:
                    return _unknown(N_("unknown list {name}"), read.instance, meant)
            elif read.is_pattern() or read == at or name in _NO_QUESTIONS or _is_mention(read):
                continue
            elif read.steps[: len(at.steps)] == at.steps and not is_group:
                return self._bare(read.steps[len(at.steps)])
            elif name not in self.names:
                return _unknown(
                    N_("unknown question {name}"), name, _meant(name, self.names.questions)
                )
        return None

    def _bare(self, name: str) -> Problem:
        """Judge a name without ${} around it: a question is meant, or a text."""
        question, value = _meant(name, self.names.questions), _meant(name, self.values)
        if question is not None and (question == name or value != name):
            remedy, meant = N_("Did you mean ${{{meant}}}?"), question
        elif value is not None:
            remedy, meant = N_("Did you mean '{meant}'?"), value
        else:
            remedy, meant = N_("Write a question as ${{{meant}}}, and a text as '{meant}'."), name
        return _fault(N_("{name} is neither a question nor a text"), remedy, name=name, meant=meant)


def _is_mention(read: TreeReference) -> bool:
    return any(step.startswith(f"{MENTIONED}:") for step in read.steps)


def _meant(name: str, known: AbstractSet[str]) -> str | None:
    return name if name in known else nearest(name, sorted(known))


def _fault(message: str, remedy: str, **values: str) -> Problem:
    return Problem(Location(), message, remedy, values)


def _unknown(message: str, name: str, meant: str | None) -> Problem:
    remedy, values = unknown(name, meant)
    return _fault(message, remedy, **values)


def _sources(row: Row) -> Iterator[tuple[str, str]]:
    """Give the expressions of a row, each with its column, as pyxform will take them."""
    kind = read_type(row.cell("type")).name
    if kind in ENDS:
        return
    for column, cell in row.cells.items():
        text = " ".join(cell.translate(_STRAIGHT).split())
        if column in EXPRESSIONS and row.sheet == "survey":
            if text.lower() not in _TRUTHS and (column != "default" or _is_computed(text, kind)):
                yield column, text
        elif _FROM_LIST in text and column.partition("::")[0] in TRANSLATED:
            yield from ((column, source) for source in _inside(text))


def _is_computed(default: str, kind: str) -> bool:
    """Ask pyxform, which takes other defaults as they stand."""
    from pyxform.utils import default_is_dynamic  # noqa: PLC0415 - slow, and rarely needed

    return bool(default_is_dynamic(default, kind))  # type: ignore[no-untyped-call] # pyxform has no types


def _inside(text: str) -> Iterator[str]:
    """Find the expressions within words where pyxform does."""
    from pyxform.parsing.instance_expression import find_boundaries  # noqa: PLC0415 - slow

    return (text[start:end] for start, end in find_boundaries(text))


def _is_group(row: Row) -> bool:
    return read_type(row.cell("type")).name in BEGINNINGS


def _place(row: Row, column: str) -> TreeReference:
    """Tell where an expression stands: a filter at each choice, where bare names are columns."""
    return _ITEM if column == "choice_filter" else TreeReference(("", row.cell("name")))


def _as_written(error: XPathError, source: str) -> dict[str, str]:
    """Write in the values of an error what stands in the cell; of much, what is near the fault."""
    values = dict(error.values)
    if "value" in values:
        values["value"] = _PATH.sub(r"${\2}", values["value"])
    if "at" in values and (mention := MENTION.match(source, int(values["at"]) - 1)):
        values["found"] = mention[0]
    if "expression" in values:
        values["expression"] = _near(source, int(values.get("at", len(source))))
    return values


def _near(source: str, at: int) -> str:
    start, end = max(at - _SHOWN, 0), at + _SHOWN
    before, after = "…" if start else "", "…" if end < len(source) else ""
    return f"{before}{source[start:end]}{after}"
