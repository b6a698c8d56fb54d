"""What the bot says of itself."""

from typing import Any

import pytest
import telegram

from simulator import Person, Simulator
from tests.simulator.conftest import Api


async def test_the_bot_knows_itself(bot: telegram.Bot) -> None:
    me = await bot.get_me()

    assert (me.is_bot, me.first_name, me.username) == (True, "Tertulia", "tertulia_bot")
    assert await bot.log_out()
    assert await bot.close()


async def test_everybody_sees_the_commands_in_their_language(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    jean = sim.add_person("Jean", language_code="fr")
    await bot.set_my_commands([("help", "Help")])
    await bot.set_my_commands([("practice", "Contar")], language_code="es")

    assert sim.chat(maria).commands == ("practice",)
    assert sim.chat(jean).commands == ("help",)
    assert await bot.get_my_commands(language_code="es") == (
        telegram.BotCommand("practice", "Contar"),
    )

    await bot.set_my_commands([("digest", "d")], scope=telegram.BotCommandScopeChat(maria.id))
    assert sim.chat(maria).commands == ("digest",)
    await bot.delete_my_commands(scope=telegram.BotCommandScopeChat(maria.id))
    assert sim.chat(maria).commands == ("practice",)

    scope = telegram.BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([("mine", "m")], scope=scope)
    assert sim.chat(jean).commands == ("mine",)


async def test_without_commands_there_is_no_menu(sim: Simulator, maria: Person) -> None:
    assert sim.chat(maria).commands == ()


@pytest.mark.parametrize(
    ("commands", "said"),
    [
        ([{"command": "Ayuda!", "description": "a"}], "BOT_COMMAND_INVALID"),
        ([{"command": "help", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "help", "description": "a"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
    ],
    ids=["letters", "no description", "too many"],
)
async def test_commands_are_refused(api: Api, commands: list[dict[str, Any]], said: str) -> None:
    status, body = await api("setMyCommands", commands=commands)

    assert (status, body["description"]) == (400, f"Bad Request: {said}")


async def test_name_and_descriptions_are_kept_by_language(bot: telegram.Bot) -> None:
    await bot.set_my_name("Tertulia")
    await bot.set_my_name("Causerie", language_code="fr")
    await bot.set_my_description("Cuente")
    await bot.set_my_short_description("Corto")

    assert (await bot.get_my_name("fr")).name == "Causerie"
    assert (await bot.get_my_name("es")).name == "Tertulia"
    assert (await bot.get_my_description()).description == "Cuente"
    assert (await bot.get_my_short_description()).short_description == "Corto"


async def test_a_long_name_is_refused(api: Api) -> None:
    status, body = await api("setMyName", name="a" * 65)

    assert (status, body["description"]) == (400, "Bad Request: bot name is too long")


async def test_the_menu_button_is_set_for_all_and_for_one(bot: telegram.Bot, maria: Person) -> None:
    assert isinstance(await bot.get_chat_menu_button(), telegram.MenuButtonCommands)
    assert isinstance(await bot.get_chat_menu_button(maria.id), telegram.MenuButtonCommands)

    await bot.set_chat_menu_button(menu_button=telegram.MenuButtonDefault())
    await bot.set_chat_menu_button(maria.id, telegram.MenuButtonCommands())

    assert isinstance(await bot.get_chat_menu_button(), telegram.MenuButtonDefault)
    assert isinstance(await bot.get_chat_menu_button(maria.id), telegram.MenuButtonCommands)
