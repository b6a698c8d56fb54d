"""What can be asked at any moment: help, privacy, what was told, erasure."""

from sqlalchemy import delete

from bot.actions.workshops import choose_workshop
from storage.audit import AuditEntry, list_audit
from storage.database import Session
from storage.participants import Participant, list_participants
from storage.tables import form
from tests.bot.edge import Bot, Phone


async def test_help_lists_the_commands_in_the_persons_language(maria: Phone) -> None:
    await maria.sends("/help")

    assert maria.news == [
        (
            "Puede escribirme en cualquier momento:\n"
            "/practica: Contar una buena práctica\n"
            "/leccion: Contar una lección aprendida\n"
            "/mias: Lo que conté, abierto y enviado\n"
            "/idioma: Cambiar el idioma\n"
            "/cancelar: Parar aquí; lo respondido se conserva\n"
            "/privacidad: Quién lee mis respuestas\n"
            "/borrar: Borrar todo lo que conté\n"
            "/ayuda: Qué puedo hacer"
        )
    ]


async def test_help_has_the_way_back_to_the_open_question(maria: Phone) -> None:
    await maria.sends("/practica")

    await maria.sends("/ayuda")
    assert maria.buttons == ["Seguir: Buena práctica"]

    await maria.taps("Seguir: Buena práctica")
    assert maria.news[-1].endswith("Un nombre corto, de hasta 80 caracteres.")
    assert "Seguir: Buena práctica" not in maria.labels


async def test_an_unknown_command_is_answered_with_the_way_to_help(maria: Phone) -> None:
    await maria.sends("/quetal")

    assert maria.news == ["No conozco ese comando. /ayuda muestra qué puedo hacer."]


async def test_mine_shows_what_is_begun_and_what_was_sent(maria: Phone) -> None:
    await maria.sends("/mias")
    assert maria.news[0].startswith("Enviado\n• Sobre usted (lunes 23 de noviembre)")

    await maria.tells_a_practice("Rutas seguras")
    await maria.sends("/leccion")
    await maria.sends("/mias")

    assert maria.news == [
        (
            "Empezado\n• Lección aprendida\n\n"
            "Enviado\n"
            "• Buena práctica: Rutas seguras (lunes 23 de noviembre)\n"
            "• Sobre usted (lunes 23 de noviembre)"
        )
    ]
    assert maria.buttons == ["Seguir: Lección aprendida"]


async def test_mine_says_where_nothing_was_told(bot: Bot) -> None:
    maria = bot.phone("María")
    await maria.starts(bot.home.participants)
    await maria.taps("Español")
    await maria.taps("Sí, 18 o más")
    await maria.taps("Acepto")
    await maria.sends("/borrar")
    await maria.taps("Borrar todo")
    await maria.starts(bot.home.participants)
    await maria.taps("Español")
    await maria.taps("Sí, 18 o más")
    await maria.taps("Acepto")
    await maria.sends("/mias")

    assert maria.news == ["Empezado\n• Sobre usted"]


async def test_where_a_workshop_asks_no_profile_practices_are_told_at_once(bot: Bot) -> None:
    bot.database.transact_now(_forget_form, code="profile")
    maria = bot.phone("María")
    await maria.starts(bot.home.participants)
    await maria.taps("Español")
    await maria.taps("Sí, 18 o más")
    await maria.taps("Acepto")
    assert maria.news == ["¿Qué le gustaría contar?"]

    await maria.sends("/mias")
    assert maria.news == ["Todavía no ha contado nada. ¿Qué le gustaría contar?"]


async def test_erasure_asks_first_and_then_erases_all(maria: Phone) -> None:
    await maria.tells_a_practice("Rutas seguras")

    await maria.sends("/borrar")
    assert maria.news == ["¿Borrar todo lo que usted contó en este taller? No se puede deshacer."]
    await maria.taps("Conservar")
    assert maria.news == ["No se borró nada."]
    assert len(_participants(maria.bot)) == 1

    await maria.sends("/borrar")
    await maria.taps("Borrar todo")

    assert maria.news == [
        (
            "Todo lo que usted contó en este taller quedó borrado aquí. Los mensajes de este chat"
            " puede borrarlos usted en Telegram. Para volver, abra otra vez su enlace de invitación o"
            " pida uno nuevo al equipo organizador."
        )
    ]
    assert _participants(maria.bot) == ()
    assert [one.action for one in _audit(maria.bot)][-1] == "participant_erased"
    assert [one.actor for one in _audit(maria.bot)][-1] is None


async def test_nobody_erases_somebody_else(maria: Phone) -> None:
    await maria.sends("/borrar")
    confirm = maria.data_of("Borrar todo")
    ana = maria.bot.phone("Ana")
    await ana.starts()

    await ana.forges(confirm, ana.newest)

    assert ana.toast == "Este botón ya no funciona."
    assert len(_participants(maria.bot)) == 1


async def test_a_stranger_has_nothing_to_erase(bot: Bot) -> None:
    stranger = bot.phone("Ana")

    await stranger.sends("/erase")

    assert stranger.news == ["No guardo nada de usted."]


def _participants(bot: Bot) -> tuple[Participant, ...]:
    workshop = bot.database.transact_now(choose_workshop, number=None)
    return bot.database.transact_now(list_participants, workshop_id=workshop.id)


def _audit(bot: Bot) -> tuple[AuditEntry, ...]:
    return bot.database.transact_now(list_audit, workshop_id=None)


def _forget_form(db: Session, *, code: str) -> None:
    db.execute(delete(form).where(form.c.code == code))
