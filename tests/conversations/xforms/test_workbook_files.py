"""Files that organisers send: what is read from them, and what is met before it costs anything."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as Book
from openpyxl import load_workbook

from conversations.xforms.compiler import CompiledForm, compile_form
from conversations.xforms.workbooks.reader import read_workbook
from conversations.xforms.workbooks.workbook import (
    LONGEST_FILE,
    MOST_COLUMNS,
    MOST_ROWS,
    Row,
    Sheet,
    Workbook,
    read_markdown,
    write_markdown,
)
from conversations.xforms.workbooks.xlsx_writer import write_xlsx
from locales import words

BUILT_IN = sorted((Path(__file__).parents[3] / "conversations" / "forms").glob("*.md"))
SURVEY = ("type", "name", "label")


def book(sheets: Mapping[str, list[list[Any]]]) -> bytes:
    """Make an .xlsx file as a spreadsheet program does."""
    made = Book()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def changed(content: bytes, parts: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """Change parts of a file, or add them."""
    file = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, parts.get(part, bytes)(old.read(part)))
        for part in parts.keys() - set(old.namelist()):
            new.writestr(part, parts[part](b""))
    return file.getvalue()


def read(content: bytes, name: str = "visit.xlsx") -> Workbook:
    made = read_workbook(content, name)
    assert isinstance(made, Workbook), [problem.say(words("en")) for problem in made]
    return made


def refused(content: bytes, name: str = "visit.xlsx") -> list[str]:
    made = read_workbook(content, name)
    assert not isinstance(made, Workbook)
    return [problem.say(words("en")) for problem in made]


def cells(*values: Any) -> dict[str, str]:
    """Read one row of values as it comes out of a spreadsheet."""
    headings = [f"c{number}" for number in range(len(values))]
    content = book({"survey": [["type", *headings], ["text", *values]]})
    row = dict(read(content).rows("survey")[0].cells)
    row.pop("type")
    return row


def test_a_spreadsheet_is_read_with_its_rows() -> None:
    content = book(
        {
            "Survey": [
                [*SURVEY, "", "label::Español (es)"],
                [],
                ["text", "who", "Who?", "x", "¿Q?"],
            ],
            "CHOICES ": [["list  name", "name", "label"], ["kind", 1, " X "]],
            "Notes": [["anything"], ["at all"]],
        }
    )

    workbook = read(content)

    assert workbook.name == "visit"
    assert [sheet.name for sheet in workbook.sheets] == ["survey", "choices", "notes"]
    row = workbook.rows("survey")[0]
    assert row.cells == {
        "type": "text",
        "name": "who",
        "label": "Who?",
        "label::Español (es)": "¿Q?",
    }
    assert row.location("label").say(words("en")) == "survey, row 3, column label"
    assert workbook.rows("choices")[0].cells == {"list name": "kind", "name": "1", "label": "X"}


def test_values_are_read_as_people_see_them() -> None:
    moment = datetime(2026, 11, 24, 10, 30)  # noqa: DTZ001 - a cell has no zone

    assert cells(1.0, 2, 0.1, 1e16, True, False, None) == {
        "c0": "1",
        "c1": "2",
        "c2": "0.1",
        "c3": "1e+16",
        "c4": "TRUE",
        "c5": "FALSE",
    }
    assert cells(date(2026, 11, 24), moment, time(9, 5), " a\xa0b\r\nc ") == {
        "c0": "2026-11-24",
        "c1": "2026-11-24T10:30:00",
        "c2": "09:05:00",
        "c3": "a b\nc",
    }


def test_the_only_sheet_is_the_survey() -> None:
    assert len(read(book({"Sheet1": [list(SURVEY), ["note", "n", "N"]]})).rows("survey")) == 1


def test_a_long_sheet_of_somebodys_data_is_left_out() -> None:
    survey = [list(SURVEY), ["note", "n", "N"]]
    many: list[list[Any]] = [["a", "b"], *([1, 2] for _ in range(600))]
    doubled: list[list[Any]] = [["a", "a"], [1, 2]]

    workbook = read(book({"survey": survey, "data": many, "more": doubled}))

    assert [(sheet.name, len(sheet.rows)) for sheet in workbook.sheets] == [
        *(("survey", 1), ("data", 499)),
    ]


def test_the_result_of_a_formula_is_taken_with_a_warning() -> None:
    content = changed(
        book({"survey": [list(SURVEY), ["note", "n", 7]]}),
        {"xl/worksheets/sheet1.xml": lambda part: part.replace(b"<v>7</v>", b"<f>3+4</f><v>7</v>")},
    )

    workbook = read(content)
    compiled = compile_form(workbook)

    assert workbook.rows("survey")[0].cell("label") == "7"
    assert isinstance(compiled, CompiledForm)
    assert [warning.say(words("en")) for warning in compiled.warnings] == [
        (
            "survey, row 2, column label: cells with a formula, of which the last result is taken: 1. "
            "Type the texts themselves, so that they stay as they are."
        )
    ]


def test_a_formula_without_a_result_or_with_an_error_is_refused() -> None:
    content = book(
        {
            "survey": [
                list(SURVEY),
                ["note", "n", "=A1"],
                ["note", "o", "=A2"],
                ["note", "m", "#REF!"],
            ],
            "sums": [["a"], ["=1+1"]],
        }
    )

    assert sorted(refused(content)) == [
        (
            "survey, row 2, column label: cells with a formula that was never computed: 2. "
            "Open the file in a spreadsheet program and save it, or type the texts themselves."
        ),
        (
            "survey, row 4, column label: the cell holds the error #REF!. "
            "Correct its formula, or type the text itself."
        ),
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [[*SURVEY, "label"], ["note", "n", "N"]],
            "survey, row 1, column label: the column label is there twice. Give every column",
        ),
        (
            [[f"c{number}" for number in range(MOST_COLUMNS + 1)]],
            "survey, row 1: there are more than 200 columns. Take out what the form",
        ),
        (
            [list(SURVEY), *(["note", "n", "N"] for _ in range(MOST_ROWS + 1))],
            "survey, row 5002: there are more than 5000 rows. Take out what the form",
        ),
    ],
)
def test_a_sheet_that_is_too_large_is_told(rows: list[list[Any]], said: str) -> None:
    assert [problem[: len(said)] for problem in refused(book({"survey": rows}))] == [said]


def test_a_row_far_below_costs_nothing() -> None:
    content = changed(
        book({"survey": [list(SURVEY), ["note", "n", "N"]]}),
        {
            "xl/worksheets/sheet1.xml": lambda part: part.replace(
                b"</sheetData>",
                b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>',
            ).replace(b'ref="A1:C2"', b'ref="A1:XFD1048576"')
        },
    )

    assert len(read(content).rows("survey")) == 1


def archive(parts: Mapping[str, bytes], kind: int = ZIP_STORED) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", kind) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


GOOD = book({"survey": [list(SURVEY), ["note", "n", "N"]]})
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'


def with_markup(part: bytes) -> bytes:
    return ENTITIES + part.partition(b"?>")[2] if part.startswith(b"<?xml") else ENTITIES + part


def encrypted(content: bytes) -> bytes:
    """Mark the first part as encrypted, in its own heading and in the list of parts."""
    flags = bytearray(content)
    flags[6] |= 1
    flags[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(flags)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is no Excel workbook. Open it in a spreadsheet program and save it"),
        (b"type,name,label\n", "The file is no Excel workbook. Open it in"),
        (b"PK\x03\x04 and then nothing", "The file is damaged. Open it in"),
        (GOOD[:2000] + b"x" * 50 + GOOD[2050:], "The file is damaged. Open it in"),
        (archive({"mimetype": b"text"}), "The file is no Excel workbook. Open it in"),
        (
            archive({"xl/workbook.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}),
            "The file is damaged. Open it in",
        ),
        (
            archive({f"p{number}": b"" for number in range(501)}),
            "The file unpacks to far more than a form is. Copy the sheets",
        ),
        (
            archive({"xl/worksheets/sheet1.xml": b"0" * 30_000_000}, ZIP_DEFLATED),
            "The file unpacks to far more than a form is. Copy the sheets",
        ),
        (encrypted(GOOD), "The file is protected with a password. Save it without"),
        (
            b"\xd0\xcf\x11\xe0" + b"." * 500 + "EncryptedPackage".encode("utf-16-le"),
            "The file is protected with a password. Save it without",
        ),
        (
            b"\xd0\xcf\x11\xe0" + b"." * 500,
            "This is an Excel workbook from before 2007. Open it in",
        ),
        (
            changed(GOOD, {"xl/vbaProject.bin": lambda _: b"\x00"}),
            "The file has macros, which are never run here. Save it as an Excel workbook",
        ),
        (
            changed(
                GOOD,
                {
                    "[Content_Types].xml": lambda part: part.replace(
                        b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main"
                    )
                },
            ),
            "The file has macros, which are never run here. Save it as an Excel workbook",
        ),
        (
            changed(GOOD, {"xl/worksheets/sheet1.xml": with_markup}),
            "The file holds markup that no spreadsheet program writes. Open it in",
        ),
        (
            changed(GOOD, {"xl/workbook.xml": lambda _: b"this is no markup"}),
            "The file holds markup that no spreadsheet program writes. Open it in",
        ),
    ],
)
def test_a_file_that_is_no_good_workbook_is_refused(content: bytes, said: str) -> None:
    assert [problem[: len(said)] for problem in refused(content)] == [said]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"x" * (LONGEST_FILE + 1), "a.xlsx", "The file is larger than 1000 kB. Take out"),
        (GOOD, "a.md", "The file is a spreadsheet, and its name ends in .md. Give it"),
        (GOOD, "a.csv", "The file is a spreadsheet, and its name ends in .csv. Give it"),
        (GOOD, "a.xlsm", "The file may have macros, which are never run here. Save it"),
        (GOOD, "a.XLS", "This is an Excel workbook from before 2007. Open it in"),
        (GOOD, "a.ods", "Files that end in .ods cannot be read. Send the form as .xlsx"),
        (GOOD, "form", "Files that end in form cannot be read. Send the form as .xlsx"),
        ("é".encode("latin-1"), "a.csv", "The letters of the file cannot be read. Save it"),
        (b'survey\n,type,name\n,"text', "a.csv", "The file cannot be read as CSV ("),
        (b"survey\n,type,type\n,text,n", "a.csv", "line 2 (survey, row 1, column type): the"),
        (
            b"survey\n,type,name\n,text," + b"x" * 33_000,
            "a.csv",
            "line 3 (survey, row 2, column name): a cell is longer than 32767 characters. Take",
        ),
    ],
)
def test_a_file_is_what_its_name_says(content: bytes, name: str, said: str) -> None:
    assert [problem[: len(said)] for problem in refused(content, name)] == [said]


def test_problems_of_a_spreadsheet_come_sheet_by_sheet() -> None:
    content = book(
        {
            "settings": [["name", "form_id"], ["a b", "visit"]],
            "choices": [["list_name", "name"], ["kind", None]],
            "survey": [["type", "name"], ["txt", "a"], ["note", None, "N"], ["text", "b"]],
        }
    )
    compiled = compile_form(read(content))

    assert isinstance(compiled, tuple)
    assert [problem.location.say(words("en")) for problem in compiled] == [
        *("survey, row 2, column type", "survey, row 3, column label"),
        *("survey, row 4, column label", "choices, row 2, column name"),
        "settings, row 2, column name",
    ]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_one_csv_file_has_all_sheets(mark: str) -> None:
    lines = [
        "A form of ours",
        "",
        "survey",
        ",type,name,label",
        ',text,who,"Who?\n(first name)"',
        ",,,",
        ",select_one kind,kind,Kind?",
        "Choices,list_name,name,label",
        ",kind,x,X",
    ]
    content = "\r\n".join(lines).replace(",", mark).encode("utf-8-sig")

    workbook = read(content, "visit.csv")

    assert [sheet.name for sheet in workbook.sheets] == ["a form of ours", "survey", "choices"]
    who, kind = workbook.rows("survey")
    assert who.cell("label") == "Who?\n(first name)"
    assert kind.location("type").say(words("en")) == "line 8 (survey, row 3, column type)"
    assert isinstance(compile_form(workbook), CompiledForm)


def test_a_csv_file_without_names_of_sheets_has_none() -> None:
    assert read(b",type,name\n,text,n", "a.csv").sheets == ()


def test_what_is_written_is_good_to_work_in() -> None:
    rows = (
        Row("survey", {"type": "text", "name": "who", "label": "=1+1"}, 2),
        Row("survey", {"type": "note", "name": "n", "label": "https://example.org " + "x" * 90}, 3),
    )
    sheets = (
        Sheet("settings", (), ("form_id",)),
        Sheet("survey", rows, SURVEY),
        Sheet("who wrote: this? and [why] is it so long", (), ("a",)),
        Sheet("who wrote: this? and [why] is it so long, again", (), ("a",)),
        Sheet("empty", (), ()),
    )

    made = load_workbook(BytesIO(write_xlsx(Workbook("visit", sheets))))

    assert made.sheetnames == [
        *("survey", "settings"),
        *("who wrote  this  and  why  is i", "who wrote  this  and  why  i 2"),
    ]
    survey = made["survey"]
    assert survey.freeze_panes == "A2"
    assert survey["A1"].font.bold
    assert (survey["C2"].value, survey["C2"].data_type) == ("=1+1", "s")
    assert survey["C3"].hyperlink is None
    widths = [survey.column_dimensions[letter].width for letter in "AC"]
    assert [round(width) for width in widths] == [11, 61]


@pytest.mark.parametrize("path", BUILT_IN, ids=lambda path: path.stem)
def test_a_form_is_the_same_through_a_spreadsheet(path: Path) -> None:
    written = read(path.read_bytes(), path.name)
    again = read(write_xlsx(written), f"{path.stem}.xlsx")

    assert again == written
    assert write_markdown(again) == write_markdown(written)


TEXTS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\xa0\u2028\u2029\x85")
    | st.sampled_from("|\\\n=<>&#'\""),
    max_size=30,
).map(lambda text: "\n".join(line.strip() for line in text.strip().split("\n")).strip())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_what_is_typed_is_the_same_in_every_kind_of_file(rows: list[tuple[str, str]]) -> None:
    survey = [
        Row("survey", {"type": "text", "name": f"q{n}", "label": f"Q{n} {a}", "hint": f"- {b}"}, n)
        for n, (a, b) in enumerate(rows, 2)
    ]
    typed = Workbook("visit", (Sheet("survey", tuple(survey), (*SURVEY, "hint")),))

    through_xlsx = read(write_xlsx(typed))
    through_both = read_markdown(write_markdown(through_xlsx), "visit")

    assert isinstance(through_both, Workbook)
    assert [row.cells for row in through_both.rows("survey")] == [
        *(row.cells for row in through_xlsx.rows("survey")),
    ]
    assert _form(through_both) == _form(through_xlsx) == _form(typed)


def _form(workbook: Workbook) -> str | tuple[str, ...]:
    """Give a workbook's XForm, or what is wrong with it, wherever it stands."""
    compiled = compile_form(workbook)
    if isinstance(compiled, CompiledForm):
        return compiled.xform
    return tuple(problem.message for problem in compiled)
