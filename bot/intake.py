"""An update's way in: one at a time in each chat, acknowledged only when it is kept."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.pace import Pace
from bot.updates import Membership, Tap, Toast, Update, parse, update_id_of

log = structlog.get_logger(__name__)

Handle = Callable[[Update], Awaitable[Toast | None]]
TRIES = 3
REMEMBERED_FAILURES = 1_000
LONGEST_TOAST = 200


class NotKept(Exception):
    """The update is not committed: it must come again."""


class TooSoon(Exception):
    """The update is not taken yet: its chat goes too fast. It must come again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


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

    Who sends faster than `pace` allows waits, and holds up nobody else; what comes while too many
    wait is turned away, and of that `on_haste` hears the first message and the first press.
    """

    def __init__(
        self,
        handle: Handle,
        *,
        on_poison: Callable[[Update], Awaitable[None]],
        on_haste: Handle,
        unavailable: tuple[type[Exception], ...],
        pace: Pace,
    ) -> None:
        self._handle = handle
        self._on_poison = on_poison
        self._on_haste = on_haste
        self._pace = pace
        self._unavailable = unavailable
        self._turnstiles: dict[int, _Turnstile] = {}
        self._failures: OrderedDict[int, int] = OrderedDict()

    async def take(self, raw: object) -> dict[str, Any] | None:
        """Keep an update; return the call, if any, which may go out with the acknowledgement."""
        update = _read(raw)
        if update is None:
            return None
        chat_id, is_paced = update.chat_id, _is_paced(update)
        if is_paced and self._pace.is_shut(chat_id, waiting=self._inside(chat_id)):
            return await self._turn_away(update)
        async with self._turn_of(chat_id):
            if is_paced:
                await self._pace.wait(chat_id)
            return _acknowledged(update, await self._keep(update, self._handle))

    async def take_now(self, raw: object, *, behind: int) -> dict[str, Any] | None:
        """Keep an update that can be brought again, `behind` which others of its chat wait.

        Raises TooSoon in place of waiting: whoever brings it has others to bring meanwhile.
        """
        update = _read(raw)
        if update is None:
            return None
        if _is_paced(update):
            if self._pace.is_shut(update.chat_id):
                return await self._turn_away(update)
            if seconds := self._pace.seconds_left(update.chat_id):
                if self._pace.is_shut(update.chat_id, waiting=1 + behind):
                    return await self._turn_away(update)
                raise TooSoon(seconds)
        async with self._turn_of(update.chat_id):
            return _acknowledged(update, await self._keep(update, self._handle))

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

    def _inside(self, chat_id: int) -> int:
        return self._turnstiles[chat_id].inside if chat_id in self._turnstiles else 0

    async def _turn_away(self, update: Update) -> dict[str, Any] | None:
        """Do not take it, and say so to the first: more would only add to what is too much."""
        kind = "press" if isinstance(update.sent, Tap) else "message"
        if not self._pace.is_first(update.chat_id, kind):
            return None
        log.info("update_too_fast", update_id=update.update_id)
        try:
            return _acknowledged(update, await self._keep(update, self._on_haste))
        except NotKept:
            self._pace.forget_telling(update.chat_id, kind)  # it comes again, and is told then
            raise

    async def _keep(self, update: Update, handle: Handle) -> Toast | None:
        try:
            toast = await handle(update)
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


def _read(raw: object) -> Update | None:
    update = parse(raw)
    if update is None:
        log.info("update_ignored", update_id=update_id_of(raw))
    return update


def _is_paced(update: Update) -> bool:
    """Tell whether a person did this: that the bot was blocked or let in must always be known."""
    return not isinstance(update.sent, Membership)


def _acknowledged(update: Update, toast: Toast | None) -> dict[str, Any] | None:
    return _spinner_stops(update.sent, toast) if isinstance(update.sent, Tap) else None


def _spinner_stops(tap: Tap, toast: Toast | None) -> dict[str, Any]:
    call: dict[str, Any] = {"method": "answerCallbackQuery", "callback_query_id": tap.callback_id}
    if toast is not None and toast.text:
        call |= {"text": toast.text[:LONGEST_TOAST], "show_alert": toast.alert}
    return call
