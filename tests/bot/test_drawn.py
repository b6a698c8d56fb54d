"""Pictures drawn in a process of their own, which may not cost much."""

from dataclasses import replace
from typing import Any

import pytest

from bot.drawn import USUAL, NotDrawn, drawn
from bot.limited import Limits
from locales import words
from reports.coverage import picture_of
from tests.reports.coverages import LABELS, SOME

PNG = b"\x89PNG"
LITTLE = 1_000_000  # bytes


def spec() -> dict[str, Any]:
    told = picture_of(SOME, title="Taller", countries=("HN",), labels=LABELS, words=words("es"))
    assert told is not None
    return told.spec


async def test_a_picture_is_drawn() -> None:
    assert (await drawn(spec())).startswith(PNG)


@pytest.mark.parametrize(
    "limits", [replace(USUAL, clock_seconds=0.0), replace(USUAL, memory_bytes=LITTLE)]
)
async def test_what_costs_too_much_is_not_drawn(limits: Limits) -> None:
    with pytest.raises(NotDrawn):
        await drawn(spec(), limits=limits)


async def test_what_cannot_be_drawn_is_told() -> None:
    with pytest.raises(NotDrawn):
        await drawn({"picture": "nothing"})
