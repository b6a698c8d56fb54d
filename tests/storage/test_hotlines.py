"""Hotlines: what is confirmed of each country, and whether a workshop is open."""

from datetime import timedelta

from storage.database import Database, Session
from storage.hotlines import Hotline, confirm_hotline, is_open, list_hotlines
from tests.storage.told import LATER, NOW, a_workshop


def test_a_workshop_is_open_when_each_country_is_confirmed(database: Database) -> None:
    def work(db: Session) -> list[bool]:
        workshop = a_workshop(db)
        a_workshop(db)
        standing = [is_open(db, workshop)]
        for country, line in (("HN", "145"), ("GT", None), ("CR", "9-1-1")):
            confirm_hotline(
                db,
                workshop_id=workshop.id,
                country=country,
                line=line,
                confirmed_by=None,
                now=NOW,
            )
            standing.append(is_open(db, workshop))
        return standing

    assert database.transact_now(work) == [False, False, False, True]


def test_what_is_confirmed_last_counts(database: Database) -> None:
    def work(db: Session) -> dict[str, Hotline]:
        workshop = a_workshop(db)
        for line, organiser, now in (("145", 7, NOW), (None, 8, LATER + timedelta(days=1))):
            confirm_hotline(
                db,
                workshop_id=workshop.id,
                country="HN",
                line=line,
                confirmed_by=organiser,
                now=now,
            )
        return list_hotlines(db, workshop_id=workshop.id)

    confirmed = database.transact_now(work)

    assert confirmed == {"HN": Hotline("HN", None, 8, LATER + timedelta(days=1))}
