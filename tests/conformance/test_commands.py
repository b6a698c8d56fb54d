"""The commands that hold the engine against others, on small files of our own."""

import json
from pathlib import Path

import pytest

from tests.conformance.__main__ import main
from tests.conversations.xforms.given import compiled, source

CONTEXT = {"xml": "<root><a>2</a></root>", "ctx": "/*[1]", "root": "/"}
CLOCK = {"now": "2026-11-24T10:30:00.000Z", "tz": "America/Phoenix"}


def vector(expr: str, kind: str, value: object, *, test: str = "xforms/own.test.ts") -> object:
    return {"test": test, "expr": expr, "type": kind, "value": value, **CONTEXT, **CLOCK}


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    path = tmp_path / "own.json"
    vectors = [
        vector("a + 1", "number", "3"),
        vector("a = 3", "boolean", value=True),
        vector("false() and boom()", "boolean", value=False),
        vector("uuid()", "string", "x"),
        vector("concat(a", "error", "syntax"),
        {"nothing": "known"},
        "not even an item",
    ]
    path.write_text(json.dumps(vectors), encoding="utf-8")
    return path


def test_what_passed_failed_or_is_out_of_scope_is_counted(
    recorded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["xpath", str(recorded), "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["figures"] == {
        "passed": 2,
        "failed": 3,
        "out of scope": 2,
        "refused on purpose": 0,
    }
    assert [one["outcome"] for one in told["items"]][:2] == ["passed", "failed"]


def test_a_floor_that_is_missed_is_told(recorded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["xpath", str(recorded), "--floor", "40", "--floor", "xforms=50"]) == 0
    assert main(["xpath", str(recorded), "--failures", "--floor", "xforms=99"]) == 1

    captured = capsys.readouterr()
    assert "xforms: 66.67 % is less than 99 %" in captured.err
    assert "#1 a = 3: False instead of True" in captured.out


def test_a_trace_is_replayed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    node = {"relevant": True, "readonly": False, "required": False, "hint": None}
    age = {**node, "type": "input", "label": "Age?"}
    trace = {
        "id": "1",
        "test": "own.test.ts",
        "name": "ages",
        "form": compiled(source("integer ; age ; Age? ; constraint=. > 3")).xform,
        "steps": [
            {"op": "init", "args": [], "now": CLOCK["now"], "changed": {}},
            {
                "op": "answer",
                "args": ["/visit/age", 2],
                "now": CLOCK["now"],
                "changed": {
                    "/visit/age": {
                        **age,
                        "value": "2",
                        "valid": {"constraint": False, "required": True},
                    }
                },
                "gone": ["/visit/person[1]"],
            },
            {"op": "next", "args": ["/visit/nowhere"], "now": CLOCK["now"]},
        ],
    }
    wrong = json.loads(json.dumps(trace))
    wrong["steps"][1]["changed"]["/visit/age"]["required"] = True
    path = tmp_path / "traces.json"
    path.write_text(json.dumps([trace, wrong, {**trace, "reference_known_wrong": True}]))

    assert main(["traces", str(path), "--failures", "--floor", "50"]) == 0

    told = capsys.readouterr().out
    assert "50.00 % of what is in scope passed" in told
    assert "step 1 (answer /visit/age 2): /visit/age required False instead of True" in told


def test_forms_in_the_dialect_are_walked_through_or_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    valid = """
        | survey |
        |        | type         | name   | label |
        |        | begin_repeat | person | Who?  |
        |        | text         | name   | Name? |
        |        | end_repeat   |        |       |
    """
    on_a_map = "| survey |\n| | type | name | label |\n| | geotrace | way | Way? |"
    invalid = "| survey |\n| | type | name | label |\n| | text | a | A |\n| | tecst | b | B |"
    path = tmp_path / "forms.json"
    known: dict[str, object] = {
        "test": "tests.test_own.Own.test",
        "name": None,
        "errored": False,
        "error": [],
    }
    row = {"errored": True, "error": ["[row : 3] Unknown question type"]}
    path.write_text(
        json.dumps(
            [
                {**known, "md": valid},
                {**known, "md": on_a_map},
                {**known, "md": invalid, **row},
                {**known, "md": invalid, **row, "error": ["[row : 2] Something else"]},
                {**known, "md": valid, **row},
            ]
        )
    )

    main(["markdown", str(path), "--json"])

    told = json.loads(capsys.readouterr().out)
    outcomes = [one["outcome"] for one in told["items"]]
    assert outcomes == ["passed", "refused on purpose", "passed", "failed", "failed"]


@pytest.mark.parametrize(
    "answers",
    [
        {"/visit/person": 2, "/visit/person/name": ["Ana", "Luz"], "/visit/person/age": "x"},
        {
            "/visit[1]/person": 2,
            "/visit[1]/person[1]/name[1]": "Ana",
            "/visit[1]/person[2]/name[1]": "Luz",
            "/visit/person/age": "x",
        },
        ["Ana", "x", True, "Luz", "x", False, None],
        {"answers": ["Ana", "x", True, "Luz", "x", False, None], "language": "English (en)"},
    ],
)
def test_a_walk_tells_its_events(
    answers: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form, given = tmp_path / "form.xml", tmp_path / "answers.json"
    rows = (
        "begin_repeat ; person ; Who?",
        "text ; name ; Name? ; required=yes",
        "integer ; age ; How old is ${name}?",
        "end_repeat",
        "select_one yes_no ; more ; More?",
    )
    form.write_text(compiled(source(*rows, choices="yes_no: yes no")).xform, encoding="utf-8")
    given.write_text(json.dumps(answers), encoding="utf-8")

    assert main(["walk", str(form), str(given)]) == 0

    told = json.loads(capsys.readouterr().out)
    assert [(event["event"], event.get("ref"), event.get("status")) for event in told] == [
        ("question", "/visit/person[1]/name", "ok"),
        ("question", "/visit/person[1]/age", "unreadable"),
        ("prompt-new-repeat", "/visit/person[2]", None),
        ("question", "/visit/person[2]/name", "ok"),
        ("question", "/visit/person[2]/age", "unreadable"),
        ("prompt-new-repeat", "/visit/person[3]", None),
        ("question", "/visit/more", "ok"),
        ("end", None, None),
    ]
    assert told[4]["label"] == "How old is Luz?"
    assert told[6]["choices"] == [["yes", "YES"], ["no", "NO"]]


def test_a_walk_finds_the_files_beside_the_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form, given = tmp_path / "form.xml", tmp_path / "answers.json"
    xform = compiled(source("select_one_from_file homes.csv ; home ; Which home?")).xform
    form.write_text(xform, encoding="utf-8")
    given.write_text("[null]", encoding="utf-8")
    (tmp_path / "homes.csv").write_text("name,label\nh1,Casa Alianza\n", encoding="utf-8")

    assert main(["walk", str(form), str(given)]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told[0]["choices"] == [["h1", "Casa Alianza"]]


def test_a_form_that_is_refused_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form, given = tmp_path / "form.xml", tmp_path / "answers.json"
    form.write_text("<nothing/>", encoding="utf-8")
    given.write_text("{}", encoding="utf-8")

    assert main(["walk", str(form), str(given)]) == 1
    assert "this is not an XForm" in capsys.readouterr().err
