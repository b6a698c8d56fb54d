"""What may never happen, whatever is written in a form or answered to it."""

import json
import math
from collections.abc import Mapping
from contextlib import suppress
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.xforms.entry import FormEntry
from conversations.xforms.formdef import FormDef, QuestionDef
from conversations.xforms.functions.table import FUNCTIONS
from conversations.xforms.workbooks.workbook import (
    Row,
    Sheet,
    Workbook,
    read_markdown,
    write_markdown,
)
from conversations.xforms.xpath.parser import parse
from conversations.xforms.xpath.syntax import (
    Axis,
    Call,
    Expression,
    Filter,
    Negation,
    Number,
    Operation,
    Path,
    Step,
    Text,
    XPathError,
)
from tests.conversations.xforms.given import NOW, begin, compiled, evaluate, source, tree

# Expressions

_NAMES = st.sampled_from(["a", "b", "data", "div", "text", "orx:meta", "*", "node()", "text()"])


def _paths(inside: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    steps = st.builds(Step, st.sampled_from(Axis), _NAMES, st.lists(inside, max_size=1).map(tuple))
    some = st.lists(steps, min_size=1, max_size=3).map(tuple)
    return st.builds(Path, st.none(), st.booleans(), some) | st.builds(
        Path, inside, st.just(value=False), some
    )


def _calls(inside: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    """Call functions as they want to be called; some calls are wrong all the same."""

    @st.composite
    def call(draw: st.DrawFn) -> Expression:
        name = draw(st.sampled_from(sorted(FUNCTIONS)))
        function = FUNCTIONS[name]
        most = function.fewest + 2 if function.most is None else function.most
        count = draw(st.integers(function.fewest, most))
        paths = _paths(inside)
        arguments = [draw(paths if at in function.nodes else inside) for at in range(count)]
        return Call(name, tuple(arguments))

    return call()


def _operations(inside: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    operators = ["or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod", "|"]
    pair = st.tuples(inside, inside)
    return st.builds(Operation, st.sampled_from(operators), pair)


EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(
    st.builds(Text, st.text("ab 1-:T'", max_size=12))
    | st.builds(Number, st.floats(0, 1e12, allow_nan=False))
    | st.just(Path(None, absolute=False, steps=(Step(Axis.SELF, "node()"),))),
    lambda inside: (
        _paths(inside)
        | _calls(inside)
        | _operations(inside)
        | st.builds(Negation, inside)
        | st.builds(Filter, inside, st.lists(inside, min_size=1, max_size=2).map(tuple))
    ),
    max_leaves=12,
)

DOCUMENT = tree({"data": {"a": ["1", "x y", ""], "b": "2026-11-24", "text": {"a": "-7"}}})


@given(EXPRESSIONS)
def test_what_was_read_is_written_so_that_it_reads_the_same(expression: Expression) -> None:
    read = parse(str(expression))

    assert parse(str(read)) == read
    assert str(parse(str(read))) == str(read)


@given(EXPRESSIONS)
@settings(max_examples=300)
def test_an_expression_that_compiles_runs(expression: Expression) -> None:
    with suppress(XPathError):
        assert evaluate(str(expression), DOCUMENT, at="/data/text/a") is not None


@given(st.text("ab01 .,/*[]()|='\"<>!-+:@$&", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(XPathError):
        read = parse(text)
        assert parse(str(read)) == read


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_is_the_number(number: float) -> None:
    written = str(Number(abs(number)))

    assert "e" not in written
    assert math.isclose(float(written), abs(number))


# Workbooks

_CELLS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=20
).map(str.strip)
_WRITTEN = st.one_of(
    _CELLS, st.sampled_from(["a | b", "x\\", "\\|", "1<br>2", "&lt;br>", "a\n\\\nb"])
)


@given(
    st.dictionaries(
        st.sampled_from(["survey", "choices", "notes"]),
        st.lists(
            st.dictionaries(
                st.sampled_from(["type", "name", "label", "label::Español (es)", "x"]),
                _WRITTEN.filter(bool),
                min_size=1,
            ),
            min_size=1,
            max_size=4,
        ),
        min_size=1,
    )
)
def test_a_workbook_written_reads_the_same(sheets: Mapping[str, list[dict[str, str]]]) -> None:
    workbook = Workbook(
        "any",
        tuple(
            Sheet(
                name,
                tuple(Row(name, cells, 2 + at) for at, cells in enumerate(rows)),
                tuple(dict.fromkeys(column for cells in rows for column in cells)),
            )
            for name, rows in sorted(sheets.items(), key=lambda item: "cns".index(item[0][0]))
        ),
    )

    read = read_markdown(write_markdown(workbook), "any")

    assert isinstance(read, Workbook)
    assert sorted(read.sheets, key=lambda sheet: sheet.name) == sorted(
        workbook.sheets, key=lambda sheet: sheet.name
    )
    assert write_markdown(read) == write_markdown(workbook)


@given(st.text("|-# \nabsurvey\\<>&;", max_size=80))
def test_any_text_is_a_workbook_or_has_problems(text: str) -> None:
    read = read_markdown(f"## survey\n{text}", "any")

    assert isinstance(read, Workbook) or all(problem.remedy for problem in read)


# Entries

VISIT = compiled(
    source(
        "text ; who ; Who? ; required=yes ; constraint=string-length(.) < 6",
        "select_one yes_no ; more ; More, ${who}? ; default=no",
        "begin_group ; extra ; Details ; relevant=${more} = 'yes'",
        "integer ; beds ; Beds? ; constraint=. > 0",
        "select_multiple kind ; kinds ; Kinds? ; relevant=${beds} > 3",
        "select_one size ; size ; Size? ; choice_filter=selected(${kinds}, 'clinic') or name = 's'",
        "end_group",
        "calculate ; twice ; ; calculation=${thrice} - ${beds}",
        "calculate ; thrice ; ; calculation=if(${beds} > 5, ${beds} * 3, 0)",
        "date ; day ; When? ; relevant=${twice} > 9 or ${size} = 's' ; default=today()",
        "text ; end ; In all ${twice} ; readonly=${more} = 'no'",
        choices="yes_no: yes no | kind: shelter clinic school | size: s m l",
    )
).form

ANSWERS = st.one_of(
    st.sampled_from(
        [
            *("", "yes", "no", "3", "4", "9", "-1", "clinic", "shelter school", "clinic school"),
            *("s", "m", "2026-01-01", "hola", "too long for this"),
        ]
    ),
    st.text(max_size=8),
)
MOVES = st.lists(st.tuples(st.sampled_from(VISIT.questions), ANSWERS), max_size=15)


def _seen(entry: FormEntry, form: FormDef) -> list[object]:
    """Tell all that a person or a programme can see of an entry."""
    prompts = [entry.prompt(question.ref, "en") for question in form.questions]
    return [
        prompts,
        entry.relevant_questions(),
        entry.answers(),
        entry.missing(),
        entry.longest_remaining(),
        entry.dump(),
    ]


@given(MOVES)
def test_an_entry_is_as_if_computed_from_nothing(moves: list[tuple[QuestionDef, str]]) -> None:
    entry = begin(VISIT)

    for question, answer in moves:
        entry.answer_question(question.ref, answer)
        entry.jump(question.ref)
        state = json.loads(json.dumps(entry.dump()))
        again = FormEntry.restore(VISIT, state, now=NOW)

        assert _seen(again, VISIT) == _seen(entry, VISIT)


@given(MOVES, st.randoms(use_true_random=False))
def test_what_follows_does_not_depend_on_the_order_of_answers(
    moves: list[tuple[QuestionDef, str]], chance: Random
) -> None:
    entry = begin(VISIT)
    for question, answer in moves:
        entry.answer_question(question.ref, answer)
    kept = entry.dump()
    answers = kept["answers"]
    assert isinstance(answers, dict)
    shuffled = list(answers.items())
    chance.shuffle(shuffled)

    again = FormEntry.restore(VISIT, {**kept, "answers": dict(shuffled)}, now=NOW)

    assert _seen(again, VISIT) == _seen(entry, VISIT)


@given(MOVES)
def test_an_answer_is_taken_whole_or_not_at_all(moves: list[tuple[QuestionDef, str]]) -> None:
    entry = begin(VISIT)

    for question, answer in moves:
        before = entry.dump()
        outcome = entry.answer_question(question.ref, answer)

        assert outcome == "ok" or entry.dump() == before


@given(MOVES)
def test_the_way_to_the_end_is_never_longer_than_was_said(
    moves: list[tuple[QuestionDef, str]],
) -> None:
    entry = begin(VISIT)
    promised = entry.longest_remaining()

    for asked, (_, answer) in enumerate(moves, 1):
        if entry.at is None:
            break
        entry.answer_question(entry.at, answer)
        entry.step_to_next_event()
        assert asked + entry.longest_remaining() <= promised
        promised = asked + entry.longest_remaining()
