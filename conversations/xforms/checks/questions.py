"""Checks of one question: its words, the list it chooses from, and its parameters."""

from collections.abc import Mapping
from typing import Final

from conversations.xforms.checks.choices import MOST_CHOICES, check_labels, check_spaces
from conversations.xforms.checks.findings import Findings
from conversations.xforms.checks.parameters import check_parameters
from conversations.xforms.workbooks.headings import MEDIA
from conversations.xforms.workbooks.question_types import ASKED, FROM_FILE, SELECTS, SEVERAL, Type
from conversations.xforms.workbooks.workbook import Row
from locales import N_

_TEXTS: Final = ("label", "hint", *sorted(MEDIA))
_FROM_ANSWERS: Final = "${"


def check_question(found: Findings, row: Row, kind: Type, lists: Mapping[str, list[Row]]) -> None:
    if kind.name in ASKED and not _has_words(row):
        # What is computed and has no words is not asked, whatever its type.
        if not row.cell("calculation") and not row.cell("trigger"):
            found.no_label(row, row.cell("name"))
    elif kind.name == "calculate" and not row.cell("calculation") and not row.cell("default"):
        found.problem(
            found.at(row, "calculation"),
            N_("a calculate row has no calculation"),
            N_("Write the expression into the column calculation."),
        )
    if row.cell("trigger") and "${" not in row.cell("trigger"):
        found.problem(
            found.at(row, "trigger"),
            N_("a trigger names no question"),
            N_("Write ${{name}} of the question after whose answer this is computed."),
        )
    _check_appearance(found, row)
    if kind.name in SELECTS:
        _check_select(found, row, kind, lists)
    check_parameters(found, row, kind)


def _has_words(row: Row) -> bool:
    return any(column.partition("::")[0] in _TEXTS for column in row.cells)


def _check_appearance(found: Findings, row: Row) -> None:
    appearance = row.cell("appearance")
    if appearance.startswith("ex:") or " ex:" in appearance:
        found.problem(
            found.at(row, "appearance"),
            N_("{name} opens another app, which a chat cannot"),
            N_("Empty the cell and ask the question here."),
            name=appearance,
        )
    elif "search(" in appearance:
        found.problem(
            found.at(row, "appearance"),
            N_("search() reads the choices from a file in a way that is not available"),
            N_("Use select_one_from_file with the CSV file, and choice_filter."),
        )


def _check_select(found: Findings, row: Row, kind: Type, lists: Mapping[str, list[Row]]) -> None:
    place = found.at(row, "type")
    if kind.rest:
        found.problem(
            place,
            N_("“{name}” behind the list is not understood"),
            N_("Write the name of the list in one word, and nothing or or_other behind it."),
            name=kind.rest,
        )
    elif not kind.argument:
        found.problem(
            place, N_("the type does not say which list"), N_("Write it as select_one list.")
        )
    elif kind.argument in lists:
        _check_list(found, row, kind, lists[kind.argument])
    elif kind.name not in FROM_FILE and _FROM_ANSWERS not in kind.argument:
        found.unknown(place, N_("unknown list {name}"), kind.argument, lists)


def _check_list(found: Findings, row: Row, kind: Type, choices: list[Row]) -> None:
    if kind.name in SEVERAL:
        check_spaces(found, choices)
    check_labels(found, choices)
    filtered = row.cell("choice_filter")
    if len(choices) > MOST_CHOICES and not filtered:
        found.problem(
            found.at(row, "type"),
            N_("the list {name} has {count} choices; at most {limit} can be put at once"),
            N_("Ask first for a part of it, such as the region, and use choice_filter."),
            name=kind.argument,
            count=str(len(choices)),
            limit=str(MOST_CHOICES),
        )
    if kind.or_other and filtered:
        found.problem(
            found.at(row, "choice_filter"),
            N_("or_other cannot be used together with choice_filter"),
            N_("Write a choice “other” and a text question with a relevant of its own."),
        )
