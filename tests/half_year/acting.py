"""How the people of a play act on their phones: in step, so that one wait serves them all."""

import asyncio
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any

from typing_extensions import override

from locales import words
from simulator import Simulator
from tests.bot.edge import Home, Phone
from tests.half_year.cast import Part, Way
from tests.half_year.mortal import Mortal

SPANISH = words("es")
BEGIN, REFUSE = SPANISH.say("Begin"), SPANISH.say("Do not ask me this time")
DONE = (
    SPANISH.say("Thank you. I will ask you in a month how it went."),
    SPANISH.say("Thank you. Your answers help to see what works in other places."),
)
SEND, SKIP = "Enviar", "Omitir"
MOST_QUESTIONS = 60  # of a wave, all practices and corrections included
BACK = "Atrás"  # the only button where something is to be written
NOT_STARTED = "Sin empezar todavía"  # the first of the stages
WHOLE_ROUND_SECONDS = 60


class Steps:
    """Lets people act in step: each does one thing, then all wait until the bot has answered all."""

    def __init__(self, mortal: Mortal, simulator: Simulator) -> None:
        self._mortal = mortal
        self._simulator = simulator
        self._waiting: list[asyncio.Future[None]] = []

    async def take(self, acts: Iterable[Coroutine[Any, Any, None]]) -> None:
        """Do all of these acts, beside each other."""
        acting = [asyncio.ensure_future(act) for act in acts]
        while open_ := sum(not one.done() for one in acting):
            if len(self._waiting) < open_:
                await asyncio.sleep(0)
                continue
            waiting, self._waiting = self._waiting, []
            await self._mortal.through(self._quiet)
            for one in waiting:
                one.set_result(None)
        for one in acting:
            one.result()

    async def settled(self) -> None:
        """Wait until all others have acted too, and the bot has answered."""
        here = asyncio.get_running_loop().create_future()
        self._waiting.append(here)
        await here

    async def _quiet(self) -> None:
        updates = self._simulator.world.updates
        await self._simulator.until(
            lambda: not updates.waiting(), timeout_seconds=WHOLE_ROUND_SECONDS
        )
        await self._mortal.app.drained()


@dataclass(frozen=True, slots=True)
class Stage:
    """What a phone needs to know of the bot."""

    home: Home
    simulator: Simulator
    steps: Steps


class Pocket(Phone):
    """A phone whose person waits in step with the others."""

    @override
    async def settled(self) -> None:
        await self.bot.steps.settled()  # type: ignore[attr-defined]  # it is a Stage


@dataclass(slots=True)
class Actor:
    """One participant with their phone."""

    part: Part
    phone: Pocket
    contacts: int = 0  # in the wave that runs
    pressed: set[int] = field(default_factory=set)  # waves whose one last question was answered

    async def arrives(self) -> None:
        phone = self.phone
        await phone.agrees()
        answers = ("Gobierno nacional", "Educación y sensibilización", SKIP)
        for label in (self.part.country, *answers, "Sí" if self.part.may_be_asked else "No", SEND):
            await phone.taps(label)
        if self.part.title:
            await phone.tells_a_practice(self.part.title)

    async def reacts(self, wave: int) -> None:  # noqa: C901 -- one case a way
        """Do after a contact what this part does after it, if anything."""
        self.contacts += 1
        deed = self.part.deeds[wave]
        if deed.at != self.contacts:
            return
        match deed.way:
            case Way.ANSWER | Way.PARTLY if BEGIN not in self.phone.buttons:
                self.pressed.add(wave)
                await self.phone.taps(self.phone.buttons[0])
            case Way.ANSWER:
                await self.phone.taps(BEGIN)
                await self._answers(deed.stage)
            case Way.PARTLY:
                await self.phone.taps(BEGIN)
                await self._answers(deed.stage, most=1)
            case Way.REFUSE:
                await self.phone.taps(REFUSE)
            case Way.STOP:
                await self.phone.sends("/stop")
            case Way.BLOCK:
                self.phone.bot.simulator.block(self.phone.person)
                await self.phone.settled()
            case Way.IGNORE:
                pass

    async def _answers(self, stage: int, *, most: int = MOST_QUESTIONS) -> None:
        """Answer what is asked until nothing is asked any more."""
        for _ in range(most):
            labels = [label for label in self.phone.buttons if label != BACK]
            if self.phone.bubbles[-1].text in DONE:
                return
            if SEND in labels:
                await self.phone.taps(SEND)
            elif labels[:1] == [NOT_STARTED]:
                await self.phone.taps(labels[stage])
            elif any(label.startswith("☐") for label in labels):
                [first, *_] = [label for label in labels if label.startswith("☐")]
                await self.phone.taps(first)
                await self.phone.taps("Listo (1)")
            elif labels:
                await self.phone.taps(labels[0])
            else:
                await self.phone.sends("Hablar con mi jefa")
