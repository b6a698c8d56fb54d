"""What a picture looks like, as far as colours and sizes tell, and whose words are in it."""

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from locales import words
from reports.coverage import picture_of
from reports.drawing import NotDrawn, draw
from storage.coverage import Coverage
from tests.reports.coverages import LABELS, SOME

WIDTH = 720  # dots: 360 points, two dots each
RED, TODAY, EARLIER = (179, 38, 30), (11, 79, 108), (169, 203, 216)
HOSTILE = (
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0"',
    "#panic()",
    "*bold* _slanted_ `code` $x^2$ <label> @nobody // gone /* gone */",
    '"}, "picture": "other',
    "\\u{1f600} ] [ ) ( } { #",
)


def spec(coverage: Coverage = SOME, *, title: str = "Taller", **labels: Mapping[str, str]) -> Any:
    drawn = picture_of(
        coverage,
        title=title,
        countries=("HN", "GT"),
        labels={**LABELS, **labels},
        words=words("es"),
    )
    assert drawn is not None
    return drawn.spec


def image(told: Mapping[str, Any]) -> Image.Image:
    return Image.open(BytesIO(draw(told))).convert("RGB")


def colours(told: Mapping[str, Any]) -> set[Any]:
    counted = image(told).getcolors(maxcolors=1_000_000) or []
    return {colour for _, colour in counted}


def test_it_is_as_wide_as_a_phone() -> None:
    assert image(spec()).width == WIDTH


def test_what_nothing_was_told_of_is_red() -> None:
    full = replace(
        SOME,
        by_group={(c, g): 1 for c in LABELS["components"] for g in LABELS["target_groups"]},
        by_country={(c, p): 1 for c in LABELS["components"] for p in ("HN", "GT")},
        groups=dict.fromkeys(LABELS["target_groups"], (0, 1)),
        countries={"HN": (0, 1), "GT": (0, 1)},
    )

    assert RED in colours(spec())
    assert RED not in colours(spec(full))


def test_today_is_dark_among_pale_days() -> None:
    none_today = replace(SOME, per_day={})

    assert {TODAY, EARLIER} <= colours(spec())
    assert image(spec(none_today)).height < image(spec()).height


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_write_is_shown_and_never_run(text: str) -> None:
    hostile = image(spec(title=text, target_groups={"women": text}))

    assert hostile.width == WIDTH
    assert hostile.tobytes() != image(spec(title="", target_groups={"women": ""})).tobytes()


def test_an_emoji_leaves_no_empty_box() -> None:
    assert draw(spec(title="🌱Taller✨")) == draw(spec(title="Taller"))


@pytest.mark.parametrize("count", [1, 12, 40])
def test_any_number_of_countries_can_be_drawn(count: int) -> None:
    places = {f"X{number}": (0, number) for number in range(count)}

    assert image(spec(replace(SOME, countries=places))).width == WIDTH


def test_labels_as_long_as_they_may_be_stay_inside() -> None:
    long = "Institucionalmente " * 20
    labels = {name: f"{name} {long}" for name in LABELS["target_groups"]}

    assert image(spec(target_groups=labels, components=labels)).width == WIDTH


def test_a_form_without_components_has_its_days_and_countries() -> None:
    bare = replace(SOME, by_group={}, by_country={})

    assert image(spec(bare, components={}, target_groups={})).width == WIDTH


def test_a_workshop_without_countries_and_groups_has_its_days() -> None:
    bare = picture_of(
        replace(SOME, by_group={}, by_country={}, groups={}, countries={}),
        title="Taller",
        countries=(),
        labels={},
        words=words("es"),
    )

    assert bare is not None
    assert image(bare.spec).height < 300


@pytest.mark.parametrize(
    "told", [{}, {"picture": "../drawing"}, {"picture": None}, {"picture": "coverage"}]
)
def test_what_is_no_picture_of_ours_is_refused(told: dict[str, Any]) -> None:
    with pytest.raises(NotDrawn):
        draw(told)
