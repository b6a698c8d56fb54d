"""Half a year with faults and kills: what Telegram took and what the panel says must be the same."""

from collections import Counter
from pathlib import Path

import pytest

from tests.bot.edge import furnish
from tests.half_year.agreeing import by_wave, kept, out_of_hours, panel_counts
from tests.half_year.play import HalfYear, Played

SEED = 7
DIGEST = "Buenas prácticas contra la trata · "


async def play(folder: Path, *, people: int) -> Played:
    return await HalfYear(furnish(folder / "home"), seed=SEED, people=people).play()


@pytest.mark.timeout(240)
async def test_after_half_a_year_all_books_agree(tmp_path: Path) -> None:
    played = await play(tmp_path, people=12)
    standings = played.database.transact_now(kept)
    waves = {number: wave for of in standings.values() for number, (wave, _) in of.items()}

    for actor in played.actors:
        chat = actor.phone.person.id
        came = by_wave(played, chat, waves)
        told = {number: len(occasions) for number, occasions in came.items()}
        written = {number: member.contacts for number, (_, member) in standings[chat].items()}
        assert told == {number: count for number, count in written.items() if count}, actor.part

    stand = {
        number: Counter(of[number][1].disposition for of in standings.values() if number in of)
        for number in waves
    }
    assert played.database.transact_now(panel_counts) == stand
    assert list(played.database.transact_now(lambda db: list(out_of_hours(played, db)))) == []
    for phone in played.organisers:
        days = Counter(
            one.at.date()
            for one in played.occasions_of(phone.person.id)
            if any(text.startswith(DIGEST) for text in one.texts)
        )
        assert set(days.values()) == {1}
    doubled = sum(one.doubled for one in played.occasions)
    assert doubled <= played.resets + played.deaths
    assert played.deaths > 20
    played.database.close()


async def test_a_seed_plays_the_same_half_year_again(tmp_path: Path) -> None:
    first, again = [await play(tmp_path / name, people=6) for name in ("first", "again")]

    assert said(first) == said(again)
    for played in (first, again):
        played.database.close()


def said(played: Played) -> list[list[tuple[object, ...]]]:
    """Return what came to each person, without what came twice."""
    return [
        [(one.at, one.texts) for one in played.occasions_of(actor.phone.person.id)]
        for actor in played.actors
    ]
