"""The floors, where the recordings lie beside the project's folder."""

import pytest

from tests.conformance.__main__ import SUITES
from tests.conformance.floors import FILES, FLOORS, RECORDINGS, are_demanded


@pytest.mark.parametrize("name", FILES)
def test_the_floors_are_held(name: str) -> None:
    recorded = RECORDINGS / FILES[name]
    if not recorded.exists() and not are_demanded():
        pytest.skip("the recordings of other engines do not lie beside the project's folder")

    tally = SUITES[name].run(recorded)

    assert tally.missed(FLOORS[name]) == (), [
        (one.item, one.finding.reason) for one in tally.failures()
    ]
