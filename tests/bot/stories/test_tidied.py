"""What was put before stays in the chat as what it became: no button stands there that leads nowhere."""

from simulator import Bubble
from tests.bot.edge import Phone

CARD = "Usted envió esto:"


def put(phone: Phone, words: str) -> Bubble:
    """Return the newest message of the bot with these words."""
    return [one for one in phone.bubbles if words in one.text][-1]


async def test_a_question_that_is_answered_in_words_loses_its_buttons(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends("Rutas seguras")
    await maria.sends("en uso")

    question = put(maria, "¿Hasta dónde ha llegado?")

    assert question.rows == ()
    assert put(maria, "¿Qué abarca?").rows


async def test_a_question_that_is_left_open_keeps_its_buttons(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends("Rutas seguras")
    await maria.sends("/cancelar")

    assert put(maria, "¿Hasta dónde ha llegado?").rows


async def test_the_card_that_was_sent_says_how_to_change_it(maria: Phone) -> None:
    await maria.tells_a_practice("Rutas seguras")

    card = put(maria, CARD)

    assert "Rutas seguras" in card.text
    assert card.text.endswith("Para cambiar algo: /mias.")
    assert card.rows == ()
    assert not maria.news_of("Lea sus respuestas")


async def test_the_card_that_was_sent_in_words_says_so_too(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends("Rutas seguras")
    await maria.taps("Una idea, aún sin probar")
    await maria.chooses("Prevención")
    await maria.chooses("Mujeres")
    await maria.taps("Todo el país")
    await maria.sends("Se forma a docentes.")
    await maria.taps("Omitir")
    await maria.chooses("Personal formado")
    await maria.taps("Solo participantes del taller")
    await maria.taps("No")

    await maria.sends("enviar")

    assert put(maria, CARD).text.endswith("Para cambiar algo: /mias.")


async def test_the_copy_of_what_was_sent_changes_with_an_edited_message(maria: Phone) -> None:
    await maria.tells_a_practice("Rutas seguras")

    await maria.edits("Rutas seguras", "Caminos seguros")

    assert "Caminos seguros" in put(maria, CARD).text
    assert len(maria.news_of(CARD)) == 2  # with the profile's
