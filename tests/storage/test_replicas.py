"""The number of a process among its equals: free again when it is gone."""

import pytest

from storage.crypto import KeyRing
from storage.database import Database
from storage.replicas import DatabaseTaken


def test_each_process_has_a_number_of_its_own_and_leaves_it_to_the_next(
    postgresql: str, keys: KeyRing
) -> None:
    first, second = (Database.open(postgresql, keys=keys) for _ in range(2))
    assert (first.berth(), second.berth(), first.berth()) == (1, 2, 1)

    first.close()
    third = Database.open(postgresql, keys=keys)

    assert third.berth() == 1
    second.close()
    third.close()


def test_on_sqlite_there_is_one_bot(sqlite: Database, sqlite_url: str, keys: KeyRing) -> None:
    second = Database.open(sqlite_url, keys=keys)
    assert sqlite.berth() == 1

    with pytest.raises(DatabaseTaken):
        second.berth()
    sqlite.close()

    assert second.berth() == 1
    second.close()


def test_there_is_an_end_to_replicas(
    postgresql: str, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.replicas._MOST", 1)
    first = Database.open(postgresql, keys=keys)
    assert first.berth() == 1

    second = Database.open(postgresql, keys=keys)
    with pytest.raises(DatabaseTaken):
        second.berth()
    first.close()
    second.close()
