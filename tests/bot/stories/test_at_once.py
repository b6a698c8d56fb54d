"""What comes at once, to replicas that share a database: each takes its turn after the other."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.actions.visits import receive
from bot.handlers.sent import act_for
from bot.updates import Edited, Update
from simulator import Simulator
from storage.submissions import get_answers
from tests.bot.edge import Bot, Watch, furnish, running
from tests.bot.kept import submissions_of

TITLE = "Rutas seguras"


@pytest.fixture
async def shared(empty_postgresql: str, tmp_path: Path, watch: Watch) -> AsyncIterator[Bot]:
    home = furnish(tmp_path, postgresql=empty_postgresql)
    async with running(home, watch=watch, simulator=Simulator(clock=watch)) as bot:
        yield bot


async def test_edits_of_one_message_are_taken_one_after_the_other(shared: Bot) -> None:
    maria = shared.phone("María")
    await maria.arrives(code=shared.home.participants)
    await maria.sends("/practica")
    await maria.sends(TITLE)
    edited = [f"{TITLE} {number}" for number in range(8)]
    updates = [
        Update(
            10_000 + number, maria.person.id, "private", "es", maria.own[-1].message_id, None, sent
        )
        for number, sent in enumerate(Edited(text) for text in edited)
    ]

    await asyncio.gather(
        *(
            shared.database.transact(
                receive,
                came=came,
                act=act_for(came.sent),
                now=shared.watch.at,
                house=shared.app._house,
            )
            for came in updates
        )
    )

    (begun,) = submissions_of(shared, "practice")
    (title,) = shared.database.transact_now(get_answers, submission_id=begun.id)
    assert title.value in edited
