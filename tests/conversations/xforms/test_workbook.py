import pytest

from conversations.xforms.problems import Location, Problem
from conversations.xforms.workbooks.workbook import (
    LONGEST_CELL,
    LONGEST_FILE,
    MOST_COLUMNS,
    MOST_ROWS,
    Row,
    Sheet,
    Workbook,
    read_markdown,
    write_markdown,
)
from locales import words

VISIT = r"""# A visit

Any prose, and a table in a code block:

```
## survey
| not | a | table
```

## Why we ask

Because.

## Survey

| name | type | label | label::Español (es) | hint | note |
|---|:---:| --- | --- | --- | --- |
| who | text | Who? | ¿Quién? | a \| b | |
  | beds | integer | How many<br>beds? | ¿Cuántas? | literally &lt;br> |

Prose after it.

## settings ##

| form_id |
| --- |
| visit |
"""


def read(text: str) -> Workbook:
    made = read_markdown(text, "visit")
    assert isinstance(made, Workbook)
    return made


def refused(text: str) -> list[str]:
    made = read_markdown(text, "visit")
    assert not isinstance(made, Workbook)
    return [problem.say(words("en")) for problem in made]


def test_sheets_are_tables_under_headings() -> None:
    workbook = read(VISIT)

    assert [sheet.name for sheet in workbook.sheets] == ["survey", "settings"]
    assert workbook.rows("survey")[0].cells == {
        "name": "who",
        "type": "text",
        "label": "Who?",
        "label::Español (es)": "¿Quién?",
        "hint": "a | b",
    }
    assert workbook.rows("survey")[1].cell("label") == "How many\nbeds?"
    assert workbook.rows("survey")[1].cell("hint") == "literally <br>"
    assert workbook.rows("survey")[1].cell("note") == ""
    assert workbook.rows("choices") == ()


def test_files_from_windows_are_read() -> None:
    assert read("\ufeff" + VISIT.replace("\n", "\r\n").removeprefix("# A visit\r\n")) == read(VISIT)


def test_every_cell_knows_where_it_stands() -> None:
    workbook = read(VISIT)
    survey = workbook.sheet("survey")

    assert survey is not None
    assert survey.location("label") == Location("survey", 1, "label", 16)
    assert survey.rows[1].location("hint") == Location("survey", 3, "hint", 19)


def test_it_is_written_without_padding_in_a_fixed_order() -> None:
    assert write_markdown(read(VISIT)) == (
        "## survey\n\n"
        "| type | name | label | label::Español (es) | hint |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| text | who | Who? | ¿Quién? | a \\| b |\n"
        "| integer | beds | How many<br>beds? | ¿Cuántas? | literally &lt;br> |\n"
        "\n"
        "## settings\n\n"
        "| form_id |\n"
        "| --- |\n"
        "| visit |\n"
    )


def test_what_is_written_reads_the_same() -> None:
    assert read(write_markdown(read(VISIT))) == read(VISIT)


def test_an_empty_sheet_keeps_its_headings_and_empty_rows_do_not_count() -> None:
    workbook = read("## survey\n\n| type | name |\n| --- | --- |\n| | |\n| text | a |\n")
    empty = Workbook("visit", (Sheet("notes", (), ("a", "b")),))

    assert workbook.rows("survey") == (Row("survey", {"type": "text", "name": "a"}, 3),)
    assert workbook.rows("survey")[0].number == 3
    assert write_markdown(empty) == "## notes\n\n| a | b |\n| --- | --- |\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "## survey\n\n| type | name |\n| --- | --- |\n| text | a | b |\n",
            "line 5 (survey, row 2): the row has 3 cells under 2 headings. Write \\| for a |",
        ),
        (
            "## survey\n\n| type | name |\n| --- | --- |\n| text | a | \n| text | b\n",
            "line 6 (survey, row 3): the row does not end with |. Put a | behind",
        ),
        (
            "## survey\n\n| type | name |\n| text | a |\n",
            "line 4 (survey, row 1): a line of dashes is missing under the headings. Put | --- |",
        ),
        (
            "## survey\n\n| type |\n| --- |\n| text |\ntext | b |\n",
            "line 6 (survey, row 3): text follows the table without an empty line. Begin a row",
        ),
        (
            "| type |\n| --- |\n| text |\n",
            "line 1: this table belongs to no sheet. Put a heading above it, such as ## survey.",
        ),
        (
            "## survey\n\n| type |\n| --- |\n| text |\n\n| date |\n| --- |\n",
            "line 7 (survey, row 1): the sheet survey has two tables. Put all its rows",
        ),
        (
            "## survey\n\n| type | type |\n| --- | --- |\n",
            "line 3 (survey, row 1): the column type is there twice. Give every column",
        ),
        (
            "## survey\n\n|" + "".join(f" c{n} |" for n in range(MOST_COLUMNS + 1)),
            "line 3 (survey, row 1): there are more than 200 columns. Take out columns",
        ),
        (
            "## survey\n\n| type |\n| --- |\n" + "| text |\n" * (MOST_ROWS + 1),
            "line 5005 (survey, row 5002): there are more than 5000 rows. Make two forms of it.",
        ),
        (
            "## survey\n\n| type |\n| --- |\n| " + "x" * (LONGEST_CELL + 1) + " |\n",
            "line 5 (survey, row 2): a cell is longer than 32767 characters. Shorten it.",
        ),
        (
            "x" * (LONGEST_FILE + 1),
            "The file is longer than 1000000 characters. Make two forms of it.",
        ),
    ],
)
def test_a_broken_table_is_told_with_its_line(text: str, said: str) -> None:
    assert [problem[: len(said)] for problem in refused(text)] == [said]


def test_a_problem_can_be_said_about_another_place() -> None:
    problem = Problem(Location(), "the file is empty", "Fill it.")

    assert problem.say(words("en")) == "The file is empty. Fill it."
    assert problem.at(Location(line=3)).say(words("en")) == "line 3: the file is empty. Fill it."
