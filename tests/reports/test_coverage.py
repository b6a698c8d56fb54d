from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from locales import LANGUAGES, words
from reports.coverage import MOST_UNITS, Picture, picture_of
from reports.labels import Labels
from storage.coverage import Coverage
from tests.reports.coverages import LABELS, NOTHING, ON, SOME

COUNTRIES = ("HN", "GT")
texts = st.text(max_size=60)
counts = st.integers(0, 2_000_000)


def picture(coverage: Coverage = SOME, language: str = "en", *, labels: Labels = LABELS) -> Picture:
    drawn = picture_of(
        coverage, title="Taller", countries=COUNTRIES, labels=labels, words=words(language)
    )
    assert drawn is not None
    return drawn


def test_the_caption_tells_in_words_what_the_picture_shows() -> None:
    assert picture().caption == snapshot("""\
5 practices, 2 of them today
By day: Wed 18: 0; Thu 19: 0; Fri 20: 0; Sat 21: 0; Sun 22: 3; Mon 23: 0; Tue 24: 2
For whom: Children: 2 (today 1); Women: 4 (today 1); Afro-Honduran or Afro-descendant: 0
From where: Honduras: 4 (today 2); Guatemala: 0; Elsewhere: 1
Nothing yet: Children (Identification, Respect); Women (Identification); Honduras (Identification); Elsewhere (Identification, Respect)\
""")


def test_it_is_told_in_the_organisers_language() -> None:
    told = {language: picture(language=language).caption.splitlines()[0] for language in LANGUAGES}

    assert told == snapshot(
        {
            "es": "5 prácticas, 2 de hoy",
            "fr": "5 pratiques, dont 2 d'aujourd'hui",
            "en": "5 practices, 2 of them today",
            "pt": "5 práticas, 2 de hoje",
        }
    )


def test_one_practice_is_one() -> None:
    one = replace(SOME, total=1, per_day={ON: 1})

    assert picture(one, "es").caption.startswith("1 práctica, 1 de hoy\n")


def test_before_the_first_practice_there_is_nothing_to_draw() -> None:
    assert (
        picture_of(NOTHING, title="Taller", countries=COUNTRIES, labels=LABELS, words=words("es"))
        is None
    )


def test_a_country_of_the_workshop_is_there_before_anything_came_from_it() -> None:
    *_, places = picture().spec["parts"]

    assert [(row["label"], row["count"]) for row in places["rows"]] == [
        ("Honduras", 4),
        ("Guatemala", 0),
        ("Elsewhere", 1),
    ]


def test_columns_are_named_in_a_word_and_rows_without_remarks() -> None:
    spec = picture().spec

    assert spec["columns"] == ["Identification", "Prevention", "Respect"]
    assert spec["parts"][0]["rows"][0]["label"] == "Children"


def test_columns_that_begin_alike_are_told_apart() -> None:
    labels = {"components": {"a": "Training of police officers", "b": "Training of teachers"}}

    columns = picture(labels=labels).spec["columns"]

    assert columns[:2] == ["…police officers", "…of teachers"]


def test_a_word_that_is_too_long_for_a_column_is_cut() -> None:
    labels = {"components": {"a": "Institucionalización"}}

    assert picture(labels=labels).spec["columns"][0] == "Institucionaliz…"


def test_what_an_earlier_form_asked_for_is_shown_after_what_is_asked_now() -> None:
    older = replace(SOME, by_group={**SOME.by_group, ("shelter", "children"): 1})

    assert picture(older).spec["columns"][-1] == "shelter"


def test_the_last_day_is_today_and_days_without_practices_are_there() -> None:
    days = picture().spec["days"]

    assert [(day["label"], day["count"], day["today"]) for day in days[-3:]] == [
        ("Sun 22", 3, False),
        ("Mon 23", 0, False),
        ("Tue 24", 2, True),
    ]
    assert len(days) == 7


def test_more_countries_than_fit_are_counted() -> None:
    many = {f"X{letter}": (0, 1) for letter in "ABCDEFGHIJKLMNOP"}

    *_, places = picture(replace(SOME, countries=many)).spec["parts"]

    assert (len(places["rows"]), places["rest"]) == (14, "4 more")


def test_a_long_caption_leaves_out_gaps_before_anything_else() -> None:
    labels = {
        "components": {f"c{n}": f"Component with a long name {n}" for n in range(10)},
        "target_groups": {f"g{n}": f"A group whose name is long, {n}" for n in range(12)},
    }
    groups = {f"g{n}": (1, 1) for n in range(12)}
    *_, countries, gaps = picture(replace(SOME, groups=groups), labels=labels).caption.splitlines()

    assert "Guatemala" in countries
    assert gaps.endswith(" more")


@pytest.mark.parametrize("language", LANGUAGES)
@given(names=st.lists(texts, max_size=30), places=st.lists(texts, max_size=30), count=counts)
def test_whatever_was_asked_the_caption_fits(
    language: str, names: list[str], places: list[str], count: int
) -> None:
    labels = {
        "components": {f"c{n}": name for n, name in enumerate(names)},
        "target_groups": {f"g{n}": name for n, name in enumerate(names)},
        "country": {f"p{n}": place for n, place in enumerate(places)},
    }
    many = Coverage(
        on=ON,
        total=count + 1,
        per_day={ON: count},
        by_group={},
        by_country={},
        groups={f"g{n}": (count, count) for n in range(len(names))},
        countries={f"p{n}": (count, count) for n in range(len(places))},
    )

    caption = picture(many, language, labels=labels).caption

    assert 0 < len(caption.encode("utf-16-le")) // 2 <= MOST_UNITS
