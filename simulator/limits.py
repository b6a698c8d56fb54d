"""How many messages Telegram takes from a bot, where it is strict."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from simulator.clock import Clock
from simulator.refusals import too_many

SECOND = timedelta(seconds=1)


@dataclass(slots=True)
class Limits:
    """Takes `per_second` messages in any second, and of one chat one a second after a few at once.

    Who sends more is refused, and everything else too until `retry_after` seconds are over.
    """

    clock: Clock
    per_second: int = 30
    at_once_per_chat: int = 5
    retry_after: int = 3
    _taken: deque[datetime] = field(default_factory=deque)
    _held_until: datetime | None = None
    _paid_until: dict[int, datetime] = field(default_factory=dict)
    _chats_held_until: dict[int, datetime] = field(default_factory=dict)
    refused: int = 0

    def admit(self, chat_id: int) -> None:
        """Count a message to this chat, or refuse it."""
        now = self.clock()
        self._check(self._held_until, now)
        self._check(self._chats_held_until.get(chat_id), now)
        while self._taken and now - self._taken[0] >= SECOND:
            self._taken.popleft()
        if len(self._taken) >= self.per_second:
            self._held_until = now + SECOND * self.retry_after
            self._check(self._held_until, now)
        paid_until = max(self._paid_until.get(chat_id, now), now) + SECOND
        if paid_until - now > SECOND * self.at_once_per_chat:
            self._chats_held_until[chat_id] = now + SECOND * self.retry_after
            self._check(self._chats_held_until[chat_id], now)
        self._paid_until[chat_id] = paid_until
        self._taken.append(now)

    def _check(self, until: datetime | None, now: datetime) -> None:
        if until is not None and now < until:
            self.refused += 1
            raise too_many(ceil((until - now).total_seconds()))
