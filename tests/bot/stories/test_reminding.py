"""Remind a country: a ready text, to who takes part there and has sent nothing yet."""

import pytest

from bot.packing import pack
from bot.taps import RemindTap
from storage.workshops import list_workshops
from tests.bot.edge import Bot, Phone, Watch

ASKED = "Nos gustaría saber también de usted"


@pytest.fixture
async def ana(bot: Bot) -> Phone:
    """Ana of Guatemala, who has sent nothing but her profile."""
    ana = bot.phone("Ana")
    await ana.arrives("Guatemala")
    return ana


async def asks(organiser: Phone) -> None:
    """Press the button of a digest that asks which country."""
    workshop = organiser.bot.database.transact_now(list_workshops)[0]
    await organiser.forges(pack(RemindTap("countries", "", workshop.id)), organiser.newest)


async def test_who_sent_nothing_is_reminded_once_in_a_day(
    bot: Bot, lucia: Phone, ana: Phone, maria: Phone, watch: Watch
) -> None:
    await maria.tells_a_practice("Rutas seguras")
    await asks(lucia)
    assert lucia.news == ["¿A qué país se le recuerda?\nGuatemala: menos de 5 personas"]
    await lucia.taps("Guatemala")
    assert ASKED in lucia.news[0]
    assert "menos de 5 personas en Guatemala aún no han enviado nada" in lucia.news[0]
    await lucia.taps("Enviarlo a menos de 5 personas")
    await bot.clock_strikes()
    await ana.settled()

    assert [one for one in ana.news if ASKED in one]
    assert ana.buttons == ["Contar una buena práctica", "No más mensajes"]
    await asks(lucia)
    await lucia.taps("Guatemala")
    assert lucia.toast == "A Guatemala ya se le recordó hoy."
    watch.move(hours=21)
    await asks(lucia)
    await lucia.taps("Guatemala")
    assert ASKED in lucia.news[0]
    assert not [one.text for one in maria.bubbles if ASKED in one.text]

    await lucia.sends("/anunciar")
    assert "Recordatorio · Guatemala · Aún no ha enviado nada" in lucia.news[0]
    await lucia.taps("Recordatorio")
    assert "Para: Guatemala" in lucia.bubbles[-1].text


async def test_the_reminder_leads_to_a_practice(bot: Bot, lucia: Phone, ana: Phone) -> None:
    await asks(lucia)
    await lucia.taps("Guatemala")
    await lucia.taps("Enviarlo a menos de 5 personas")
    await bot.clock_strikes()
    await ana.settled()
    await ana.taps("Contar una buena práctica")

    assert "Póngale un nombre" in ana.news[-1] or "nombre" in ana.news[-1]


async def test_where_nobody_is_left_nobody_is_reminded(lucia: Phone, maria: Phone) -> None:
    await asks(lucia)
    await lucia.taps("Honduras")
    await maria.tells_a_practice("Rutas seguras")
    await lucia.taps("Enviarlo a menos de 5 personas")
    assert lucia.toast == "En ese país no hay a quién recordarle."

    await asks(lucia)
    assert lucia.news == ["En todos los países ya enviaron algo o no quieren mensajes."]
