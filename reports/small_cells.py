"""Keeps a table of persons from telling about one person.

A count of persons by group says something about each of them as soon as the group is small: of
fifty people, the one from the smallest country is known by name. So every table that counts
*persons* by group goes through `suppress` before it leaves the program. Tables that count
*contributions* (practices, lessons) do not: their authors sent them to be read, and chose by whom.
"""

from collections.abc import Mapping

SMALLEST_GROUP = 5
"""The fewest persons about whom a number is said."""


def suppress(counts: Mapping[str, int], k: int = SMALLEST_GROUP) -> dict[str, int | None]:
    """Withhold (None) what would tell about fewer than `k` persons; the total may be known.

    Groups of one to `k - 1` persons are withheld, and with them the smallest of the larger ones,
    so that none can be reckoned from the total. All that are equally small go together: were one
    chosen by its name, the choice would tell. Where there is no larger group nothing is broken
    down, zeros included. What is told then never changes if a small group and the larger one
    withheld with it change places, and that is why nobody can say which is which.

    Not covered: two tables of the same persons at different times. Who publishes again and again
    has to compare the tables.
    """
    withheld = {count for count in counts.values() if 0 < count < k}
    if withheld:
        larger = [count for count in counts.values() if count >= k]
        withheld |= {min(larger)} if larger else {0}
    return {group: None if count in withheld else count for group, count in counts.items()}
