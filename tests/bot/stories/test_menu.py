"""What can be asked at any moment: help, privacy, what was told, erasure."""

from tests.bot.edge import Bot, Phone
from tests.bot.kept import forget_form


async def test_help_lists_the_commands_in_the_persons_language(maria: Phone) -> None:
    await maria.sends("/help")

    assert maria.news == [
        (
            "Puede escribirme en cualquier momento:\n"
            "/practica: Contar una buena práctica\n"
            "/leccion: Contar una lección aprendida\n"
            "/mias: Lo que conté, abierto y enviado\n"
            "/mesa: Lo que se contó en mi mesa\n"
            "/idioma: Cambiar el idioma\n"
            "/cancelar: Parar aquí; lo respondido se conserva\n"
            "/privacidad: Quién lee mis respuestas\n"
            "/exportar: Todo sobre mí, en archivos\n"
            "/detener: No recibir más mensajes míos\n"
            "/borrar: Borrar todo lo que conté\n"
            "/salir: Salir rápido: este chat se vacía\n"
            "/peligro: Alguien está en peligro: adónde llamar\n"
            "/ayuda: Qué puedo hacer\n\n"
            "Lo que cuenta con sus palabras también puede ser una nota de voz de hasta dos minutos."
        )
    ]


async def test_help_has_the_way_back_to_the_open_question(maria: Phone) -> None:
    await maria.sends("/practica")

    await maria.sends("/ayuda")
    assert maria.buttons == ["Seguir: Buena práctica", "Alguien está en peligro", "Salir rápido"]

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
            "Empezado\n• Lección aprendida (está aquí ahora)\n\n"
            "Enviado\n"
            "• Buena práctica: Rutas seguras (lunes 23 de noviembre)\n"
            "• Sobre usted (lunes 23 de noviembre)"
        )
    ]
    assert maria.buttons[0] == "Seguir: Lección aprendida"


async def test_whatever_was_left_half_told_is_offered_again(maria: Phone) -> None:
    await maria.sends("/practica")
    await maria.sends("Rutas seguras")
    await maria.sends("/leccion")

    await maria.sends("/cancelar")

    assert maria.buttons == [
        "Seguir: Lección aprendida",
        "Seguir: Buena práctica: Rutas seguras",
        "Contar una buena práctica",
        "Contar una lección aprendida",
    ]


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

    assert maria.news == ["Empezado\n• Sobre usted (está aquí ahora)"]


async def test_where_a_workshop_asks_no_profile_practices_are_told_at_once(bot: Bot) -> None:
    bot.database.transact_now(forget_form, code="profile")
    maria = bot.phone("María")
    await maria.starts(bot.home.participants)
    await maria.taps("Español")
    await maria.taps("Sí, 18 o más")
    await maria.taps("Acepto")
    assert maria.news == ["¿Qué le gustaría contar?"]

    await maria.sends("/mias")
    assert maria.news == ["Todavía no ha contado nada. ¿Qué le gustaría contar?"]
