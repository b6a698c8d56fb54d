"""/privacy: what is said there is what holds in this workshop, in this installation, today."""

import re

import pytest

from bot.actions.workshops import Changes
from bot.hearing import Hearing
from simulator import Simulator
from tests.bot.edge import Bot, Home, Phone, Watch, running
from tests.bot.kept import change, people

LANGUAGES = {"es": "/privacidad", "fr": "/confidentialite", "en": "/privacy", "pt": "/privacidade"}


async def test_it_says_how_many_read_and_until_when(maria: Phone, lucia: Phone) -> None:
    await maria.sends("/privacidad")

    assert maria.news[0].startswith(
        "Buenas prácticas contra la trata\n\n¿Quién lee sus respuestas?"
    )
    assert "(integrantes: 1)" in maria.news[0]
    assert "El 23 de junio de 2027 olvido quién contó qué." in maria.news[0]
    assert "El 25 de noviembre de 2027 elimino las respuestas." in maria.news[0]
    await lucia.sends("/privacidad")
    assert lucia.news == maria.news


async def test_it_says_what_was_set_since(maria: Phone) -> None:
    change(maria.bot, Changes(identity_days=30, answers_days=60))

    await maria.sends("/privacidad")

    assert "El 25 de diciembre de 2026 olvido quién contó qué." in maria.news[0]
    assert "El 24 de enero de 2027 elimino las respuestas." in maria.news[0]


async def test_a_stranger_is_told_what_holds_for_everybody(bot: Bot) -> None:
    ana = bot.phone("Ana")

    await ana.sends("/privacidad")

    assert ana.news[0].startswith("Qué guardo\n")
    assert "no está cifrado de extremo a extremo" in ana.news[0]
    assert ana.labels == []
    assert people(bot) == ()


@pytest.mark.parametrize("hearing", [None, Hearing(())], ids=["no", "yes"])
async def test_of_voice_notes_it_speaks_only_where_they_are_written_down(
    home: Home, watch: Watch, hearing: Hearing | None
) -> None:
    simulator = Simulator(clock=watch)
    async with running(home, watch=watch, simulator=simulator, hearing=hearing) as bot:
        ana = bot.phone("Ana")

        await ana.sends("/privacidad")

        said = "Se pasan a texto en la computadora del taller y en ningún otro lugar."
        assert (said in ana.news[0]) == (hearing is not None)


@pytest.mark.parametrize("code", LANGUAGES)
async def test_it_is_one_message_in_each_language(lucia: Phone, code: str) -> None:
    await lucia.sends(LANGUAGES[code])
    await lucia.sends("/idioma")
    await lucia.taps({"es": "Español", "fr": "Français", "en": "English", "pt": "Português"}[code])

    await lucia.sends(LANGUAGES[code])

    (said,) = lucia.news
    assert len(said) < 2_500  # about four screens of a small phone
    assert re.findall(r"[{}<>]", said) == []
