"""What one told: read it again, change it, choose who may see it, withdraw it."""

from bot.actions.workshops import choose_workshop
from storage.audit import list_audit
from storage.exports import list_form_ids
from storage.memberships import list_memberships
from storage.submissions import Submission, SubmissionStatus, list_submissions
from tests.bot.edge import Bot, Phone

TITLE = "Rutas seguras"
PRACTICE = f"Buena práctica: {TITLE}"


async def looks_at(phone: Phone, label: str) -> None:
    """Open the card of something that was sent."""
    await phone.sends("/mias")
    await phone.taps(label)


def exported(bot: Bot) -> tuple[str, ...]:
    """Return the forms of which organisers get anything."""
    workshop = bot.database.transact_now(choose_workshop, number=None)
    return bot.database.transact_now(list_form_ids, workshop_id=workshop.id)


async def test_the_list_leads_to_a_card_and_back_in_one_message(maria: Phone) -> None:
    await maria.tells_a_practice(TITLE)
    await maria.sends("/mias")
    listed = maria.bubbles[-1]

    await maria.taps(PRACTICE)

    card = maria.bubbles[-1]
    assert (card.message_id, card.text) == (
        listed.message_id,
        (
            "Buena práctica: Rutas seguras\nEnviado: lunes 23 de noviembre.\n"
            "Quién puede verlo: Solo participantes del taller"
        ),
    )
    assert maria.buttons == [
        "Leerlo otra vez",
        "Cambiarlo",
        "Quién puede verlo",
        "Retirarlo",
        "Todo lo que conté",
    ]
    await maria.taps("Todo lo que conté")
    assert (maria.bubbles[-1].text, maria.bubbles[-1].rows) == (listed.text, listed.rows)


async def test_what_was_sent_can_be_read_again_in_full(maria: Phone) -> None:
    told = " ".join(["Se forma a docentes y se acompaña a las familias."] * 20)
    await maria.tells_a_practice(TITLE)
    await maria.edits("Se forma", told)

    await looks_at(maria, PRACTICE)
    await maria.taps("Leerlo otra vez")

    assert f"¿Qué se hace, paso a paso, y quién lo hace?\n{told}" in maria.bubbles[-1].text
    await maria.taps("Atrás")
    assert maria.bubbles[-1].text.startswith("Buena práctica: Rutas seguras\n")


async def test_who_may_see_it_is_changed_in_three_taps(maria: Phone) -> None:
    await maria.tells_a_practice(TITLE)
    await looks_at(maria, PRACTICE)

    await maria.taps("Quién puede verlo")
    assert "¿Quién puede ver esta práctica?" in maria.news[0]
    await maria.taps("Solo el equipo organizador")
    await maria.taps("Enviar el cambio")

    assert maria.news[-1].startswith("Gracias. El equipo organizador ya tiene su cambio.")
    await looks_at(maria, PRACTICE)
    assert maria.bubbles[-1].text == (
        "Buena práctica: Rutas seguras\nEnviado: lunes 23 de noviembre.\n"
        "Cambiado: lunes 23 de noviembre.\nQuién puede verlo: Solo el equipo organizador"
    )


async def test_withdrawing_is_asked_once_more_and_takes_it_out_of_the_export(maria: Phone) -> None:
    await maria.tells_a_practice(TITLE)
    await looks_at(maria, PRACTICE)

    await maria.taps("Retirarlo")
    assert "no estará en ningún conteo, lista ni exportación" in maria.bubbles[-1].text
    await maria.taps("No, dejarlo")
    assert exported(maria.bot) == ("practice", "profile")

    await maria.taps("Retirarlo")
    await maria.taps("Sí, retirarlo")

    assert maria.toast == "Quedó retirado."
    assert exported(maria.bot) == ("profile",)
    assert maria.bubbles[-1].text == (
        "Enviado\n• Sobre usted (lunes 23 de noviembre)\n\n"
        "Retirado\n• Buena práctica: Rutas seguras (lunes 23 de noviembre)"
    )
    audited = maria.bot.database.transact_now(list_audit, workshop_id=None)
    assert [one.action for one in audited][-1] == "submission_withdrawn"


async def test_what_is_withdrawn_is_not_changed_by_an_edit_or_an_old_button(maria: Phone) -> None:
    await maria.tells_a_practice(TITLE)
    await looks_at(maria, PRACTICE)
    change, card = maria.data_of("Cambiarlo"), maria.bubbles[-1].message_id
    await maria.taps("Retirarlo")
    await maria.taps("Sí, retirarlo")

    await maria.edits(TITLE, "Otro nombre")
    assert maria.news == [
        "Ese mensaje no es ahora la respuesta a ninguna pregunta, así que no cambié nada."
    ]
    await maria.forges(change, card)
    assert maria.toast == "Este botón ya no funciona."
    assert exported(maria.bot) == ("profile",)


async def test_what_is_being_changed_can_be_withdrawn(maria: Phone) -> None:
    await maria.tells_a_practice(TITLE)
    await looks_at(maria, PRACTICE)
    await maria.taps("Cambiarlo")

    await looks_at(maria, PRACTICE)
    await maria.taps("Retirarlo")
    await maria.taps("Sí, retirarlo")

    assert "Empezado" not in maria.bubbles[-1].text
    kept = [one.status for one in _told(maria.bot)]
    assert kept == [SubmissionStatus.COMPLETED, SubmissionStatus.WITHDRAWN]


async def test_a_change_that_was_left_is_gone_on_with(maria: Phone) -> None:
    await maria.tells_a_practice(TITLE)
    await looks_at(maria, PRACTICE)
    await maria.taps("Cambiarlo")
    await maria.taps("1")
    await maria.sends("Rutas muy seguras")
    await maria.sends("/leccion")

    await looks_at(maria, PRACTICE)
    await maria.taps("Seguir con el cambio")

    assert maria.news[0].startswith("Ahora está en: Buena práctica: Rutas muy seguras\n")
    assert "1. ¿Cómo se llama la práctica?\nRutas muy seguras" in maria.news[0]
    assert [one.form_id for one in _told(maria.bot)] == ["profile", "practice", "lesson"]


async def test_nobody_opens_the_card_of_somebody_else(maria: Phone) -> None:
    await maria.tells_a_practice(TITLE)
    await looks_at(maria, PRACTICE)
    withdraw = maria.data_of("Retirarlo").replace("withdraw", "withdrawn")
    ana = maria.bot.phone("Ana")
    await ana.arrives()

    await ana.forges(withdraw, ana.newest)

    assert ana.toast == "Este botón ya no funciona."
    assert exported(maria.bot) == ("practice", "profile")


async def test_a_list_that_was_deleted_is_sent_anew(maria: Phone) -> None:
    await maria.tells_a_practice(TITLE)
    await maria.sends("/mias")
    card = maria.data_of(PRACTICE)

    await maria.forges(card, maria.newest + 1000)

    assert maria.news[-1].startswith("Buena práctica: Rutas seguras\n")


async def test_several_conversations_stay_where_they_were_left(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends(TITLE)
    await maria.sends("/leccion")
    assert maria.news == [
        (
            "«Buena práctica: Rutas seguras» queda como la dejó: /mias\n\n"
            "1 de 11\n¿Sobre qué es la lección?"
        )
    ]
    await maria.taps("Este taller")

    await maria.sends("/mias")
    assert maria.news == [
        (
            "Empezado\n• Lección aprendida (está aquí ahora)\n• Buena práctica: Rutas seguras\n\n"
            "Enviado\n• Sobre usted (lunes 23 de noviembre)"
        )
    ]
    await maria.taps("Seguir: Buena práctica: Rutas seguras")

    assert maria.news == [
        (
            "Ahora está en: Buena práctica: Rutas seguras\n"
            "Lo último que respondió: ¿Cómo se llama la práctica? Rutas seguras\n\n"
            "2 de 18\n¿Hasta dónde ha llegado?"
        )
    ]


def _told(bot: Bot) -> tuple[Submission, ...]:
    workshop = bot.database.transact_now(choose_workshop, number=None)
    return bot.database.transact_now(list_submissions, workshop_id=workshop.id)


async def test_who_withdraws_the_profile_is_asked_for_it_before_the_next_practice(
    maria: Phone,
) -> None:
    await looks_at(maria, "Sobre usted")
    await maria.taps("Retirarlo")
    await maria.taps("Sí, retirarlo")

    await maria.sends("/practica")

    assert "¿En qué país trabaja?" in maria.news[-1]
    [who] = maria.bot.database.transact_now(list_memberships, chat_id=maria.person.id)
    assert who.country is None
