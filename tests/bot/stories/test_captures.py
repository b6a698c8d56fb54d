"""Quick capture: what is sent outside of every conversation is kept until its sender says what it is."""

import pytest

from bot.actions.telling.captures import MOST_KEPT
from bot.actions.workshops import choose_workshop
from bot.app import open_database
from storage.captures import Capture, list_captures
from storage.exports import list_rows
from storage.files import list_kept
from storage.forms import latest_version
from tests.bot.edge import Bot, Home, Phone
from tests.bot.kept import forget_form, the_only_one

IDEA = "Preguntar en la lengua de la persona"


def kept(bot: Bot) -> list[str]:
    return [one.text for one in captured(bot)]


def captured(bot: Bot) -> tuple[Capture, ...]:
    return bot.database.transact_now(list_captures, participant_id=the_only_one(bot).id)


def told(bot: Bot, form_id: str) -> dict[str, str]:
    """Return what organisers get of the only submission of this form."""
    workshop = bot.database.transact_now(choose_workshop, number=None)
    (row,) = bot.database.transact_now(list_rows, workshop_id=workshop.id, form_id=form_id)
    return {one.name: one.value for one in row.answers}


async def test_a_text_out_of_any_conversation_is_kept_and_asked_about(maria: Phone) -> None:
    await maria.sends(IDEA)

    assert maria.news == ["Guardé esto. ¿Qué es?"]
    assert maria.buttons == [
        "Una buena práctica",
        "Una lección aprendida",
        "Para el equipo organizador",
        "Descartar",
    ]
    assert kept(maria.bot) == [IDEA]


@pytest.mark.parametrize(
    ("language", "said", "answered"),
    [
        ("Español", "¡Gracias!", "¡Con gusto! ¿Qué le gustaría contar?"),
        ("Español", "👍", "¡Muy bien! ¿Qué le gustaría contar?"),
        ("Français", "Bonjour", "Bonjour\u202f! Que souhaitez-vous raconter\u202f?"),
        ("English", "Thanks", "With pleasure! What would you like to tell us?"),
        ("Português", "Oi", "Olá! O que você gostaria de contar?"),
    ],
)
async def test_a_pleasantry_is_answered_with_what_can_be_told_and_not_kept(
    maria: Phone, language: str, said: str, answered: str
) -> None:
    await maria.sends("/idioma")
    await maria.taps(language)

    await maria.sends(said)

    assert maria.news == [answered]
    assert len(maria.buttons) == 2  # a practice and a lesson
    assert kept(maria.bot) == []


async def test_a_pleasantry_is_an_answer_where_one_is_asked_for(maria: Phone) -> None:
    await maria.sends("/practica")

    await maria.sends("Gracias")

    assert "¿Hasta dónde ha llegado?" in maria.news[0]


async def test_a_captured_text_becomes_the_lesson_that_is_proposed(maria: Phone) -> None:
    await maria.sends(IDEA)
    await maria.taps("Una lección aprendida")
    assert maria.news[0] == "Tengo lo que envió: se lo propongo como respuesta donde corresponda."
    await maria.taps("Este taller")
    await maria.taps("Funcionó: repetirlo")
    await maria.taps("Formación del personal")
    await maria.taps("Omitir")
    await maria.sends("Vinieron todas.")
    await maria.chooses("Cómo se diseñó")

    assert maria.news[-1].endswith(f"Su respuesta: {IDEA}")
    await maria.taps("Dejar así")
    await maria.taps("En mi institución")
    await maria.taps("Una vez")
    await maria.taps("Solo participantes del taller")
    await maria.taps("Enviar")

    assert told(maria.bot, "lesson")["lesson"] == IDEA
    assert kept(maria.bot) == []


async def test_a_longer_text_goes_where_it_fits(maria: Phone) -> None:
    await maria.sends(IDEA * 10)
    await maria.taps("Una lección aprendida")
    await maria.taps("Este taller")
    await maria.taps("Funcionó: repetirlo")
    await maria.taps("Formación del personal")
    await maria.taps("Omitir")

    assert "¿Qué pasó en realidad?" in maria.news[-1]
    assert "Su respuesta: Preguntar" in maria.news[-1]


async def test_what_is_too_long_for_a_form_stays_kept(maria: Phone) -> None:
    long = "a" * 1600
    await maria.sends(long)

    await maria.taps("Una buena práctica")

    assert maria.news[-1] == (
        "Su texto es más largo de lo que cabe en este formulario. Lo guardo: /mias"
    )
    assert kept(maria.bot) == [long]


async def test_a_captured_text_goes_to_the_organisers_as_a_note(maria: Phone) -> None:
    await maria.sends(IDEA)
    await maria.taps("Para el equipo organizador")
    assert maria.news[0].endswith(f"Su respuesta: {IDEA}")
    await maria.taps("Dejar así")
    await maria.taps("Omitir")
    await maria.taps("Enviar")

    assert told(maria.bot, "note") == {"note": IDEA}
    await maria.sends("/mias")
    assert f"Nota para el equipo organizador: {IDEA}" in maria.news[0]


async def test_a_captured_photo_is_fetched_once_it_is_a_note(maria: Phone) -> None:
    await maria.sends_photo()
    assert maria.buttons == ["Para el equipo organizador", "Descartar"]

    await maria.taps("Para el equipo organizador")
    await maria.taps("Omitir")
    await maria.taps("Dejar así")
    await maria.taps("Enviar")
    await maria.bot.fetches_files()

    workshop = maria.bot.database.transact_now(choose_workshop, number=None)
    [(_, name)] = maria.bot.database.transact_now(list_kept, workshop_id=workshop.id)
    assert told(maria.bot, "note")["picture"] == name


async def test_a_captured_voice_note_can_be_a_practice(maria: Phone) -> None:
    await maria.sends_voice()
    assert maria.buttons[:2] == ["Una buena práctica", "Una lección aprendida"]

    await maria.taps("Para el equipo organizador")

    assert maria.news[0].endswith("Su respuesta: 🎤 Nota de voz")
    assert captured(maria.bot) == ()


async def test_a_place_is_kept_as_its_coordinates(maria: Phone) -> None:
    await maria.sends_location(14.0818, -87.2068)

    assert kept(maria.bot) == ["📍 14.0818, -87.2068"]


async def test_what_cannot_be_kept_is_said_to_be_lost(maria: Phone) -> None:
    await maria.sends_video()

    assert maria.news == [
        "Puedo guardar palabras, notas de voz, fotos y lugares. ¿Qué le gustaría contar?"
    ]
    assert captured(maria.bot) == ()


async def test_a_capture_is_discarded_in_its_place_and_its_buttons_are_over(maria: Phone) -> None:
    await maria.sends(IDEA)
    lesson, card = maria.data_of("Una lección aprendida"), maria.bubbles[-1].message_id

    await maria.taps("Descartar")

    assert [one.text for one in maria.bubbles if one.message_id == card] == ["Descartado."]
    await maria.forges(lesson, card)
    assert maria.toast == "Este botón ya no funciona."
    assert kept(maria.bot) == []


async def test_what_the_workshop_does_not_ask_for_is_not_offered(
    maria: Phone, lucia: Phone
) -> None:
    await lucia.sends("/formularios")
    [practice] = [one for one in lucia.bubbles if one.text.startswith("Buena práctica\n")]
    stop = next(b for row in practice.rows for b in row if b.label == "Quitar del menú")
    await lucia.forges(stop.data or "", practice.message_id)

    await maria.sends(IDEA)

    assert maria.buttons[0] == "Una lección aprendida"


async def test_several_captures_wait_and_are_found_again(maria: Phone) -> None:
    await maria.sends(IDEA)
    await maria.sends("Otra idea")
    await maria.sends_photo()
    await maria.sends("/mias")

    assert maria.news == [
        (
            "Enviado\n• Sobre usted (lunes 23 de noviembre)\n\n"
            "Guardado, sin contar todavía\n• 📷 Foto\n• Otra idea\n"
            "• Preguntar en la lengua de la persona"
        )
    ]
    await maria.taps("¿Qué es? Otra idea")
    assert maria.news == ["Guardé esto. ¿Qué es?"]
    await maria.taps("Una buena práctica")
    await maria.sends("Rutas")

    assert kept(maria.bot) == ["", IDEA]


async def test_after_sending_what_waits_is_offered(maria: Phone) -> None:
    await maria.sends(IDEA)
    await maria.tells_a_practice("Rutas seguras")

    assert f"¿Qué es? {IDEA}" in maria.buttons


async def test_a_captured_message_that_is_edited_is_kept_in_its_new_words(maria: Phone) -> None:
    await maria.sends("Una ide")

    await maria.edits("Una ide", "Una idea")

    assert maria.news == ["Cambié lo que le guardé."]
    assert kept(maria.bot) == ["Una idea"]


async def test_there_is_an_end_to_what_is_kept(maria: Phone) -> None:
    for number in range(MOST_KEPT):
        await maria.sends(str(number))

    await maria.sends(IDEA)

    assert maria.news[0].startswith("Ya le guardo 50 cosas")
    assert len(captured(maria.bot)) == MOST_KEPT


async def test_what_is_left_for_a_month_is_forgotten(maria: Phone) -> None:
    await maria.sends(IDEA)
    maria.bot.watch.move(days=31)

    await maria.bot.clock_strikes()

    assert kept(maria.bot) == []


async def test_nobody_takes_what_somebody_else_sent(maria: Phone) -> None:
    await maria.sends(IDEA)
    lesson = maria.data_of("Una lección aprendida")
    ana = maria.bot.phone("Ana")
    await ana.arrives()

    await ana.forges(lesson, ana.newest)

    assert ana.toast == "Este botón ya no funciona."


async def test_who_has_no_profile_yet_is_asked_for_it_before_a_capture_is_told(bot: Bot) -> None:
    maria = bot.phone("María")
    await maria.agrees()
    await maria.sends("/cancelar")
    await maria.sends(IDEA)

    await maria.taps("Una buena práctica")

    assert "¿En qué país trabaja?" in maria.news[-1]
    assert kept(bot) == [IDEA]


def test_a_workshop_older_than_a_form_of_the_program_gets_it_at_the_next_start(home: Home) -> None:
    before = open_database(home.settings)
    before.transact_now(forget_form, code="note")
    before.close()

    after = open_database(home.settings)

    workshop = after.transact_now(choose_workshop, number=None)
    found = after.transact_now(latest_version, workshop_id=workshop.id, form_id="note")
    after.close()
    assert found is not None
    assert found.number == 1


async def test_other_words_for_what_is_kept_need_a_consent_too(maria: Phone) -> None:
    await maria.sends("Una ide")
    await maria.sends("/privacidad")
    await maria.taps("Lo que permito")
    await maria.taps("Retirar: guardar mis respuestas")

    await maria.edits("Una ide", "Una idea")

    assert "¿Nos permite guardar sus respuestas" in maria.news[-1]
    assert kept(maria.bot) == ["Una ide"]


async def test_other_words_that_may_speak_of_a_danger_are_not_kept(maria: Phone) -> None:
    await maria.sends("Una ide")

    await maria.edits("Una ide", "Me tienen encerrada y no me dejan salir")

    assert "llamar al 145" in maria.news[0]
    assert len(maria.news) == 2
    assert kept(maria.bot) == ["Una ide"]
