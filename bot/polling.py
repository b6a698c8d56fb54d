"""Ask Telegram for updates; what is not committed is never confirmed."""

import asyncio
from collections.abc import Iterable
from typing import Any

import structlog
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError

from bot.client import BotApi, seconds_to_wait
from bot.intake import Intake, NotKept, TooSoon
from bot.updates import ALLOWED_UPDATES, parse, update_id_of
from bot.waiting import Patience, unless_stopped

log = structlog.get_logger(__name__)

# Telegram answers a long poll after its timeout; what takes longer than this has died.
GRACE_SECONDS = 10
LAST_WORD_SECONDS = 0.8
HASTY_SECONDS = 0.5
FAILURES_OF_A_MINUTE = 7
MOST_SPINNERS = 100
TRIES_TO_TAKE_OVER = 5


class Polling:
    """The loop around getUpdates, for a bot that has no address of its own."""

    def __init__(
        self,
        api: BotApi,
        intake: Intake,
        *,
        timeout: int,
        patience: Patience,
    ) -> None:
        self._api = api
        self._intake = intake
        self._timeout = timeout
        self._patience = patience
        self._offset = 0
        self._kept: set[int] = set()
        self._failures = 0
        self._spinners: set[asyncio.Task[None]] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop`, then confirm what is committed and return."""
        await unless_stopped(self._take_over(), stop)
        while not stop.is_set():
            batch = await unless_stopped(self._ask(), stop)
            if batch is None:
                break
            # A batch is not cut off by `stop`: its transactions are about to commit.
            if not await self._take(batch):
                self._failures += 1
                await unless_stopped(self._patience.after(self._failures), stop)
        await self._confirm()

    async def _take_over(self) -> None:
        """Turn a webhook off, which would keep getUpdates from working.

        Some servers know no webhooks and say so in their own ways: after a few tries updates are
        asked for all the same.
        """
        for _ in range(TRIES_TO_TAKE_OVER):
            try:
                await self._api.call("deleteWebhook", {"drop_pending_updates": False})
            except (BadRequest, InvalidToken):
                break
            except TelegramError as error:
                await self._after(error)
            else:
                self._failures = 0
                return
        self._failures = 0
        log.warning("webhook_not_turned_off")

    async def _ask(self) -> list[Any]:
        """Return what has come, or nothing after a while; in between, try until it works."""
        time = asyncio.get_running_loop().time
        while True:
            asked_at = time()
            try:
                batch = await self._get_updates(seconds=self._timeout)
            except TelegramError as error:
                await self._after(error)
                continue
            if not batch and time() - asked_at < HASTY_SECONDS:
                # Some servers do not hold a question open: they must not be asked all the time.
                await self._patience.sleep(HASTY_SECONDS)
            return batch

    async def _get_updates(self, *, seconds: int, **limit: int) -> list[Any]:
        """Ask for what came; Telegram remembers from the first time what it is asked for."""
        wanted = {} if self._offset else {"allowed_updates": ALLOWED_UPDATES}
        batch = await self._api.call(
            "getUpdates",
            {"offset": self._offset, "timeout": seconds, **limit, **wanted},
            within=seconds + GRACE_SECONDS,
        )
        return batch if isinstance(batch, list) else []

    async def _after(self, error: TelegramError) -> None:
        """Log what went wrong and wait: the longer, the more often it went wrong."""
        self._failures += 1
        if isinstance(error, RetryAfter):
            log.warning("polling_slowed_down", seconds=seconds_to_wait(error))
            await self._patience.sleep(seconds_to_wait(error))
            return
        if isinstance(error, Conflict):
            log.error("polling_conflict", remedy="stop the other bot that runs with this token")
        elif isinstance(error, InvalidToken):
            log.error("token_refused", remedy="check TERTULIA_TOKEN")
            self._failures += FAILURES_OF_A_MINUTE
        else:
            log.warning("polling_failed", error=type(error).__name__, failures=self._failures)
        await self._patience.after(self._failures)

    async def _take(self, batch: list[Any]) -> bool:
        """Take a batch, chat by chat; say whether all is kept that could be.

        What came too fast stays with Telegram and comes again with the next batch, after a moment.
        """
        numbered = {id_: raw for raw in batch if (id_ := update_id_of(raw)) is not None}
        new = [numbered[id_] for id_ in sorted(numbered) if id_ not in self._kept]
        ended = await asyncio.gather(*(self._take_chat(raws) for raws in _by_chat(new)))
        unkept = numbered.keys() - self._kept
        if numbered:
            self._offset = min(unkept) if unkept else max(numbered) + 1
            self._kept = {id_ for id_ in self._kept if id_ > self._offset}
        if not any(isinstance(one, NotKept) for one in ended):
            self._failures = 0
            waits = [one.seconds for one in ended if isinstance(one, TooSoon)]
            if waits:
                await self._patience.sleep(min(HASTY_SECONDS, *waits))
                return True
        # What has no number can neither be kept nor confirmed: without a wait it would spin.
        return not unkept and (bool(numbered) or not batch)

    async def _take_chat(self, raws: list[Any]) -> NotKept | TooSoon | None:
        """Take one chat's updates in order; behind one that is not kept, none is taken."""
        for number, raw in enumerate(raws, start=1):
            try:
                answer = await self._intake.take_now(raw, behind=len(raws) - number)
            except (NotKept, TooSoon) as not_taken:
                return not_taken
            self._kept.add(raw["update_id"])
            if answer is not None and len(self._spinners) < MOST_SPINNERS:
                spinner = asyncio.create_task(self._stop_spinner(answer))
                self._spinners.add(spinner)
                spinner.add_done_callback(self._spinners.discard)
        return None

    async def _stop_spinner(self, answer: dict[str, Any]) -> None:
        """Answer a press; too late or lost, it is only a spinner."""
        method = answer.pop("method")
        try:
            await self._api.call(method, answer)
        except TelegramError as error:
            log.info("spinner_lost", error=type(error).__name__)

    async def _confirm(self) -> None:
        """Tell Telegram what is committed, so that it does not come again at the next start."""
        try:
            async with asyncio.timeout(LAST_WORD_SECONDS):
                if self._offset:
                    await self._get_updates(seconds=0, limit=1)
                await asyncio.gather(*self._spinners)
        except (TelegramError, TimeoutError) as error:
            log.info("updates_not_confirmed", error=type(error).__name__)


def _by_chat(raws: Iterable[Any]) -> Iterable[list[Any]]:
    chats: dict[int | None, list[Any]] = {}
    for raw in raws:
        update = parse(raw)
        chats.setdefault(update.chat_id if update else None, []).append(raw)
    return chats.values()
