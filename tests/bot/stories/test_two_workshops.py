"""The same person in two workshops: each has its own conversations, and one leads to the other."""

import pytest
from sqlalchemy import delete

from storage.database import Session
from storage.tables import submission
from tests.bot.edge import Phone, make_workshop


@pytest.fixture
async def twice(maria: Phone) -> Phone:
    """María, who is half through a practice in the first workshop and is now in the second."""
    await maria.sends("/practica")
    await maria.sends("Rutas seguras")
    participants, _ = maria.bot.database.transact_now(make_workshop)
    await maria.arrives(code=participants)
    return maria


async def test_the_list_leads_into_the_other_workshop(twice: Phone) -> None:
    await twice.sends("/mias")
    assert "Buena práctica" not in twice.news[0]
    assert twice.buttons[-1] == "Ir al taller: Buenas prácticas contra la trata"

    await twice.taps("Ir al taller: Buenas prácticas contra la trata")

    assert twice.news == ["Ahora está en el taller «Buenas prácticas contra la trata»."]
    listed = next(one for one in twice.bubbles if "está aquí ahora" in one.text)
    assert "Buena práctica: Rutas seguras (está aquí ahora)" in listed.text
    assert "Ir al taller: Segundo taller" in [label for row in listed.labels for label in row]

    await twice.taps("Ir al taller: Segundo taller")
    await twice.sends("/mias")
    assert twice.buttons[-1] == "Ir al taller: Buenas prácticas contra la trata"


async def test_a_button_of_the_other_workshop_leads_there_with_a_word(twice: Phone) -> None:
    await twice.taps("En uso actualmente")

    assert twice.news[0] == "Ahora está en el taller «Buenas prácticas contra la trata»."
    assert "¿Qué abarca?" in twice.news[1]


async def test_a_menu_of_the_other_workshop_begins_there(twice: Phone) -> None:
    await twice.sends("/cancelar")
    begin, menu = twice.data_of("Contar una lección aprendida"), twice.bubbles[-1].message_id
    await twice.taps("En uso actualmente")

    await twice.forges(begin, menu)

    assert twice.news[0] == "Ahora está en el taller «Segundo taller»."
    assert "¿Sobre qué es la lección?" in twice.news[-1]


async def test_an_edit_changes_the_answer_in_the_other_workshop_and_stays_in_this_one(
    twice: Phone,
) -> None:
    await twice.sends("/leccion")

    await twice.edits("Rutas seguras", "Rutas muy seguras")

    assert twice.news[0] == "Cambiado: Rutas muy seguras"
    await twice.taps("Este taller")
    assert "¿Es algo para repetir o para evitar?" in twice.news[-1]


async def test_a_capture_of_the_other_workshop_becomes_a_note_there(twice: Phone) -> None:
    await twice.sends("Una idea")
    note, card = twice.data_of("Para el equipo organizador"), twice.bubbles[-1].message_id
    await twice.taps("En uso actualmente")

    await twice.forges(note, card)

    assert twice.news[0] == "Ahora está en el taller «Segundo taller»."
    assert twice.news[1].endswith("Su respuesta: Una idea")


async def test_a_card_of_the_other_workshop_is_shown_there(twice: Phone) -> None:
    await twice.sends("/mias")
    card, listed = twice.data_of("Sobre usted"), twice.bubbles[-1].message_id
    await twice.taps("En uso actualmente")

    await twice.forges(card, listed)

    assert twice.news == ["Ahora está en el taller «Segundo taller»."]
    [shown] = [one.text for one in twice.bubbles if one.message_id == listed]
    assert shown.startswith("Sobre usted\nEnviado: ")


async def test_the_menu_of_a_workshop_where_nothing_was_told_leads_to_the_other(
    twice: Phone,
) -> None:
    twice.bot.database.transact_now(forget_all_told)

    await twice.sends("/mias")

    assert twice.news == ["Todavía no ha contado nada. ¿Qué le gustaría contar?"]
    assert twice.buttons[-1] == "Ir al taller: Buenas prácticas contra la trata"


def forget_all_told(db: Session) -> None:
    db.execute(delete(submission))
