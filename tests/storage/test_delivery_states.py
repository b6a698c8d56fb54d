"""Whatever happens in whatever order, what nobody asked for arrives, once, in order, behind replies."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from storage.broadcasts import (
    BroadcastKind,
    BroadcastState,
    create_broadcast,
    get_broadcast,
    set_state,
)
from storage.database import Database, Session
from storage.deliveries import (
    BROADCAST,
    NOTICE,
    REPLY,
    Delivery,
    DeliveryState,
    begin_sending,
    claim_due,
    claim_paced,
    give_back,
    mark_blocked,
    mark_sent,
    pause_broadcast,
    promise,
    put_off,
    release_all,
    release_lapsed,
    requeue_uncertain_broadcast,
    resume_broadcast,
    stop_broadcast,
    try_again,
)
from storage.limiter import Pacing
from storage.tables import delivery
from tests.storage.conftest import empty
from tests.storage.told import NOW, a_workshop

PACING = Pacing(interval=timedelta(milliseconds=100), by_database=False)
LEASE = timedelta(seconds=12)
CHATS: Final = (1, 2, 3)
OWNERS: Final = ("one", "other")
UNDER_WAY: Final = (DeliveryState.CLAIMED, DeliveryState.SENDING)


@dataclass(slots=True)
class Held:
    """What a sender believes to be its own, also when it has slept over its lease."""

    delivery: Delivery
    lease_until: datetime
    begun: bool = False


@dataclass(slots=True)
class World:
    """An outbox, its senders, and what Telegram got of it."""

    db: Session
    broadcast_id: int
    now: datetime = NOW
    hands: dict[str, list[Held]] = field(default_factory=lambda: {owner: [] for owner in OWNERS})
    calls: list[Delivery] = field(default_factory=list)
    let_go: Counter[int] = field(default_factory=Counter)  # how often a begun one was taken away
    ever_uncertain: set[int] = field(default_factory=set)
    replies: dict[int, Delivery] = field(default_factory=dict)  # the open one of each chat

    def state_of(self, id_: int) -> DeliveryState:
        query = select(delivery.c.state).where(delivery.c.id == id_)
        return DeliveryState(self.db.scalars(query).one())

    def ids(self, *states: DeliveryState) -> set[int]:
        query = select(delivery.c.id).where(delivery.c.state.in_(states))
        return set(self.db.scalars(query.where(delivery.c.priority > REPLY)))

    # What senders do

    def claim(self, owner: str, _: int) -> None:
        lease_until = self.now + LEASE
        claim = claim_paced(
            self.db,
            owner=owner,
            now=self.now,
            lease_until=lease_until,
            pacing=PACING,
            most=4,
        )
        for claimed, _at in claim.paced:
            assert claimed.chat_id not in self.replies
            self.hands[owner].append(Held(claimed, lease_until))

    def begin(self, owner: str, which: int) -> None:
        held = self._held(owner, which)
        if held is None or held.begun:
            return
        lease_until = self.now + LEASE
        if begin_sending(self.db, id=held.delivery.id, owner=owner, lease_until=lease_until):
            held.begun, held.lease_until = True, lease_until
        else:
            self.hands[owner].remove(held)

    def call(self, owner: str, which: int) -> None:
        """Telegram takes it; whether that is kept is another step."""
        held = self._held(owner, which)
        if held and held.begun and self.now < held.lease_until:
            self.calls.append(held.delivery)
            mark_sent(self.db, ids_with_message_ids={held.delivery.id: 1}, now=self.now)
            self.hands[owner].remove(held)

    def call_and_die(self, owner: str, which: int) -> None:
        """Telegram takes it, and nobody here learns of that."""
        held = self._held(owner, which)
        if held and held.begun and self.now < held.lease_until:
            self.calls.append(held.delivery)
            self.die(owner, 0)

    def fail(self, owner: str, which: int) -> None:
        held = self._held(owner, which)
        if held and held.begun:
            due_at = self.now + timedelta(seconds=2)
            id_, chat_id = held.delivery.id, held.delivery.chat_id
            try_again(self.db, id=id_, owner=owner, due_at=due_at, attempts=1)
            put_off(self.db, chat_id=chat_id, until=due_at)
            self.hands[owner].remove(held)

    def return_(self, owner: str, which: int) -> None:
        held = self._held(owner, which)
        if held and not held.begun:
            give_back(self.db, id=held.delivery.id, owner=owner)
            self.hands[owner].remove(held)

    def die(self, owner: str, _: int) -> None:
        """End at once, and begin a new life."""
        self._note_taken(lambda: release_all(self.db, owner=owner))
        self.hands[owner].clear()

    def lapse(self, _: str, __: int) -> None:
        self._note_taken(lambda: release_lapsed(self.db, now=self.now))

    def pass_time(self, _: str, which: int) -> None:
        self.now += timedelta(seconds=(0.2, 3, 13)[which % 3])

    # What people do

    def pause(self, _: str, __: int) -> None:
        if self._is(BroadcastState.RUNNING):
            set_state(self.db, broadcast_id=self.broadcast_id, state=BroadcastState.PAUSED)
            pause_broadcast(self.db, broadcast_id=self.broadcast_id)

    def resume(self, _: str, __: int) -> None:
        if self._is(BroadcastState.PAUSED):
            set_state(self.db, broadcast_id=self.broadcast_id, state=BroadcastState.RUNNING)
            resume_broadcast(self.db, broadcast_id=self.broadcast_id)

    def stop(self, _: str, which: int) -> None:
        if which == 0:  # or most examples would be of what is stopped
            set_state(self.db, broadcast_id=self.broadcast_id, state=BroadcastState.STOPPED)
            stop_broadcast(self.db, broadcast_id=self.broadcast_id, now=self.now)
            assert not self.ids(DeliveryState.PAUSED)

    def requeue(self, _: str, __: int) -> None:
        if self._is(BroadcastState.RUNNING):
            self.let_go.update(self.ids(DeliveryState.UNCERTAIN))
            requeue_uncertain_broadcast(self.db, broadcast_id=self.broadcast_id, now=self.now)

    def block(self, _: str, which: int) -> None:
        if which == 0:
            mark_blocked(self.db, chat_id=CHATS[0], now=self.now)
            self.replies.pop(CHATS[0], None)

    def reply(self, owner: str, which: int) -> None:
        """Something is answered: at once, whatever else waits for this chat."""
        chat = CHATS[which % len(CHATS)]
        if chat in self.replies:
            sent = self.replies.pop(chat)
            mark_sent(self.db, ids_with_message_ids={sent.id: 1}, now=self.now)
            return
        made = promise(self.db, chat_id=chat, method="m", payload={}, now=self.now)
        assert made is not None
        claimed = claim_due(
            self.db,
            owner=owner,
            now=self.now,
            lease_until=datetime.max.replace(tzinfo=NOW.tzinfo),
            limit=9,
        )
        assert made.id in {one.id for one in claimed}
        self.replies[chat] = made

    def _held(self, owner: str, which: int) -> Held | None:
        hand = self.hands[owner]
        return hand[which % len(hand)] if hand else None

    def _is(self, state: BroadcastState) -> bool:
        return get_broadcast(self.db, broadcast_id=self.broadcast_id).state is state

    def _note_taken(self, release: Callable[[], None]) -> None:
        """Count what was begun and is taken away: it may be sent once more for each time."""
        sending = self.ids(DeliveryState.SENDING)
        release()
        self.let_go.update(sending - self.ids(DeliveryState.SENDING))
        self.ever_uncertain |= self.ids(DeliveryState.UNCERTAIN)

    def work_off(self) -> None:
        """Let a last life send all that may be sent."""
        self.resume("", 0)
        for chat in tuple(self.replies):
            self.reply("one", chat - 1)
        for owner in OWNERS:
            self.die(owner, 0)
        self.requeue("", 0)
        while self.ids(DeliveryState.QUEUED, *UNDER_WAY):
            self.now += timedelta(seconds=3)
            self.claim("one", 0)
            while self.hands["one"]:
                self.begin("one", 0)
                self.call("one", 0)


Step = Callable[[World, str, int], None]
STEPS: Final[tuple[Step, ...]] = (
    *(World.claim, World.begin, World.call) * 4,
    *(World.call_and_die, World.fail, World.return_, World.die, World.lapse),
    *(World.pass_time, World.pause, World.resume, World.stop, World.requeue),
    *(World.block, World.reply),
)
LIVES = st.lists(
    st.tuples(st.sampled_from(STEPS), st.sampled_from(OWNERS), st.integers(0, 5)), max_size=60
)


@given(life=LIVES, resend=st.booleans())
def test_in_whatever_order_things_happen(
    opened: Database, life: Sequence[tuple[Step, str, int]], *, resend: bool
) -> None:
    def live(db: Session) -> None:
        empty(db)
        world = World(db, _running_broadcast(db))
        promised = [_put(world, chat, n, resend=resend) for n in range(3) for chat in CHATS]
        for step, owner, which in life:
            step(world, owner, which)
            under_way = world.ids(*UNDER_WAY)
            assert len({one.chat_id for one in promised if one.id in under_way}) == len(under_way)
        world.work_off()
        _judge(world, promised)

    opened.transact_now(live)


def _running_broadcast(db: Session) -> int:
    made = create_broadcast(
        db,
        workshop_id=a_workshop(db).id,
        kind=BroadcastKind.ANNOUNCEMENT,
        made_by=None,
        state=BroadcastState.RUNNING,
        now=NOW,
    )
    return made.id


def _put(world: World, chat_id: int, number: int, *, resend: bool) -> Delivery:
    """Promise two messages of a broadcast to each chat, and then a notice, which goes before."""
    is_notice = number == 2
    made = promise(
        world.db,
        chat_id=chat_id,
        method="m",
        payload={},
        now=NOW,
        priority=NOTICE if is_notice else BROADCAST,
        broadcast_id=None if is_notice else world.broadcast_id,
        resend=is_notice or resend,
    )
    assert made is not None
    return made


def _judge(world: World, promised: Sequence[Delivery]) -> None:
    """Look whether all that was promised is settled, came as often as it may, and in order."""
    calls = Counter(one.id for one in world.calls)
    is_stopped = world._is(BroadcastState.STOPPED)
    for one in promised:
        state = world.state_of(one.id)
        assert calls[one.id] <= 1 + world.let_go[one.id]
        if state is DeliveryState.SENT:
            assert calls[one.id]
        else:
            assert state in (
                DeliveryState.BLOCKED,
                *((DeliveryState.CANCELLED, DeliveryState.UNCERTAIN) if is_stopped else ()),
            )
    broadcasts = {one.id for one in promised if one.priority == BROADCAST} - world.ever_uncertain
    for chat in CHATS:
        firsts = dict.fromkeys(one.id for one in world.calls if one.chat_id == chat)
        in_turn = [id_ for id_ in firsts if id_ in broadcasts]
        assert in_turn == sorted(in_turn)
