"""The digest comes once on each local day: when the clock says so, and not once more."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from bot.actions.digest_days import DIGEST, ensure_digests, replan_digest
from bot.actions.housekeeping import FORGET, ensure_forgetting
from bot.actions.workshops import choose_workshop
from storage import jobs
from storage.database import Session
from storage.organisers import find_organiser, set_digest
from storage.tables import job, organiser
from tests.bot.edge import Home, Watch, running
from tests.bot.phone import Phone

HEADING = "Resumen"
SIX = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)  # the 23rd, 18:00 in Tegucigalpa
DAY = timedelta(days=1)


async def digests_of(phone: Phone) -> dict[str, str]:
    """Return the state of each digest by its local day."""

    def read(db: Session) -> dict[str, str]:
        rows = db.execute(select(job.c.key, job.c.state).where(job.c.kind == DIGEST))
        return {row.key.rpartition(":")[2]: row.state for row in rows}

    return await phone.bot.database.transact(read)


async def change(phone: Phone, **values: object) -> None:
    """Let an organiser set something about their digest, and have it planned anew."""

    def do(db: Session) -> None:
        before = find_organiser(db, chat_id=phone.person.id)
        assert before
        db.execute(update(organiser).where(organiser.c.id == before.id).values(values))
        after = find_organiser(db, chat_id=phone.person.id)
        assert after
        workshop = choose_workshop(db, number=None)
        replan_digest(db, after, workshop, phone.bot.watch.at)

    await phone.bot.database.transact(do)


async def test_the_first_digest_is_planned_when_an_organiser_joins(lucia: Phone) -> None:
    assert await digests_of(lucia) == {"2026-11-23": "planned"}


async def test_after_days_away_only_the_newest_digest_comes(lucia: Phone, watch: Watch) -> None:
    watch.at = SIX + 3 * DAY
    await lucia.bot.clock_strikes()

    assert await digests_of(lucia) == {
        "2026-11-23": "skipped",
        "2026-11-24": "skipped",
        "2026-11-25": "skipped",
        "2026-11-26": "ran",
        "2026-11-27": "planned",
    }


async def test_an_hour_that_is_moved_back_and_forth_brings_no_second_digest(
    lucia: Phone, watch: Watch
) -> None:
    watch.at = SIX
    await lucia.bot.clock_strikes()
    await change(lucia, digest_hour=20)
    assert await digests_of(lucia) == {"2026-11-23": "ran", "2026-11-24": "planned"}

    watch.move(hours=3)
    await lucia.bot.clock_strikes()
    assert await digests_of(lucia) == {"2026-11-23": "ran", "2026-11-24": "planned"}


async def test_a_digest_that_is_due_already_is_not_lost_by_a_change(
    lucia: Phone, watch: Watch
) -> None:
    watch.at = SIX + timedelta(minutes=1)
    await change(lucia, digest_hour=8)
    await lucia.bot.clock_strikes()

    assert (await digests_of(lucia))["2026-11-23"] == "ran"


async def test_a_mute_moves_the_next_digest_behind_it(lucia: Phone) -> None:
    await change(lucia, muted_until=SIX + DAY)
    assert await digests_of(lucia) == {"2026-11-24": "planned"}


async def test_a_mute_that_came_too_late_for_the_plan_holds_too(
    lucia: Phone, maria: Phone, watch: Watch
) -> None:
    await maria.tells_a_practice("Rutas seguras")
    watch.at = SIX
    await change(lucia, muted_until=SIX + 2 * DAY)
    await lucia.bot.clock_strikes()

    assert not lucia.news_of(HEADING)
    assert await digests_of(lucia) == {"2026-11-23": "ran", "2026-11-25": "planned"}


async def test_only_the_weekdays_that_were_chosen_have_one(lucia: Phone, watch: Watch) -> None:
    await change(lucia, weekdays=("2", "4"))
    assert await digests_of(lucia) == {"2026-11-25": "planned"}

    watch.at = SIX + 4 * DAY
    await lucia.bot.clock_strikes()
    assert await digests_of(lucia) == {
        "2026-11-25": "skipped",
        "2026-11-27": "ran",
        "2026-12-02": "planned",
    }


async def test_a_zone_of_ones_own_has_its_own_hour(lucia: Phone) -> None:
    await change(lucia, zone="Europe/Madrid")

    due_at = await lucia.bot.database.transact(
        lambda db: db.scalar(select(job.c.run_at).where(job.c.kind == DIGEST))
    )
    assert due_at == datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


async def test_who_is_organiser_no_more_has_none(lucia: Phone, watch: Watch) -> None:
    def leave(db: Session) -> None:
        db.execute(organiser.delete())

    await lucia.bot.database.transact(leave)
    watch.at = SIX
    await lucia.bot.clock_strikes()

    assert await digests_of(lucia) == {"2026-11-23": "ran"}


async def test_what_is_not_planned_is_found_and_made_up_for(
    lucia: Phone, home: Home, watch: Watch
) -> None:
    """As after an upgrade from a version that planned nothing."""

    def forget_plans(db: Session) -> None:
        jobs.cancel(db, key_prefix=f"{DIGEST}:")
        only = db.scalars(select(organiser.c.id)).one()
        set_digest(db, organiser_id=only, changes={"digest_hour": 19})

    await lucia.bot.database.transact(forget_plans)
    simulator = lucia.bot.simulator
    await lucia.bot.stop()
    watch.at = SIX + 2 * DAY

    async with running(home, watch=watch, simulator=simulator) as bot:
        await bot.clock_strikes()
        lucia.bot = bot
        await bot.database.transact(ensure_digests, watch.at)

        assert await digests_of(lucia) == {"2026-11-24": "ran", "2026-11-25": "planned"}


async def test_what_is_done_daily_is_not_done_twice_when_its_plan_was_lost(
    lucia: Phone, watch: Watch
) -> None:
    await lucia.bot.clock_strikes()
    transact = lucia.bot.database.transact
    await transact(jobs.cancel, key_prefix=f"{FORGET}:")
    await transact(ensure_forgetting, watch.at)

    planned = await transact(jobs.find_open, key_prefix=f"{FORGET}:")
    assert planned
    assert planned.run_at == datetime(2026, 11, 24, tzinfo=UTC)
