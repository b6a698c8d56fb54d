"""Checks of the sheet choices: each has a list, a name of its own and a label."""

from conversations.xforms.check_mentions import check_mentions
from conversations.xforms.findings import Findings
from conversations.xforms.workbook import Row
from conversations.xforms.xlsform import cell, has_label
from locales import N_


def check_choices(found: Findings, questions: set[str]) -> dict[str, list[Row]]:
    """Check all choices; give them by their lists."""
    lists: dict[str, list[Row]] = {}
    seen: set[tuple[str, str]] = set()
    for row in found.workbook.rows("choices"):
        name, value = cell(row, "list_name"), cell(row, "name")
        if name and value and (name, value) in seen:
            found.problem(
                found.at(row, "name"),
                N_("the choice {name} is there twice in the list {list}"),
                N_("Give every choice a name of its own."),
                name=value,
                list=name,
            )
        else:
            _check_choice(found, row, name, value)
        seen.add((name, value))
        check_mentions(found, row, questions)
        known = lists.setdefault(name, [])
        found.place(f"/{name}-{len(known)}", row)
        known.append(row)
    return lists


def _check_choice(found: Findings, row: Row, name: str, value: str) -> None:
    if not name or not value:
        found.problem(
            found.at(row, "list_name" if not name else "name"),
            N_("the choice has no list_name or no name"),
            N_("Fill in both cells."),
        )
    elif not has_label(row):
        found.no_label(row, value)


def check_spaces(found: Findings, choices: list[Row]) -> None:
    """Check the names of choices of which several may be selected."""
    for row in choices:
        value = cell(row, "name")
        if len(value.split()) > 1:
            found.problem(
                found.at(row, "name"),
                N_("the choice {name} has a space in its name"),
                N_("Use an underscore: chosen names are kept with spaces between them."),
                name=value,
            )
