"""How fast one chat may go: a burst at once, then one a second, then nothing for a while.

Everything is kept in memory and bounded. It is about seconds, so no other process need know of it.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from bot.waiting import Patience

BURST: Final = 20
A_SECOND: Final = 1.0  # what comes back of the burst
MOST_WAITING: Final = 10  # of one chat; a webhook has 40 connections for all
SHUT_SECONDS: Final = 10.0
MOST_CHATS: Final = 10_000  # remembered; the one that was quiet for longest is forgotten


@dataclass(slots=True)
class _Bucket:
    """What one chat has left, and until when nothing of it is taken."""

    filled_at: float
    left: float = BURST
    shut_until: float = float("-inf")
    told: set[str] = field(default_factory=set)


class Pace:
    """The bucket of every chat that was heard of lately."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._buckets: OrderedDict[int, _Bucket] = OrderedDict()

    @property
    def chats(self) -> int:
        return len(self._buckets)

    def seconds_left(self, chat_id: int) -> float:
        """Return how long to wait before the next of this chat is due; 0 counts it as taken."""
        bucket = self._bucket(chat_id)
        if bucket.left < 1:
            return (1 - bucket.left) / A_SECOND
        bucket.left -= 1
        return 0.0

    async def wait(self, chat_id: int) -> None:
        """Return when the next of this chat is due, and count it as taken."""
        while seconds := self.seconds_left(chat_id):
            await self._patience.sleep(seconds)

    def is_shut(self, chat_id: int, *, waiting: int = 0) -> bool:
        """Tell whether nothing of this chat is taken now: with so many waiting, for a while."""
        bucket = self._bucket(chat_id)
        now = bucket.filled_at
        if now >= bucket.shut_until and waiting > bucket.left + MOST_WAITING:
            bucket.shut_until = now + SHUT_SECONDS
            bucket.told.clear()
        return now < bucket.shut_until

    def is_first(self, chat_id: int, kind: str) -> bool:
        """Tell whether this kind was not turned away before since the chat was shut."""
        told = self._bucket(chat_id).told
        is_first = kind not in told
        told.add(kind)
        return is_first

    def forget_telling(self, chat_id: int, kind: str) -> None:
        """Let the next of this kind count as the first: what was to be said to it was not kept."""
        self._bucket(chat_id).told.discard(kind)

    def _bucket(self, chat_id: int) -> _Bucket:
        """Return a chat's bucket, filled up to now."""
        now = self._patience.time()
        bucket = self._buckets.setdefault(chat_id, _Bucket(now))
        self._buckets.move_to_end(chat_id)
        if len(self._buckets) > MOST_CHATS:
            self._buckets.popitem(last=False)
        bucket.left = min(BURST, bucket.left + (now - bucket.filled_at) * A_SECOND)
        bucket.filled_at = now
        return bucket
