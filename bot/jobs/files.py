"""What people sent is fetched from Telegram: after the turn that took it, and until it is here."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, assert_never

import structlog
from telegram.error import TelegramError

from bot.actions.deliveries import Delivery
from bot.actions.files import MOST_BYTES
from bot.actions.incoming import fetched as actions
from bot.actions.incoming.fetched import Purpose, WantedFile
from bot.actions.visits import House
from bot.client import BotApi
from bot.contents import Unusable, usable
from bot.inspection import inspect
from bot.jobs.rounds import Rounds
from bot.outcomes import Held, Later, Refused, judge_download
from bot.waiting import Patience

log = structlog.get_logger(__name__)

AT_ONCE = 3  # files of up to 20 MB in memory
UNTIL_THERE_IS_ROOM = timedelta(seconds=30)

Transact = Callable[..., Awaitable[Any]]


class FileFetcher:
    """Works off the files which are wanted; other replicas take what this one has not claimed."""

    def __init__(  # noqa: PLR0913 -- what it is put together from, each by name
        self,
        api: BotApi,
        transact: Transact,
        *,
        house: House,
        hand_over: Callable[[Sequence[Delivery]], None],
        has_room: Callable[[], bool],
        now: Callable[[], datetime],
        patience: Patience,
        poll_seconds: float | None = None,
    ) -> None:
        self._api = api
        self._transact = transact
        self._house = house
        self._hand_over = hand_over
        self._has_room = has_room
        self._now = now
        self._had_room = True
        self.rounds = Rounds(
            self._fetch_all,
            release=self._release,
            on_failure=lambda error: log.warning("files_not_fetched", exc_info=error),
            now=now,
            patience=patience,
            poll_seconds=poll_seconds,
        )

    async def fetch_due(self) -> None:
        """Fetch all that is due; return when that is done, also by a call before this one."""
        await self.rounds.go()

    async def _fetch_all(self) -> datetime | None:
        while self._may_fetch():
            claimed = await self._claim()
            if not claimed:
                return await self._transact(actions.find_next)  # type: ignore[no-any-return]
            await asyncio.gather(*(self._fetch(wanted) for wanted in claimed))
        return self._now() + UNTIL_THERE_IS_ROOM

    async def _release(self) -> None:
        await self._transact(actions.release, owner=self._house.owner, now=self._now())

    def _may_fetch(self) -> bool:
        had_room, self._had_room = self._had_room, self._has_room()
        if had_room and not self._had_room:
            log.error("disk_almost_full", remedy="files wait until there is room for them")
        return self._had_room

    async def _claim(self) -> Sequence[WantedFile]:
        return await self._transact(  # type: ignore[no-any-return]  # what `claim` returns
            actions.claim, owner=self._house.owner, now=self._now(), limit=AT_ONCE
        )

    async def _fetch(self, wanted: WantedFile) -> None:
        try:
            content = await self._api.download(wanted.file_id, most_bytes=MOST_BYTES)
            await self._use(wanted, content)
        except TelegramError as error:
            await self._put_off(wanted, judge_download(error))
        except Exception as error:  # one file that cannot be used holds up no other
            log.warning("file_not_used", file=wanted.id, exc_info=error)
            await self._promise(actions.put_by, wanted)
        else:
            log.info("file_fetched", file=wanted.id, purpose=wanted.purpose)

    async def _use(self, wanted: WantedFile, content: bytes) -> None:
        match wanted.purpose:
            case Purpose.ANSWER:
                await self._keep(wanted, content)
            case Purpose.WORKBOOK:
                await self._inspect(wanted, content)
            case Purpose.ATTACHMENT:
                await self._promise(actions.attach, wanted, content=content)
            case _:
                assert_never(wanted.purpose)

    async def _keep(self, wanted: WantedFile, content: bytes) -> None:
        """Keep an answer as what it is; a picture as it looks, without what its file tells."""
        try:
            content = await usable(content, kind=wanted.kind)
        except Unusable:
            log.info("file_unusable", file=wanted.id)
            await self._promise(actions.refuse_unusable, wanted)
            return
        about = {"wanted": wanted, "now": self._now(), "house": self._house}
        await self._transact(actions.keep, **about, content=content)

    async def _inspect(self, wanted: WantedFile, content: bytes) -> None:
        """Look a workbook through: in a process of its own, and outside of every transaction."""
        name = await self._transact(
            actions.name_of_workbook, wanted=wanted, now=self._now(), house=self._house
        )
        inspection = await inspect(content, name) if name else None
        await self._promise(actions.take_inspection, wanted, inspection=inspection)

    async def _promise(self, work: Callable[..., Any], wanted: WantedFile, **facts: Any) -> None:
        """Do `work` in a transaction, and have what it promised sent."""
        promised = await self._transact(
            work, wanted=wanted, now=self._now(), house=self._house, **facts
        )
        self._hand_over(promised)

    async def _put_off(self, wanted: WantedFile, outcome: Later | Held | Refused) -> None:
        match outcome:
            case Later(reason):
                at_least = timedelta()
            case Held(seconds):
                reason, at_least = "held", timedelta(seconds=seconds)
            case Refused(reason):
                log.warning("file_refused", file=wanted.id, reason=reason)
                await self._promise(actions.refuse, wanted)
                return
            case _:
                assert_never(outcome)
        log.info("file_postponed", file=wanted.id, attempts=wanted.attempts, reason=reason)
        await self._promise(actions.postpone, wanted, at_least=at_least)
