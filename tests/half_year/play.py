"""Half a year of a workshop, played in a minute: three days, then waves, with kills and faults.

The clock jumps from one thing that is due to the next, and often past it. On each day on which the
bot has something to say it is killed twice: among its messages, or in the night where they were few.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from typing_extensions import override

from bot.actions import planned, wave_plans
from bot.actions.organising.waves import contacts
from bot.app import Database, open_database
from simulator import Fault, Faults, Simulator
from simulator.world import Accepted
from storage import jobs
from storage.database import Session
from storage.tables import delivery
from storage.waves import list_waves
from storage.workshops import list_workshops
from tests.bot.edge import PLAN, Home, Watch
from tests.half_year.acting import Actor, Pocket, Stage, Steps
from tests.half_year.cast import WORKSHOP_DAYS, cast
from tests.half_year.mortal import Mortal

ZONE = ZoneInfo(PLAN.zone)
LENGTH = timedelta(days=200)  # until the last wave has closed
RATES = {
    Fault.TOO_MANY: 0.004,
    Fault.INTERNAL: 0.01,
    Fault.BAD_GATEWAY: 0.01,
    Fault.RESET: 0.01,
    Fault.HANG: 0.004,
    Fault.DUPLICATE: 0.02,
}
KILLS_A_DAY = 2
MANY_DAYS = timedelta(days=11)  # without anything to do but to count: some are jumped over
SOON = timedelta(minutes=20)  # what is put off for so long belongs to the same moment
LATEST = 50  # minutes by which the clock may jump past what is due
MESSAGES_BEFORE_A_KILL = 25


@dataclass(frozen=True, slots=True)
class Occasion:
    """What came to one chat at one moment, without anybody there having asked."""

    chat_id: int
    at: datetime
    messages: Mapping[int, Accepted]  # by the place in the ledger

    @property
    def texts(self) -> tuple[str, ...]:
        """What was said, each thing once."""
        return tuple(dict.fromkeys(one.text for one in self.messages.values()))

    @property
    def doubled(self) -> Mapping[tuple[object, ...], list[int]]:
        """The places of what came more than once."""
        places: dict[tuple[object, ...], list[int]] = {}
        for place, one in self.messages.items():
            places.setdefault((one.text, one.buttons), []).append(place)
        return {said: at for said, at in places.items() if len(at) > 1}


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a play; the database is open."""

    actors: tuple[Actor, ...]
    organisers: tuple[Pocket, ...]
    occasions: tuple[Occasion, ...]
    simulator: Simulator
    database: Database
    deaths: tuple[int, ...]  # by the messages that were taken before
    resets: Mapping[int, tuple[int, ...]]  # of each chat, likewise

    def occasions_of(self, chat_id: int) -> tuple[Occasion, ...]:
        return tuple(one for one in self.occasions if one.chat_id == chat_id)


class Noted(Faults):
    """Faults that note which message was carried out while the bot did not hear of it."""

    def __init__(self, seed: int, simulator: Simulator, resets: dict[int, list[int]]) -> None:
        super().__init__(seed, RATES, hang_seconds=0.01, by_chat=True)
        self._simulator = simulator
        self._resets = resets

    @override
    def of_call(self, method: str, chat_id: object = "") -> Fault | None:
        fault = super().of_call(method, chat_id)
        if fault is Fault.RESET and method.lower().startswith("send"):
            self._resets[int(str(chat_id))].append(len(self._simulator.world.accepted))
        return fault


class HalfYear:
    """One play."""

    def __init__(self, home: Home, *, seed: int, people: int) -> None:
        self._chance = Random(f"play/{seed}")  # noqa: S311 -- no secret: a seed makes a play again
        self._watch = Watch()
        self._simulator = Simulator(clock=self._watch)
        self._database = open_database(home.settings)
        self._mortal = Mortal(
            home.settings,
            self._database,
            self._watch,
            token=self._simulator.token,
            taken=self._simulator.world.accepted,
        )
        self._stage = Stage(home, self._simulator, Steps(self._mortal, self._simulator))
        self._seed = seed
        self._actors = {
            actor.phone.person.id: actor
            for actor in (Actor(part, self._phone(part.name)) for part in cast(seed, people))
        }
        self._organisers = tuple(self._phone(name) for name in ("Lucía", "Tomás"))
        self._occasions: list[Occasion] = []
        self._resets: dict[int, list[int]] = defaultdict(list)
        self._told = 0
        self._kills_left = KILLS_A_DAY
        self._has_spoken = True
        self._wave = -1

    async def play(self) -> Played:
        """Play it all."""
        async with self._simulator.serve() as url:
            self._mortal.url = url
            await self._mortal.rise()
            await self._stage.steps.take(
                phone.starts(self._stage.home.organisers) for phone in self._organisers
            )
            self._simulator.faults = Noted(self._seed, self._simulator, self._resets)
            end = self._watch.at + LENGTH
            for day in range(WORKSHOP_DAYS):
                await self._until(self._watch.at.replace(hour=15) + timedelta(days=bool(day)))
                await self._come_in(day)
            await self._until(end)
            self._simulator.faults = Faults()
            await self._mortal.rest()
        return Played(
            tuple(self._actors.values()),
            self._organisers,
            tuple(self._occasions),
            self._simulator,
            self._database,
            tuple(self._mortal.deaths),
            {chat: tuple(places) for chat, places in self._resets.items()},
        )

    def _phone(self, name: str) -> Pocket:
        person = self._simulator.add_person(name, language_code="es-HN")
        return Pocket(self._stage, person)  # type: ignore[arg-type]  # all that a phone needs

    async def _come_in(self, day: int) -> None:
        self._expect_a_kill()
        arriving = [one for one in self._actors.values() if one.part.arrives_on == day]
        await self._stage.steps.take(actor.arrives() for actor in arriving)
        self._told = len(self._simulator.world.accepted)

    async def _until(self, end: datetime) -> None:
        """Let the clock jump from one thing that is due to the next."""
        while (due := await self._mortal.look(planned.find_next_planned)) and due <= end:
            late = timedelta(minutes=self._chance.choice((0, 0, self._chance.randrange(LATEST))))
            if (wave := await self._mortal.look(next_of_waves)) is None or wave > due + MANY_DAYS:
                late = timedelta(days=self._chance.randrange(2, 10), hours=1)
            await self._reach(max(self._watch.at, min(due + late, end)))
            await self._strike()
        await self._reach(end)

    async def _reach(self, moment: datetime) -> None:
        """Move the clock; where a day ends, whoever was to be killed in it is killed by then."""
        if moment.astimezone(ZONE).date() != self._watch.at.astimezone(ZONE).date():
            if self._has_spoken:
                for _ in range(self._kills_left):
                    await self._mortal.die()
                    await self._mortal.rise()
            self._kills_left, self._has_spoken = KILLS_A_DAY, False
        self._watch.at = moment

    def _expect_a_kill(self) -> None:
        """Let the bot die after some messages, the last of which may have arrived."""
        life = self._mortal.life
        if self._kills_left and life.calls_left is None:
            self._kills_left -= 1
            life.calls_left = self._chance.randint(1, MESSAGES_BEFORE_A_KILL)
            life.in_between = self._chance.random() < 0.5

    async def _strike(self) -> None:
        """Let the bot do and send all that is due, then let people react to it."""
        moment = self._watch.at
        self._expect_a_kill()
        await self._mortal.through(self._mortal.catch_up)
        while (due := await self._mortal.look(next_message)) and due <= moment + SOON:
            self._watch.at = max(self._watch.at + timedelta(seconds=2), due)
            await self._mortal.through(self._mortal.catch_up)
        await self._react(moment)

    async def _react(self, moment: datetime) -> None:
        came = self._simulator.world.accepted[self._told :]
        self._has_spoken |= bool(came)
        by_chat: dict[int, dict[int, Accepted]] = defaultdict(dict)
        for place, one in enumerate(came, start=self._told):
            by_chat[one.chat_id][place] = one
        self._occasions += [Occasion(chat, moment, by_chat[chat]) for chat in by_chat]
        wave = await self._mortal.look(number_of_wave)
        if wave != self._wave:
            self._wave = wave
            for actor in self._actors.values():
                actor.contacts = 0
        written = [self._actors[chat] for chat in sorted(by_chat) if chat in self._actors]
        if wave >= 0:
            await self._stage.steps.take(actor.reacts(wave) for actor in written)
        self._told = len(self._simulator.world.accepted)


def next_message(db: Session) -> datetime | None:
    """Return when the outbox may go on, for all that is open in it."""
    moment = func.coalesce(delivery.c.lease_until, delivery.c.due_at)
    due: datetime | None = db.scalar(
        select(moment).where(delivery.c.settled_at.is_(None)).order_by(moment).limit(1)
    )
    return due


def next_of_waves(db: Session) -> datetime | None:
    """Return when something of a wave is due: nobody answers in between."""
    kinds = (wave_plans.BEGINS, contacts.CONTACT, contacts.CLOSES)
    return jobs.find_next_due(db, kinds=kinds)


def number_of_wave(db: Session) -> int:
    """Return the number of the wave that began last, -1 before the first."""
    [workshop] = list_workshops(db)
    begun = (one for one in list_waves(db, workshop_id=workshop.id) if one.started_at)
    return max((one.number for one in begun), default=-1)
