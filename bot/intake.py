"""An update's way in: one at a time in each chat, acknowledged only when it is kept."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.updates import Tap, Toast, Update, parse, update_id_of

log = structlog.get_logger(__name__)

Handle = Callable[[Update], Awaitable[Toast | None]]
TRIES = 3
REMEMBERED_FAILURES = 1_000
LONGEST_TOAST = 200


class NotKept(Exception):
    """The update is not committed: it must come again."""


@dataclass(slots=True)
class _Turnstile:
    """One chat's lock, and how many hold it or wait for it."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    inside: int = 0


class Intake:
    """Hand each update to `handle`, which returns only after its transaction is committed.

    `unavailable` are the errors of a storage that cannot commit: they are nobody's fault, so
    the update comes again for as long as it takes. Any other error is a bug; an update which
    met three of them goes to `on_poison`, lest it stand in the way for ever.
    """

    def __init__(
        self,
        handle: Handle,
        *,
        on_poison: Callable[[Update], Awaitable[None]],
        unavailable: tuple[type[Exception], ...],
    ) -> None:
        self._handle = handle
        self._on_poison = on_poison
        self._unavailable = unavailable
        self._turnstiles: dict[int, _Turnstile] = {}
        self._failures: OrderedDict[int, int] = OrderedDict()

    async def take(self, raw: object) -> dict[str, Any] | None:
        """Keep an update; return the call, if any, which may go out with the acknowledgement."""
        update = parse(raw)
        if update is None:
            log.info("update_ignored", update_id=update_id_of(raw))
            return None
        async with self._turn_of(update.chat_id):
            toast = await self._keep(update)
        return _spinner_stops(update.sent, toast) if isinstance(update.sent, Tap) else None

    @property
    def chats_inside(self) -> int:
        return len(self._turnstiles)

    @asynccontextmanager
    async def _turn_of(self, chat_id: int) -> AsyncIterator[None]:
        # Presses and messages of one person travel in different queues of Telegram, so the
        # order within a chat is ours to keep.
        turnstile = self._turnstiles.setdefault(chat_id, _Turnstile())
        turnstile.inside += 1
        try:
            async with turnstile.lock:
                yield
        finally:
            turnstile.inside -= 1
            if not turnstile.inside:
                del self._turnstiles[chat_id]

    async def _keep(self, update: Update) -> Toast | None:
        try:
            toast = await self._handle(update)
        except self._unavailable as error:
            log.exception("storage_unavailable", update_id=update.update_id)
            raise NotKept from error
        except Exception as error:
            tries = self._count_failure(update.update_id)
            log.exception("update_failed", update_id=update.update_id, tries=tries)
            if tries < TRIES:
                raise NotKept from error
            await self._give_up(update)
            toast = None
        self._failures.pop(update.update_id, None)
        return toast

    def _count_failure(self, update_id: int) -> int:
        tries = self._failures.get(update_id, 0) + 1
        self._failures[update_id] = tries
        if len(self._failures) > REMEMBERED_FAILURES:
            self._failures.popitem(last=False)
        return tries

    async def _give_up(self, update: Update) -> None:
        log.error("update_poisoned", update_id=update.update_id)
        try:
            await self._on_poison(update)
        except Exception as error:
            log.exception("poison_not_kept", update_id=update.update_id)
            raise NotKept from error


def _spinner_stops(tap: Tap, toast: Toast | None) -> dict[str, Any]:
    call: dict[str, Any] = {"method": "answerCallbackQuery", "callback_query_id": tap.callback_id}
    if toast is not None and toast.text:
        call |= {"text": toast.text[:LONGEST_TOAST], "show_alert": toast.alert}
    return call
