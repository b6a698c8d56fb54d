"""Broadcasts: how long what was written, and what was sent, is kept."""

from datetime import timedelta

import pytest

from storage.audiences import Audience
from storage.broadcasts import (
    BroadcastKind,
    BroadcastState,
    create_broadcast,
    find_broadcast,
    find_draft,
    list_broadcasts,
)
from storage.database import Database, Session
from storage.deliveries import Addressed, count_broadcast, promise_many
from storage.expiry import remove_answers
from storage.participants import erase_participant, write_no_more
from storage.retention import forget
from tests.storage.told import NOW, a_participant, a_workshop

ANNOUNCED = (BroadcastKind.ANNOUNCEMENT,)


def test_what_was_never_confirmed_is_forgotten_after_a_while(database: Database) -> None:
    def work(db: Session) -> list[bool]:
        workshop = a_workshop(db)
        made = [
            create_broadcast(
                db,
                workshop_id=workshop.id,
                kind=BroadcastKind.ANNOUNCEMENT,
                made_by=7,
                state=state,
                text="Hola",
                now=NOW,
            )
            for state in (BroadcastState.DRAFT, BroadcastState.FINISHED)
        ]
        assert find_draft(db, organiser_id=7) == made[0]
        forget(db, now=NOW + timedelta(days=31))
        return [find_broadcast(db, broadcast_id=one.id) is not None for one in made]

    assert database.transact_now(work) == [False, True]


def test_with_the_answers_what_was_announced_goes_too(database: Database) -> None:
    def work(db: Session) -> list[int]:
        left = []
        for title in ("Over", "Another"):
            workshop = a_workshop(db, title=title)
            create_broadcast(
                db,
                workshop_id=workshop.id,
                kind=BroadcastKind.ANNOUNCEMENT,
                made_by=None,
                state=BroadcastState.FINISHED,
                text="Hola",
                audience=Audience(tables=("Mesa 1",)),
                now=NOW,
            )
            if title == "Over":
                remove_answers(db, workshop_id=workshop.id)
            left.append(len(list_broadcasts(db, workshop_id=workshop.id, kinds=ANNOUNCED)))
        return left

    assert database.transact_now(work) == [0, 1]


@pytest.mark.parametrize("leaves", ["erased", "took back"])
def test_who_leaves_one_workshop_is_sent_nothing_of_it_and_all_of_the_other(
    database: Database, leaves: str
) -> None:
    def work(db: Session) -> list[int]:
        made, people = [], []
        for title in ("Left", "Another"):
            workshop = a_workshop(db, title=title)
            people.append(a_participant(db, workshop, chat_id=7))
            made.append(
                create_broadcast(
                    db,
                    workshop_id=workshop.id,
                    kind=BroadcastKind.ANNOUNCEMENT,
                    made_by=None,
                    state=BroadcastState.RUNNING,
                    now=NOW,
                )
            )
            message = Addressed(7, "sendMessage", {"text": "Hola"}, f"key {title}")
            promise_many(db, [message], now=NOW, broadcast_id=made[-1].id)
        left = people[0]
        if leaves == "erased":
            erase_participant(db, participant_id=left.id)
        else:
            write_no_more(db, left)
        return [sum(count_broadcast(db, broadcast_id=one.id).values()) for one in made]

    assert database.transact_now(work) == [0, 1]
