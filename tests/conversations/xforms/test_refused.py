import pytest

from locales import words
from tests.conversations.xforms.given import compiled, problems, source


def test_all_that_is_wrong_is_told_at_once() -> None:
    said = problems(
        "## survey\n\n"
        "| type | name | label | relevant | hnt |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| text | who | Who ${hoo}? | | |\n"
        "| txt | what | What? | | |\n"
        "| select_one kin | kind | Kind? | | |\n"
        "| | why | Why? | | |\n"
        "| integer | | How many? | | |\n"
        "| date | when | | | |\n"
        "| text | who | Again? | | |\n"
        "| text | 2nd | Second? | | |\n"
        "| end_group | | | | |\n"
        "| calculate | sum | | | |\n"
        "| select_one | one | One? | | |\n"
        "| select_one kind or_other | two | Two? | | |\n"
        "| select_one_from_file homes.xml | home | Home? | | |\n"
        "| select_multiple kind | kinds | Kinds? | | |\n"
        "| text | old | Was ${last-saved#who} it? | | |\n"
        "| qwertyuiop | odd | Odd? | | |\n"
        "| begin_group | open | Open | | |\n"
        "\n## choices\n\n"
        "| list name | name | label |\n"
        "| --- | --- | --- |\n"
        "| kind | clinic | Clinic |\n"
        "| kind | clinic | Clinic again |\n"
        "| kind | day centre | Day centre |\n"
        "| kind | shelter | |\n"
        "| | x | X |\n"
        "| kind | | Y |\n"
        "\n## settings\n\n| version |\n| --- |\n| 1 |\n| 2 |\n"
    )

    assert (
        "\n".join(said)
        == """\
line 3 (survey, row 1, column hnt): unknown column hnt. Did you mean hint?
line 5 (survey, row 2, column label): unknown question hoo. Did you mean who?
line 6 (survey, row 3, column type): unknown type txt. Did you mean text?
line 7 (survey, row 4, column type): unknown list kin. Did you mean kind?
line 8 (survey, row 5, column type): the row has no type. Fill it in, such as text.
line 9 (survey, row 6, column name): the row has no name. Give it a short name.
line 10 (survey, row 7, column label): when has no label. Write what people shall read.
line 11 (survey, row 8, column name): the name who is there twice. Give every question a name of its own.
line 12 (survey, row 9, column name): 2nd cannot be a name. Use at most 64 letters, digits and underscores, beginning with a letter.
line 13 (survey, row 10, column type): no group is open here. Add a row begin_group before, or take this one out.
line 14 (survey, row 11, column calculation): a calculate row has no calculation. Write the expression into the column calculation.
line 15 (survey, row 12, column type): the type does not say which list. Write it as select_one list.
line 17 (survey, row 14, column type): choices cannot come from the file homes.xml. Use a CSV file.
line 20 (survey, row 17, column type): unknown type qwertyuiop. Check the name.
line 21 (survey, row 18, column type): this group is not closed. Add a row end_group where it ends.
line 28 (choices, row 3, column name): the choice clinic is there twice in the list kind. Give every choice a name of its own.
line 29 (choices, row 4, column name): the choice day centre has a space in its name. Use an underscore: chosen names are kept with spaces between them.
line 32 (choices, row 7, column name): the choice has no name. Give it a short name that stays the same in every language."""
    )


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("geotrace", "geotrace is drawn on a map; a chat cannot ask it. Ask for several geopoints"),
        ("q geoshape", "geoshape is drawn on a map; a chat cannot ask it. Ask for several geopo"),
        ("osm building", "osm is drawn on a map; a chat cannot ask it. Ask for several geopoints"),
        ("imei", "deviceid would watch the person's device. Leave it out: who answers is kept"),
        ("get phone number", "phonenumber would watch the person's device. Leave it out: who"),
        ("audit", "audit would watch the person's device. Leave it out: who answers is kept"),
        ("background-audio", "background-audio would watch the person's device. Leave it out"),
        ("select_one_external kind", "select_one_external takes its choices from a place that"),
        ("xml-external", "xml-external takes its choices from a place that is not read here. Use"),
        (
            "begin_kobomatrix kind",
            "begin_kobomatrix is a table on a screen; a chat cannot show it.",
        ),
        (
            "begin_score kind",
            "begin_score is a table on a screen; a chat cannot show it. Write its",
        ),
        ("begin_rank kind", "begin_rank is Kobo's own way of ranking. Use one row with the type"),
        ("begin loop over kind", "begin_loop repeats a group for every choice of a list, which is"),
    ],
)
def test_a_type_that_cannot_be_asked_is_refused_with_a_remedy(kind: str, said: str) -> None:
    found = problems(source(f"{kind} ; it ; It?"))

    expected = f"line 5 (survey, row 2, column type): {said}"
    assert [problem[: len(expected)] for problem in found] == [expected]


def test_rows_of_kobos_own_are_told_once() -> None:
    rows = ("begin_score ; s ; S", "score__row ; a ; A", "score__row ; b ; B", "end_score")

    assert len(problems(source(*rows))) == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            ("begin_repeat ; r ; R", "text ; it ; It?", "end_group"),
            (
                "line 7 (survey, row 4, column type): r, begun in row 2, ends with another word than "
                "it began. Write begin_group with end_group, and begin_repeat with end_repeat."
            ),
        ),
        (
            ("begin group ; g ; G", "text ; it ; It?"),
            (
                "line 5 (survey, row 2, column type): this group is not closed. "
                "Add a row end_group where it ends."
            ),
        ),
        (
            ("text ; it ; It?", "end repeat"),
            (
                "line 6 (survey, row 3, column type): no repeat is open here. "
                "Add a row begin_repeat before, or take this one out."
            ),
        ),
    ],
)
def test_groups_and_repeats_must_end_as_they_began(rows: tuple[str, ...], said: str) -> None:
    assert problems(source(*rows)) == [said]


def test_groups_too_deep_are_refused() -> None:
    rows = [f"begin_group ; g{n} ; G" for n in range(21)]

    found = problems(source(*rows, "text ; it ; It?", *["end_group"] * 21))

    assert found == [
        (
            "line 25 (survey, row 22, column type): groups are nested more than 20 deep. "
            "Use fewer groups."
        )
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "select_one kind or else ; it ; It?",
            "column type): “or else” behind the list is not understood. Write the name",
        ),
        (
            "select_one kind or_other ; it ; It? ; choice_filter=true()",
            "column choice_filter): or_other cannot be used together with choice_filter. Write",
        ),
        (
            "select_one long ; it ; It?",
            "column type): the list long has 2001 choices; at most 2000 can be put at once. Ask first",
        ),
        (
            "text ; it ; It? ; appearance=ex:org.example.app(x=1)",
            "column appearance): ex:org.example.app(x=1) opens another app, which a chat cannot.",
        ),
        (
            "select_one kind ; it ; It? ; appearance=minimal search('homes')",
            "column appearance): search() reads the choices from a file in a way that is not",
        ),
        (
            "text ; it ; It? ; calculation=1 ; trigger=other",
            "column trigger): a trigger names no question. Write ${name} of the question after",
        ),
        (
            "text ; it ; It? ; relevant=${last-saved#whom} = 1",
            "column relevant): unknown question whom. Check the name.",
        ),
        (
            "range ; it ; It? ; parameters=start:1",
            "column parameters): the parameters cannot be read. Write them as start=0 end=10",
        ),
        (
            "range ; it ; It? ; parameters=start=1 end=few",
            "column parameters): the parameter end cannot be few. Write a number.",
        ),
        (
            "range ; it ; It? ; parameters=start=1 end=inf",
            "column parameters): the parameter end cannot be inf. Write a number.",
        ),
        (
            "range ; it ; It? ; parameters=start=1 end=3 step=5",
            "column parameters): the step of the range is zero or larger than the range. Write",
        ),
        (
            "range ; it ; It? ; parameters=strt=1",
            "column parameters): unknown parameter strt. Did you mean start?",
        ),
        (
            "image ; it ; It? ; parameters=max-pixels=many",
            "column parameters): the parameter max-pixels cannot be many. Write a whole number.",
        ),
        (
            "audio ; it ; It? ; parameters=quality=best",
            "column parameters): the parameter quality cannot be best. Write voice-only, low",
        ),
        (
            "select_one kind ; it ; It? ; parameters=randomize=maybe",
            "column parameters): the parameter randomize cannot be maybe. Write true or false.",
        ),
        (
            "select_one kind ; it ; It? ; parameters=randomize=true seed=kind",
            "column parameters): the parameter seed cannot be kind. Write a number, or ${name}",
        ),
        (
            "select_one kind ; it ; It? ; parameters=seed=3",
            "column parameters): a seed has no effect without randomize. Add randomize=true.",
        ),
        (
            "select_one or_other ; it ; It?",
            "column type): unknown list or_other. Check the name.",
        ),
        (
            "select_one no or_other ; it ; It?",
            "column type): unknown list no. Check the name.",
        ),
        (
            "select_one_from_file homes.csv ; it ; It? ; parameters=value=a/b",
            "column parameters): the parameter value cannot be a/b. Write the name of a column",
        ),
    ],
)
def test_a_question_that_cannot_work_is_refused(row: str, said: str) -> None:
    many = " ".join(f"c{number}" for number in range(2_001))

    found = problems(source(row, choices=f"kind: x y | long: {many}"))

    expected = f"line 5 (survey, row 2, {said}"
    assert [problem[: len(expected)] for problem in found] == [expected]


@pytest.mark.parametrize(
    ("row", "place", "name"),
    [
        ("select_one_from_file ../../evil.csv ; it ; It?", "type", "../../evil.csv"),
        ("select_multiple_from_file .homes.csv ; it ; It?", "type", ".homes.csv"),
        (r"select_one_from_file lists\homes.xml ; it ; It?", "type", r"lists\homes.xml"),
        (
            "calculate ; it ; ; calculation=pulldata('../../evil', 'a', 'b', 'c')",
            "calculation",
            "../../evil",
        ),
        ("text ; it ; It? ; default=pulldata( “/etc/list”, 'a', 'b', 'c')", "default", "/etc/list"),
        (r"text ; it ; It? ; image::es=..\..\map.png", "image::es", r"..\..\map.png"),
        ("note ; it ; It ; audio=jr://audio/it.mp3", "audio", "jr://audio/it.mp3"),
    ],
)
def test_a_file_is_named_without_a_way_to_it(row: str, place: str, name: str) -> None:
    assert problems(source(row)) == [
        (
            f"line 5 (survey, row 2, column {place}): {name} is more than the name of a file. "
            "Write the name alone, without a folder and with no dot in front."
        )
    ]


def test_a_group_names_its_files_as_a_question_does() -> None:
    found = problems(source("begin_group ; g ; G ; image=a/b.png", "text ; it ; It?", "end_group"))

    assert [problem.partition(". ")[0] for problem in found] == [
        "line 5 (survey, row 2, column image): a/b.png is more than the name of a file"
    ]


def test_a_question_that_is_never_asked_cannot_be_mentioned() -> None:
    found = problems(
        source(
            "text ; old ; Old? ; relevant=false()",
            "begin_group ; g ; G ; relevant=no",
            "text ; inside ; Inside?",
            "end_group",
            "note ; n ; You said ${inside}, and ${old}.",
        )
    )

    assert found == [
        (
            "line 9 (survey, row 6, column label): inside is never asked, so ${inside} is always "
            "empty. Change the relevant of inside, or take ${inside} out."
        ),
        (
            "line 9 (survey, row 6, column label): old is never asked, so ${old} is always "
            "empty. Change the relevant of old, or take ${old} out."
        ),
    ]


def test_a_choice_cannot_name_a_question_that_is_not_there() -> None:
    found = problems(source("select_one kind ; kind ; Kind?", choices="kind: a${whom}"))

    assert found[0].startswith("line 11 (choices, row 2, column label): unknown")


def test_an_invisible_character_is_refused() -> None:
    assert problems(source("text ; it ; It\x07?")) == [
        (
            "line 5 (survey, row 2, column label): there is an invisible character which no form may "
            "hold. Type the cell anew."
        )
    ]


@pytest.mark.parametrize("text", ["", "# Nothing\n", "## survey\n\n| type |\n| --- |\n"])
def test_a_workbook_without_questions_is_refused(text: str) -> None:
    assert "here is no sheet survey with questions" in problems(text)[0]


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (
            "| tyype | name | label |\n| --- | --- | --- |\n| text | it | It? |\n",
            "line 3 (survey, row 1): the sheet survey has no column type. Write it into",
        ),
        (
            (
                "| type | name |\n| --- | --- |\n| note | n |\n\n## choices\n\n"
                "| list_name | label |\n| --- | --- |\n| kind | X |\n"
            ),
            "line 9 (choices, row 1): the sheet choices has no column name. Write it into",
        ),
    ],
)
def test_a_sheet_without_its_first_columns_is_refused(sheet: str, said: str) -> None:
    assert said in "\n".join(problems(f"## survey\n\n{sheet}"))


def test_the_name_of_the_root_must_be_one() -> None:
    settings = "\n## settings\n\n| name | version |\n| --- | --- |\n| a b | 1 |\n"

    assert problems(source("text ; it ; It?", settings=settings)) == [
        (
            "line 11 (settings, row 2, column name): a b cannot be a name. "
            "Use letters, digits and underscores, beginning with a letter, or empty the cell."
        )
    ]


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("submission_url", "submission_url would send the answers elsewhere; here they stay with"),
        ("public_key", "public_key would encrypt the answers, so that nobody here could read them"),
        ("add_none_option", "add_none_option is not available. Write the choice “none” into the"),
    ],
)
def test_a_setting_that_would_mean_something_else_is_refused(column: str, said: str) -> None:
    table = f"\n## settings\n\n| form_id | {column} |\n| --- | --- |\n| visit | x |\n"

    found = problems(source("text ; it ; It?", settings=table))

    assert [problem.partition(": ")[0] for problem in found] == [
        f"line 11 (settings, row 2, column {column})"
    ]
    assert said in found[0]


def test_a_sheet_of_entities_is_refused_once_it_has_rows() -> None:
    headings = "\n## entities\n\n| dataset | label |\n| --- | --- |\n"

    assert compiled(source("text ; it ; It?") + headings).warnings == ()
    assert problems(source("text ; it ; It?") + headings + "| trees | It |\n") == [
        (
            "line 17 (entities, row 2): entities keeps answers as entities, which this bot does not "
            "have. Take the sheet out; the answers are in the export."
        )
    ]


def sheets(*names: str) -> str:
    return "".join(f"\n## {name}\n\n| a |\n| --- |\n| b |\n" for name in names)


def test_a_sheet_that_is_needed_and_misspelt_is_refused() -> None:
    assert problems(source("select_one kind ; it ; It?") + sheets("choises")) == [
        "line 5 (survey, row 2, column type): unknown list kind. Check the name.",
        "line 15 (choises, row 1): unknown sheet choises. Did you mean choices?",
    ]
    assert "line 4 (survy, row 1): unknown sheet survy. Did you mean survey?" in problems(
        sheets("survy")
    )


def test_a_sheet_that_is_misspelt_and_not_needed_is_told() -> None:
    made = compiled(source("text ; it ; It?", settings=sheets("stettings", "choises")))

    assert [warning.say(words("en")) for warning in made.warnings] == [
        (
            "line 9 (stettings, row 1): XLSForm does not know the sheet stettings, so it is left out. "
            "Did you mean settings?"
        ),
        (
            "line 15 (choises, row 1): XLSForm does not know the sheet choises, so it is left out. "
            "Did you mean choices?"
        ),
    ]


def test_other_sheets_are_notes() -> None:
    extra = sheets("Who wrote this", "_settings", "settings old", "external_choices")

    assert [
        warning.say(words("en")) for warning in compiled(source("text ; it ; It?") + extra).warnings
    ] == [
        (
            "line 15 (who wrote this, row 1): XLSForm does not know these sheets, so they are left out: "
            "who wrote this, settings old. That is fine if they are notes."
        )
    ]
