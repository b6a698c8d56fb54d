"""A first conversation."""

import telegram

from simulator import Simulator


async def test_a_person_starts_and_the_bot_answers() -> None:
    sim = Simulator()
    maria = sim.add_person("María", language_code="es-419")
    async with sim.serve() as url, telegram.Bot(sim.token, base_url=f"{url}/bot") as bot:
        sim.start(maria, "code")
        [update] = await bot.get_updates(timeout=5)
        await bot.send_message(maria.id, "Hola")

    assert update.message is not None
    assert update.message.text == "/start code"
    assert sim.chat(maria).last.text == "Hola"
