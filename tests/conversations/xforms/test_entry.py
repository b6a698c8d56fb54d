from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from conversations.xforms.entry import LONGEST_ANSWER, ChoiceShown, FormEntry, Outcome
from conversations.xforms.formdef import FormDef, Kind
from tests.conversations.xforms.given import NOW, begin, form, resumed

HOMES = {"homes.csv": [{"name": "h1", "label": "Casa Alianza"}, {"name": "h2", "label": ""}]}


@pytest.fixture
def visit() -> FormDef:
    return form(
        "note ; hello ; Hello",
        "text ; who ; Who? ; required=yes ; required_message=Please say who.",
        "select_one yes_no ; more ; More, ${who}?",
        "begin_group ; extra ; Details ; relevant=${more} = 'yes'",
        "integer ; beds ; Beds? ; constraint=. > 0 ; constraint_message=More than ${beds}.",
        "select_multiple kind ; kinds ; Kinds? ; relevant=${beds} > 3 ; required=yes",
        "end_group",
        "calculate ; double ; ; calculation=${beds} * 2",
        "text ; end ; In all ${double} ; hint=Say goodbye. ; guidance_hint=Be kind.",
        choices="yes_no: yes no | kind: shelter clinic school",
    )


def test_a_form_is_asked_from_its_first_question_to_its_end(visit: FormDef) -> None:
    entry = begin(visit)

    asked = [entry.at]
    for answer in ("", "Ana", "no", "bye"):
        assert entry.at is not None
        assert entry.answer_question(entry.at, answer) is Outcome.OK
        asked.append(entry.step_to_next_event())

    assert asked == ["/visit/hello", "/visit/who", "/visit/more", "/visit/end", None]
    assert entry.step_to_next_event() is None
    assert entry.answers() == {"/visit/who": "Ana", "/visit/more": "no", "/visit/end": "bye"}


def test_a_question_shows_its_words_choices_and_answer(visit: FormDef) -> None:
    entry = begin(visit)
    entry.answer_question("/visit/who", "Ana")
    entry.answer_question("/visit/more", "yes")
    entry.answer_question("/visit/extra/beds", "7")
    entry.answer_question("/visit/extra/kinds", "school shelter")

    kinds = entry.prompt("/visit/extra/kinds", "en")
    end = entry.prompt("/visit/end", "en")

    assert entry.prompt("/visit/more", "en").label == "More, Ana?"
    assert kinds.kind is Kind.SELECT_MULTIPLE
    assert kinds.choices == (
        ChoiceShown("shelter", "SHELTER"),
        ChoiceShown("clinic", "CLINIC"),
        ChoiceShown("school", "SCHOOL"),
    )
    assert kinds.answer == "shelter school"
    assert (kinds.group, kinds.required, kinds.readonly) == ("Details", True, False)
    assert (end.label, end.hint, end.guidance) == ("In all 14", "Say goodbye.", "Be kind.")
    assert (end.group, end.required, end.appearance) == ("", False, "")
    assert entry.prompt("/visit/hello", "en").readonly


def test_what_is_required_cannot_be_left_empty(visit: FormDef) -> None:
    entry = begin(visit)
    entry.answer_question("/visit/who", "Ana")

    assert entry.answer_question("/visit/who", "") is Outcome.REQUIRED_BUT_EMPTY
    assert entry.prompt("/visit/who", "en").answer == "Ana"
    assert entry.prompt("/visit/who", "en").required_message == "Please say who."


def test_what_breaks_a_constraint_is_not_kept(visit: FormDef) -> None:
    entry = begin(visit)
    entry.answer_question("/visit/more", "yes")
    entry.answer_question("/visit/extra/beds", "4")

    assert entry.answer_question("/visit/extra/beds", "-4") is Outcome.CONSTRAINT_VIOLATED
    assert entry.prompt("/visit/extra/beds", "en").answer == "4"
    assert entry.prompt("/visit/extra/beds", "en").constraint_message == "More than 4."
    assert entry.answer_question("/visit/extra/beds", "") is Outcome.OK


def test_answers_that_are_not_relevant_are_kept_and_come_back(visit: FormDef) -> None:
    entry = begin(visit)
    entry.answer_question("/visit/more", "yes")
    entry.answer_question("/visit/extra/beds", "7")

    entry.answer_question("/visit/more", "no")

    assert "/visit/extra/beds" not in entry.relevant_questions()
    assert entry.answer_question("/visit/extra/beds", "8") is Outcome.UNREADABLE
    assert entry.answers() == {"/visit/more": "no"}
    assert entry.answers(relevant_only=False)["/visit/extra/beds"] == "7"

    entry = resumed(entry, visit)
    entry.answer_question("/visit/more", "yes")

    assert entry.answers()["/visit/extra/beds"] == "7"
    assert entry.answers()["/visit/double"] == "14"


def test_one_can_go_back_and_jump(visit: FormDef) -> None:
    entry = begin(visit)

    assert entry.step_to_previous_event() == "/visit/hello"
    entry.jump("/visit/end")
    assert entry.step_to_previous_event() == "/visit/more"
    entry.jump("/visit/end")
    assert entry.step_to_next_event() is None
    assert entry.step_to_previous_event() == "/visit/end"
    entry.jump("/visit/extra/beds")
    assert entry.step_to_next_event() == "/visit/end"


def test_questions_of_other_forms_are_errors_of_the_program(visit: FormDef) -> None:
    entry = begin(visit)

    with pytest.raises(KeyError):
        entry.answer_question("/visit/whom", "Ana")
    with pytest.raises(KeyError):
        FormEntry.restore(visit, {"answers": {"/visit/x": "1"}, "at": None, "seed": 1}, now=NOW)


def test_what_is_missing_is_told(visit: FormDef) -> None:
    entry = begin(visit)

    assert entry.missing() == ("/visit/who",)

    entry.answer_question("/visit/who", "Ana")
    entry.answer_question("/visit/more", "yes")
    entry.answer_question("/visit/extra/beds", "9")

    assert entry.missing() == ("/visit/extra/kinds",)


def test_the_longest_way_counts_what_may_yet_be_asked(visit: FormDef) -> None:
    entry = begin(visit)
    counts = [entry.longest_remaining()]
    for answer in ("", "Ana", "yes", "2"):
        assert entry.at is not None
        entry.answer_question(entry.at, answer)
        entry.step_to_next_event()
        counts.append(entry.longest_remaining())
    entry.jump("/visit/more")
    entry.answer_question("/visit/more", "no")
    entry.step_to_next_event()
    counts.append(entry.longest_remaining())
    entry.step_to_next_event()

    assert counts == [5, 5, 4, 3, 1, 1]
    assert entry.longest_remaining() == 0


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("text", "  as it is\n", "  as it is\n"),
        ("text", "x" * (LONGEST_ANSWER + 1), None),
        ("integer", "007", "7"),
        ("integer", "-3", "-3"),
        ("integer", "2.5", None),
        ("integer", "٣", None),
        ("integer", "1" * 16, None),
        ("decimal", "2.50", "2.5"),
        ("decimal", ".5", "0.5"),
        ("decimal", "3.", "3"),
        ("decimal", "1e3", None),
        ("decimal", "nan", None),
        ("date", "2026-02-28", "2026-02-28"),
        ("date", "2026-02-30", None),
        ("date", "28/02/2026", None),
        ("select_one kind", "clinic", "clinic"),
        ("select_one kind", "clinic school", None),
        ("select_one kind", "hospital", None),
        ("select_multiple kind", "school  clinic school", "clinic school"),
        ("select_multiple kind", "school hospital", None),
        ("select_multiple kind", "  ", None),
        ("note", "hello", None),
    ],
)
def test_only_values_of_a_question_are_taken(kind: str, value: str, kept: str | None) -> None:
    entry = begin(form(f"{kind} ; it ; It?", choices="kind: shelter clinic school"))

    outcome = entry.answer_question("/visit/it", value)

    assert outcome is (Outcome.UNREADABLE if kept is None else Outcome.OK)
    assert entry.answers().get("/visit/it") == kept


def test_defaults_are_set_once_when_the_form_is_begun() -> None:
    made = form(
        "text ; who ; Who? ; default=Ana",
        "date ; day ; When? ; default=today()",
        "calculate ; year ; ; calculation=format-date(${day}, '%Y')",
    )
    entry = begin(made)

    assert entry.answers() == {
        "/visit/who": "Ana",
        "/visit/day": "2026-11-24",
        "/visit/year": "2026",
    }

    entry.answer_question("/visit/who", "")
    entry.answer_question("/visit/day", "2020-01-01")
    later = datetime(2027, 1, 1, tzinfo=ZoneInfo("America/Tegucigalpa"))
    entry = FormEntry.restore(made, entry.dump(), now=later)

    assert entry.answers() == {"/visit/day": "2020-01-01", "/visit/year": "2020"}


def test_what_is_read_only_stays_as_it_is() -> None:
    entry = begin(form("text ; who ; Who? ; default=Ana ; readonly=1 = 1"))

    assert entry.answer_question("/visit/who", "") is Outcome.OK
    assert entry.answer_question("/visit/who", "Ana") is Outcome.OK
    assert entry.answer_question("/visit/who", "Luz") is Outcome.UNREADABLE
    assert entry.answers() == {"/visit/who": "Ana"}


def test_choices_come_from_the_rows_handed_in() -> None:
    made = form("select_one_from_file homes.csv ; home ; Home?", "text ; why ; Why?")
    entry = begin(made, lists=HOMES)

    assert entry.prompt("/visit/home", "en").choices == (
        ChoiceShown("h1", "Casa Alianza"),
        ChoiceShown("h2", ""),
    )
    assert entry.answer_question("/visit/home", "h2") is Outcome.OK
    assert begin(made).prompt("/visit/home", "en").choices == ()
    assert begin(made).answer_question("/visit/home", "h1") is Outcome.UNREADABLE


def test_a_choice_counts_only_while_its_filter_offers_it() -> None:
    made = form(
        "select_one country ; country ; Country?",
        "select_multiple city ; cities ; Cities? ; choice_filter=${country} = 'hn' or name = 'x'",
        "calculate ; chosen ; ; calculation=count-selected(${cities})",
        choices="country: hn gt | city: tgu sps x",
    )
    entry = begin(made)
    entry.answer_question("/visit/country", "hn")
    entry.answer_question("/visit/cities", "tgu x")

    entry.answer_question("/visit/country", "gt")

    assert entry.prompt("/visit/cities", "en").answer == "x"
    assert entry.answers()["/visit/chosen"] == "1"

    entry = resumed(entry, made)
    assert entry.answers()["/visit/cities"] == "x"
    entry.answer_question("/visit/country", "hn")
    assert entry.answers()["/visit/cities"] == "tgu x"
    assert entry.answers()["/visit/chosen"] == "2"


def test_a_choice_that_is_given_anew_is_all_that_was_given() -> None:
    made = form(
        "select_one country ; country ; Country?",
        "select_multiple city ; cities ; Cities? ; choice_filter=${country} = 'hn' or name = 'x'",
        choices="country: hn gt | city: tgu x",
    )
    entry = begin(made)
    entry.answer_question("/visit/country", "hn")
    entry.answer_question("/visit/cities", "tgu x")
    entry.answer_question("/visit/country", "gt")

    entry.answer_question("/visit/cities", "x")
    entry.answer_question("/visit/country", "hn")

    assert entry.answers()["/visit/cities"] == "x"


def test_the_label_of_a_choice_can_be_said_elsewhere() -> None:
    made = form(
        "select_one kind ; kind ; Kind?",
        "calculate ; name ; ; calculation=jr:choice-name(${kind}, '${kind}')",
        "calculate ; none ; ; calculation=jr:choice-name('x', ' ${kind} ')",
        "note ; end ; You said ${name}",
        choices="kind: shelter clinic",
    )
    entry = begin(made)
    entry.answer_question("/visit/kind", "clinic")

    assert entry.prompt("/visit/end", "en").label == "You said CLINIC"


def test_computed_values_are_kept_as_their_type_wants() -> None:
    made = form(
        "text ; it ; It?",
        "calculate ; nothing ; ; calculation=number(${it})",
        "integer ; cut ; ; calculation=number(${it}) * 1.9",
        "date ; day ; ; calculation=date(${it})",
        "calculate ; moment ; ; calculation=now()",
        "calculate ; id ; ; calculation=once(uuid())",
    )
    entry = begin(made)
    first = entry.answers()
    entry.answer_question("/visit/it", "3")
    second = entry.answers()
    entry.answer_question("/visit/it", "2020-01-02")
    third = entry.answers()

    assert set(first) == {"/visit/moment", "/visit/id"}
    assert first["/visit/moment"] == "2026-11-24T10:30:00.000-06:00"
    assert (second["/visit/nothing"], second["/visit/cut"]) == ("3", "5")
    assert third["/visit/day"] == "2020-01-02"
    assert first["/visit/id"] == third["/visit/id"] == resumed(entry, made).answers()["/visit/id"]
    assert first["/visit/id"] != begin(made, seed=8).answers()["/visit/id"]


def test_a_person_reads_their_language_or_the_forms_own() -> None:
    made = form(
        "begin_group ; g ; ",
        "text ; who ; Who? ; label::Español (es)=¿Quién? ; hint=Name ; label::Français (fr)=",
        "end_group",
        "text ; why ; Why? ; label::Español (es)= ; hint=",
        "note ; n ; N ; label::Français (fr)=N",
    )
    entry = begin(made)

    assert made.languages == ("en", "es", "fr")
    assert entry.prompt("/visit/g/who", "es").label == "¿Quién?"
    assert entry.prompt("/visit/g/who", "es").hint == "Name"
    assert entry.prompt("/visit/g/who", "es").group == ""
    assert entry.prompt("/visit/g/who", "fr").label == "Who?"
    assert entry.prompt("/visit/g/who", "de").label == "Who?"
    assert entry.prompt("/visit/why", "es").label == "Why?"


def test_a_form_without_relevant_questions_is_at_its_end() -> None:
    assert begin(form("text ; it ; It? ; relevant=1 = 2")).at is None
