"""Keeps figures about persons from telling about one person.

A count of persons by group says something about each of them as soon as the group is small: of
fifty people, the one from the smallest country is known by name. And who reads 38 today and 39
tomorrow knows of the one who came in between. So every count of persons goes through `tell` before
it leaves the program: who joined, who answered, who has become unreachable, who takes part in a
wave and how far they have come.

Counts of contributions (practices, lessons, notes; by form, day, table, country, component, target
group) do not. Their authors sent each of them to be read by the organisers at least, and a table
of five or more of everything would be empty at most workshops.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from locales import N_, Words

SMALLEST_GROUP: Final = 5
"""The fewest persons about whom a number is said to organisers."""

SMALLEST_PUBLIC_GROUP: Final = 11
"""The fewest persons about whom a number is said to anybody."""

_MOST_GROUPS_WITH_TOTAL: Final = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """What may be said: at least so many; None is one to `k` - 1, zero is nobody.

    A `total` of None is not said at all, or is one to `k` - 1 itself.
    """

    groups: Mapping[str, int | None]
    total: int | None


def tell(counts: Mapping[str, int], k: int = SMALLEST_GROUP) -> Figures:
    """Return what may be said of a table of persons, however often it is told again.

    Every figure is rounded down to a multiple of `k`. So two figures differ by nothing or by `k`
    and more, in one table or in any two, whoever reads them and in whatever order, and although
    people come, go and are erased in between; and nothing has to be remembered of what was told
    before. For the same reason no total less its parts is a small number. Of few and equally full
    groups a total could still give a small one away by its bounds; with more than three groups
    none is told.
    """
    groups = {group: _at_least(count, k) for group, count in counts.items()}
    has_total = len(counts) <= _MOST_GROUPS_WITH_TOTAL
    return Figures(groups, _at_least(sum(counts.values()), k) if has_total else None)


def tell_one(count: int, k: int = SMALLEST_GROUP) -> int | None:
    """Return what may be said of one count of persons: at least so many, or None for a few."""
    return _at_least(count, k)


def people(count: int, said: Words) -> str:
    """Say how many people that is, as far as it may be said."""
    told = tell_one(count)
    if told is None:
        return said.say(N_("fewer than {count} people"), count=said.number(SMALLEST_GROUP))
    if told == 0:
        return said.say(N_("nobody"))
    return said.say(N_("at least {count} people"), count=said.number(told))


def _at_least(count: int, k: int) -> int | None:
    return None if 0 < count < k else count - count % k
