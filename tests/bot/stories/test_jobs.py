"""What is done by itself: once, also where something fails or somebody ends in the middle of it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from functools import partial
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import select

from bot.actions import planned
from bot.actions.effects import Effect, End, Services, nothing_more
from bot.actions.shelf import FormShelf
from bot.actions.visits import House
from bot.app import Database, open_database
from bot.jobs.effects import AT_ONCE, Effects
from bot.jobs.planner import Planner
from bot.waiting import Patience
from storage import jobs
from storage.database import Session
from storage.jobs import Job, JobState, claim_job
from storage.tables import job
from tests.bot.edge import BEGINNING, Bot, Home, Watch
from tests.bot.phone import Phone

SECOND = timedelta(seconds=1)


def note(db: Session, at_work: Job, _house: House, now: datetime, *, name: str = "noted") -> None:
    """Leave a mark that cannot be made twice."""
    assert claim_job(db, key=f"{name}:{at_work.key}", kind="mark", run_at=now, now=now)


def fail(db: Session, at_work: Job, house: House, now: datetime) -> None:
    note(db, at_work, house, now, name="half done")
    raise ZeroDivisionError


def go_on(db: Session, at_work: Job, house: House, now: datetime) -> None:
    note(db, at_work, house, now)
    if len(at_work.key) < 3:
        jobs.plan(db, key=f"{at_work.key}+", kind="chained", run_at=now)


class Office:
    """What does jobs over a database, for a replica of some name."""

    def __init__(self, database: Database, watch: Watch, name: str = "me") -> None:
        self.database, self.watch = database, watch
        self.house = House(FormShelf(), name, timedelta(seconds=60), "es")
        self.patience = Patience(sleep=self.sleep, jitter=lambda: 0.0)
        self.naps = asyncio.Semaphore(0)

    async def sleep(self, _seconds: float) -> None:
        await self.naps.acquire()

    def planner(self) -> Planner:
        return Planner(
            self.database.transact,
            house=self.house,
            hand_over=lambda _: None,
            now=self.watch,
            patience=self.patience,
            poll_seconds=None,
        )

    def effects(self, **kinds: Effect) -> Effects:
        return Effects(
            self.database,
            house=self.house,
            hand_over=lambda _: None,
            now=self.watch,
            patience=self.patience,
            poll_seconds=None,
            effects=kinds,
        )

    async def plan(self, key: str, kind: str, run_at: datetime = BEGINNING) -> None:
        await self.database.transact(jobs.plan, key=key, kind=kind, run_at=run_at)

    async def states(self, *keys: str) -> list[str]:
        def read(db: Session) -> dict[str, str]:
            return {row.key: row.state for row in db.execute(select(job.c.key, job.c.state))}

        found = await self.database.transact(read)
        return [found.get(key, "") for key in keys]


@pytest.fixture
async def office(home: Home, watch: Watch) -> AsyncIterator[Office]:
    database = open_database(home.settings)
    yield Office(database, watch)
    database.close()


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    works = {"noted": note, "failing": fail, "chained": go_on}
    monkeypatch.setattr(planned, "PLANNED", works)
    monkeypatch.setattr(planned, "ENSURED", ())


@pytest.mark.usefixtures("kinds")
async def test_what_is_due_is_done_once_and_in_one_go_with_what_it_plans(office: Office) -> None:
    await office.plan("a", "chained")
    await office.plan("b", "noted", BEGINNING + SECOND)
    first, second = office.planner(), office.planner()

    await asyncio.gather(first.rounds.go(), second.rounds.go())

    assert await office.states("a", "a+", "a++", "noted:a++", "b") == [
        *["ran"] * 3,
        JobState.DONE,
        JobState.PLANNED,
    ]
    office.watch.move(seconds=1)
    await first.rounds.go()
    assert await office.states("b", "noted:b") == [JobState.RAN, JobState.DONE]


@pytest.mark.usefixtures("kinds")
async def test_a_job_that_fails_leaves_nothing_half_done_and_holds_up_no_other(
    office: Office, logs: StringIO
) -> None:
    await office.plan("poison", "failing", BEGINNING - SECOND)
    await office.plan("sound", "noted")
    planner = office.planner()

    following = await planner.rounds.go()

    assert await office.states("poison", "half done:poison", "sound") == ["planned", "", "ran"]
    assert following == BEGINNING + 4 * SECOND
    office.watch.at = following
    assert await planner.rounds.go() == following + 8 * SECOND
    assert logs.getvalue().count("job_failed") == 2


@pytest.mark.usefixtures("kinds")
async def test_a_bell_wakes_the_planner_from_its_rest(office: Office) -> None:
    planner, stop, done = office.planner(), asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(planner.rounds.run(stop))

    def done_is(work: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any) -> None:
            work(*args)
            loop.call_soon_threadsafe(done.set)

        return wrapped

    loop = asyncio.get_running_loop()
    planned.PLANNED["noted"] = done_is(note)  # type: ignore[index]  # a dict here
    await office.plan("a", "noted")
    planner.rounds.ring()
    await done.wait()
    stop.set()
    await running

    assert await office.states("a") == ["ran"]


async def test_an_effect_tells_how_far_it_is_and_ends_once(office: Office) -> None:
    told, go = asyncio.Event(), asyncio.Event()

    async def work(_job: Job, services: Services) -> End:
        assert not await services.read(jobs.find_open, key_prefix="unknown")
        services.progress(1, 2)
        told.set()
        await go.wait()
        return note

    await office.plan("long", "long")
    effects = office.effects(long=Effect(work))
    running = asyncio.create_task(effects.run_due())
    await told.wait()
    office.naps.release()
    await _until(office, lambda row: (row.part, row.whole) == (1, 2))
    go.set()
    await running

    assert await office.states("long", "noted:long") == [JobState.RAN, JobState.DONE]


async def test_only_so_many_run_at_once_and_each_that_ends_makes_room(office: Office) -> None:
    begun, full, go = list[str](), asyncio.Event(), asyncio.Event()

    async def work(at_work: Job, _services: Services) -> End:
        begun.append(at_work.key)
        if len(begun) == AT_ONCE:
            full.set()
        await go.wait()
        return nothing_more

    for number in range(AT_ONCE + 1):
        await office.plan(f"job {number}", "long")
    effects = office.effects(long=Effect(work))

    assert await effects.rounds.go() is None
    await full.wait()
    assert len(begun) == AT_ONCE
    go.set()
    await effects.run_due()
    assert len(begun) == AT_ONCE + 1


async def test_an_effect_that_fails_too_often_is_given_up_and_that_is_told(
    office: Office, logs: StringIO
) -> None:
    async def work(_job: Job, _services: Services) -> End:
        raise ZeroDivisionError

    await office.plan("broken", "broken")
    effects = office.effects(broken=Effect(work, give_up=partial(note, name="told")))
    for _ in range(planned.TRIES):
        await effects.run_due()
        office.watch.move(hours=1)

    assert await office.states("broken", "told:broken") == [JobState.FAILED, JobState.DONE]
    assert logs.getvalue().count("effect_failed") == planned.TRIES


async def test_what_a_dead_replica_was_at_is_done_by_another_and_its_late_end_does_nothing(
    office: Office,
) -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def stuck(_job: Job, _services: Services) -> End:
        begun.set()
        await go.wait()
        return partial(note, name="late")

    async def works(_job: Job, _services: Services) -> End:
        return note

    await office.plan("left", "long")
    silent = office.effects(long=Effect(stuck))
    other = Office(office.database, office.watch, "other").effects(long=Effect(works))
    hanging = asyncio.create_task(silent.run_due())
    await begun.wait()
    assert await other.rounds.go() == BEGINNING + planned.LEASE

    office.watch.at = BEGINNING + planned.LEASE
    await other.run_due()
    go.set()
    await hanging

    assert await office.states("left", "noted:left", "late:left") == ["ran", "done", ""]


async def test_an_effect_that_others_have_taken_over_is_stopped(
    office: Office, logs: StringIO
) -> None:
    begun = asyncio.Event()

    async def stuck(_job: Job, _services: Services) -> End:
        begun.set()
        await asyncio.Event().wait()
        return nothing_more

    await office.plan("left", "long")
    silent = office.effects(long=Effect(stuck))
    hanging = asyncio.create_task(silent.run_due())
    await begun.wait()
    await office.database.transact(planned.release_effects, owner="me", now=BEGINNING)
    kinds = ("long",)
    [_taken] = await office.database.transact(
        planned.lease_effects, kinds=kinds, owner="other", besides=(), limit=1, now=BEGINNING
    )
    office.naps.release()
    await hanging

    assert "effect_taken_over" in logs.getvalue()


async def test_a_replica_that_ends_gives_back_what_it_was_at(office: Office) -> None:
    begun = asyncio.Event()

    async def stuck(_job: Job, _services: Services) -> End:
        begun.set()
        await asyncio.Event().wait()
        return nothing_more

    await office.plan("left", "long")
    stop = asyncio.Event()
    running = asyncio.create_task(office.effects(long=Effect(stuck)).run(stop))
    await begun.wait()
    stop.set()
    await running

    assert await office.states("left") == [JobState.PLANNED]


async def test_a_database_that_is_away_delays_an_effect_only(
    office: Office, logs: StringIO
) -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def work(_job: Job, _services: Services) -> End:
        begun.set()
        await go.wait()
        return nothing_more

    await office.plan("long", "long")
    stop = asyncio.Event()
    running = asyncio.create_task(office.effects(long=Effect(work)).run(stop))
    await begun.wait()
    office.database.close()
    office.naps.release()
    await _logged(logs, "lease_not_renewed")
    go.set()
    await _logged(logs, "effect_not_ended")
    stop.set()
    await running


async def test_what_cannot_be_given_back_is_left_to_its_lease(
    office: Office, logs: StringIO
) -> None:
    begun = asyncio.Event()

    async def stuck(_job: Job, _services: Services) -> End:
        begun.set()
        await asyncio.Event().wait()
        return nothing_more

    await office.plan("long", "long")
    stop = asyncio.Event()
    running = asyncio.create_task(office.effects(long=Effect(stuck)).run(stop))
    await begun.wait()
    office.database.close()
    stop.set()
    await running

    assert "effects_not_given_back" in logs.getvalue()


async def test_a_failure_that_comes_after_others_took_over_is_not_theirs(office: Office) -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def fails(_job: Job, _services: Services) -> End:
        begun.set()
        await go.wait()
        raise ZeroDivisionError

    async def works(_job: Job, _services: Services) -> End:
        return note

    await office.plan("left", "long")
    silent = asyncio.create_task(office.effects(long=Effect(fails)).run_due())
    await begun.wait()
    office.watch.at = BEGINNING + planned.LEASE
    await Office(office.database, office.watch, "other").effects(long=Effect(works)).run_due()
    go.set()
    await silent

    assert await office.states("left") == ["ran"]


async def _until(office: Office, is_so: Callable[[Any], bool]) -> None:
    columns = select(job.c.part, job.c.whole).where(job.c.kind == "long")
    while not is_so(await office.database.transact(lambda db: db.execute(columns).one())):
        pass


async def _logged(logs: StringIO, event: str) -> None:
    while event not in logs.getvalue():  # noqa: ASYNC110 -- a log wakes nobody
        await asyncio.sleep(0)


async def test_long_work_holds_up_no_answer(bot: Bot, maria: Phone) -> None:
    begun, go = threading.Event(), threading.Event()

    def toil() -> None:
        begun.set()
        go.wait()

    async def work(_job: Job, _services: Services) -> End:
        await asyncio.to_thread(toil)
        return note

    bot.app._effects._effects = {"long": Effect(work)}
    await bot.database.transact(jobs.plan, key="long", kind="long", run_at=BEGINNING)
    await asyncio.to_thread(begun.wait)

    await maria.tells_a_practice("Rutas seguras")
    assert maria.news
    go.set()
    await bot.clock_strikes()

    assert not bot.database.transact_now(
        claim_job, key="noted:long", kind="mark", run_at=BEGINNING, now=BEGINNING
    )
