"""The worker that fetches files: what goes wrong is logged, and stops nothing."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

from bot.actions.shelf import FormShelf
from bot.actions.visits import House
from bot.client import BotApi
from bot.hearing import Hearing
from bot.jobs.files import FileFetcher
from bot.jobs.voices import Transcriber
from bot.waiting import Patience
from tests.bot.conftest import Waits
from tests.bot.edge import BEGINNING


class AwayAtFirst:
    """A database whose disk is full at first; with the first claim that it takes it is back."""

    def __init__(self, *, claimed: object) -> None:
        self.is_back = asyncio.Event()
        self.calls: list[str] = []
        self._claimed = claimed

    async def transact(self, work: Callable[..., object], **_: object) -> Any:
        self.calls.append(work.__name__)
        if len(self.calls) == 1:
            raise OSError(28, "No space left on device")
        if work.__name__ == "claim":
            self.is_back.set()
            return self._claimed
        return None


async def test_a_database_that_is_away_delays_files_only(
    api: BotApi, patience: Patience, waits: Waits, logs: StringIO
) -> None:
    database = AwayAtFirst(claimed=())

    fetcher = FileFetcher(
        api,
        database.transact,
        house=House(FormShelf(), "me", timedelta(seconds=60), "es"),
        hand_over=lambda _: None,
        has_room=lambda: True,
        now=lambda: BEGINNING,
        patience=patience,
    )
    await fetcher.rounds.run(database.is_back)

    assert database.calls == ["release", "release", "claim", "find_next"]
    assert waits.asked[:1] == [1.0]
    assert logs.getvalue().count("files_not_fetched") == 1


async def test_a_database_that_is_away_delays_listening_only(
    patience: Patience, waits: Waits, logs: StringIO
) -> None:
    database = AwayAtFirst(claimed=None)

    transcriber = Transcriber(
        Hearing(()),
        database.transact,
        house=House(FormShelf(), "me", timedelta(seconds=60), "es"),
        hand_over=lambda _: None,
        now=lambda: BEGINNING,
        patience=patience,
    )
    await transcriber.rounds.run(database.is_back)

    assert database.calls == ["release", "release", "claim", "find_next"]
    assert waits.asked[:1] == [1.0]
    assert logs.getvalue().count("voices_not_heard") == 1
