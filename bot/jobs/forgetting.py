"""What is removed stays so: the ledger knows of it, and the database's journal shows it no more."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime
from typing import Any, Protocol

import structlog

from bot.actions import expiring, housekeeping
from bot.actions.deliveries import Delivery, has_farewells
from bot.actions.expiring import Due
from bot.actions.rights import erasing

log = structlog.get_logger(__name__)


class Keeps(Protocol):
    """The part of the database that is needed here."""

    def transact(self, work: Callable[..., Any], /, **kwargs: Any) -> Awaitable[Any]: ...

    def read(self, work: Callable[..., Any], /) -> Awaitable[Any]: ...

    def wipe_journal(self) -> bool: ...


class Notes(Protocol):
    """The part of the ledger that is needed here."""

    def complete(self, erased: Collection[Any], /) -> int: ...


class Forgetting:
    """Sees to what came to the end of its time, and to what follows on an erasure.

    `failures` are the errors after which the ledger is written at the next tick.
    """

    def __init__(
        self, database: Keeps, ledger: Notes, *, failures: tuple[type[Exception], ...]
    ) -> None:
        self._database = database
        self._ledger = ledger
        self._failures = failures
        self._noted = -1  # so many erasures are in the ledger for certain
        self._journal_shows = True  # what was removed lately

    async def expire(self, now: datetime) -> None:
        """Remove what is due, at the start of the program: it may have been off for long."""
        self._tell(await self._database.transact(expiring.expire, now=now))

    async def forget(self, now: datetime) -> Sequence[Delivery]:
        """Forget what nobody needs any more, once a day."""
        self._tell(await self._database.transact(housekeeping.forget_daily, now=now))
        return ()

    async def tidy_up(self, _now: datetime) -> Sequence[Delivery]:
        """Have the ledger know of all erasures, and the journal of nothing that they removed."""
        await self._note()
        if self._journal_shows and not await self._database.read(has_farewells):
            self._journal_shows = not await asyncio.to_thread(self._database.wipe_journal)
        return ()

    async def take_erasure(self) -> None:
        """See to what follows when somebody is erased, or what was known of a stranger is."""
        self._journal_shows = True
        await self._note()

    async def _note(self) -> None:
        """Write down in the ledger what is not there yet."""
        try:
            erased = await self._database.read(erasing.list_erasures)
            if len(erased) == self._noted:
                return
            await asyncio.to_thread(self._ledger.complete, erased)
        except self._failures as error:
            log.warning("ledger_not_written", exc_info=error)
        else:
            self._noted, self._journal_shows = len(erased), True

    def _tell(self, done: Sequence[Due]) -> None:
        for one in done:
            log.info(
                "retention_done",
                workshop_id=one.workshop_id,
                identities=one.identities,
                answers=one.answers,
            )
        self._journal_shows |= bool(done)
