"""Misbehaviour by a seed: the same seed and the same calls meet the same faults."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from enum import StrEnum
from random import Random


class Fault(StrEnum):
    """What may go wrong; the first six befall a call, the others an update."""

    TOO_MANY = "too_many"  # 429 with retry_after
    INTERNAL = "internal"  # 500, in JSON
    BAD_GATEWAY = "bad_gateway"  # 502, in HTML
    RESET = "reset"  # the call is carried out and the connection closed without an answer
    HANG = "hang"  # no answer at all, and nothing carried out
    FORBIDDEN = "forbidden"  # 403, of what is sent: the chat's person is just now not there
    DUPLICATE = "duplicate"  # the update comes again after it was confirmed
    REORDER = "reorder"  # the update overtakes the one that waits before it


OF_CALLS = (
    Fault.TOO_MANY,
    Fault.INTERNAL,
    Fault.BAD_GATEWAY,
    Fault.RESET,
    Fault.HANG,
    Fault.FORBIDDEN,
)


class Faults:
    """Decides what goes wrong.

    Each method draws from a stream of its own, so that the number of empty polls, which no seed
    can fix, does not change what befalls the messages. Where several chats are served at once, no
    seed can fix their order either: `by_chat`, each of them has streams of its own.
    """

    def __init__(
        self,
        seed: int = 0,
        rates: Mapping[Fault, float] | None = None,
        *,
        retry_after: int = 1,
        hang_seconds: float = 30,
        by_chat: bool = False,
    ) -> None:
        self.seed = seed
        self.rates = {Fault(name): rate for name, rate in (rates or {}).items()}
        self.retry_after = retry_after
        self.hang_seconds = hang_seconds
        self.by_chat = by_chat
        self.met: Counter[tuple[str, Fault]] = Counter()
        self._streams: dict[str, Random] = {}
        self._next: dict[str, list[Fault]] = defaultdict(list)

    def fail_next(self, method: str, *faults: Fault) -> None:
        """Let the next calls of this method meet these faults, whatever the seed says."""
        self._next[method.lower()].extend(faults)

    def is_due(self, method: str) -> bool:
        """Return whether a fault that was asked for has not yet befallen this method."""
        return bool(self._next[method.lower()])

    def of_call(self, method: str, chat_id: object = "") -> Fault | None:
        """Return what befalls this call, and count it."""
        name = method.lower()
        fault = self._next[name].pop(0) if self._next[name] else self._drawn(name, chat_id)
        if fault is not None:
            self.met[name, fault] += 1
        return fault

    def _drawn(self, method: str, chat_id: object) -> Fault | None:
        drawn = self._draw(method, chat_id)
        for fault in OF_CALLS:
            drawn -= self.rates.get(fault, 0)
            if drawn < 0:
                return fault if _befalls(fault, method) else None
        return None

    def of_update(self, fault: Fault, chat_id: object = "") -> bool:
        """Return whether this fault befalls the update that arrives now."""
        return self._draw(fault, chat_id) < self.rates.get(fault, 0)

    def _draw(self, stream: str, chat_id: object) -> float:
        stream += f"/{chat_id}" if self.by_chat else ""
        if stream not in self._streams:
            # No secret: the point is that a seed makes a run again.
            self._streams[stream] = Random(f"{self.seed}/{stream}")  # noqa: S311
        return self._streams[stream].random()


def _befalls(fault: Fault, method: str) -> bool:
    """Return whether this can happen to a call: only who is written to can be gone."""
    return fault is not Fault.FORBIDDEN or method.startswith("send")
