"""What is removed stays so: the ledger knows of it, and the database's journal shows it no more."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

import structlog

from bot.actions import housekeeping
from bot.actions.deliveries import has_farewells
from bot.actions.rights import erasing
from bot.jobs.rounds import Rounds
from bot.waiting import Patience

log = structlog.get_logger(__name__)

AGAIN_AFTER: Final = timedelta(seconds=30)


class Keeps(Protocol):
    """The part of the database that is needed here."""

    def transact(self, work: Callable[..., Any], /, **kwargs: Any) -> Awaitable[Any]: ...

    def wipe_journal(self) -> bool: ...


class Notes(Protocol):
    """The part of the ledger that is needed here."""

    def complete(self, erased: Collection[Any], /) -> int: ...


class Forgetting:
    """Sees to what follows when something was removed, in this process or in another replica.

    `failures` are the errors after which the ledger is written a little later.
    """

    def __init__(
        self,
        database: Keeps,
        ledger: Notes,
        *,
        failures: tuple[type[Exception], ...],
        now: Callable[[], datetime],
        patience: Patience,
    ) -> None:
        self._database = database
        self._ledger = ledger
        self._failures = failures
        self._now = now
        self._noted = -1  # so many erasures are in the ledger for certain
        self._journal_shows = True  # what was removed lately
        self.rounds = Rounds(
            self._tidy_up,
            release=self._expire,
            on_failure=lambda error: log.warning("not_tidied_up", exc_info=error),
            now=now,
            patience=patience,
        )

    def ring(self) -> None:
        """See to what was just removed."""
        self._journal_shows = True
        self.rounds.ring()

    async def take_erasure(self) -> None:
        """Note at once that somebody is erased, or what was known of a stranger."""
        self._journal_shows = True
        await self._note()

    async def _expire(self) -> None:
        """Remove what is due at the start of the program: it may have been off for long."""
        await self._database.transact(housekeeping.expire, now=self._now())

    async def _tidy_up(self) -> datetime | None:
        """Have the ledger know of all erasures, and the journal of nothing that they removed.

        The last words to somebody are still to be sent, and then gone too.
        """
        is_noted = await self._note()
        if self._journal_shows and not await self._database.transact(has_farewells):
            self._journal_shows = not await asyncio.to_thread(self._database.wipe_journal)
        is_done = is_noted and not self._journal_shows
        return None if is_done else self._now() + AGAIN_AFTER

    async def _note(self) -> bool:
        """Write down in the ledger what is not there yet."""
        try:
            erased = await self._database.transact(erasing.list_erasures)
            if len(erased) != self._noted:
                await asyncio.to_thread(self._ledger.complete, erased)
                self._noted, self._journal_shows = len(erased), True
        except self._failures as error:
            log.warning("ledger_not_written", exc_info=error)
            return False
        return True
