"""Effects: jobs which take long, or reach beyond the database, and so run outside of transactions.

One may be begun again, by another replica, when its own gave no sign of life: it does nothing that
must not be done twice, and what it brings about is written down by its end, in the transaction that
marks it as done. An export reads, makes a file in a thread, and ends with the promise to send it:

    async def export(job: Job, services: Services) -> End:
        rows = await services.read(list_rows, workshop_id=job.payload["workshop"])
        content = await asyncio.to_thread(write_sheet, rows)
        return partial(promise_file, content=content, chat_id=job.payload["chat"])
"""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from bot.actions.visits import House
from storage.database import Session
from storage.jobs import Job


@dataclass(frozen=True, slots=True)
class Services:
    """What an effect is given: a look at the data, transactions of its own, and who hears of it.

    `progress` takes which part of the whole is done; that is kept with the next sign of life.
    """

    read: Callable[..., Awaitable[Any]]
    transact: Callable[..., Awaitable[Any]]
    progress: Callable[[int, int], None]
    house: House
    now: Callable[[], datetime]


End: TypeAlias = Callable[[Session, Job, House, datetime], None]


def nothing_more(db: Session, job: Job, house: House, now: datetime) -> None:
    """End a job for which nothing is to be written down."""


@dataclass(frozen=True, slots=True)
class Effect:
    """How a kind of job is done, and what is told where it failed too often."""

    run: Callable[[Job, Services], Coroutine[Any, Any, End]]
    give_up: End = nothing_more
