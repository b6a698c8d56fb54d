"""Warnings about a form that runs: what people would miss, or find too long."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from conversations.xforms.checks.findings import Findings
from conversations.xforms.workbooks.headings import EXPRESSIONS, MEDIA, WORDS, read_heading
from conversations.xforms.workbooks.question_types import SELECTS, read_type
from conversations.xforms.workbooks.workbook import Row, Workbook
from locales import N_

LONGEST_BUTTON: Final = 40
LONGEST_MESSAGE: Final = 4_096
MOST_SHOWN: Final = 99
"""How many choices people look through; in a longer list they have to search."""
_PLACES_SHOWN: Final = 3
_PATTERN: Final = re.compile(r"regex\s*\([^,]*,\s*(?P<quote>['\"])(?P<pattern>.*?)(?P=quote)")
_QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"")
_GRID: Final = frozenset({"table-list", "list-nolabel", "label", "list"})
_DRAWN: Final = frozenset({"annotate", "draw", "signature", "image-map"})
_NOT_ANSWERED: Final = frozenset({"begin_group", "begin_repeat", "calculate", "hidden"})


def advise(found: Findings, workbook: Workbook) -> None:
    """Warn of what is allowed, and yet would be better otherwise; of each kind once."""
    survey, choices = workbook.rows("survey"), workbook.rows("choices")
    _missing_translations(found, workbook)
    _nameless_language(found, workbook)
    _together(
        found,
        (row for row in survey if _longest(row, "label") > LONGEST_MESSAGE),
        "label",
        N_("labels longer than the {limit} characters of a message: {count} ({places})"),
        N_("They are sent in several parts. Shorten them, or put a note before."),
        limit=str(LONGEST_MESSAGE),
    )
    _together(
        found,
        (row for row in _put(survey, choices) if _longest(row, "label") > LONGEST_BUTTON),
        "label",
        N_("choices longer than the {limit} characters that a button shows: {count} ({places})"),
        N_("Shorten them, and explain in the hint of the question."),
        limit=str(LONGEST_BUTTON),
    )
    _together(
        found,
        (row for row in choices if any(column.partition("::")[0] in MEDIA for column in row.cells)),
        "image",
        N_("pictures or sounds of choices, which a button cannot show: {count} ({places})"),
        N_("Put the picture into the question, with numbers that the choices name."),
    )
    _together(
        found,
        _with_long_lists(survey, choices),
        "type",
        N_(
            "questions with more than {limit} choices, in which people have to search: {count} ({places})"
        ),
        N_("Ask first for a part of it, such as the region, and use choice_filter."),
        limit=str(MOST_SHOWN),
    )
    _advise_on_conditions(found, survey)
    _advise_on_appearances(found, survey)


def _advise_on_conditions(found: Findings, survey: tuple[Row, ...]) -> None:
    _together(
        found,
        (row for row in survey if row.cell("constraint") and not row.texts("constraint_message")),
        "constraint",
        N_("constraints without a message: {count} ({places})"),
        N_("Write into constraint_message what a good answer looks like."),
    )
    _together(
        found,
        (row for row in survey if _is_unanchored(row.cell("constraint"))),
        "constraint",
        N_("patterns that accept anything before or after what they describe: {count} ({places})"),
        N_("Begin the pattern with ^ and end it with $."),
    )
    _together(
        found,
        (
            row
            for row in survey
            if row.cell("required") and read_type(row.cell("type")).name in _NOT_ANSWERED
        ),
        "required",
        N_("rows where required has no effect, as nobody answers them: {count} ({places})"),
        N_("Write it with the questions."),
    )

    unequal = [row for row in survey if any(_says_unequal(row, column) for column in row.cells)]
    _together(
        found,
        unequal,
        next(
            (column for row in unequal[:1] for column in row.cells if _says_unequal(row, column)),
            "",
        ),
        N_("comparisons written as <>: {count} ({places})"),
        N_("Write != so that the form also runs elsewhere."),
    )


def _says_unequal(row: Row, column: str) -> bool:
    """Find Excel's sign, which only this bot reads."""
    cell = row.cell(column)
    computed = column in EXPRESSIONS or "instance(" in cell
    return "<>" in cell and computed and "<>" in _QUOTED.sub("", cell)


def _advise_on_appearances(found: Findings, survey: tuple[Row, ...]) -> None:
    _together(
        found,
        (row for row in survey if _GRID & set(row.cell("appearance").split())),
        "appearance",
        N_("tables, which a chat asks question by question: {count} ({places})"),
        N_("That is fine if every question can be understood alone."),
    )
    _together(
        found,
        (row for row in survey if _DRAWN & set(row.cell("appearance").split())),
        "appearance",
        N_("drawings on a screen, for which people send a picture: {count} ({places})"),
        N_("Say in the hint that they may draw on paper and photograph it."),
    )


def _together(
    found: Findings, rows: Iterable[Row], column: str, message: str, remedy: str, **values: str
) -> None:
    """Give one warning for all rows that have the same weakness."""
    all_rows = list(rows)
    if all_rows:
        found.warning(
            found.at(all_rows[0], column),
            message,
            remedy,
            count=str(len(all_rows)),
            places=_places(all_rows),
            **values,
        )


def _longest(row: Row, name: str) -> int:
    return max(map(len, row.texts(name)), default=0)


def _put(survey: tuple[Row, ...], choices: tuple[Row, ...]) -> list[Row]:
    """Give the choices that people see: those of lists from which a question chooses."""
    kinds = (read_type(row.cell("type")) for row in survey)
    put = {kind.argument for kind in kinds if kind.name in SELECTS}
    return [row for row in choices if row.cell("list_name") in put]


def _with_long_lists(survey: tuple[Row, ...], choices: tuple[Row, ...]) -> Iterator[Row]:
    lengths = Counter(row.cell("list_name") for row in choices)
    long = {name for name, length in lengths.items() if length > MOST_SHOWN}
    for row in survey:
        kind = read_type(row.cell("type"))
        if kind.name in SELECTS and kind.argument in long and not row.cell("choice_filter"):
            yield row


def _is_unanchored(constraint: str) -> bool:
    patterns = [found["pattern"] for found in _PATTERN.finditer(constraint)]
    return any(not (pattern[:1] == "^" and pattern[-1:] == "$") for pattern in patterns)


@dataclass(frozen=True, slots=True)
class _Text:
    """All languages of one text: of the label of one question, say."""

    row: Row
    column: str
    languages: frozenset[str]


def _missing_translations(found: Findings, workbook: Workbook) -> None:
    """Tell each language once, with how many texts it lacks and where the first of them are."""
    texts = list(_texts(workbook))
    for language in sorted({language for text in texts for language in text.languages}):
        missing = [text for text in texts if language not in text.languages]
        if not missing or not language:
            continue
        first = missing[0]
        found.warning(
            found.at(first.row, f"{first.column}::{language}"),
            N_("texts not translated yet: {count} ({places})"),
            N_("Until they are there, people read the form's default language."),
            count=str(len(missing)),
            places=_places([text.row for text in missing]),
        )


def _nameless_language(found: Findings, workbook: Workbook) -> None:
    """Where some texts name their language, those that do not belong to nobody's."""
    texts = list(_texts(workbook))
    nameless = next((text for text in texts if "" in text.languages), None)
    if nameless is not None and any(language for text in texts for language in text.languages):
        found.warning(
            found.at(nameless.row, nameless.column),
            N_("the form does not say which language these texts are in"),
            N_("Add default_language to the sheet settings, such as English (en)."),
        )


def _texts(workbook: Workbook) -> Iterator[_Text]:
    for sheet in ("survey", "choices"):
        for row in workbook.rows(sheet):
            columns = [read_heading(sheet, heading) for heading in row.cells]
            for name in dict.fromkeys(column.name for column in columns):
                if name in WORDS:
                    languages = (column.language for column in columns if column.name == name)
                    yield _Text(row, name, frozenset(languages))


def _places(rows: list[Row]) -> str:
    """Name the first places: "survey 3, survey 7, choices 2 …"."""
    named = list(dict.fromkeys(f"{row.sheet} {row.line or row.number}" for row in rows))
    more = " …" if len(named) > _PLACES_SHOWN else ""
    return ", ".join(named[:_PLACES_SHOWN]) + more
