"""Who takes part in a play, and what each will do: all of it follows from a seed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random

COUNTRIES = ("Colombia", "Costa Rica", "Guatemala", "Honduras", "México", "República Dominicana")
WAVES = (0, 1, 2, 3)
WORKSHOP_DAYS = 3
TELLERS = 5  # one of so many tells a practice: from each country in turn
STAGES = 8  # that a practice may have come to


class Way(StrEnum):
    """What somebody does when a wave writes to them."""

    ANSWER = "answer"  # all of it
    PARTLY = "partly"  # the first question, and no more
    IGNORE = "ignore"
    REFUSE = "refuse"  # not this time
    STOP = "stop"  # nothing ever more
    BLOCK = "block"


WEIGHTS: Mapping[Way, int] = {
    Way.ANSWER: 46,
    Way.PARTLY: 10,
    Way.IGNORE: 26,
    Way.REFUSE: 8,
    Way.STOP: 5,
    Way.BLOCK: 5,
}


@dataclass(frozen=True, slots=True)
class Deed:
    way: Way
    at: int  # the contact of the wave after which it is done, from 1
    stage: int  # how far the practice has come that was taken home, where it is told


@dataclass(frozen=True, slots=True)
class Part:
    """One participant of the play."""

    name: str
    country: str
    arrives_on: int  # the day of the workshop, from 0
    may_be_asked: bool  # after the workshop
    title: str  # of the practice that they tell, or nothing
    deeds: Mapping[int, Deed]  # by the number of the wave


def cast(seed: int, people: int) -> tuple[Part, ...]:
    """Return the cast of a play: as many people, from six countries in turn."""
    chance = Random(f"cast/{seed}")  # noqa: S311 -- no secret: a seed makes a play again
    return tuple(_part(chance, number) for number in range(people))


def _part(chance: Random, number: int) -> Part:
    country = COUNTRIES[number % len(COUNTRIES)]
    return Part(
        name=f"Persona {number}",
        country=country,
        arrives_on=chance.randrange(WORKSHOP_DAYS),
        may_be_asked=chance.random() < 0.9,
        title=f"Iniciativa {number} de {country}" if number % TELLERS == 0 else "",
        deeds={wave: _deed(chance) for wave in WAVES},
    )


def _deed(chance: Random) -> Deed:
    [way] = chance.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))
    return Deed(
        way, at=chance.choices((1, 2, 3), weights=(5, 3, 2))[0], stage=chance.randrange(STAGES)
    )
