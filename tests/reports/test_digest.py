from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from typing_extensions import override

from locales import LANGUAGES, words
from reports.digest import MOST_CHARACTERS, write_digest
from storage.digests import DigestFacts, NewTitle

UNTIL = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
FACTS = DigestFacts(
    workshop_title="Taller regional",
    on=date(2026, 11, 24),
    since=UNTIL - timedelta(days=1),
    until=UNTIL,
    invited=52,
    participants=50,
    answering=38,
    new={"practice": 5, "lesson": 1, "profile": 9},
    total={"practice": 17, "lesson": 9, "profile": 50},
    yesterday={"practice": 2, "lesson": 3, "profile": 20},
    by_country={"HN": (3, 8), "GT": (2, 2), "CR": (0, 7)},
    by_component={"prevention": 4, "training": 2, "rights": 2},
    by_target_group={"women": 3, "children": 1},
    titles=(
        NewTitle("Rutas seguras para la niñez", "HN", "good"),
        NewTitle("Una línea de ayuda", "GT", None),
        NewTitle("Radio comunitaria", None, "idea"),
        NewTitle("Un grupo de pares", None, None),
    ),
    missing_countries=("MX", "DO"),
    missing_target_groups=("men", "disability"),
    begun=2,
    changed={},
)
LABELS: Mapping[str, Mapping[str, str]] = {
    "components": {"prevention": "Prevention", "training": "Staff training", "rights": "Rights"},
    "target_groups": {"women": "Women", "children": "Children", "men": "Men"},
    "country": {"other": "Other"},
    "form": {"needs": "What you need"},
}
QUIET = replace(FACTS, new={}, by_country={}, by_component={}, by_target_group={}, titles=())


def digest(facts: DigestFacts, language: str = "en", *, asked: bool = False) -> str | None:
    return write_digest(facts, words=words(language), choice_labels=LABELS, asked=asked)


def lines(facts: DigestFacts, *, asked: bool = True) -> list[str]:
    return (digest(facts, asked=asked) or "").splitlines()


class Telegram(HTMLParser):
    """What Telegram makes of a message: the tags it met, and the text it shows."""

    def __init__(self, message: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(message)
        self.close()

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(f"{tag}{attrs or ''}")

    @override
    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"/{tag}")

    @override
    def handle_data(self, data: str) -> None:
        self.text += data

    @override
    def handle_comment(self, data: str) -> None:
        self.tags.append("comment")

    @override
    def handle_decl(self, decl: str) -> None:
        self.tags.append("declaration")


def test_a_day_of_a_workshop() -> None:
    assert digest(FACTS) == snapshot("""\
<b>Taller regional · Tuesday 24 November</b>
<b>5 new practices, 3 more than yesterday, 17 in all</b>
<b>1 new lesson, 2 fewer than yesterday, 9 in all</b>
38 of 52 people have answered.
2 conversations begun and not sent yet.

<b>Still missing</b>
No practice yet from: Dominican Republic and Mexico
No practice yet for: Men and disability

<b>Practices by country, new (in all)</b>
Honduras: 3 (8) · Guatemala: 2 (2)

<b>What the new practices cover</b>
Prevention: 4 · Rights: 2 · Staff training: 2

<b>Who the new practices are for</b>
Women: 3 · Children: 1

<b>Newest</b>
• <i>Rutas seguras para la niñez</i> (Honduras, good practice)
• <i>Una línea de ayuda</i> (Guatemala)
• <i>Radio comunitaria</i> (promising idea)
• <i>Un grupo de pares</i>\
""")


def test_what_was_changed_is_news_by_itself() -> None:
    changed = replace(QUIET, changed={"practice": 2, "lesson": 1, "profile": 4})

    assert lines(changed, asked=False)[1:5] == snapshot(
        [
            "0 new practices, 2 fewer than yesterday, 17 in all",
            "0 new lessons, 3 fewer than yesterday, 9 in all",
            "<b>Changed: 3</b>",
            "38 of 52 people have answered.",
        ]
    )


def test_who_changes_where_they_work_makes_no_news() -> None:
    assert digest(replace(QUIET, changed={"profile": 4})) is None


def test_nothing_new_is_not_told_unless_asked() -> None:
    assert digest(QUIET) is None
    assert digest(replace(QUIET, new={"profile": 3})) is None
    assert digest(QUIET, asked=True) == snapshot("""\
<b>Taller regional · Tuesday 24 November</b>
Nothing new since the last digest.
0 new practices, 2 fewer than yesterday, 17 in all
0 new lessons, 3 fewer than yesterday, 9 in all
38 of 52 people have answered.
2 conversations begun and not sent yet.

<b>Still missing</b>
No practice yet from: Dominican Republic and Mexico
No practice yet for: Men and disability\
""")


def test_before_anything_has_come_in_nothing_is_called_missing() -> None:
    facts = replace(QUIET, since=None, invited=0, answering=0, total={}, yesterday={}, begun=0)

    assert digest(facts, asked=True) == snapshot("""\
<b>Taller regional · Tuesday 24 November</b>
Nothing has come in yet.
Nobody has joined yet.\
""")


def test_the_first_digest_compares_with_nothing() -> None:
    facts = replace(FACTS, since=None, new=FACTS.total, yesterday={})

    assert lines(facts)[1:3] == snapshot(["<b>17 new practices</b>", "<b>9 new lessons</b>"])


@pytest.mark.parametrize(
    ("new", "yesterday", "since", "line"),
    [
        (3, 2, 24, "<b>3 new practices, 1 more than yesterday, 17 in all</b>"),
        (1, 4, 20, "<b>1 new practice, 3 fewer than yesterday, 17 in all</b>"),
        (2, 2, 28, "<b>2 new practices, as many as yesterday, 17 in all</b>"),
        (3, 2, 72, "<b>3 new practices, 1 more than in the time before, 17 in all</b>"),
        (1, 4, 19, "<b>1 new practice, 3 fewer than in the time before, 17 in all</b>"),
        (2, 2, 29, "<b>2 new practices, as many as in the time before, 17 in all</b>"),
        (0, 2, 24, "0 new practices, 2 fewer than yesterday, 17 in all"),
        (0, 0, 24, "0 new practices, 17 in all"),
        (17, 0, 24, "<b>17 new practices, 17 more than yesterday</b>"),
    ],
)
def test_what_is_new_is_compared_with_the_time_before(
    new: int, yesterday: int, since: int, line: str
) -> None:
    facts = replace(
        FACTS,
        new={"practice": new, "lesson": 1},
        yesterday={"practice": yesterday},
        since=UNTIL - timedelta(hours=since),
    )

    assert lines(facts)[1] == line


def test_forms_of_the_workshop_s_own_come_after_practices_and_lessons() -> None:
    facts = replace(
        FACTS, total={"aid": 4, "needs": 3, "practice": 17}, new={"needs": 2, "lesson": 1}
    )

    assert lines(facts)[1:5] == snapshot(
        [
            "0 new practices, 2 fewer than yesterday, 17 in all",
            "<b>1 new lesson, 2 fewer than yesterday</b>",
            "New submissions of “aid”: 0, 4 in all",
            "<b>New submissions of “What you need”: 2, 2 more than yesterday, 3 in all</b>",
        ]
    )


@pytest.mark.parametrize(
    ("joined", "answered", "line"),
    [
        (0, 0, "Nobody has joined yet."),
        (1, 1, "1 person has joined."),
        (4, 2, "4 people have joined."),
        (20, 0, "None of the 20 people has answered yet."),
        (20, 4, "Fewer than 5 of 20 people have answered."),
        (20, 5, "5 of 20 people have answered."),
        (20, 15, "15 of 20 people have answered."),
        (20, 16, "Almost all of the 20 people have answered."),
        (20, 20, "All 20 people have answered."),
        (20, 21, "All 20 people have answered."),
    ],
)
def test_few_people_are_not_told_apart(joined: int, answered: int, line: str) -> None:
    facts = replace(FACTS, invited=joined, answering=answered)

    assert lines(facts)[3] == line


def test_who_does_not_agree_is_not_counted_apart() -> None:
    assert digest(replace(FACTS, participants=40)) == digest(FACTS)


def test_what_is_not_missing_has_no_line() -> None:
    no_country = replace(FACTS, missing_countries=())
    nothing = replace(no_country, missing_target_groups=())

    assert "No practice yet from" not in str(digest(no_country))
    assert "No practice yet for: Men and disability" in str(digest(no_country))
    assert "Still missing" not in str(digest(nothing))


def test_long_lists_end_with_how_many_more() -> None:
    facts = replace(FACTS, by_component={f"c{number:02}": 20 - number for number in range(10)})

    assert lines(facts)[12] == snapshot("")


def test_the_forms_own_word_is_used_for_what_is_no_country() -> None:
    facts = replace(FACTS, by_country={"other": (1, 1)}, missing_countries=("other", "MX"))

    assert lines(facts)[7] == "No practice yet from: Mexico and Other"
    assert lines(facts)[11] == "Other: 1 (1)"


def test_long_titles_end_at_a_word() -> None:
    long = "Acompañamiento psicosocial y jurídico de las familias desde la denuncia hasta la reparación"
    facts = replace(FACTS, titles=(NewTitle(long, "HN", None),))

    assert lines(facts)[-1] == snapshot(
        "• <i>Acompañamiento psicosocial y jurídico de las familias desde la denuncia hasta…</i> (Honduras)"
    )


def test_the_oldest_titles_go_first_when_there_is_no_room() -> None:
    titles = tuple(NewTitle(f"{number} " + "&" * 78, "HN", "good") for number in range(12))

    message = digest(replace(FACTS, titles=titles)) or ""

    kept = message.count("•")
    assert 0 < kept < 12
    assert f"<i>{kept - 1} " in message
    assert f"<i>{kept} " not in message
    assert "Who the new practices are for" in message


def test_then_lists_go_and_what_came_in_stays() -> None:
    wide = {f"{number}" + '"' * 39: 1 for number in range(12)}
    facts = replace(
        FACTS,
        by_component=wide,
        by_target_group=wide,
        missing_target_groups=tuple(wide),
        by_country=dict.fromkeys(wide, (1, 1)),
    )

    message = digest(facts) or ""

    assert "5 new practices" in message
    assert "Still missing" in message
    assert "Who the new practices are for" not in message
    assert "•" not in message


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_shape(language: str) -> None:
    message = Telegram(digest(FACTS, language) or "")

    assert message.tags == Telegram(digest(FACTS) or "").tags
    assert message.text.count("\n") == Telegram(digest(FACTS) or "").text.count("\n")
    assert "17" in message.text


def test_names_of_countries_and_days_are_those_of_the_language() -> None:
    message = digest(FACTS, "es") or ""

    assert message.splitlines()[0] == "<b>Taller regional · martes 24 de noviembre</b>"
    assert "República Dominicana y México" not in message
    assert "México y República Dominicana" in message


HOSTILE = st.text(max_size=200) | st.sampled_from(
    [
        '<a href="tg://user?id=1">x</a>',
        "</b></i>",
        "&lt;b&gt;",
        "<!--",
        "<!DOCTYPE x",
        "\u202e{count}",
    ]
)


@given(title=HOSTILE, label=HOSTILE, many=st.integers(0, 30))
def test_what_was_typed_is_only_ever_text(title: str, label: str, many: int) -> None:
    facts = replace(
        FACTS,
        workshop_title=title,
        titles=(NewTitle(title, title, title),) * many,
        new={**FACTS.new, label: 1},
        by_component={label: 2},
        missing_target_groups=(label,) * many,
    )

    message = write_digest(facts, words=words("en"), choice_labels={"country": {title: label}})

    assert message is not None
    assert len(message.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    tags = Telegram(message).tags
    assert set(tags) <= {"b", "/b", "i", "/i"}
    assert all(
        closing == f"/{opening}" for opening, closing in zip(tags[::2], tags[1::2], strict=True)
    )
