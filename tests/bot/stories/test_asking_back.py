"""A question to an author: typed by an organiser, answered in the chat, and back on the card."""

from storage import organisers
from storage.database import Session
from tests.bot.edge import Bot, Phone

ASKED = "El equipo organizador tiene una pregunta sobre «Rutas»:"


async def asks(lucia: Phone, maria: Phone, text: str = "¿Quién lo paga?") -> None:
    """Let María tell a practice, and Lucía ask her something about it."""
    await maria.tells_a_practice("Rutas")
    await lucia.sends("/revisar")
    await lucia.taps("Preguntar a quien lo contó")
    await lucia.sends(text)


async def answers(maria: Phone, text: str = "La municipalidad.") -> None:
    await maria.taps("Responder")
    await maria.sends(text)
    await maria.taps("Omitir")
    await maria.taps("Enviar")


async def test_the_answer_comes_back_on_the_card(lucia: Phone, maria: Phone) -> None:
    await asks(lucia, maria)
    assert [one.text for one in lucia.bubbles[-2:]] == [
        "Su pregunta va en camino. Cuando llegue la respuesta, la tarjeta volverá aquí con ella.",
        "No queda nada por revisar. ¡Gracias!",
    ]
    assert maria.bubbles[-1].text.startswith(f"{ASKED}\n¿Quién lo paga?\n")

    await answers(maria)
    assert lucia.bubbles[-1].text == "Llegó una respuesta a su pregunta."
    await lucia.taps("Leerla")

    assert lucia.news[0].startswith("1 de 1\nRutas\n")
    assert lucia.news[0].endswith(
        "El equipo organizador preguntó:\n¿Quién lo paga?\n"
        "Responde quien lo contó:\nLa municipalidad."
    )


async def test_what_was_open_waits_and_is_offered_again(lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas")
    await maria.sends("/leccion")
    await lucia.sends("/revisar")
    await lucia.taps("Preguntar a quien lo contó")
    await lucia.sends("¿Quién lo paga?")

    await answers(maria)

    assert maria.buttons[0] == "Seguir: Lección aprendida"


async def test_an_answer_is_screened_as_any_text(lucia: Phone, maria: Phone) -> None:
    await asks(lucia, maria)
    await maria.taps("Responder")

    await maria.sends("Pregunten a Ana Reyes, 9999-1234")

    assert maria.news[0].startswith("Con esto se podría reconocer a alguien.")
    assert "Solo para el equipo organizador" in maria.buttons


async def test_a_question_left_for_now_is_met_again(lucia: Phone, maria: Phone) -> None:
    await asks(lucia, maria)
    await maria.taps("Ahora no")
    assert maria.toast == "Le espera junto a lo que contó."

    await maria.turns_to("Rutas")

    assert "El equipo organizador pregunta: ¿Quién lo paga?" in maria.bubbles[-1].text
    await answers(maria)
    await maria.turns_to("Rutas")
    assert "El equipo organizador pregunta" not in maria.bubbles[-1].text


async def test_an_author_may_change_it_instead(lucia: Phone, maria: Phone) -> None:
    await asks(lucia, maria)

    await maria.taps("Cambiar lo que conté")
    await maria.taps("1")
    await maria.sends("Caminos")
    await maria.taps("Enviar el cambio")
    await lucia.sends("/revisar")

    assert lucia.news[0].startswith("1 de 1\nCaminos\n")
    assert lucia.news[0].endswith("¿Quién lo paga?\nAún sin respuesta.")


async def test_what_nobody_answers_waits_again_after_three_days(
    bot: Bot, lucia: Phone, maria: Phone
) -> None:
    await asks(lucia, maria)
    bot.watch.move(days=3)

    await lucia.sends("/revisar")

    assert lucia.news[0].startswith("1 de 1\nRutas\n")


async def test_an_answer_is_given_once_and_goes_with_its_author(lucia: Phone, maria: Phone) -> None:
    await asks(lucia, maria)
    answer, message = maria.data_of("Responder"), maria.bubbles[-1].message_id
    await answers(maria)
    await maria.forges(answer, message)
    assert maria.toast == "Ya respondió a esto. ¡Gracias!"

    await maria.sends("/mias")
    await maria.taps("Nota para el equipo organizador: La municipalidad.")
    await maria.taps("Retirarlo")
    await maria.taps("Sí, retirarlo")
    await lucia.taps("Leerla")

    assert lucia.news[0].endswith("El equipo organizador preguntó:\n¿Quién lo paga?")


async def test_an_answer_that_is_changed_is_read_as_it_is_now(lucia: Phone, maria: Phone) -> None:
    await asks(lucia, maria)
    await answers(maria)
    await maria.edits("La municipalidad", "La cooperación.")

    await lucia.taps("Leerla")

    assert lucia.news[0].endswith("Responde quien lo contó:\nLa cooperación.")
    assert len(lucia.news_of("Llegó una respuesta")) == 1


async def test_what_was_published_meanwhile_is_said_to_be(lucia: Phone, maria: Phone) -> None:
    await asks(lucia, maria)
    await answers(maria)
    await lucia.sends("/revisar")
    await lucia.taps("Publicar")

    await lucia.taps("Leerla")

    assert "✓ Publicada: «Rutas»" in [one.text for one in lucia.bubbles[-3:]]
    assert lucia.toast == "Esto ya se decidió."


async def test_where_nobody_of_the_team_has_asked_nobody_is_told(
    bot: Bot, lucia: Phone, maria: Phone
) -> None:
    await asks(lucia, maria)

    def leave(db: Session) -> None:
        [lucia_there] = organisers.list_organisers(db, workshop_id=None)
        organisers.remove_organiser(db, organiser_id=lucia_there.id)

    bot.database.transact_now(leave)
    await answers(maria)

    assert maria.news[0].startswith("Gracias.")
    assert not lucia.news_of("Llegó una respuesta")


async def test_a_question_is_cleaned_and_has_its_limit(lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas")
    await lucia.sends("/revisar")
    await lucia.taps("Preguntar a quien lo contó")
    await lucia.sends("\u200b")
    assert lucia.news == ["Ahí no hay nada que leer. Escriba su pregunta, por favor."]
    await lucia.sends("¿" + "a" * 600)
    assert lucia.news == [
        "Su pregunta tiene 601 caracteres y caben 600. Escríbala más corta, por favor."
    ]

    await lucia.sends("¿Quién\u202e lo paga?")

    assert "¿Quién lo paga?" in maria.bubbles[-1].text


async def test_a_question_can_be_left(lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas")
    await lucia.sends("/revisar")
    await lucia.taps("Preguntar a quien lo contó")
    await lucia.sends("/cancelar")
    assert lucia.news == ["No se envió ni se quitó nada."]

    await lucia.sends("¿Quién lo paga?")

    assert not maria.news_of(ASKED)


async def test_words_that_come_late_or_after_something_else_are_no_question(
    bot: Bot, lucia: Phone, maria: Phone
) -> None:
    await maria.tells_a_practice("Rutas")
    await lucia.sends("/revisar")
    await lucia.taps("Preguntar a quien lo contó")
    await lucia.sends("/resumen")
    await lucia.sends("¿Quién lo paga?")
    await lucia.taps("Preguntar a quien lo contó")
    bot.watch.move(hours=2)
    await lucia.sends("¿Quién lo paga?")

    assert not maria.news_of(ASKED)


async def test_who_wants_no_messages_is_not_asked(lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas")
    await maria.sends("/detener")
    await lucia.sends("/revisar")

    await lucia.taps("Preguntar a quien lo contó")

    assert lucia.news == [
        "Quien lo contó no quiere mensajes o no está localizable: no se le puede preguntar."
    ]


async def test_what_changed_while_a_question_was_typed_is_not_asked_about(
    lucia: Phone, maria: Phone
) -> None:
    await maria.tells_a_practice("Rutas")
    await lucia.sends("/revisar")
    await lucia.taps("Preguntar a quien lo contó")
    await maria.edits("Rutas", "Caminos")

    await lucia.sends("¿Quién lo paga?")

    assert lucia.news == ["Cambió o se decidió entretanto, así que su pregunta no se envió."]


async def test_what_was_erased_while_a_question_was_typed_is_not_asked_about(
    lucia: Phone, maria: Phone
) -> None:
    await maria.tells_a_practice("Rutas")
    await lucia.sends("/revisar")
    await lucia.taps("Preguntar a quien lo contó")
    await maria.erases_all()

    await lucia.sends("¿Quién lo paga?")

    assert lucia.news == ["Quien lo contó lo retiró entretanto."]


async def test_an_old_question_about_what_is_withdrawn_does_nothing(
    lucia: Phone, maria: Phone
) -> None:
    await asks(lucia, maria)
    answer, message = maria.data_of("Responder"), maria.bubbles[-1].message_id
    await maria.turns_to("Rutas")
    await maria.taps("Retirarlo")
    await maria.taps("Sí, retirarlo")

    await maria.forges(answer, message)

    assert maria.toast == "Este botón ya no funciona."
