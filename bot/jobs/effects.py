"""Jobs that take long run beside the loop which answers people, under a lease with a sign of life."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final, Protocol

import structlog

from bot.actions import planned
from bot.actions.deliveries import Delivery
from bot.actions.effects import Effect, Services
from bot.actions.planned import EFFECTS, Job
from bot.actions.visits import House
from bot.jobs.rounds import Rounds
from bot.waiting import Patience, cancel_all, unless_stopped

log = structlog.get_logger(__name__)

AT_ONCE: Final = 2
BEAT_SECONDS: Final = 5.0  # a lease outlives two beats that come late


class Keeps(Protocol):
    """The part of the database that is needed here."""

    def transact(self, work: Callable[..., Any], /, **kwargs: Any) -> Awaitable[Any]: ...

    def read(self, work: Callable[..., Any], /, **kwargs: Any) -> Awaitable[Any]: ...


class Progress:
    """How much is done; kept with the next sign of life."""

    def __init__(self) -> None:
        self.part_of_whole: tuple[int, int] | None = None

    def tell(self, part: int, whole: int) -> None:
        self.part_of_whole = part, whole


class Effects:
    """Runs what is due; other replicas take over what this one gives no sign of life for."""

    def __init__(
        self,
        database: Keeps,
        *,
        house: House,
        hand_over: Callable[[Sequence[Delivery]], None],
        now: Callable[[], datetime],
        patience: Patience,
        poll_seconds: float | None,
        effects: Mapping[str, Effect] = EFFECTS,
    ) -> None:
        self._database = database
        self._house = house
        self._hand_over = hand_over
        self._now = now
        self._patience = patience
        self._effects = effects
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self.rounds = Rounds(
            self._run_all,
            release=self._release,
            on_failure=lambda error: log.warning("effects_not_run", exc_info=error),
            now=now,
            patience=patience,
            poll_seconds=poll_seconds,
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; what is not finished by then is left to the next life, or to others."""
        try:
            await self.rounds.run(stop)
        finally:
            await self._leave()

    async def run_due(self) -> None:
        """Run all that is due; return when that is done."""
        await self.rounds.go()
        while self._tasks:
            await asyncio.gather(*self._tasks.values())
            await self.rounds.go()

    async def _release(self) -> None:
        owner = self._house.owner
        await self._database.transact(planned.release_effects, owner=owner, now=self._now())

    async def _run_all(self) -> datetime | None:
        """Begin what is due and return when more will be; whatever ends rings by itself."""
        while (free := AT_ONCE - len(self._tasks)) and (jobs := await self._lease(free)):
            for job in jobs:
                task = asyncio.create_task(self._run(job))
                self._tasks[job.id] = task
                task.add_done_callback(partial(self._ended, job.id))
        if len(self._tasks) == AT_ONCE:
            return None
        besides = tuple(self._tasks)
        return await self._database.transact(  # type: ignore[no-any-return]
            planned.find_next_effect, kinds=tuple(self._effects), besides=besides
        )

    async def _lease(self, limit: int) -> Sequence[Job]:
        return await self._database.transact(  # type: ignore[no-any-return]
            planned.lease_effects,
            kinds=tuple(self._effects),
            owner=self._house.owner,
            besides=tuple(self._tasks),
            limit=limit,
            now=self._now(),
        )

    def _ended(self, job_id: int, _task: "asyncio.Task[None]") -> None:
        del self._tasks[job_id]
        self.rounds.ring()

    async def _run(self, job: Job) -> None:
        told, lost = Progress(), asyncio.Event()
        beating = asyncio.create_task(self._beat(job, told, lost))
        try:
            await self._try(job, told, lost)
        except Exception as error:  # its lease runs out, and somebody tries again
            log.warning("effect_not_ended", job=job.id, kind=job.kind, exc_info=error)
        finally:
            await cancel_all((beating,))

    async def _try(self, job: Job, told: Progress, lost: asyncio.Event) -> None:
        effect = self._effects[job.kind]
        services = Services(
            self._database.read, self._database.transact, told.tell, self._house, self._now
        )
        about = {"job": job, "house": self._house}
        try:
            end = await unless_stopped(effect.run(job, services), lost)
        except Exception as error:
            log.exception("effect_failed", job=job.id, kind=job.kind, attempts=job.attempts)
            about |= {"reason": type(error).__name__, "give_up": effect.give_up}
            work: Callable[..., Any] = planned.effect_failed
        else:
            if end is None:
                log.warning("effect_taken_over", job=job.id, kind=job.kind)
                return
            about |= {"end": end}
            work = planned.end_effect
        self._hand_over(await self._database.transact(work, **about, now=self._now()))

    async def _beat(self, job: Job, told: Progress, lost: asyncio.Event) -> None:
        """Give signs of life, until others have taken the job for one that is left."""
        while not lost.is_set():
            await self._patience.sleep(BEAT_SECONDS)
            try:
                is_ours = await self._database.transact(
                    planned.renew_lease,
                    job_id=job.id,
                    owner=self._house.owner,
                    progress=told.part_of_whole,
                    now=self._now(),
                )
            except Exception as error:  # the next beat may come in time
                log.warning("lease_not_renewed", job=job.id, exc_info=error)
            else:
                if not is_ours:
                    lost.set()

    async def _leave(self) -> None:
        """Stop what runs, and let others begin it anew at once."""
        running = tuple(self._tasks.values())
        await cancel_all(running)
        if running:
            try:
                await self._release()
            except Exception as error:  # the leases run out by themselves
                log.warning("effects_not_given_back", exc_info=error)
