"""Nothing is lost when the program is killed, however often."""

import asyncio
from pathlib import Path

import pytest

from bot.app import utc_now
from tests.bot.edge import furnish
from tests.kill_harness import harass

KILLS = 100


def test_a_hundred_kills_lose_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = furnish(tmp_path / "home", now=utc_now())

    verdict = asyncio.run(harass(home, kills=KILLS, seed=7, people=6))

    with capsys.disabled():
        print(f"\n{verdict}")  # noqa: T201  # the figures are part of the result
    assert verdict.turns > KILLS
    assert (verdict.lost, verdict.stored_twice, verdict.replies_missing) == (0, 0, 0)
    assert verdict.replies_doubled <= KILLS
