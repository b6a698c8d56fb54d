"""How much goes over the wire between the bot and the Bot API, both ways."""

from tests.bot.edge import Home, Watch, running
from tests.bot.wire import Metered

MOST_IN_BODIES = 60_000
MOST_IN_ALL = 76_000  # with what HTTP sets before each call and each answer


async def test_a_practice_costs_little_on_the_wire(home: Home, watch: Watch) -> None:
    simulator = Metered()
    async with running(home, watch=watch, simulator=simulator) as bot:
        maria = bot.phone("María")
        await maria.arrives()
        before = simulator.carried.copy()

        await maria.tells_a_practice("Rutas seguras para la niñez")

    cost = simulator.carried - before
    assert maria.news[0].startswith("Gracias.")
    assert 0 < cost["bodies"] <= MOST_IN_BODIES, cost
    assert cost.total() <= MOST_IN_ALL, cost
