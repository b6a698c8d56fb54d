"""Voice notes are written down where the extra for it is installed: one at a time, after the turn."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import structlog

from bot.actions.deliveries import Delivery
from bot.actions.incoming import heard as actions
from bot.actions.incoming.heard import Recording
from bot.actions.visits import House
from bot.hearing import Hearing, NotHeard
from bot.waiting import Patience, unless_stopped

log = structlog.get_logger(__name__)

SWEEP_SECONDS = 5.0  # how late listening may begin

Transact = Callable[..., Awaitable[Any]]


class Transcriber:
    """Works off the voice notes that are kept and not yet written down."""

    def __init__(
        self,
        hearing: Hearing,
        transact: Transact,
        *,
        house: House,
        hand_over: Callable[[Sequence[Delivery]], None],
        now: Callable[[], datetime],
        patience: Patience,
    ) -> None:
        self._hearing = hearing
        self._transact = transact
        self._house = house
        self._hand_over = hand_over
        self._now = now
        self._patience = patience
        self._has_recovered = False
        self._listening = asyncio.Lock()

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await unless_stopped(self._try(), stop)
            await unless_stopped(self._patience.sleep(SWEEP_SECONDS), stop)

    async def hear_due(self) -> None:
        """Listen to all that waits; return when that is done, also by a call before this one."""
        async with self._listening:
            await self._recover()
            while recording := await self._claim():
                await self._hear(recording)

    async def _try(self) -> None:
        try:
            await self.hear_due()
        except Exception as error:  # what was claimed is due again later
            log.warning("voices_not_heard", exc_info=error)

    async def _recover(self) -> None:
        """Take up what an earlier life of this replica was listening to when it ended."""
        if not self._has_recovered:
            await self._transact(actions.release, owner=self._house.owner, now=self._now())
            self._has_recovered = True

    async def _claim(self) -> Recording | None:
        return await self._transact(  # type: ignore[no-any-return]  # what `claim` returns
            actions.claim, owner=self._house.owner, now=self._now()
        )

    async def _hear(self, recording: Recording) -> None:
        about = {"recording": recording, "now": self._now(), "house": self._house}
        language = await self._transact(actions.language_of, **about)
        try:
            text = await self._hearing.hear(recording.content, language=language)
        except NotHeard:
            log.warning("voice_not_heard", file=recording.file_id, attempts=recording.attempts)
            await self._transact(actions.give_up, recording=recording)
            return
        about["now"] = self._now()
        self._hand_over(await self._transact(actions.show, **about, text=text))
        log.info("voice_heard", file=recording.file_id)
