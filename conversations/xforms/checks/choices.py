"""Checks of the sheet choices: each has a name of its own, and a label where people choose."""

from typing import Final

from conversations.xforms.checks.findings import Findings
from conversations.xforms.checks.mentions import Names, check_mentions
from conversations.xforms.checks.standard import is_yes, setting
from conversations.xforms.workbooks.workbook import Row, Workbook
from locales import N_

MOST_CHOICES: Final = 2_000
"""How many choices of one list may be put to a person at once, who has to search in it."""


def check_choices(found: Findings, workbook: Workbook, names: Names) -> dict[str, list[Row]]:
    """Check all choices; give them by their lists."""
    lists: dict[str, list[Row]] = {}
    seen: set[tuple[str, str]] = set()
    may_repeat = is_yes(setting(workbook, "allow_choice_duplicates"))
    for row in workbook.rows("choices"):
        listed, name = row.cell("list_name"), row.cell("name")
        if not name:
            found.problem(
                found.at(row, "name"),
                N_("the choice has no name"),
                N_("Give it a short name that stays the same in every language."),
            )
        elif (listed, name) in seen and not may_repeat:
            found.problem(
                found.at(row, "name"),
                N_("the choice {name} is there twice in the list {list}"),
                N_("Give every choice a name of its own."),
                name=name,
                list=listed,
            )
        seen.add((listed, name))
        check_mentions(found, row, names)
        known = lists.setdefault(listed, [])
        found.place(f"/{listed}-{len(known)}", row)
        known.append(row)
    return lists


def check_spaces(found: Findings, choices: list[Row]) -> None:
    """Check the names of choices of which several may be selected."""
    for row in choices:
        name = row.cell("name")
        if len(name.split()) > 1:
            found.problem(
                found.at(row, "name"),
                N_("the choice {name} has a space in its name"),
                N_("Use an underscore: chosen names are kept with spaces between them."),
                name=name,
            )


def check_labels(found: Findings, choices: list[Row]) -> None:
    """Warn of choices that people will see by their names only."""
    for row in choices:
        if not row.texts("label"):
            found.warning(
                found.at(row, "label"),
                N_("{name} has no label, so people read its name"),
                N_("Write what people shall read."),
                name=row.cell("name"),
            )
