"""Half a year with faults and kills: what Telegram took and what the panel says must be the same."""

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.bot.edge import furnish
from tests.half_year.agreeing import (
    by_wave,
    kept,
    kinds_of,
    out_of_hours,
    panel_figures,
    unexplained,
)
from tests.half_year.play import HalfYear, Played
from tests.half_year.scripts import courses, figures

SEED = 7
PEOPLE = int(os.environ.get("HALF_YEAR_PEOPLE", "24"))  # `make half-year` plays it with 200
DIGEST = "Buenas prácticas contra la trata · "


async def play(folder: Path, *, people: int, seed: int = SEED) -> Played:
    return await HalfYear(furnish(folder / "home"), seed=seed, people=people).play()


@pytest.mark.timeout(1200)
async def test_after_half_a_year_all_books_agree(tmp_path: Path) -> None:
    played = await play(tmp_path, people=PEOPLE)
    standings = played.database.transact_now(kept)
    waves = {number: wave for of in standings.values() for number, (wave, _) in of.items()}

    for actor in played.actors:
        chat = actor.phone.person.id
        expected = courses(actor.part)
        members = {number: member for number, (_, member) in standings[chat].items()}
        came = by_wave(played, chat, waves)
        assert {n: m.disposition for n, m in members.items()} == {
            n: course.disposition for n, course in expected.items()
        }, actor.part
        assert {n: m.contacts for n, m in members.items()} == {
            n: len(course.contacts) for n, course in expected.items()
        }, actor.part
        assert {n: [kinds_of(one) for one in of] for n, of in came.items()} == {
            n: [[kind] for kind in course.contacts]
            for n, course in expected.items()
            if course.contacts
        }, actor.part

    assert played.database.transact_now(panel_figures) == figures(
        tuple(actor.part for actor in played.actors)
    )
    assert list(played.database.transact_now(lambda db: list(out_of_hours(played, db)))) == []
    for phone in played.organisers:
        days = Counter(
            one.at.date()
            for one in played.occasions_of(phone.person.id)
            if any(text.startswith(DIGEST) for text in one.texts)
        )
        assert set(days.values()) == {1}
    assert list(unexplained(played)) == []
    assert (
        max((len(places) for one in played.occasions for places in one.doubled.values()), default=0)
        <= 2
    )
    assert len(played.deaths) > 20
    played.database.close()


@pytest.mark.timeout(300)
async def test_a_seed_plays_the_same_half_year_again_and_another_does_not(tmp_path: Path) -> None:
    first, again, other = [
        await play(tmp_path / name, people=6, seed=seed)
        for name, seed in (("first", SEED), ("again", SEED), ("other", SEED + 1))
    ]

    assert said(first) == said(again)
    assert said(first) != said(other)
    for played in (first, again, other):
        played.database.close()


def said(played: Played) -> list[list[tuple[object, ...]]]:
    """Return what came to each person, without what came twice."""
    phones = (*(actor.phone for actor in played.actors), *played.organisers)
    return [
        [(one.at, one.texts) for one in played.occasions_of(phone.person.id)] for phone in phones
    ]
