"""What is allowed and would be better otherwise: each kind is told once."""

import pytest

from conversations.xforms.checks.length import MOST_ASKED, Estimate, estimate
from conversations.xforms.problems import Severity
from locales import words
from tests.conversations.xforms.given import compiled, form, source

LONG = "A choice that says far too much for any button"


def warned(*rows: str, choices: str = "", settings: str | None = None) -> list[str]:
    text = source(*rows) if settings is None else source(*rows, settings=settings)
    made = compiled(text + choices)
    assert all(warning.severity is Severity.WARNING for warning in made.warnings)
    return [warning.say(words("en")) for warning in made.warnings]


def listed(*rows: str, headings: str = "list_name | name | label") -> str:
    dashes = " | ".join("---" for _ in headings.split("|"))
    lines = "\n".join(f"| {row} |" for row in (headings, dashes, *rows))
    return f"\n## choices\n\n{lines}\n"


def test_missing_translations_are_told_once_a_language() -> None:
    assert warned(
        "text ; who ; Who? ; label::Español (es)=¿Quién?; label::Deutsch (de)=Wer?; hint=Your name",
        "select_one kind ; why ; Why? ; label::Español (es)=",
        "note ; end ; Bye ; label::Español (es)=Adiós ; label::Deutsch (de)=Tschüss",
        choices=listed("kind | x | X"),
    ) == [
        (
            "line 5 (survey, row 2, column hint::Deutsch (de)): texts not translated yet: 3 "
            "(survey 5, survey 6, choices 19). "
            "Until they are there, people read the form's default language."
        ),
        (
            "line 5 (survey, row 2, column hint::Español (es)): texts not translated yet: 3 "
            "(survey 5, survey 6, choices 19). "
            "Until they are there, people read the form's default language."
        ),
    ]


def test_only_the_first_places_are_named() -> None:
    rows = [f"note ; n{n} ; N ; label::Español (es)=" for n in range(5)]

    found = warned(*rows, "note ; m ; M ; label::Español (es)=M")

    assert "yet: 5 (survey 5, survey 6, survey 7 …)" in found[0]


def test_a_language_that_is_not_named() -> None:
    found = warned(
        "note ; n ; N ; label::Español (es)=Ene",
        settings="\n## settings\n\n| form_id |\n| --- |\n| visit |\n",
    )

    assert found == [
        (
            "line 5 (survey, row 2, column label): the form does not say which language these texts are in. "
            "Add default_language to the sheet settings, such as English (en)."
        )
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "integer ; it ; It? ; constraint=. > 3",
            "column constraint): constraints without a message: 1 (survey 5). Write into",
        ),
        (
            "text ; it ; It? ; constraint=regex(., '[a-z]+') ; constraint_message=No",
            "column constraint): patterns that accept anything before or after what they describe: 1",
        ),
        (
            "begin_group ; g ; G ; required=yes",
            "column required): rows where required has no effect, as nobody answers them: 1 (survey",
        ),
        (
            "image ; it ; It? ; appearance=signature",
            "column appearance): drawings on a screen, for which people send a picture: 1 (survey 5)",
        ),
        (
            "begin_repeat ; r ; ",
            "column label): the repeat r has no label, so people are not told what they add. Write",
        ),
        (
            f"note ; it ; {'word ' * 900}",
            "column label): labels longer than the 4096 characters of a message: 1 (survey 5). They",
        ),
    ],
)
def test_a_weak_question_is_told(row: str, said: str) -> None:
    kind = row.partition(" ")[0]
    rows = [row, "text ; q ; Q?", kind.replace("begin", "end")] if "begin" in kind else [row]

    found = warned(*rows)

    expected = f"line 5 (survey, row 2, {said}"
    assert [warning[: len(expected)] for warning in found] == [expected]


def test_a_good_pattern_is_anchored() -> None:
    row = "text ; it ; It? ; constraint=regex(., '^[a-z]+$') ; constraint_message=Letters, please"

    assert warned(row) == []


def test_choices_in_which_people_have_to_search() -> None:
    choices = listed(*(f"kind | c{n} | C{n}" for n in range(100)), "few | x | X")
    rows = ("select_one kind ; a ; A", "select_one few ; b ; B", "rank kind ; c ; C")

    assert warned(*rows, "select_one kind ; d ; D ; choice_filter=true()", choices=choices) == [
        (
            "line 5 (survey, row 2, column type): questions with more than 99 choices, in which "
            "people have to search: 2 (survey 5, survey 7). "
            "Ask first for a part of it, such as the region, and use choice_filter."
        )
    ]


def test_choices_that_do_not_fit_a_button() -> None:
    choices = listed(
        f"kind | x | {LONG} | a.png",
        "kind | y | Y |",
        f"other | z | {LONG} |",
        headings="list_name | name | label | media::image",
    )

    found = warned("select_one kind ; kind ; Kind?", choices=choices)

    assert [warning.partition(". ")[0] for warning in found] == [
        (
            "line 17 (choices, row 2, column label): choices longer than the 40 characters that a "
            "button shows: 1 (choices 17)"
        ),
        (
            "line 17 (choices, row 2, column media::image): pictures or sounds of choices, which a "
            "button cannot show: 1 (choices 17)"
        ),
    ]


def test_more_questions_than_people_answer() -> None:
    rows = [f"text ; q{number} ; What do you think of it?" for number in range(MOST_ASKED + 1)]

    assert warned(*rows[:-1]) == []
    assert warned(*rows) == [
        (
            "14 questions are asked, which takes about 13 minutes. Up to 13, people go to the end. "
            "Put the others into a group that they choose to open."
        )
    ]


def test_how_long_a_form_takes() -> None:
    made = form(
        "note ; hello ; A word of welcome",
        "select_one kind ; kind ; Kind?",
        "integer ; beds ; Beds? ; label::Español (es)=¿Cuántas camas hay?",
        "text ; who ; Who?",
        "begin_group ; g ; G ; relevant=${beds} > 3",
        "begin_group ; h ; H",
        "text ; why ; Why?",
        "end_group",
        "end_group",
        "begin_group ; f ; F",
        "text ; when ; When?",
        "end_group",
        choices="kind: x y",
    )

    assert estimate(made) == Estimate(asked=4, minutes=2)


def test_a_default_that_the_question_cannot_have_is_left_out() -> None:
    assert warned(
        "integer ; beds ; Beds? ; default=some", "time ; at ; When? ; default=14:30:00"
    ) == [
        (
            "line 5 (survey, row 2, column default): the default some is no value of the type integer. "
            "Correct it, or the question begins without an answer."
        )
    ]
