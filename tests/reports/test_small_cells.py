from collections import defaultdict
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from reports.small_cells import SMALLEST_GROUP, suppress

TABLES = st.dictionaries(st.text(max_size=3), st.integers(0, 12), max_size=6)


def test_a_small_group_takes_the_next_larger_one_with_it() -> None:
    shown = suppress({"HN": 12, "GT": 3, "CR": 6, "DO": 0})

    assert shown == {"HN": 12, "GT": None, "CR": None, "DO": 0}


def test_groups_of_the_same_size_go_together() -> None:
    shown = suppress({"HN": 12, "GT": 6, "CR": 6, "DO": 4})

    assert shown == {"HN": 12, "GT": None, "CR": None, "DO": None}


def test_large_groups_and_empty_ones_are_told() -> None:
    assert suppress({"HN": 12, "GT": 5, "CR": 0}) == {"HN": 12, "GT": 5, "CR": 0}
    assert suppress({"HN": 0}) == {"HN": 0}
    assert suppress({}) == {}


def test_fewer_than_five_people_are_not_broken_down_at_all() -> None:
    assert suppress({"HN": 3, "GT": 0, "CR": 1}) == {"HN": None, "GT": None, "CR": None}
    assert suppress({"HN": 3, "GT": 4}) == {"HN": None, "GT": None}


def test_the_smallest_group_can_be_larger() -> None:
    assert suppress({"HN": 12, "GT": 10, "CR": 40}, 11) == {"HN": None, "GT": None, "CR": 40}


@given(TABLES)
def test_no_shown_group_is_small_and_nothing_small_is_left_by_subtraction(
    counts: dict[str, int],
) -> None:
    shown = suppress(counts)

    told = {group: count for group, count in shown.items() if count is not None}
    withheld = sum(counts.values()) - sum(told.values())
    assert shown.keys() == counts.keys()
    assert not any(0 < count < SMALLEST_GROUP for count in told.values())
    assert told.items() <= counts.items()
    assert withheld == 0 or withheld >= SMALLEST_GROUP or not told


def test_nobody_can_reckon_a_withheld_group_from_all_that_is_told() -> None:
    """Try every table of three groups: each withheld one could have been another number."""
    behind: dict[tuple[int, tuple[int | None, ...]], list[tuple[int, ...]]] = defaultdict(list)
    for numbers in product(range(14), repeat=3):
        shown = suppress(dict(zip("abc", numbers, strict=True)))
        behind[sum(numbers), tuple(shown.values())].append(numbers)

    certain = [
        (total, told)
        for (total, told), tables in behind.items()
        for group, count in enumerate(told)
        if count is None and len({numbers[group] for numbers in tables}) == 1
    ]
    assert certain == []
