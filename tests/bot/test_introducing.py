"""What Telegram shows of the bot in each language, within Telegram's limits."""

import re
from io import StringIO

import pytest

from bot.client import BotApi
from bot.commands import COMMANDS, Verb, menu, verb_of
from bot.introducing import introduce, introductions
from conversations.cleaning import fold
from locales import LANGUAGES, words
from simulator import Fault, Simulator

LONGEST_NAME = 40  # of an operator's own
LIMITS = {"name": 64, "description": 512, "short_description": 120}


@pytest.mark.parametrize("language", [*LANGUAGES, ""])
def test_the_bots_words_keep_to_telegrams_limits(language: str) -> None:
    texts = {
        key: text
        for one in introductions("x" * LONGEST_NAME)
        for key, text in one.said.items()
        if one.language == language and isinstance(text, str)
    }

    assert texts.keys() == LIMITS.keys()
    assert {key for key, text in texts.items() if not 0 < len(text) <= LIMITS[key]} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menus_keep_to_telegrams_limits(language: str) -> None:
    shown = menu(words(language), also=tuple(Verb))

    assert len(shown) == len(COMMANDS) <= 100
    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", one["command"]) for one in shown)
    assert all(0 < len(one["description"]) <= 256 for one in shown)
    assert len({one["command"] for one in shown}) == len(shown)


def test_every_name_of_a_command_does_the_same_in_every_language() -> None:
    named = {(name, one.verb) for one in COMMANDS for name in one.names.values()}

    assert {one.verb for one in COMMANDS} == set(Verb) - {Verb.START}
    assert all(set(one.names) == set(LANGUAGES) for one in COMMANDS)
    assert {(name, verb_of(fold(name))) for name, _ in named} == named


async def test_people_see_the_bot_in_their_own_language(api: BotApi, simulator: Simulator) -> None:
    await introduce(api, name="Tertulia")

    profile = simulator.world.profile
    assert [profile.say("name", code) for code in ("es-HN", "fr", "en-GB", "pt-BR", "nah")] == [
        "Tertulia · buenas prácticas",
        "Tertulia · bonnes pratiques",
        "Tertulia · good practices",
        "Tertulia · boas práticas",
        "Tertulia · buenas prácticas",
    ]
    ana = simulator.add_person("Ana", language_code="pt-BR")
    assert simulator.chat(ana).commands[:2] == ("pratica", "licao")


async def test_what_is_shown_already_is_not_said_again(api: BotApi, simulator: Simulator) -> None:
    await introduce(api, name="Tertulia")
    before = simulator.ledger().calls

    await introduce(api, name="Tertulia")
    await introduce(api, name="Causerie")

    said = {
        method: count - before[method]
        for method, count in simulator.ledger().calls.items()
        if method.startswith("setmy") and count != before[method]
    }
    assert said == {"setmyname": len(LANGUAGES) + 1}


async def test_what_cannot_be_said_keeps_nothing_else_back(
    api: BotApi, simulator: Simulator, logs: StringIO
) -> None:
    simulator.faults.fail_next("getMyCommands", Fault.INTERNAL)

    await introduce(api, name="Tertulia")

    assert simulator.world.profile.say("description", "es").startswith("Pregunto a quienes")
    assert logs.getvalue().count("not_introduced") == 1
