"""Jobs that need nothing but the database are done when they are due, each in one transaction."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import structlog

from bot.actions import planned
from bot.actions.deliveries import Delivery
from bot.actions.visits import House
from bot.jobs.rounds import Rounds
from bot.waiting import Patience

log = structlog.get_logger(__name__)

Transact = Callable[..., Awaitable[Any]]


class Planner:
    """Does what is due; of several replicas the first that takes a job does it, once."""

    def __init__(
        self,
        transact: Transact,
        *,
        house: House,
        hand_over: Callable[[Sequence[Delivery]], None],
        now: Callable[[], datetime],
        patience: Patience,
        poll_seconds: float | None,
    ) -> None:
        self._transact = transact
        self._house = house
        self._hand_over = hand_over
        self._now = now
        self.rounds = Rounds(
            self._do_all,
            release=self._ensure,
            on_failure=lambda error: log.warning("jobs_not_done", exc_info=error),
            now=now,
            patience=patience,
            poll_seconds=poll_seconds,
        )

    async def _ensure(self) -> None:
        await self._transact(planned.ensure, now=self._now())

    async def _do_all(self) -> datetime | None:
        while due := await self._transact(planned.list_due, now=self._now()):
            for job_id in due:
                await self._do(job_id)
        return await self._transact(planned.find_next_planned)  # type: ignore[no-any-return]

    async def _do(self, job_id: int) -> None:
        """Do one; what fails is tried again later, and holds up no other."""
        try:
            promised = await self._transact(
                planned.do_job, job_id=job_id, house=self._house, now=self._now()
            )
        except Exception as error:
            log.exception("job_failed", job=job_id)
            reason = type(error).__name__
            await self._transact(planned.put_off, job_id=job_id, reason=reason, now=self._now())
        else:
            self._hand_over(promised)
