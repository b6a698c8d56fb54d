"""Forms of any length, with about as much logic in them as people write."""

from collections.abc import Iterator

from conversations.xforms.workbooks.workbook import Row, Sheet, Workbook

_EVERY = 5
PLACES = [
    {"name": f"p{number}", "label": f"Place {number}", "region": f"r{number % 50}"}
    for number in range(5_000)
]
"""A list as long as may be attached to a form."""


def cascade() -> Workbook:
    """Make a form with two lists of places, the second without what was chosen in the first."""
    chosen = {"type": "select_one_from_file places.csv", "label": "Which place?"}
    cells: list[dict[str, str]] = [
        {"type": "text", "name": "region", "label": "Which region?"},
        {**chosen, "name": "place", "choice_filter": "region = ${region}"},
        {**chosen, "name": "other", "choice_filter": "region = ${region} and name != ${place}"},
        {"type": "text", "name": "note", "label": "Anything else?"},
    ]
    survey = [Row("survey", row, number) for number, row in enumerate(cells, 2)]
    settings = Row("settings", {"form_id": "cascade", "version": "1"}, 2)
    return Workbook("cascade", (_sheet(survey), _sheet([settings])))


def form_of(length: int) -> Workbook:
    """Make a form with so many questions: choices, conditions, constraints, sums and texts."""
    survey = [Row("survey", cells, number) for number, cells in enumerate(_rows(length), 2)]
    choices = [
        Row("choices", {"list_name": "size", "name": name, "label": name.upper()}, number)
        for number, name in enumerate("smlx", 2)
    ]
    settings = Row("settings", {"form_id": f"form_{length}", "version": "1"}, 2)
    return Workbook(f"form_{length}", (_sheet(survey), _sheet(choices), _sheet([settings])))


def _sheet(rows: list[Row]) -> Sheet:
    columns = dict.fromkeys(column for row in rows for column in row.cells)
    return Sheet(rows[0].sheet, tuple(rows), tuple(columns))


def _rows(length: int) -> Iterator[dict[str, str]]:
    for number in range(length):
        yield _question(number)
        if number % _EVERY == _EVERY - 1:
            yield {
                "type": "calculate",
                "name": f"sum{number}",
                "calculation": f"coalesce(${{q{number - 4}}}, 0) + coalesce(${{q{number - 1}}}, 0)",
            }


def _question(number: int) -> dict[str, str]:
    """Make one question in a row of five: two numbers, a choice, a condition on it, a text."""
    place, first = number % _EVERY, number - number % _EVERY
    row = {"name": f"q{number}", "label": f"Question {number}?"}
    match place:
        case 0 | 3:
            return {**row, "type": "integer", "constraint": ". >= 0", "required": "yes"}
        case 1:
            return {**row, "type": "select_one size"}
        case 2:
            return {**row, "type": "select_multiple size", "relevant": f"${{q{first + 1}}} != 's'"}
        case _:
            return {**row, "type": "text", "hint": f"You said ${{q{first}}}."}
