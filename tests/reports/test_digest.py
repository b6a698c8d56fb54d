from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from typing_extensions import override

from locales import LANGUAGES, words
from reports.digest import MOST_CHARACTERS, has_news, write_digest, write_quiet_week
from storage.digests import DigestFacts, NewTitle, Waiting
from storage.turnout import Response

UNTIL = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
FACTS = DigestFacts(
    workshop_title="Taller regional",
    on=date(2026, 11, 24),
    since=UNTIL - timedelta(days=1),
    until=UNTIL,
    waiting=Waiting(reviews=6, flagged=1, unreachable=2, uncertain=0),
    joined=52,
    answering=38,
    new={"practice": 5, "lesson": 1},
    total={"practice": 17, "lesson": 9},
    yesterday={"practice": 2, "lesson": 3},
    targets={"practice": 60},
    by_table={"practice": {"Mesa 1": 3, "Mesa 4": 2}},
    titles=(
        NewTitle(
            1,
            "practice",
            "Rutas seguras",
            "Las niñas llegan acompañadas a la escuela.",
            "HN",
            "good",
        ),
        NewTitle(2, "practice", "Una línea de ayuda", "", "GT", None),
        NewTitle(3, "practice", "Radio comunitaria", "Lo oyen en diez aldeas.", None, "idea"),
        NewTitle(4, "lesson", "Sin intérprete no hay entrevista", "", None, None),
    ),
    missing_countries=("MX", "DO"),
    missing_target_groups=("men", "disability"),
    begun=2,
    changed=0,
    response=None,
)
LABELS: Mapping[str, Mapping[str, str]] = {
    "target_groups": {"women": "Women", "children": "Children", "men": "Men"},
    "country": {"other": "Other"},
    "form": {"needs": "What you need"},
}
NOTHING_WAITS = Waiting(reviews=0, flagged=0, unreachable=0, uncertain=0)
QUIET = replace(FACTS, new={}, titles=(), by_table={}, waiting=NOTHING_WAITS)


def digest(facts: DigestFacts, language: str = "en", *, numbers_only: bool = False) -> str:
    return write_digest(
        facts, words=words(language), choice_labels=LABELS, numbers_only=numbers_only
    )


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


def test_a_day_of_a_workshop_in_spanish() -> None:
    assert digest(FACTS, "es") == snapshot("""\
<b>Taller regional · martes 24 de noviembre</b>

<b>Le esperan</b>
• 1 aporte puede delatar quién es alguien
• 6 aportes por revisar
• Menos de 5 personas ya no reciben mis mensajes

<b>5 prácticas nuevas · 3 más que ayer · 17 de 60</b>
Mesa 1: 3 · Mesa 4: 2
• <i>Rutas seguras</i> (Honduras, buena práctica)
«Las niñas llegan acompañadas a la escuela.»
• <i>Una línea de ayuda</i> (Guatemala)
• <i>Radio comunitaria</i> (idea prometedora)
«Lo oyen en diez aldeas.»
y 2 más

<b>1 lección nueva · 2 menos que ayer · 9 en total</b>
• <i>Sin intérprete no hay entrevista</i>

Han respondido unas 35 de 50 personas.
2 conversaciones empezadas y aún sin enviar.

<b>Lo que falta</b>
Todavía ninguna práctica de: México y República Dominicana
Todavía ninguna práctica para: Men y disability\
""")


def test_a_day_of_a_workshop_in_french() -> None:
    assert digest(FACTS, "fr") == snapshot("""\
<b>Taller regional · mardi 24 novembre</b>

<b>Vous attendent</b>
• 1 contribution peut révéler qui est quelqu&#x27;un
• 6 contributions à réviser
• Moins de 5 personnes ne reçoivent plus mes messages

<b>5 nouvelles pratiques · 3 de plus qu&#x27;hier · 17 sur 60</b>
Mesa 1\xa0: 3 · Mesa 4\xa0: 2
• <i>Rutas seguras</i> (Honduras, bonne pratique)
«\xa0Las niñas llegan acompañadas a la escuela.\xa0»
• <i>Una línea de ayuda</i> (Guatemala)
• <i>Radio comunitaria</i> (idée prometteuse)
«\xa0Lo oyen en diez aldeas.\xa0»
et 2 de plus

<b>1 nouvelle leçon · 2 de moins qu&#x27;hier · 9 en tout</b>
• <i>Sin intérprete no hay entrevista</i>

Environ 35 personnes sur 50 ont répondu.
2 conversations commencées et pas encore envoyées.

<b>Ce qui manque</b>
Pas encore de pratique de\xa0: Mexique et République dominicaine
Pas encore de pratique pour\xa0: Men et disability\
""")


def test_a_day_of_a_workshop_in_english() -> None:
    assert digest(FACTS, "en") == snapshot("""\
<b>Taller regional · Tuesday 24 November</b>

<b>Needs you</b>
• 1 contribution may tell who somebody is
• 6 contributions to review
• Fewer than 5 people can no longer be reached

<b>5 new practices · 3 more than yesterday · 17 of 60</b>
Mesa 1: 3 · Mesa 4: 2
• <i>Rutas seguras</i> (Honduras, good practice)
“Las niñas llegan acompañadas a la escuela.”
• <i>Una línea de ayuda</i> (Guatemala)
• <i>Radio comunitaria</i> (promising idea)
“Lo oyen en diez aldeas.”
and 2 more

<b>1 new lesson · 2 fewer than yesterday · 9 in all</b>
• <i>Sin intérprete no hay entrevista</i>

Some 35 of 50 people have answered.
2 conversations begun and not sent yet.

<b>Still missing</b>
No practice yet from: Dominican Republic and Mexico
No practice yet for: Men and disability\
""")


def test_a_day_of_a_workshop_in_portuguese() -> None:
    assert digest(FACTS, "pt") == snapshot("""\
<b>Taller regional · terça-feira, 24 de novembro</b>

<b>À sua espera</b>
• 1 contribuição pode revelar quem é alguém
• 6 contribuições para revisar
• Menos de 5 pessoas já não recebem as minhas mensagens

<b>5 práticas novas · 3 a mais que ontem · 17 de 60</b>
Mesa 1: 3 · Mesa 4: 2
• <i>Rutas seguras</i> (Honduras, boa prática)
“Las niñas llegan acompañadas a la escuela.”
• <i>Una línea de ayuda</i> (Guatemala)
• <i>Radio comunitaria</i> (ideia promissora)
“Lo oyen en diez aldeas.”
e mais 2

<b>1 lição nova · 2 a menos que ontem · 9 no total</b>
• <i>Sin intérprete no hay entrevista</i>

Responderam umas 35 de 50 pessoas.
2 conversas começadas e ainda não enviadas.

<b>O que falta</b>
Ainda nenhuma prática de: México e República Dominicana
Ainda nenhuma prática para: Men e disability\
""")


def test_who_sees_numbers_only_reads_nothing_of_what_was_told() -> None:
    assert digest(FACTS, numbers_only=True) == snapshot("""\
<b>Taller regional · Tuesday 24 November</b>

<b>5 new practices · 3 more than yesterday · 17 of 60</b>

<b>1 new lesson · 2 fewer than yesterday · 9 in all</b>

Some 35 of 50 people have answered.
2 conversations begun and not sent yet.

<b>Still missing</b>
No practice yet from: Dominican Republic and Mexico
No practice yet for: Men and disability\
""")


def test_a_day_without_news() -> None:
    assert digest(QUIET) == snapshot("""\
<b>Taller regional · Tuesday 24 November</b>

Nothing new since the last digest.

0 new practices · 2 fewer than yesterday · 17 of 60

0 new lessons · 3 fewer than yesterday · 9 in all

Some 35 of 50 people have answered.
2 conversations begun and not sent yet.

<b>Still missing</b>
No practice yet from: Dominican Republic and Mexico
No practice yet for: Men and disability\
""")


def test_before_anything_has_come_in_nothing_is_called_missing() -> None:
    facts = replace(
        QUIET, since=None, joined=0, answering=0, total={}, yesterday={}, targets={}, begun=0
    )

    assert digest(facts) == snapshot("""\
<b>Taller regional · Tuesday 24 November</b>

Nothing has come in yet.

Nobody has joined yet.\
""")


def test_a_quiet_week_is_one_line() -> None:
    assert write_quiet_week(QUIET, words=words("en")) == snapshot(
        "“Taller regional”: nothing new this week. I am here."
    )


@pytest.mark.parametrize(
    ("changes", "is_news"),
    [
        ({}, False),
        ({"changed": 1}, True),
        ({"new": {"practice": 1}}, True),
        ({"waiting": replace(NOTHING_WAITS, unreachable=1)}, True),
        ({"waiting": replace(NOTHING_WAITS, uncertain=3)}, True),
        ({"waiting": replace(NOTHING_WAITS, reviews=3)}, False),
    ],
)
def test_what_is_news(changes: Mapping[str, Any], *, is_news: bool) -> None:
    assert has_news(replace(QUIET, **changes)) is is_news


def test_what_needs_somebody_stands_first() -> None:
    waiting = Waiting(reviews=1, flagged=2, unreachable=7, uncertain=3)

    assert digest(replace(FACTS, waiting=waiting)).splitlines()[2:7] == snapshot(
        [
            "<b>Needs you</b>",
            "• 2 contributions may tell who somebody is",
            "• 1 contribution to review",
            "• Some 5 people can no longer be reached",
            "• An announcement may not have reached everybody",
        ]
    )


def test_the_first_digest_compares_with_nothing() -> None:
    facts = replace(FACTS, since=None, new=FACTS.total, yesterday={}, targets={})

    assert "<b>17 new practices</b>" in digest(facts)


@pytest.mark.parametrize(
    ("new", "yesterday", "since", "line"),
    [
        (3, 2, 24, "<b>3 new practices · 1 more than yesterday · 17 in all</b>"),
        (1, 4, 20, "<b>1 new practice · 3 fewer than yesterday · 17 in all</b>"),
        (2, 2, 28, "<b>2 new practices · as many as yesterday · 17 in all</b>"),
        (3, 2, 72, "<b>3 new practices · 1 more than in the time before · 17 in all</b>"),
        (1, 4, 19, "<b>1 new practice · 3 fewer than in the time before · 17 in all</b>"),
        (2, 2, 29, "<b>2 new practices · as many as in the time before · 17 in all</b>"),
        (0, 2, 24, "0 new practices · 2 fewer than yesterday · 17 in all"),
        (17, 0, 24, "<b>17 new practices · 17 more than yesterday</b>"),
    ],
)
def test_what_is_new_is_compared_with_the_time_before(
    new: int, yesterday: int, since: int, line: str
) -> None:
    facts = replace(
        FACTS,
        new={"practice": new, "lesson": 1},
        yesterday={"practice": yesterday},
        targets={},
        titles=(),
        by_table={},
        since=UNTIL - timedelta(hours=since),
    )

    assert line in digest(facts).splitlines()


def test_forms_of_the_workshop_s_own_come_after_practices_and_lessons() -> None:
    facts = replace(
        QUIET, total={"aid": 4, "needs": 3, "practice": 17}, new={"needs": 2}, targets={"other": 9}
    )

    assert [line for line in digest(facts).splitlines() if " · " in line][1:] == snapshot(
        [
            "0 new practices · 2 fewer than yesterday · 17 in all",
            "New submissions of “aid”: 0 · 4 in all",
            "<b>New submissions of “What you need”: 2 · 2 more than yesterday · 3 in all</b>",
            "New submissions of “other”: 0 · 0 of 9",
        ]
    )


@pytest.mark.parametrize(
    ("joined", "answered", "line"),
    [
        (0, 0, "Nobody has joined yet."),
        (4, 2, "Fewer than 5 people have joined."),
        (22, 0, "None of some 20 people has answered yet."),
        (22, 4, "Fewer than 5 of some 20 people have answered."),
        (22, 13, "Some 10 of 20 people have answered."),
        (22, 19, "Almost all of some 20 people have answered."),
        (22, 22, "All of some 20 people have answered."),
        (22, 23, "All of some 20 people have answered."),
    ],
)
def test_few_people_are_not_told_apart(joined: int, answered: int, line: str) -> None:
    assert line in digest(replace(FACTS, joined=joined, answering=answered)).splitlines()


@pytest.mark.parametrize(
    ("asked", "answered", "line"),
    [
        (3, 2, "Follow-up 1: fewer than 5 people have answered."),
        (40, 3, "Follow-up 1: fewer than 5 people have answered."),
        (40, 0, "Follow-up 1: nobody has answered yet."),
        (40, 13, "Follow-up 1: some 10 of 40 people have answered."),
    ],
)
def test_how_many_answer_the_follow_up_is_the_last_line(
    asked: int, answered: int, line: str
) -> None:
    assert digest(replace(FACTS, response=Response(1, asked, answered))).splitlines()[-1] == line


def test_of_a_follow_up_that_has_asked_nobody_nothing_is_said() -> None:
    assert digest(replace(FACTS, response=Response(1, 0, 0))) == digest(FACTS)


def test_what_is_not_missing_has_no_line() -> None:
    no_country = replace(FACTS, missing_countries=())

    assert "No practice yet from" not in digest(no_country)
    assert "No practice yet for: Men and disability" in digest(no_country)
    assert "Still missing" not in digest(replace(no_country, missing_target_groups=()))


def test_the_forms_own_word_is_used_for_what_is_no_country() -> None:
    facts = replace(FACTS, missing_countries=("other", "MX"))

    assert "No practice yet from: Mexico and Other" in digest(facts)


def test_many_tables_end_with_how_many_more() -> None:
    tables = {f"Mesa {number}": 10 - number for number in range(1, 9)}

    assert "Mesa 6: 4 · 2 more\n" in digest(replace(FACTS, by_table={"practice": tables}))


def test_what_was_changed_is_counted() -> None:
    assert "\nChanged: 3\n" in digest(replace(FACTS, changed=3))


def test_the_oldest_titles_go_first_when_there_is_no_room() -> None:
    titles = tuple(
        NewTitle(number, "practice", f"{number} " + "&" * 58, "", "HN", "good")
        for number in range(12)
    )

    message = digest(replace(FACTS, titles=titles))

    kept = message.count("(Honduras")
    assert 0 < kept < 12
    assert f"<i>{kept - 1} " in message
    assert f"<i>{kept} " not in message
    assert "Still missing" in message


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_shape(language: str) -> None:
    message = Telegram(digest(FACTS, language))

    assert message.tags == Telegram(digest(FACTS)).tags
    assert message.text.count("\n") == Telegram(digest(FACTS)).text.count("\n")


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
    titles = tuple(
        NewTitle(number, "practice", title, title, title, title) for number in range(many)
    )
    facts = replace(
        FACTS,
        workshop_title=title,
        titles=titles,
        new={**FACTS.new, label: 1},
        by_table={"practice": {label: 2}},
        missing_target_groups=(label,) * many,
    )

    message = write_digest(facts, words=words("en"), choice_labels={"country": {title: label}})

    assert len(message.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    tags = Telegram(message).tags
    assert set(tags) <= {"b", "/b", "i", "/i"}
    assert all(
        closing == f"/{opening}" for opening, closing in zip(tags[::2], tags[1::2], strict=True)
    )
