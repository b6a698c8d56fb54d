"""Voice notes are written down where the extra for it is installed: one at a time, after the turn."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import structlog

from bot.actions.deliveries import Delivery
from bot.actions.incoming import heard as actions
from bot.actions.incoming.heard import Recording
from bot.actions.visits import House
from bot.hearing import Hearing, NotHeard
from bot.jobs.rounds import Rounds
from bot.waiting import Patience

log = structlog.get_logger(__name__)

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
        poll_seconds: float | None = None,
    ) -> None:
        self._hearing = hearing
        self._transact = transact
        self._house = house
        self._hand_over = hand_over
        self._now = now
        self.rounds = Rounds(
            self._hear_all,
            release=self._release,
            on_failure=lambda error: log.warning("voices_not_heard", exc_info=error),
            now=now,
            patience=patience,
            poll_seconds=poll_seconds,
        )

    async def hear_due(self) -> None:
        """Listen to all that waits; return when that is done, also by a call before this one."""
        await self.rounds.go()

    async def _hear_all(self) -> datetime | None:
        while recording := await self._claim():
            await self._hear(recording)
        return await self._transact(actions.find_next)  # type: ignore[no-any-return]

    async def _release(self) -> None:
        await self._transact(actions.release, owner=self._house.owner, now=self._now())

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
