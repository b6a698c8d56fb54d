"""Waves in a test: time jumps from one thing that is due to the next, and books are read."""

from collections.abc import Mapping
from datetime import timedelta

from bot.actions import planned
from storage import adoptions, waves
from storage.database import Session
from storage.waves import Disposition
from storage.workshops import list_workshops
from tests.bot.edge import Bot, Phone, Watch

SCHOOLS = "Escuelas que escuchan"
INVITED = "Ha pasado un tiempo"
LAST = "Una sola pregunta"


async def passes(bot: Bot, watch: Watch, **by: float) -> None:
    """Let time pass, and the bot do each thing when it falls due."""
    end = watch.at + timedelta(**by)
    while (due := await bot.database.read(planned.find_next_planned)) and due <= end:
        watch.at = max(watch.at, due)
        await bot.clock_strikes()
    watch.at = end
    await bot.clock_strikes()


async def takes_home(bot: Bot, watch: Watch, *titles: str) -> Phone:
    """Let Ana choose practices of another country, one or more, at the end of the workshop."""
    wanted = titles or (SCHOOLS,)
    ana, luis = bot.phone("Ana"), bot.phone("Luis")
    await ana.arrives("Honduras")
    await luis.arrives("Guatemala")
    for title in wanted:
        await luis.tells_a_practice(title)
    await passes(bot, watch, days=3)
    for begin, title in zip(("Comenzar", *["Elegir otra práctica"] * 2), wanted, strict=False):
        await ana.taps(begin)
        await ana.taps(title)
        await ana.sends("Hablar con mi jefa")
        await ana.taps("Con bastante seguridad")
        await ana.taps("Enviar")
    assert stages(bot) == ["not_started"] * len(wanted)
    return ana


def standing(bot: Bot, number: int) -> Mapping[Disposition, int]:
    """Return how many stand where in the wave of this number."""

    def read(db: Session) -> Mapping[Disposition, int]:
        [workshop] = list_workshops(db)
        wave = waves.list_waves(db, workshop_id=workshop.id)[number]
        return waves.list_dispositions(db, wave_id=wave.id)

    return bot.database.transact_now(read)


def stages(bot: Bot) -> list[str]:
    """Return how far each practice that somebody chose has come."""

    def read(db: Session) -> list[str]:
        [workshop] = list_workshops(db)
        return [one.stage for one in adoptions.list_adoptions(db, workshop_id=workshop.id)]

    return bot.database.transact_now(read)
