"""What the bot has not yet confirmed, kept and handed out as Telegram does."""

import copy
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.clock import Bell, Clock
from simulator.faults import Fault, Faults
from simulator.params import Json

KEPT_FOR = timedelta(hours=24)
PRESS_KEPT_FOR = timedelta(seconds=150)
LAST_FIRST_ID = 1_000_000_000
# What comes only to a bot that asks for it by name.
ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(slots=True, eq=False)  # two that look alike are still two
class Update:
    """One update on its way to the bot."""

    update_id: int
    kind: str
    chat_id: int
    content: Json
    at: datetime
    copies: int = 1

    @property
    def lane(self) -> tuple[str, int]:
        """Order is kept within a lane; messages and presses of one chat are two lanes."""
        return ("press" if self.kind == "callback_query" else "message", self.chat_id)

    def as_json(self) -> Json:
        return {"update_id": self.update_id, self.kind: self.content}


class Updates:
    """The queue of one bot."""

    def __init__(self, clock: Clock, bell: Bell) -> None:
        self._clock = clock
        self._bell = bell
        self._waiting: list[Update] = []
        # As at Telegram, where ids begin anywhere, none is likely to come again after a restart: a
        # bot knows by them what it has done already.
        self._next_id = secrets.randbelow(LAST_FIRST_ID)
        self.allowed: tuple[str, ...] = ()
        self.confirmed = 0

    def push(self, kind: str, chat_id: int, content: Json, *, faults: Faults) -> int | None:
        """Add what happened; None when the bot does not want to hear of it."""
        if not self._is_wanted(kind):
            return None
        came = Update(self._next_id, kind, chat_id, copy.deepcopy(content), self._clock())
        self._next_id += 1
        if faults.of_update(Fault.DUPLICATE, chat_id):
            came.copies = 2
        if faults.of_update(Fault.REORDER, chat_id) and self._waiting:
            before = self._waiting[-1]
            before.update_id, came.update_id = came.update_id, before.update_id
            self._waiting.insert(-1, came)
        else:
            self._waiting.append(came)
        self._bell.ring()
        return came.update_id

    def _is_wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST

    def allow(self, kinds: Collection[str] | None) -> None:
        """Take note of what the bot wants to hear of; None leaves it as it is."""
        if kinds is not None:
            self.allowed = tuple(kinds)

    def waiting(self) -> tuple[Update, ...]:
        """Return what is to be delivered, oldest first; what is too old is gone."""
        now = self._clock()
        self._waiting = [update for update in self._waiting if now - update.at < _kept_for(update)]
        return tuple(self._waiting)

    def confirm(self, offset: int) -> None:
        """Forget everything below the offset; a negative one keeps that many from the end."""
        waiting = self.waiting()
        if offset < 0:
            offset = waiting[offset:][0].update_id if waiting else 0
        for update in waiting:
            if update.update_id < offset:
                self.done(update)

    def done(self, update: Update) -> None:
        """Take note that the bot has this update, unless it was dropped in the meantime."""
        if update not in self._waiting:
            return
        self.confirmed += 1
        update.copies -= 1
        if update.copies == 0:
            self._waiting.remove(update)
        self._bell.ring()

    def drop(self) -> None:
        """Forget everything."""
        self._waiting.clear()
        self._bell.ring()


def _kept_for(update: Update) -> timedelta:
    return PRESS_KEPT_FOR if update.kind == "callback_query" else KEPT_FOR
