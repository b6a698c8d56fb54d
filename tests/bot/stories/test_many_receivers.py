"""A broadcast to more people than are promised at once: in slices, each a job of its own."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import update

from bot.actions import broadcasts as fanning
from bot.actions.planned import do_job, list_due
from bot.actions.shelf import FormShelf
from bot.actions.visits import House
from bot.app import Database, open_database
from storage import broadcasts, deliveries, tables
from storage.broadcasts import Broadcast, BroadcastKind, BroadcastState
from storage.consents import Wording, give_consent
from storage.database import Session
from storage.deliveries import DeliveryState
from storage.participants import join_workshop, set_stopped
from storage.workshops import list_workshops
from tests.bot.edge import BEGINNING, Home

PEOPLE = fanning.SLICE * 2 + 7
HOUSE = House(FormShelf(), "replica 1", timedelta(seconds=12), "es")


@pytest.fixture
def database(home: Home) -> Iterator[Database]:
    """A database beside which no bot runs: jobs are done one by one, by the test."""
    database = open_database(home.settings)
    yield database
    database.close()


@pytest.fixture
def planned(database: Database) -> Broadcast:
    """An announcement to many people that is due."""

    def work(db: Session) -> Broadcast:
        workshop = list_workshops(db)[0]
        for chat_id in range(1, PEOPLE + 1):
            joined = join_workshop(
                db,
                workshop_id=workshop.id,
                chat_id=chat_id,
                language="es",
                table_name=None,
                now=BEGINNING,
            )
            give_consent(
                db,
                participant_id=joined.id,
                wording=Wording("1", "May we?", "es"),
                update_id=None,
                now=BEGINNING,
            )
        return fanning.start_broadcast(
            db,
            workshop=workshop,
            kind=BroadcastKind.ANNOUNCEMENT,
            organiser_id=None,
            now=BEGINNING,
        )

    database.transact_now(_forget_jobs)
    return database.transact_now(work)


def _forget_jobs(db: Session) -> None:
    """Forget what is due from making the home."""
    db.execute(tables.job.delete())


def do_next(database: Database, *, after: timedelta = timedelta()) -> int:
    """Do the jobs that are due at this moment, and none that they plan; return how many."""
    now = BEGINNING + after
    due = database.transact_now(list_due, now=now)
    for job_id in due:
        database.transact_now(do_job, job_id=job_id, house=HOUSE, now=now)
    return len(due)


def counts(database: Database, planned: Broadcast) -> dict[DeliveryState, int]:
    return dict(database.transact_now(deliveries.count_broadcast, broadcast_id=planned.id))


def as_it_stands(database: Database, planned: Broadcast) -> Broadcast:
    return database.transact_now(broadcasts.get_broadcast, broadcast_id=planned.id)


def settle(database: Database, planned: Broadcast, state: DeliveryState) -> None:
    """Let all that is promised end like this."""
    ended = None if state is DeliveryState.UNCERTAIN else BEGINNING

    def work(db: Session) -> None:
        of_it = tables.delivery.c.broadcast_id == planned.id
        db.execute(update(tables.delivery).where(of_it).values(state=state, settled_at=ended))

    database.transact_now(work)


def test_each_slice_is_a_job_and_nobody_is_written_to_twice(
    database: Database, planned: Broadcast
) -> None:
    promised = []
    while do_next(database):
        promised.append(sum(counts(database, planned).values()))

    assert promised == [fanning.SLICE, fanning.SLICE * 2, PEOPLE]
    assert as_it_stands(database, planned).receivers == PEOPLE


def test_who_stops_between_two_slices_is_left_out(database: Database, planned: Broadcast) -> None:
    do_next(database)
    database.transact_now(set_stopped, chat_id=PEOPLE, at=BEGINNING)
    while do_next(database):
        pass

    assert counts(database, planned) == {DeliveryState.QUEUED: PEOPLE - 1}


def test_what_is_paused_in_between_is_promised_and_waits(
    database: Database, planned: Broadcast
) -> None:
    do_next(database)
    database.transact_now(
        broadcasts.set_state, broadcast_id=planned.id, state=BroadcastState.PAUSED
    )
    database.transact_now(deliveries.pause_broadcast, broadcast_id=planned.id)
    while do_next(database):
        pass

    assert counts(database, planned) == {DeliveryState.PAUSED: PEOPLE}
    do_next(database, after=fanning.SETTLING)
    assert as_it_stands(database, planned).state is BroadcastState.PAUSED


def test_what_is_stopped_in_between_is_promised_to_nobody_else(
    database: Database, planned: Broadcast
) -> None:
    do_next(database)
    database.transact_now(
        broadcasts.end_sending,
        broadcast_id=planned.id,
        state=BroadcastState.STOPPED,
        received=0,
        now=BEGINNING,
    )
    while do_next(database):
        pass

    assert sum(counts(database, planned).values()) == fanning.SLICE


def test_what_is_gone_is_looked_at_no_more(database: Database, planned: Broadcast) -> None:
    while do_next(database):
        pass
    database.transact_now(broadcasts.remove_broadcast, broadcast_id=planned.id)

    assert do_next(database, after=fanning.SETTLING) == 1
    assert do_next(database, after=timedelta(days=1)) == 0


def test_while_nothing_moves_it_is_looked_at_ever_more_seldom(
    database: Database, planned: Broadcast
) -> None:
    while do_next(database):
        pass
    looks = [
        seconds
        for seconds in range(5, 3600, 5)
        if do_next(database, after=timedelta(seconds=seconds))
    ]

    assert looks[:4] == [5, 10, 20, 40]
    assert max(later - earlier for earlier, later in pairwise(looks)) == 600
    settle(database, planned, DeliveryState.SENT)
    do_next(database, after=timedelta(hours=2))
    ended = as_it_stands(database, planned)
    assert (ended.state, ended.receivers) == (BroadcastState.FINISHED, PEOPLE)


def test_how_many_have_it_is_kept_when_its_messages_are_forgotten(
    database: Database, planned: Broadcast
) -> None:
    while do_next(database):
        pass
    settle(database, planned, DeliveryState.SENT)
    do_next(database, after=fanning.SETTLING)
    database.transact_now(deliveries.forget_settled, before=BEGINNING + timedelta(days=1))

    assert counts(database, planned) == {}
    assert as_it_stands(database, planned).receivers == PEOPLE
