"""No figure about persons tells of a few of them: in one table, in two, or by subtraction."""

from collections import defaultdict
from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from reports.small_cells import SMALLEST_GROUP, SMALLEST_PUBLIC_GROUP, tell, tell_one

LIMITS = st.sampled_from((SMALLEST_GROUP, SMALLEST_PUBLIC_GROUP))
STREAMS = st.lists(
    st.fixed_dictionaries({group: st.integers(0, 60) for group in "abc"}), min_size=2
)
"""A table of persons as it stands each time that it is told: people come, go, and are erased."""


def test_a_few_are_not_told_and_many_are_rounded_down() -> None:
    assert tell({"HN": 12, "GT": 3, "CR": 0}).groups == {"HN": 10, "GT": None, "CR": 0}
    assert tell({"HN": 12, "GT": 3, "CR": 0}).total == 15


def test_what_anybody_may_read_is_told_of_more_people() -> None:
    assert tell_one(10, SMALLEST_PUBLIC_GROUP) is None
    assert tell_one(25, SMALLEST_PUBLIC_GROUP) == 22


@given(STREAMS, LIMITS)
def test_no_told_figure_and_no_difference_of_two_is_small(
    stream: list[dict[str, int]], k: int
) -> None:
    told = [tell(counts, k) for counts in stream]

    for group in "abc":
        ever = {count for one in told if (count := one.groups[group]) is not None}
        assert all(abs(one - other) not in range(1, k) for one, other in product(ever, repeat=2))
        assert not ever & set(range(1, k))
    totals = {one.total for one in told if one.total is not None}
    assert all(abs(one - other) not in range(1, k) for one, other in product(totals, repeat=2))


@given(STREAMS, LIMITS)
def test_no_total_less_its_parts_is_small(stream: list[dict[str, int]], k: int) -> None:
    for counts in stream:
        told = tell(counts, k)
        if told.total is not None:
            parts = [count for count in told.groups.values() if count is not None]
            assert told.total - sum(parts) not in range(1, k)


def test_one_person_more_is_not_seen() -> None:
    told = [tell_one(count) for count in range(35, 41)]

    assert [one == other for one, other in pairwise(told)] == [True, True, True, True, False]


def test_nobody_can_reckon_a_small_group_from_all_that_is_told() -> None:
    """Try every table of up to three groups: each one that is withheld could be another number."""
    for size in (1, 2, 3):
        behind: dict[object, list[tuple[int, ...]]] = defaultdict(list)
        for numbers in product(range(15), repeat=size):
            told = tell({str(place): count for place, count in enumerate(numbers)})
            behind[tuple(told.groups.values()), told.total].append(numbers)

        assert [
            tables
            for tables in behind.values()
            for place in range(size)
            if tables[0][place] in range(1, SMALLEST_GROUP)
            and len({numbers[place] for numbers in tables}) == 1
        ] == []


def test_many_groups_have_no_total_that_could_give_one_of_them_away() -> None:
    assert tell(dict.fromkeys("abcd", 9)).total is None
