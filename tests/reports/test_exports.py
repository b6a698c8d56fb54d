import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import LANGUAGES, words
from reports.as_csv import as_csv
from reports.as_xlsx import as_xlsx
from reports.columns import Question
from reports.exports import export_sheets
from reports.former import former_data, former_sheet
from reports.sheets import Sheet, Value
from reports.tables import ABOUT, FormAnswers, data_sheet, labels_sheet, short_id, tables_of
from storage.exports import ExportRow
from storage.revisions import FormerAnswer
from storage.submissions import Answer
from storage.workshops import Workshop
from tests.reports.hostile import FORMULAS

NOW = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
WORKSHOP = Workshop(
    id=1,
    title="Taller regional",
    zone="America/Tegucigalpa",
    starts_on=date(2026, 11, 24),
    ends_on=date(2026, 11, 26),
    countries=("HN", "GT"),
    default_language="es",
    languages=("es", "fr", "en"),
    digest_hour=18,
    protected=False,
    identity_days=210,
    answers_days=365,
    documents=False,
    adolescents=False,
    guardian_note=None,
    focal_point=None,
    closed_at=None,
)
VERSIONS: Mapping[int, tuple[Question, ...]] = {
    1: (
        Question("/data/title", "title", "text", "Name", {}),
        Question("/data/old", "old", "text", "No longer asked", {}),
    ),
    2: (
        Question("/data/title", "title", "text", "What is it called?", {}),
        Question(
            "/data/covers",
            "covers",
            "select_multiple",
            "What does it cover?",
            {"prevention": "Prevention", "rights": "Rights"},
        ),
        Question("/data/share", "share", "select_one", "Who may see it?", {"all": "Anyone"}),
        Question("/data/year", "year", "integer", "Since when?", {}),
        Question("/data/cost", "cost", "decimal", "What does it cost?", {}),
        Question("/data/on", "on", "date", "Which day?", {}),
    ),
}


def given_(name: str, kind: str, value: str) -> Answer:
    return Answer(f"/data/{name}", name, kind, value, relevant=True, answered_at=NOW)


NEWEST = ExportRow(
    submission_id=1234567890123456789,
    participant="0a1b2c3d",
    country="HN",
    table_name="2",
    language="es",
    form_id="practice",
    version=2,
    completed_at=NOW,
    level="good",
    share="all",
    revision=1,
    changed_at=None,
    subject_id=None,
    answers=(
        given_("title", "text", "Rutas seguras"),
        given_("covers", "select_multiple", "rights prevention"),
        given_("share", "select_one", "all"),
        given_("year", "integer", "2019"),
        given_("cost", "decimal", "1.5"),
        given_("on", "date", "2026-11-24"),
    ),
)
OLDER = replace(
    NEWEST,
    submission_id=7,
    country=None,
    table_name=None,
    version=1,
    level=None,
    share=None,
    answers=(given_("title", "text", "Radio"), given_("old", "text", "Sí")),
)
PRACTICE = FormAnswers("practice", "Good practice", VERSIONS, (OLDER, NEWEST))


def labels(form: FormAnswers = PRACTICE, language: str = "en") -> Sheet:
    return labels_sheet(tables_of(form)[0], workshop=WORKSHOP, words=words(language))


def data(form: FormAnswers = PRACTICE, language: str = "en") -> Sheet:
    return data_sheet(tables_of(form)[0], workshop=WORKSHOP, words=words(language))


def shown(sheet: Sheet, row: int) -> dict[str, str]:
    """Return the cells of a row that hold something, by heading."""
    pairs = zip(sheet.headings, sheet.rows[row], strict=True)
    return {heading: str(value) for heading, value in pairs if value is not None}


def with_answer(answer: Answer) -> FormAnswers:
    return replace(PRACTICE, rows=(replace(NEWEST, answers=(answer,)),))


def cell(sheet: Sheet, heading: str) -> Value:
    return dict(zip(sheet.headings, sheet.rows[0], strict=True))[heading]


def test_a_submission_is_a_row_in_words() -> None:
    assert labels().name == "Good practice"
    assert shown(labels(), 1) == {
        "Submission": "128GGYHYYK08N",
        "Workshop": "Taller regional",
        "Form": "Good practice",
        "Version of the form": "2",
        "Completed at (the workshop's time)": "2026-11-24 18:30:00-06:00",
        "Completed at (with the zone)": "2026-11-24T18:30:00-06:00",
        "Participant (a code)": "0a1b2c3d",
        "Country (code)": "HN",
        "Country": "Honduras",
        "Table": "2",
        "Who may see it": "Anyone",
        "Level": "good practice",
        "Revision": "1",
        "What is it called?": "Rutas seguras",
        "What does it cover?": "Rights, Prevention",
        "What does it cover?/Prevention": "1",
        "What does it cover?/Rights": "1",
        "Who may see it?": "Anyone",
        "Since when?": "2019",
        "What does it cost?": "1.5",
        "Which day?": "2026-11-24",
    }


def test_a_submission_is_a_row_in_codes() -> None:
    assert data().name == "Data: practice"
    assert data().headings == (
        "_id",
        "_workshop",
        "_form",
        "__version__",
        "_completed_at",
        "_submission_time",
        "_participant",
        "_country",
        "_country_name",
        "_table",
        "_share",
        "_level",
        "_revision",
        "_changed_at",
        "_about",
        "_confirmed",
        "_screened",
        "_review",
        "_merged_into",
        "_redacted",
        "title",
        "covers",
        "covers/prevention",
        "covers/rights",
        "share",
        "year",
        "cost",
        "on",
        "old",
    )
    assert data().rows[1][10:] == (
        "all",
        "good",
        1,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        "Rutas seguras",
        "rights prevention",
        1,
        1,
        "all",
        Decimal(2019),
        Decimal("1.5"),
        date(2026, 11, 24),
        None,
    )


def test_what_only_an_older_version_asked_has_its_column() -> None:
    assert shown(data(), 0) == {
        "_id": "7",
        "_workshop": "Taller regional",
        "_form": "practice",
        "__version__": "1",
        "_completed_at": "2026-11-24 18:30:00-06:00",
        "_submission_time": "2026-11-24T18:30:00-06:00",
        "_participant": "0a1b2c3d",
        "_revision": "1",
        "title": "Radio",
        "old": "Sí",
    }


def test_an_answer_whose_question_is_unknown_is_not_lost() -> None:
    form = replace(PRACTICE, versions={})

    assert shown(data(form), 1)["covers"] == "rights prevention"
    assert set(data(form).headings[len(ABOUT) :]) == {
        "title",
        "covers",
        "share",
        "year",
        "cost",
        "on",
        "old",
    }


def test_a_choice_not_taken_is_0_and_an_open_question_is_empty() -> None:
    covered = with_answer(given_("covers", "select_multiple", "rights"))
    skipped = with_answer(given_("covers", "select_multiple", ""))

    assert [cell(data(covered), f"covers/{c}") for c in ("prevention", "rights")] == [0, 1]
    assert [cell(data(skipped), f"covers{c}") for c in ("", "/prevention")] == [None, None]


def test_a_choice_without_a_label_shows_its_code() -> None:
    form = with_answer(given_("covers", "select_multiple", "rights gone"))

    assert cell(labels(form), "What does it cover?") == "Rights, gone"


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("integer", "year", "many"),
        ("decimal", "cost", "NaN"),
        ("decimal", "cost", "1e999999"),
        ("date", "on", "some day"),
    ],
)
def test_what_is_no_number_or_day_stays_as_it_is(kind: str, name: str, value: str) -> None:
    assert cell(data(with_answer(given_(name, kind, value))), name) == value


def test_the_workbook_has_two_sheets_a_form_a_codebook_and_notes() -> None:
    lesson = replace(PRACTICE, form_id="lesson", title="Lesson learned", rows=())
    sheets = export_sheets(
        [PRACTICE, lesson], workshop=WORKSHOP, words=words("en"), exported_at=NOW
    )

    assert [sheet.name for sheet in sheets] == [
        "Good practice",
        "Data: practice",
        "Lesson learned",
        "Data: lesson",
        "Former answers",
        "Questions",
        "Notes",
    ]
    codebook, notes = sheets[-2:]
    assert codebook.rows[0] == ("practice", "_id", "Submission", *(None,) * 4)
    assert codebook.rows[20:24] == (
        ("practice", "title", "What is it called?", "text", None, None, "1, 2"),
        ("practice", "covers", "What does it cover?", "select_multiple", None, None, "2"),
        (
            "practice",
            "covers",
            "What does it cover?",
            "select_multiple",
            "prevention",
            "Prevention",
            None,
        ),
        ("practice", "covers", "What does it cover?", "select_multiple", "rights", "Rights", None),
    )
    assert [(what, str(note)) for what, note in notes.rows[:5]] == [
        ("Workshop", "Taller regional"),
        ("Exported at", "2026-11-24 18:30:00-06:00"),
        ("Time zone", "America/Tegucigalpa"),
        ("Good practice", "2 submissions, form versions: 1, 2"),
        ("Lesson learned", "0 submissions, form versions: -"),
    ]
    assert [what for what, _ in notes.rows[5:]] == [
        "What is in it",
        "Left out: not sent, or taken back",
        "What was changed after sending",
        "Left out: answers off the path",
        "Left out: who it was",
        "With care",
        "Photos, sounds and files",
        "In the CSV file",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_are_the_same_in_every_language(language: str) -> None:
    assert data(language=language).headings == data().headings
    assert len(labels(language=language).headings) == len(labels().headings)


def test_countries_are_named_in_the_language() -> None:
    mexico = replace(PRACTICE, rows=(replace(NEWEST, country="MX"),))

    assert shown(data(mexico, "es"), 0)["_country_name"] == "México"
    assert shown(data(mexico, "fr"), 0)["_country_name"] == "Mexique"


@pytest.mark.parametrize("formula", FORMULAS)
def test_an_answer_that_would_run_is_text_in_both_files(formula: str) -> None:
    form = with_answer(given_("title", "text", formula))
    sheets = export_sheets([form], workshop=WORKSHOP, words=words("en"), exported_at=NOW)

    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(sheets, words=words("en"), created_at=NOW)))
    text = as_csv(sheets[1]).decode("utf-8-sig")
    headings, row = csv.reader(io.StringIO(text, newline=""))
    types = {c.data_type for sheet in book.worksheets for line in sheet.iter_rows() for c in line}
    assert types <= {"s", "n", "d"}
    assert row[headings.index("title")].lstrip()[0] not in "=+-@＝＋－＠"


@given(st.integers(1, 2**63 - 1), st.integers(1, 2**63 - 1))
def test_ids_are_short_and_no_two_are_alike(one: int, other: int) -> None:
    assert len(short_id(one)) <= 13
    assert (short_id(one) == short_id(other)) == (one == other)


CHANGED = replace(
    NEWEST,
    revision=3,
    changed_at=NOW,
    subject_id=7,
    answers=(
        Answer("/data/title", "title", "text", "Rutas", True, NOW, screened="organisers"),
        Answer("/data/year", "year", "integer", "2019", True, NOW, screened="left"),
    ),
)


def test_a_row_tells_what_was_changed_and_what_needs_care() -> None:
    form = replace(PRACTICE, rows=(CHANGED,))

    worded, coded = shown(labels(form), 0), shown(data(form), 0)

    assert (worded["Revision"], worded["Changed at (the workshop's time)"]) == (
        "3",
        "2026-11-24 18:30:00-06:00",
    )
    assert worded["About the submission"] == coded["_about"] == "7"
    assert worded["With care: what was found in it"] == (
        "What is it called?: only for the organisers; Since when?: left as it is"
    )
    assert coded["_screened"] == "title:organisers year:left"


def former(name: str, kind: str, value: str, *, version: int = 2) -> FormerAnswer:
    return FormerAnswer(7, "practice", version, 1, f"/data/{name}", name, kind, value, NOW)


def test_what_stood_there_before_is_a_sheet_of_its_own() -> None:
    changed = replace(
        PRACTICE,
        former=(
            former("covers", "select_multiple", "rights"),
            former("title", "text", ""),
            former("year", "integer", "2018"),
            former("title", "text", "Radio", version=9),
        ),
    )

    sheet = former_sheet([changed], workshop=WORKSHOP, words=words("en"))

    assert sheet.name == "Former answers"
    at = "2026-11-24 18:30:00-06:00"
    assert [tuple(map(str, row)) for row in sheet.rows] == [
        ("7", "Good practice", "1", "covers", "What does it cover?", "Rights", at),
        ("7", "Good practice", "1", "title", "What is it called?", "None", at),
        ("7", "Good practice", "1", "year", "Since when?", "2018", at),
        ("7", "Good practice", "1", "title", "title", "Radio", at),
    ]
    coded = former_data([changed], workshop=WORKSHOP)
    assert [row[1:6] for row in coded.rows][:1] == [
        ("practice", 1, "covers", "What does it cover?", "rights")
    ]


def test_how_a_contribution_stands_with_the_organisers_is_marked() -> None:
    [title, *_] = NEWEST.answers
    merged = replace(
        NEWEST, review="merged", merged_into=33, redacted=frozenset({title.ref, "/elsewhere"})
    )
    form = replace(PRACTICE, rows=(merged,))

    worded, coded = shown(labels(form), 0), shown(data(form), 0)

    assert worded["Review"] == coded["_review"] == "merged"
    assert worded["Counts together with"] == coded["_merged_into"] == "11"
    assert worded["Answers with a passage taken out"] == "What is it called?"
    assert coded["_redacted"] == "title"
