"""What is needed to judge a run after kills."""

from dataclasses import dataclass

from simulator.chats import Person
from simulator.world import Accepted, Deleted, World


@dataclass(frozen=True, slots=True)
class Ledger:
    """What went through the Bot API so far."""

    accepted: tuple[Accepted, ...]  # every message the bot sent and Telegram took, in order
    deleted: tuple[Deleted, ...]  # every message that the bot took out of a chat, in order
    confirmed: int  # how many deliveries the bot confirmed
    pending: int  # updates that wait for it
    calls: dict[str, int]  # how often each method (in small letters) was carried out
    too_many: int  # messages that were refused because they came too soon after others

    def to(self, person: Person) -> tuple[Accepted, ...]:
        """Return what was accepted for this person."""
        return tuple(one for one in self.accepted if one.chat_id == person.id)


def draw_up(world: World) -> Ledger:
    """Return the ledger as it stands now."""
    return Ledger(
        accepted=tuple(world.accepted),
        deleted=tuple(world.deleted),
        confirmed=world.updates.confirmed,
        pending=len(world.updates.waiting()),
        calls=dict(world.calls),
        too_many=world.limits.refused if world.limits else 0,
    )
